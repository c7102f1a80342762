"""Motions that people bring, as [frame, 19 joints, xyz] in mm: tables of numbers (CSV), and BVH; all may be hostile.

Nothing of a motion is guessed in silence: what was scaled, turned or filled in is told beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem, Verbatim
from explorer.text import bvh
from explorer.text.corpora import plain_newlines
from explorer.text.skeleton import JOINTS

Floats = NDArray[np.float64]

RATE = 40.0
"""Frames a second of a motion that does not say it."""
MAX_FRAMES = 100_000
TRUNK = 510.0
"""mm from the pelvis to the head of the body that networks know."""
_LIKELY = (250.0, 1000.0)  # mm: a trunk of that length was measured in mm
_NUMBERS = 3 * len(JOINTS)
_PELVIS, _CHEST, _HEAD = (JOINTS.index(name) for name in ("pelvis", "chest", "head"))
_KNEES = [JOINTS.index(name) for name in ("left knee", "right knee")]
_SHOWN = 30

# What joints are called in BVH files (CMU, Mixamo, Biovision, Poser, Blender), without case, spaces and marks; the
# first that is there counts. “{side}” is one of _SIDES.
_SIDES = {"left": ("left", "l", "_l"), "right": ("right", "r", "_r")}
_LIMBS = {
    "hip": ("upleg", "upperleg", "thigh", "hip"),
    "knee": ("lowleg", "lowerleg", "shin", "knee", "calf", "leg"),
    "ankle": ("foot", "ankle"),
    "toes": ("toebase", "toes", "toe", "ball", "footend", "ankleend"),
    "shoulder": ("uparm", "upperarm", "arm", "shldr", "shoulder"),
    "elbow": ("lowarm", "lowerarm", "forearm", "elbow"),
    "wrist": ("hand", "wrist"),
}
_TRUNK: dict[str, tuple[tuple[str, ...], ...]] = {
    "pelvis": (("hips",), ("hip",), ("pelvis",), ("root",)),
    # Lower and upper back go together: which of several is which depends on how many there are.
    "back": (("spine1", "spine2"), ("spine", "spine1"), ("abdomen", "chest"), ("chest", "chest2"), ("spine", "chest")),
    "neck": (("neck",), ("neck1",)),
    "head": (("neck1",), ("head",), ("headend",)),
}


@dataclass(frozen=True, eq=False)
class Motion:
    """`joints` [frame, 19, 3] in mm, y up, in the order of `text.skeleton`; `rate`, frames a second.

    `scale` is what all numbers were multiplied with, 1 where they were mm; `turned`, whether z pointed up.
    """

    joints: Floats
    rate: float = RATE
    scale: float = 1.0
    turned: bool = False

    def __len__(self) -> int:
        return len(self.joints)

    def at(self, rate: float = RATE) -> Motion:
        """The same motion with another number of frames a second, straight lines between those that there are."""
        if rate == self.rate or len(self) == 1:
            return replace(self, rate=rate)
        duration = (len(self) - 1) / self.rate
        times = np.arange(int(duration * rate + 1e-6) + 1) / rate * self.rate
        before = np.minimum(times.astype(int), len(self) - 2)
        share = (times - before)[:, None, None]
        return replace(self, joints=(1 - share) * self.joints[before] + share * self.joints[before + 1], rate=rate)


def read(text: str) -> Motion:
    """The motion in a file: BVH where it begins with HIERARCHY, else a table. Raises `Problem` for anything else."""
    text = plain_newlines(text).removeprefix("\ufeff").strip("\n ")
    if not text.strip():
        raise Problem(N_("There is no motion in it: it is empty. Bring a table of joints (CSV) or BVH."))
    if text[:20].upper().startswith("HIERARCHY"):
        return _from_bvh(bvh.read(text))
    return _plausible(checked(_table(text)), RATE)


def checked(joints: NDArray[np.floating] | list[object]) -> Floats:
    """An array as a motion, [frame, 19, 3]. Raises `Problem` for another shape, for NaN, and where there is nothing."""
    try:
        found = np.asarray(joints, np.float64)
    except (TypeError, ValueError):
        raise _shapeless("ragged") from None
    if found.ndim == 2 and found.shape[1] == _NUMBERS:
        found = found.reshape(-1, len(JOINTS), 3)
    if found.ndim != 3 or found.shape[1:] != (len(JOINTS), 3) or not len(found):
        raise _shapeless(str(list(found.shape)))
    if len(found) > MAX_FRAMES:
        raise Problem(
            N_("A motion may have at most {limit:,} frames; this one has {got:,}. Bring a part of it."),
            limit=MAX_FRAMES,
            got=len(found),
        )
    wrong = np.argwhere(~(np.abs(found) < 1e9))  # NaN and the infinite too
    if len(wrong):
        frame, joint, axis = wrong[0].tolist()
        raise Problem(
            N_("Frame {frame:,} of this motion is broken: {axis} of joint {joint} is {got}. Leave it out, or mend it."),
            frame=frame + 1,
            joint=joint + 1,
            axis="xyz"[axis],
            got=found[frame, joint, axis],
        )
    return found


def _shapeless(got: str) -> Problem:
    return Problem(
        N_("A motion must be [frame, {joints} joints, xyz] in mm; got {got}. The joints are: {names}."),
        joints=len(JOINTS),
        got=got,
        names=", ".join(JOINTS),
    )


# -- Tables ------------------------------------------------------------------------------------------------------------


def _table(text: str) -> Floats:
    """[frame, 57] of a table, with or without a header, with or without a column of frame numbers before the joints."""
    lines = text.split("\n")
    first = 1 if _is_header(lines[0]) else 0
    if len(lines) - first > MAX_FRAMES:
        checked(np.zeros((len(lines) - first, len(JOINTS), 3)))  # says so
    separator = _separator(lines[min(first, len(lines) - 1)])
    rows = [_row(line, number, separator) for number, line in enumerate(lines[first:], first + 1) if line.strip()]
    if not rows:
        raise _shapeless("0")
    return np.array(rows)[:, -_NUMBERS:]


def _is_header(line: str) -> bool:
    return not re.match(r"\W*[-+.]?\d", line) and not line.lower().lstrip('" ').startswith("nan")


def _separator(line: str) -> str | None:
    """What separates the numbers of a row; None for spaces."""
    return next((mark for mark in ("\t", ";", ",", "|") if mark in line), None)


def _row(line: str, number: int, separator: str | None) -> list[float]:
    cells = line.rstrip().rstrip(separator).split(separator) if separator else line.split()
    if len(cells) not in (_NUMBERS, _NUMBERS + 1):
        raise Problem(
            N_(
                "Line {line:,} of this table has {got:,} numbers; expected {wanted}: x, y, z of each of the {joints} "
                "joints in mm, and before them perhaps the number of the frame. The joints are: {names}."
            ),
            line=number,
            got=len(cells),
            wanted=_NUMBERS,
            joints=len(JOINTS),
            names=", ".join(JOINTS),
        )
    found = []
    for column, cell in enumerate(cells, 1):
        written = cell.strip(' "')
        try:
            value = float(written.replace(",", ".") if separator != "," else written)
        except ValueError:
            value = float("nan")
        if not np.isfinite(value):
            raise Problem(
                N_("In line {line:,}, column {column} of this table stands “{got}” where a number should stand."),
                line=number,
                column=column,
                got=Verbatim(written[:_SHOWN]),
            )
        found.append(value)
    return found


# -- BVH ---------------------------------------------------------------------------------------------------------------


def _from_bvh(recording: bvh.Recording) -> Motion:
    """The 19 joints of a recording, by their names. Raises `Problem` with those that are missing."""
    there = {_plain(name): number for number, name in reversed(list(enumerate(recording.names)))}
    found: dict[str, int] = {}
    for joint, choices in _TRUNK.items():
        names: tuple[str, ...] = ("lower back", "upper back") if joint == "back" else (joint,)
        choice = next((choice for choice in choices if all(name in there for name in choice)), None)
        found |= {name: there[one] for name, one in zip(names, choice or (), strict=False)}
    for side, spelt in _SIDES.items():
        for limb, names in _LIMBS.items():
            options = (option for name in names for option in _spellings(name, spelt))
            number = next((there[option] for option in options if option in there), None)
            if number is not None:
                found[f"{side} {limb}"] = number
    if "upper back" in found:
        found["chest"] = found["upper back"]  # as in the motions that networks know
    missing = [joint for joint in JOINTS if joint not in found]
    if missing:
        raise Problem(
            N_("Joints that are needed were not found in this BVH file: {missing}. It names its own: {names}."),
            missing=", ".join(missing),
            names=Verbatim(", ".join(recording.names)[:300]),
        )
    return _plausible(checked(recording.places[:, [found[joint] for joint in JOINTS]]), recording.rate)


def _plain(name: str) -> str:
    """A name without what comes before a colon, without case, spaces and marks; a mark of the side at its end stays."""
    name = name.rsplit(":", 1)[-1].lower()
    side = re.search(r"[._ -]([lr])(?= end$|$)", name)
    if side is not None:
        name = name[: side.start()] + name[side.end() :] + "_" + side[1]
    return re.sub(r"[^a-z0-9_]|_(?![lr]$)", "", name)


def _spellings(name: str, side: tuple[str, str, str]) -> tuple[str, str, str]:
    long, short, after = side
    return f"{long}{name}", f"{short}{name}", f"{name}{after}"


def _plausible(joints: Floats, rate: float) -> Motion:
    """In mm and with y up, whatever the unit was: told by the trunk, and by where the head is above the knees."""
    upwards = joints[:, _HEAD] - joints[:, _KNEES].mean(axis=1)
    turned = bool(np.median(upwards[:, 2]) > 1.5 * abs(np.median(upwards[:, 1])))
    if turned:  # z up: a quarter of a turn about x
        joints = np.stack([joints[..., 0], joints[..., 2], -joints[..., 1]], axis=-1)
    trunk = float(np.median(np.linalg.norm(joints[:, _HEAD] - joints[:, _PELVIS], axis=-1)))
    if trunk < 1e-6:
        raise Problem(N_("All joints of this motion lie in one place. It must be [frame, joint, xyz], in mm."))
    scale = 1.0 if _LIKELY[0] <= trunk <= _LIKELY[1] else TRUNK / trunk
    return Motion(joints * scale, rate, scale, turned)
