"""Motions of people: what networks that learnt recordings make of one, frame by frame, and how soon they know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st

from explorer.answers import applications, ask, reached, there, used
from explorer.app import learnt, live, uploads
from explorer.app.language import _, explain, translated, whole
from explorer.app.numbers import share
from explorer.app.session import Session
from explorer.browser import answers as panel
from explorer.figures.curves import learning_curves
from explorer.lessons.activity.activity import WORDS, frames
from explorer.lessons.activity.choose import PANEL
from explorer.names import CELLS, TITLES
from explorer.problem import Problem
from explorer.records import Floats
from explorer.tasks.activity import Activity
from explorer.text import motion, poses
from explorer.text.encodings import decode
from explorer.text.skeleton import JOINTS

SAME = {"walks": "walking", "runs": "running", "jumps": "jumping"}
"""Of what figures do, what people did too."""
LARGEST = 8  # MB of a file with a motion
SHOWN = 24  # frames of a long motion, at even distances: drawn, and told how the answer stood after them
SIDE, TALL = 20, 3.7  # pixels of a frame that is drawn, and of these for each unit of `poses.SCALE`
PELVIS = SIDE / 2, 9.0  # column and row
VIEW = 0.8  # radians from which a body is seen that faces us: legs that walk do not hide each other


def draw(session: Session) -> None:
    """A motion, chosen or brought; what three networks make of it after every frame; and how often they are right.

    The networks of the session's run can be asked about it too.
    """
    if not there("activity"):
        return
    st.markdown(_("Networks that learnt from recordings of people judge a motion: a table of joints, or BVH."))
    left, right = st.columns(2, gap="medium")
    with left:
        file = uploads.field(
            _("A motion of your own (.csv, .bvh)"),
            instead=_("Open the app in a window of its own."),
            key="motion_file",
            max_upload_size=LARGEST,
        )
    with right:
        figure = _figure(session.said)
        place = st.empty()
    try:
        joints, name, known = _motion(file) if file is not None else figure
        place.caption(_("{name}, {count} frames").format(name=name, count=whole(len(joints))))
        _answers(joints, known)
    except (Problem, UnicodeDecodeError) as problem:
        st.error(explain(problem) if isinstance(problem, Problem) else _("This file is no text. Bring .csv or .bvh."))
    else:
        learnt.draw(PANEL, session, (f"{name} {crc32(joints.tobytes())}", joints))
    _by_frame()


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


def _answers(joints: Any, right: str) -> None:
    """The motion as it is read, and what each network says of it; `right` is the name of what it shows, if known."""
    whole_motion = np.ascontiguousarray(joints, np.float64).tobytes()
    columns = [_column(cell, *_judged(whole_motion, cell), right) for cell in CELLS]
    some = _shown(len(joints))
    seen = poses.turned(poses.facing(np.asarray(joints, np.float64)[:, None]), np.array([VIEW]))[some, 0, :, :2]
    places = PELVIS + TALL * seen * (1, -1)
    frames(np.zeros((len(some), SIDE**2)), places, "", words=translated(WORDS), key="people_frames")
    panel.answers(
        [str(frame + 1) for frame in some],
        columns,
        [_(name) for name in applications["activity"].labels],
        kind="end",
        shape=_("Many-to-one"),
        follow=True,
        words=translated(panel.WORDS),
        key="people_answers",
    )


@st.cache_resource(show_spinner=False, max_entries=60)
def _judged(motion: bytes, cell: str) -> tuple[Mapping[str, float], Floats, Floats]:
    """What one network says of joints in float64, after each of the frames that are shown, and what that used.

    Of a motion that is judged clip by clip nothing is said of what the verdict used.
    """
    joints = np.frombuffer(motion).reshape(-1, len(JOINTS), 3)
    answer = ask("activity", joints, cell)
    some = _shown(len(joints))
    weight = used("activity", joints, cell) if len(joints) <= poses.FRAMES else np.zeros((1, len(joints)))
    return answer.output, answer.probabilities[some], weight[:, some]


def _column(cell: str, said: Mapping[str, float], shares: Floats, weight: Floats, right: str) -> panel.Answered:
    """What one network says, in words."""
    names = dict(zip(said, applications["activity"].labels, strict=True))
    best, next_best = sorted(said, key=lambda name: -said[name])[:2]
    verdict = f"{_(names[best])} {share(said[best])}"
    caption = _("next: {label} {share}").format(label=_(names[next_best]), share=share(said[next_best]))
    known = reached("activity", cell)
    caption += " · " + _("{metric} on data it never saw: {score}").format(
        metric=_(known.metric), score=share(known.score)
    )
    return panel.Answered(cell, verdict, caption, shares, weight, [names[best] != right] if right else [])


def _shown(count: int) -> Any:
    """The numbers of at most `SHOWN` of so many frames, at even distances, the last among them."""
    return np.linspace(0, count - 1, min(count, SHOWN)).round().astype(int)


def _by_frame() -> None:
    networks = {cell: reached("activity", cell) for cell in CELLS}
    curves: dict[str, Floats] = {cell: np.array(one.details["by_frame"]) for cell, one in networks.items()}
    figure = learning_curves(
        {cell: (np.arange(1, len(curve) + 1), curve) for cell, curve in curves.items()},
        baselines={_(name): value for name, value in networks[CELLS[0]].baselines.items()},
        x_title=_("frame"),
        y_range=(0.0, 1.0),
        until=poses.FRAMES,
        names=TITLES,
        height=live.CHART_HEIGHT,
    )
    live.chart(
        "activity_by_frame",
        figure,
        _("Right after so many frames"),
        _("motions they never saw · {source}").format(source=_(networks[CELLS[0]].source)),
    )
