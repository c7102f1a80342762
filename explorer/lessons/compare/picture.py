"""Networks side by side: what each reads, expects and holds in mind, how far its error reaches, and how it learns."""

from __future__ import annotations

from explorer.app import live, side_by_side
from explorer.app.columns import columns
from explorer.app.session import Session
from explorer.lessons.compare import choice
from explorer.tasks import make_task


def draw(session: Session) -> None:
    """The networks of the run side by side, then how far the error reaches and how they learn, then what they write."""
    drawn = session.view()
    if drawn is None:
        live.starting()
        return
    run, shown, task = drawn.run, drawn.snapshots, make_task(drawn.config)
    live.scrubber(session, run)
    layer = live.layer_switch(run)
    made, asked = columns(run, shown, task, layer=layer, of=side_by_side.gradient()), None
    contrast = choice.contrast_of(task, shown)
    if contrast is not None:
        made = choice.columns(made, shown, contrast, layer)
        asked = choice.choice(task, contrast, choice.lasting(made))
    side_by_side.show(session, drawn, made, choice=asked)
    side_by_side.charts(session, drawn, layer)
    live.samples(shown, task)
