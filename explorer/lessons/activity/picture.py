"""Three networks learn what a figure does: its frames, the verdict after every one, the score; and people's motions."""

from __future__ import annotations

from dataclasses import replace

from explorer.app import asked, live, side_by_side
from explorer.app.columns import columns
from explorer.app.language import _, translated
from explorer.app.session import Session
from explorer.lessons.activity.activity import WORDS, frames
from explorer.records import Snapshot
from explorer.tasks import Task, make_task
from explorer.tasks.activity import Activity

NAMED = 3  # frames that a verdict used
SAME = {"walks": "walking", "runs": "running", "jumps": "jumping"}
"""Of what figures do, what people did too."""
LARGEST = 8  # MB of a file with a motion


def draw(session: Session) -> None:
    """The frames of one figure above the networks that read them, their score, and what they make of other figures."""
    drawn = session.view()
    if drawn is None:
        live.starting()
        return
    task = make_task(drawn.config)
    live.scrubber(session, drawn.run)
    layer = live.layer_switch(drawn.run)
    if isinstance(task, Activity):
        frames(*task.pictures(), _("Many-to-one"), words=translated(WORDS), key="frames")
    side_by_side.show(
        session, drawn, columns(drawn.run, drawn.snapshots, task, layer=layer, of=side_by_side.gradient())
    )
    side_by_side.charts(session, drawn, layer)
    live.samples({name: _spoken(snapshot, task) for name, snapshot in drawn.snapshots.items()}, task)
    asked.same_shape("many-to-one")


def _spoken(snapshot: Snapshot, task: Task) -> Snapshot:
    """What figures do in the language of the page; what a person called it stays."""
    if task.brought:
        return snapshot
    text = snapshot.sample.text
    for activity in task.symbols or ():
        text = text.replace(activity, _(activity))
    return replace(snapshot, sample=replace(snapshot.sample, text=text))
