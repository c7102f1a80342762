"""Motion in BVH files: a skeleton, how far it is turned in every frame, and so where each of its joints is.

Source: the format as Biovision left it, described in M. Meredith and S. Maddock, “Motion capture file formats
explained”, 2001: HIERARCHY with OFFSET and CHANNELS of each joint, MOTION with one row of numbers a frame, degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem, Verbatim

Floats = NDArray[np.float64]

MAX_JOINTS = 500
MAX_NUMBERS = 2_000_000
"""Of all frames together: 96 of them a frame for almost three minutes at 120 frames/s."""
_CHANNELS = {f"{axis}{kind}": (axis, kind) for axis in "Xxyz".upper() for kind in ("position", "rotation")}
_AXES = {"X": 0, "Y": 1, "Z": 2}
_SHOWN = 40
_HUGE = 1e9


@dataclass(eq=False)
class Joint:
    """One joint: its name, the number of the joint it hangs on (−1: none), where it lies from there, its channels."""

    name: str
    parent: int
    offset: Floats = field(default_factory=lambda: np.zeros(3))
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Recording:
    """Where each joint is, `places` [frame, joint, xyz] in the file's own unit; ends of bones are called “… end”."""

    names: tuple[str, ...]
    places: Floats
    rate: float
    """Frames a second."""


def read(text: str) -> Recording:
    """The motion in a BVH file. Raises `Problem` for anything else, with the line."""
    words = _Words(text)
    joints = _hierarchy(words)
    wide = sum(len(joint.channels) for joint in joints)
    words.expect("MOTION")
    words.expect("FRAMES:")
    frames = words.number()
    words.expect("FRAME")
    words.expect("TIME:")
    seconds = words.number()
    if frames != int(frames) or not 1 <= frames * max(1, wide) <= MAX_NUMBERS:
        raise Problem(
            N_("This BVH file has {frames:,.0f} frames of {wide:,} numbers; at most {limit:,} numbers can be read."),
            frames=frames,
            wide=wide,
            limit=MAX_NUMBERS,
        )
    if not 1e-4 <= seconds <= 10:
        raise Problem(N_("A frame of this BVH file lasts {got} s; expected 0.0001 to 10 s."), got=seconds)
    return Recording(tuple(joint.name for joint in joints), _placed(joints, words.rows(int(frames), wide)), 1 / seconds)


def _hierarchy(words: _Words) -> list[Joint]:
    """The joints in the order in which they come, each after the one it hangs on."""
    words.expect("HIERARCHY")
    joints: list[Joint] = []
    open_ones: list[int] = []
    while True:
        word = words.next().upper()
        if word in ("ROOT", "JOINT", "END"):
            parent = open_ones[-1] if open_ones else -1
            if (parent < 0) != (word == "ROOT") or (word == "ROOT" and joints):
                words.refuse(word)
            name = words.rest_of_line() if word != "END" else f"{joints[parent].name} end"
            if word == "END":
                words.expect("SITE")
            words.expect("{")
            open_ones.append(len(joints))
            joints.append(Joint(name, parent))
            if len(joints) > MAX_JOINTS:
                raise Problem(N_("A skeleton may have at most {limit} joints; this one has more."), limit=MAX_JOINTS)
        elif word == "OFFSET" and open_ones:
            joints[open_ones[-1]].offset = np.array([words.number() for _ in range(3)])
        elif word == "CHANNELS" and open_ones:
            joints[open_ones[-1]].channels = words.channels()
        elif word == "}" and open_ones:
            open_ones.pop()
            if not open_ones:
                return joints
        else:
            words.refuse(word)


def _placed(joints: list[Joint], rows: Floats) -> Floats:
    """Forward kinematics: where each joint is in each frame, [frame, joint, xyz]."""
    frames = len(rows)
    places, turns = np.zeros((len(joints), frames, 3)), np.zeros((len(joints), frames, 3, 3))
    column = 0
    for number, joint in enumerate(joints):
        moved, turn = np.broadcast_to(joint.offset, (frames, 3)).copy(), np.broadcast_to(np.eye(3), (frames, 3, 3))
        for channel in joint.channels:
            axis, kind = _CHANNELS[channel]
            values = rows[:, column]
            column += 1
            if kind == "position":  # of most files the root alone has one
                moved[:, _AXES[axis]] = values + (0 if joint.parent < 0 else joint.offset[_AXES[axis]])
            else:
                turn = turn @ _rotation(_AXES[axis], np.radians(values))
        if joint.parent < 0:
            places[number], turns[number] = moved, turn
        else:
            above = turns[joint.parent]
            places[number] = places[joint.parent] + (above @ moved[..., None])[..., 0]
            turns[number] = above @ turn
    return places.swapaxes(0, 1)


def _rotation(axis: int, angle: Floats) -> Floats:
    """[frames, 3, 3], about one axis, by the right-hand rule."""
    turn = np.zeros((len(angle), 3, 3))
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn[:, axis, axis] = 1
    turn[:, one, one] = turn[:, two, two] = np.cos(angle)
    turn[:, one, two], turn[:, two, one] = -np.sin(angle), np.sin(angle)
    return turn


class _Words:
    """The words of a file, one after the other, with the line in which they stand."""

    def __init__(self, text: str) -> None:
        self._lines = enumerate(text.split("\n"), 1)
        self._line = 0
        self._row: list[str] = []
        self._place = 0

    def next(self) -> str:
        """The next word; a `Problem` where the file ends."""
        while self._place == len(self._row):
            try:
                self._line, line = next(self._lines)
            except StopIteration:
                raise Problem(N_("This BVH file ends too early, after line {line:,}."), line=self._line) from None
            self._row, self._place = line.split(), 0
        self._place += 1
        return self._row[self._place - 1]

    def expect(self, wanted: str) -> None:
        """The next word must be that one, in any case."""
        word = self.next()
        if word.upper() != wanted:
            self.refuse(word, wanted)

    def refuse(self, word: str, wanted: str = "") -> NoReturn:
        """Raise the `Problem` that this word is not what should come."""
        raise Problem(
            N_("This is no BVH file that can be read: in line {line:,} stands “{got}” where {wanted} should stand."),
            line=self._line,
            got=Verbatim(word[:_SHOWN]),
            wanted=Verbatim(wanted or "ROOT, JOINT, End Site, OFFSET, CHANNELS, { }"),
        )

    def number(self) -> float:
        """The next word as a finite number."""
        word = self.next()
        try:
            value = float(word)
        except ValueError:
            value = np.nan
        if not abs(value) < _HUGE:  # NaN too
            self.refuse(word, "0.0")
        return value

    def rest_of_line(self) -> str:
        """A name, which may be of several words: up to the brace, or to the end of the line."""
        start = self._place
        try:
            self._place = self._row.index("{", start)
        except ValueError:
            self._place = len(self._row)
        return " ".join(self._row[start : self._place])[:_SHOWN]

    def channels(self) -> tuple[str, ...]:
        """The names of the channels of a joint, after how many there are."""
        count = self.number()
        if count not in range(7):
            self.refuse(f"{count:g}", "0 … 6")
        found = []
        for _ in range(int(count)):
            word = self.next()
            name = word[:1].upper() + word[1:].lower()
            if name not in _CHANNELS:
                self.refuse(word, "Xposition … Zrotation")
            found.append(name)
        return tuple(found)

    def rows(self, frames: int, wide: int) -> Floats:
        """The numbers of all frames, [frames, wide]; lines are not what counts, but how many numbers there are."""
        rows = np.zeros((frames, wide))
        for row in rows:
            row[:] = [self.number() for _ in range(wide)]
        return rows
