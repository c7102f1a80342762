"""The same figures with their frames in another order: what is said of them, and how far the score falls."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

import numpy as np
import streamlit as st

from explorer.app import controls, live
from explorer.app.fragment import fragment
from explorer.app.language import _, translated, whole
from explorer.app.numbers import share
from explorer.app.session import Session
from explorer.lab.run import Lane
from explorer.lessons.activity.activity import WORDS, frames
from explorer.lessons.activity.measure import ORDERS, Judged, judged, played
from explorer.names import TITLES
from explorer.problem import N_
from explorer.tasks import make_task
from explorer.tasks.activity import Activity

NAMES: Mapping[str, str] = {
    "forwards": N_("as it was"),
    "backwards": N_("backwards"),
    "shuffled": N_("in any order"),
}


@fragment
def draw(session: Session) -> None:
    """The probe in the order that is chosen, and what the networks of the run make of it and of all held-out figures.

    While they learn they are not asked: what they said last stays, with the step at which they said it.
    """
    run, before = session.run, session.said["order"]
    order = live.switch("activity_order", _("Frames"), translated(NAMES), default=before or ORDERS[0])
    session.said["order"] = "" if order == ORDERS[0] else order
    if session.said["order"] != before:
        controls.write_url(controls.config(), order=session.said["order"] or None)
    if run is None:
        return
    task = make_task(next(iter(run.lanes.values())).config)
    if not isinstance(task, Activity):
        return
    _strip(task, order)
    if not run.playing and all(lane.state for lane in run.lanes.values()):
        found = {cell: _asked(lane) for cell, lane in run.lanes.items()}
        st.session_state["activity_judged"] = (run.id, found)
    of, found = st.session_state.get("activity_judged", (None, {}))
    if of != run.id:
        st.caption(_("Pause, and the networks are asked."))
        return
    steps = sorted({one[order].step for one in found.values()})
    st.html(f'<div class="cards">{"".join(_card(cell, judged, order) for cell, judged in found.items())}</div>')
    st.caption(
        _("After training step {step}, of {count} figures they never saw. Guessing: {chance}.").format(
            step="–".join(map(whole, dict.fromkeys((steps[0], steps[-1])))),
            count=task.validation().targets.size,
            chance=share(1 / len(task.symbols)),
        )
    )


def _strip(task: Activity, order: str) -> None:
    """Pixels and joints of the probe, in the same order."""
    pixels, places = task.pictures()
    both = np.concatenate([pixels, places.reshape(len(places), -1)], axis=1)
    moved = played(replace(task.probe(), inputs=both[:, None]), order).inputs[:, 0]
    seen, joints = np.split(moved, [pixels.shape[1]], axis=1)
    frames(seen, joints.reshape(places.shape), "", words=translated(WORDS), key="ordered")


def _card(cell: str, found: Mapping[str, Judged], order: str) -> str:
    one, before = found[order], found[ORDERS[0]]
    lost = ""
    if order != ORDERS[0]:
        lost = _("right activity; {share} as it was").format(share=share(before.score))
    says = _("of this figure it says: {activity}, {share}").format(activity=_(one.said), share=share(one.sure))
    return (
        f'<section class="card {cell}"><h2>{TITLES[cell]}</h2>'
        f'<p class="number">{html.escape(share(one.score))}</p>'
        f'<p class="label">{html.escape(lost or _("right activity"))}</p><p>{html.escape(says)}</p></section>'
    )


def _asked(lane: Lane) -> Mapping[str, Judged]:
    own = lane.config.text
    return _judged(lane.state or b"", crc32(own.encode()), own)


@st.cache_resource(show_spinner=False, max_entries=24)
def _judged(state: bytes, text: int, _text: str) -> Mapping[str, Judged]:
    """`text` is a number that tells `_text` from any other."""
    return judged(state, _text)
