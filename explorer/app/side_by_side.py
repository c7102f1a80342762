"""Networks side by side as they learn one task: the board with its cursor, and the two charts under it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.app import columns as cols
from explorer.app import controls, live
from explorer.app.language import _, current
from explorer.app.session import Session, View
from explorer.browser.board import Choice, Column, board
from explorer.figures._style import as_dict
from explorer.figures.gradients import gradient_curves
from explorer.names import TITLES
from explorer.records import Snapshot
from explorer.tasks import make_task, tasks


def gradient() -> str:
    """Which gradient is looked at: that of the "last" loss, or of the "total" one."""
    return str(st.session_state.get("view_gradient") or "last")


def draw(session: Session) -> None:
    """The networks of the run side by side, how far the error reaches and how they learn, and what they produce."""
    drawn = session.view()
    if drawn is None:
        live.starting()
        return
    live.scrubber(session, drawn.run)
    layer, task = live.layer_switch(drawn.run), make_task(drawn.config)
    show(session, drawn, cols.columns(drawn.run, drawn.snapshots, task, layer=layer, of=gradient()))
    charts(session, drawn, layer)
    live.samples(drawn.snapshots, task)


def show(session: Session, drawn: View, columns: list[Column], *, choice: Choice | None = None) -> None:
    """The board with these columns."""
    task = make_task(drawn.config)
    inputs, targets = cols.given(task)
    title = _("Gradient of the last loss") if gradient() == "last" else _("Gradient of the total loss")
    picked = board(
        columns,
        inputs=inputs,
        targets=targets,
        kind=cols.kind(task),
        words=cols.words(task),
        cursor=session.cursor,
        gradient_title=title,
        value_range=(-1.5, 1.5),
        choice=choice,
        key="board",
    )
    if picked.cursor != session.cursor:
        session.cursor = picked.cursor
        controls.write_url(controls.config(), t=None if session.cursor is None else str(session.cursor + 1))


def charts(session: Session, drawn: View, layer: int) -> None:
    """How the networks learn, and how far back the error reaches."""
    run, shown, task, of = drawn.run, drawn.snapshots, make_task(drawn.config), gradient()
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
