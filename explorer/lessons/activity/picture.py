"""Three networks learn what a figure does: its frames, the verdict after every one, the score; and people's motions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st

from explorer.answers import applications, ask, reached, there, used
from explorer.app import asked, live, side_by_side, uploads
from explorer.app.columns import columns
from explorer.app.language import _, explain, translated
from explorer.app.numbers import share
from explorer.app.session import Session
from explorer.figures.curves import learning_curves
from explorer.lessons.activity.activity import WORDS, frames
from explorer.names import CELLS, TITLES
from explorer.problem import Problem
from explorer.records import Snapshot
from explorer.tasks import Task, make_task
from explorer.tasks.activity import Activity
from explorer.text import motion
from explorer.text.encodings import decode
from explorer.text.poses import FRAMES

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


# ---- Motions of people ----------------------------------------------------------------------------------------------


def people(said: dict[str, Any]) -> tuple[str, Any] | None:
    """What networks that learnt motions of people make of one; and how soon they know on motions they never saw.

    Returns that motion, behind a name that no other has.
    """
    if not there("activity"):
        return None
    left, right = st.columns(2, gap="medium")
    with left:
        motion = _asked(said)
    with right:
        _by_frame()
    return motion


def _asked(said: dict[str, Any]) -> tuple[str, Any] | None:
    st.markdown(_("Networks that learnt from recordings of people judge a motion: a table of joints, or BVH."))
    file = uploads.field(
        _("A motion of your own (.csv, .bvh)"),
        instead=_("Open the app in a window of its own."),
        key="motion_file",
        max_upload_size=LARGEST,
    )
    try:
        joints, name, right = _motion(file) if file is not None else _figure(said)
        found = {cell: _best(joints, cell, right) + _used(joints, cell) for cell in CELLS}
    except (Problem, UnicodeDecodeError) as problem:
        st.error(explain(problem) if isinstance(problem, Problem) else _("This file is no text. Bring .csv or .bvh."))
        return None
    st.caption(_("{name}, {count} frames").format(name=name, count=len(joints)))
    st.table({TITLES[cell]: said for cell, said in found.items()})
    return f"{name} {crc32(joints.tobytes())}", joints


def _motion(file: Any) -> tuple[Any, str, str]:
    read = motion.read(decode(file.getvalue(), "utf-8"))
    return read.joints, PurePath(file.name).name[:40], ""


def _figure(said: dict[str, Any]) -> tuple[Any, str, str]:
    """A figure of this project's own, and what is right; in what it does the networks were never taught by figures."""
    task = Activity()
    number = st.number_input(_("or one of the figures of this page"), 1, 24, said["figure"] or 1, key="activity_figure")
    said["figure"] = int(number)
    place = int(number) - 1
    kind = task.symbols[int(task.held_out.activities[place])]
    return task.held_out.joints[:, place], _("a figure that {does}").format(does=_(kind)), SAME.get(kind, "")


def _best(joints: Any, cell: str, right: str) -> list[str]:
    """The three likeliest; before the first, where it is known, whether it is right."""
    answer = ask("activity", joints, cell)
    names = dict(zip(answer.output, applications["activity"].labels, strict=True))
    best = sorted(answer.output, key=lambda name: -answer.output[name])[:3]
    said = [f"{_(names[name])} {share(answer.output[name])}" for name in best]
    mark = ("✓ " if names[best[0]] == right else "✗ ") if right else ""
    return [mark + said[0], *said[1:]]


def _used(joints: Any, cell: str) -> list[str]:
    """Which frames the verdict depends on most; of a motion that is judged clip by clip nothing is said."""
    if len(joints) > FRAMES:
        return []
    weight = used("activity", joints, cell)[0]
    most = np.sort(np.argsort(-weight)[:NAMED])
    numbers = ", ".join(str(frame + 1) for frame in most)
    part = share(float(weight[most].sum() / weight.sum()))
    return [_("used frames {frames} most: {share}").format(frames=numbers, share=part)]


def _by_frame() -> None:
    networks = {cell: reached("activity", cell) for cell in CELLS}
    curves = {cell: np.array(one.details["by_frame"]) for cell, one in networks.items()}
    figure = learning_curves(
        {cell: (np.arange(1, len(curve) + 1), curve) for cell, curve in curves.items()},
        baselines={_(name): value for name, value in networks[CELLS[0]].baselines.items()},
        x_title=_("frame"),
        y_range=(0.0, 1.0),
        until=FRAMES,
        names=TITLES,
        height=live.CHART_HEIGHT,
    )
    known = networks[CELLS[0]]
    live.chart(
        "activity_by_frame",
        figure,
        _("Right after so many frames"),
        _("motions they never saw · {source}").format(source=known.source),
    )
