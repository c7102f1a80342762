"""What the browser's address says when a person comes to a lesson; and what of it made no sense, until they go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer.app import link
from explorer.app.language import LANGUAGES, PARAMETER, _, explain
from explorer.problem import Problem

EVERYWHERE: link.Table = {PARAMETER: link.one_of(tuple(LANGUAGES), browser=True)}
"""What every lesson's address may hold."""

_BEFORE = "controls_before"


def values(lesson: str, table: link.Table) -> dict[str, Any]:
    """What the address says, by parameter, when a person comes to a lesson. What makes no sense is told."""
    found, problems = link.read({**EVERYWHERE, **table}, st.query_params.to_dict())
    for problem in problems:
        complain(lesson, problem)
    return found


def complain(lesson: str, problem: Problem) -> None:
    """Have something told that the lesson's address says, and that makes no sense."""
    _told(lesson).append(problem)


def tell(lesson: str) -> None:
    """Tell what made no sense; no longer when the person has gone on to do something."""
    told = _told(lesson)
    if told and _something_was_done():
        told.clear()
    for problem in told:
        st.warning(explain(problem) + " " + _("The default is used instead."))


def remember() -> None:
    """At the end of a page: how all its controls stand."""
    st.session_state[_BEFORE] = _controls()


def write(table: link.Table, said: Mapping[str, Any], **others: str | None) -> None:
    """Make the address say these values, and `others` as they are written; a value of None is not said."""
    there = st.query_params.to_dict()
    wanted = link.written({**EVERYWHERE, **table}, said, there)
    wanted |= {name: value for name, value in others.items() if value is not None}
    if wanted != there:
        st.query_params.from_dict(wanted)


def _told(lesson: str) -> list[Problem]:
    told: list[Problem] = st.session_state.setdefault(f"{lesson}_told", [])
    return told


def _controls() -> dict[str, Any]:
    kinds = (str, int, float, bool, tuple)
    return {str(key): value for key, value in st.session_state.items() if isinstance(value, kinds)}


def _something_was_done() -> bool:
    before, now = st.session_state.get(_BEFORE, {}), _controls()
    return any(before[key] != now[key] for key in before.keys() & now.keys())
