"""Networks side by side: what each reads, expects and holds in mind, how far its error reaches, and how it learns."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.app import controls, live
from explorer.app.language import _, current
from explorer.app.session import Session
from explorer.figures._style import as_dict
from explorer.figures.gradients import gradient_curves
from explorer.lab import Run
from explorer.lessons.compare import choice as choices
from explorer.lessons.compare import columns as cols
from explorer.lessons.compare.compare import board
from explorer.names import TITLES
from explorer.records import Snapshot
from explorer.tasks import Task, make_task, tasks


def draw(session: Session) -> None:
    """The networks of the run side by side, then how far the error reaches and how they learn, then what they write."""
    drawn = session.view()
    if drawn is None:
        live.starting()
        return
    run, shown, task = drawn.run, drawn.snapshots, make_task(drawn.config)
    live.scrubber(session, run)
    layer = live.layer_switch(run)
    of = str(st.session_state.get("view_gradient") or "last")
    _board(session, run, shown, task, layer, of)
    _charts(session, run, shown, task, layer, of)
    live.samples(shown, task)


def _board(session: Session, run: Run, shown: Mapping[str, Snapshot], task: Task, layer: int, of: str) -> None:
    inputs, targets = cols.given(task)
    title = _("Gradient of the last loss") if of == "last" else _("Gradient of the total loss")
    contrast = choices.contrast_of(task, shown)
    columns = cols.columns(run, shown, task, layer=layer, of=of, contrast=contrast)
    picked = board(
        columns,
        inputs=inputs,
        targets=targets,
        kind=cols.kind(task),
        words=cols.words(),
        cursor=session.cursor,
        gradient_title=title,
        value_range=(-1.5, 1.5),
        choice=None if contrast is None else choices.choice(task, contrast, cols.lasting(columns)),
        key="board",
    )
    if picked.cursor != session.cursor:
        session.cursor = picked.cursor
        controls.write_url(controls.config(), t=None if session.cursor is None else str(session.cursor + 1))


def _charts(session: Session, run: Run, shown: Mapping[str, Snapshot], task: Task, layer: int, of: str) -> None:
    which = live.curve()
    key = (id(run), run.playing, session.shown, task, layer, of, which, current(), len(session.ghosts))
    known = session.figures
    if known is None or known[0] != key or not run.busy or time.monotonic() - known[1] > live.REDRAW_EVERY:
        curves = live.progress_figure(session, run, task, which)
        gradients = _gradients(shown, layer, of)
        known = session.figures = (key, time.monotonic(), as_dict(curves), as_dict(gradients))
    left, right = st.columns(2, gap="medium")
    with left:
        live.show_progress(session, task, which, known[2])
    with right:
        if of == "last":
            title = _("How far back the last error reaches")
            subtitle = _("‖∂L⟨T⟩/∂a⟨t⟩‖ relative to ⟨T⟩ · log scale · dashed: 1 %")
        else:
            title = _("Gradient of the total loss")
            subtitle = _("‖∂J/∂a⟨t⟩‖ · every step has a loss of its own, which hides vanishing")
        live.chart("gradient_chart", known[3], title, subtitle, follow_cursor=True)


def views(task: str) -> None:
    """How to look: which gradient, which curve. Among the settings, so that a first look meets no switches."""
    st.caption(_("Show").upper())
    names = {"last": "∂L⟨T⟩/∂a⟨t⟩", "total": "∂J/∂a⟨t⟩"}
    live.switch("view_gradient", _("Gradient"), names, default="last", labelled=True)
    live.switch("view_curve", _("Curve"), live.curve_names(tasks[task]), default="metric", labelled=True)


def _gradients(shown: Mapping[str, Snapshot], layer: int, of: str) -> Any:
    """Gradient magnitude against time step; the reach is marked where it means something, for the last loss."""
    return gradient_curves(
        {name: snapshot.gradients[of][layer] for name, snapshot in shown.items()},
        reach=cols.reaches(shown, layer) if of == "last" else None,
        x_title=_("time step ⟨t⟩"),
        names=TITLES,
        height=live.CHART_HEIGHT,
    )
