"""Several motions with what is done in each: files whose names begin with it, or all of them in one table.

The table has a row a frame: the label, the number of the frame from 1 on (where a motion begins), and x, y, z of each
of the 19 joints in mm at 40 frames a second.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from explorer.problem import N_, Problem, Verbatim
from explorer.text import motion
from explorer.text.labelled import LEAST_LABELS, LONGEST_LABEL, MOST_LABELS
from explorer.text.motion import MAX_FRAMES, RATE, Floats
from explorer.text.skeleton import JOINTS

HEADER = "label,frame," + ",".join(f"{joint} {axis}" for joint in JOINTS for axis in "xyz")
_CELLS = 2 + 3 * len(JOINTS)
_LINE = re.compile(r"[^\n]+")
_SHOWN = 40


@dataclass(frozen=True, eq=False)
class Motions:
    """`joints` [frame, 19, 3] of each motion in mm, `kinds` the place of what is done in each among the `labels`.

    `scaled` counts motions that were not in mm, `turned` those in which z pointed up, `timed` those with another number
    of frames a second than 40.
    """

    joints: tuple[Floats, ...]
    kinds: tuple[int, ...]
    labels: tuple[str, ...]
    scaled: int = 0
    turned: int = 0
    timed: int = 0

    @property
    def frames(self) -> int:
        """Of all motions."""
        return sum(map(len, self.joints))

    @property
    def counts(self) -> Mapping[str, int]:
        """Motions of each label."""
        found = Counter(self.kinds)
        return {label: found[kind] for kind, label in enumerate(self.labels)}

    def written(self) -> str:
        """All of it as one table, rounded to 1 mm."""
        rows = [HEADER]
        for kind, joints in zip(self.kinds, self.joints, strict=True):
            whole = joints.reshape(len(joints), -1).round().astype(np.int64).tolist()
            rows += [f"{self.labels[kind]},{n},{','.join(map(str, row))}" for n, row in enumerate(whole, 1)]
        return "\n".join(rows) + "\n"


def read(files: Sequence[tuple[str, str]]) -> Motions:
    """The motions of files, (name, text) each. Raises `Problem` where one is none, and says which.

    >>> row = ",".join("0,0,0" if n == 0 else f"0,{50 * n},0" for n in range(19))
    >>> read([("walk_01.csv", row), ("run_1.csv", row), ("walk_02.csv", row)]).counts
    {'run': 1, 'walk': 2}
    """
    if len(files) == 1 and files[0][1].startswith("label,frame,"):
        return _table(files[0][1])
    found, labels = [], []
    for name, text in files:
        labels.append(_label(name))
        try:
            found.append(motion.read(text))
        except Problem as problem:
            raise Problem(
                N_("The file “{name}” could not be read. {reason}"), name=Verbatim(name[:_SHOWN]), reason=problem
            ) from None
        _check_frames(sum(len(one) * RATE / one.rate for one in found))
    return _of(
        [one.at().joints for one in found],
        labels,
        scaled=sum(one.scale != 1 for one in found),
        turned=sum(one.turned for one in found),
        timed=sum(one.rate != RATE for one in found),
    )


def _label(name: str) -> str:
    """The first part of a file's name: of “walk_01.bvh” or “walk1.csv”, “walk”."""
    said = " ".join(re.split(r"_|\d", PurePath(name).stem)[0].replace(",", " ").split()).strip(" -.")
    if not said or len(said) > LONGEST_LABEL:
        raise Problem(
            N_(
                "The name of a file must begin with what is done in it, such as walk_01.bvh; “{name}” does not. Rename "
                "the file."
            ),
            name=Verbatim(name[:_SHOWN]),
        )
    return said


def _table(text: str) -> Motions:
    """Of one table of all motions."""
    motions: list[list[Floats]] = []
    labels: list[str] = []
    lines = _LINE.finditer(text)
    next(lines)
    for number, line in enumerate(lines, 2):
        _check_frames(number - 1)
        label, frame, row = _row(line.group(), number)
        if frame == 1 or not motions or label != labels[-1]:
            motions.append([])
            labels.append(label)
        motions[-1].append(row)
    if not motions:
        raise Problem(N_("There is no motion in it: it is empty. Bring a table of joints (CSV) or BVH."))
    return _of([motion.checked(np.stack(rows)) for rows in motions], labels)


def _row(line: str, number: int) -> tuple[str, int, Floats]:
    cells = line.split(",")
    try:
        label, frame, row = cells[0].strip(), int(cells[1]), np.array(cells[2:], np.float64)
    except (ValueError, IndexError):
        label, frame, row = "", 0, np.zeros(0)
    if len(cells) != _CELLS or not 0 < len(label) <= LONGEST_LABEL or not np.isfinite(row).all():
        raise Problem(
            N_("Line {line:,} must be a label, the number of the frame and {wanted} numbers; got “{got}”."),
            line=number,
            wanted=_CELLS - 2,
            got=Verbatim(line[:_SHOWN]),
        )
    return label, frame, row


def _check_frames(frames: float) -> None:
    if frames > MAX_FRAMES:
        raise Problem(
            N_("Motions may have at most {limit:,} frames together; these have more. Bring fewer, or parts of them."),
            limit=MAX_FRAMES,
        )


def _of(joints: Sequence[Floats], labels: Sequence[str], **notes: int) -> Motions:
    different = tuple(sorted(set(labels)))
    if not LEAST_LABELS <= len(different) <= MOST_LABELS:
        raise Problem(
            N_(
                "There must be {least} to {most} different things that are done; the names of these files say {got:,}: "
                "{which}. Names begin with it, such as walk_01.bvh, run_01.bvh."
            ),
            least=LEAST_LABELS,
            most=MOST_LABELS,
            got=len(different),
            which=Verbatim(", ".join(different[: MOST_LABELS + 1])),
        )
    return Motions(tuple(joints), tuple(different.index(label) for label in labels), different, **notes)
