"""Play, Step, Reset and the speed: the first thing on the page, of the run that its settings name."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from explorer.app.language import _, explain
from explorer.app.session import Session
from explorer.config import Config
from explorer.lab import Run
from explorer.problem import Problem

SPEEDS = {"full": math.inf, "30": 30.0, "5": 5.0, "1": 1.0}


def follow(session: Session, config: Config, cells: Sequence[str]) -> Run:
    """The run of these settings and cells, with its row of buttons. A page ends here where there can be none."""
    try:
        run = session.follow(config, cells)
    except Problem as problem:
        st.error(explain(problem))
        st.stop()
    if session.lost:
        st.info(_("The run in this link is no longer kept. Its settings are; press Play to train it again."))
    bar(session)
    return run


def bar(session: Session) -> None:
    """The row of buttons. A press acts at once; the picture follows.

    A finished run that comes with the app has nothing to reset and no speed: these two come with a run of one's own.
    """
    run = session.run
    playing = session.playing = run is not None and run.playing
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        if playing:
            st.button("❚❚ " + _("Pause"), type="primary", key="pause", on_click=session.pause, shortcut="p")
        else:
            st.button("▶ " + _("Play"), type="primary", key="play", on_click=_play, args=(session,), shortcut="p")
        st.button(_("Step"), key="step", on_click=session.advance, disabled=playing, help=_("One training step."))
        if run is not None and not run.finished:
            st.button(_("Reset"), key="reset", on_click=session.reset, help=_("Back to step 0, with the same seed."))
            _speeds(session)


def _speeds(session: Session) -> None:
    st.segmented_control(
        _("Speed"),
        list(SPEEDS),
        format_func=lambda speed: _("full speed") if speed == "full" else _("{count}/s").format(count=speed),
        default="full",
        key="speed",
        required=True,
        label_visibility="collapsed",
        on_change=_speed,
        args=(session,),
        help=_("Training steps a second."),
    )


def _pace() -> float:
    return SPEEDS[st.session_state.get("speed") or "full"]


def _play(session: Session) -> None:
    st.query_params.pop("step", None)
    session.play(_pace())


def _speed(session: Session) -> None:
    if session.run is not None and session.run.playing:
        session.play(_pace())
