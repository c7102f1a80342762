"""Motions that a person brought, with what is done in each: frame by frame, and one answer after the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.records import Array, Batch, Read
from explorer.tasks._base import at_least, held_out_generator, tasks
from explorer.tasks._figure import ACTIVITIES, clips, drawn, pictured
from explorer.tasks._own import held_out
from explorer.tasks._texts import TEXT
from explorer.tasks.activity import Activity, as_batch, by_frames, first_clip
from explorer.text import motions, poses
from explorer.text.motions import Motions
from explorer.text.poses import FRAMES

PARTS = 5
"""Into which the only motion of a label is cut, if they are long enough, so that one can be held out."""
EVERY = 6
"""Frames between clips that are tested."""
FARTHEST = 20.0
"""What is read of a body that cannot be is cut off here."""
_EXAMPLE, _EXAMPLES = 68, 90

Joints = NDArray[np.floating[Any]]


@tasks.register("labelled-motions")
class LabelledMotions(Activity):
    """Frame after frame of motions that a person brought, and after the 24th: which of two to ten things is done?

    `text` is a table of all motions (`text.motions`); "": motions of the built-in figure, as an example. What is read
    of a frame is where the joints are and how they moved (`text.poses`), not pixels. Clips begin anywhere in a motion;
    a shorter one stands still at its end. Of each label one motion in ten is held out, and of one that has a single
    long one a fifth of it.

    Lecture: “Приклади послідовностей”: video activity recognition; many-to-one in “Типи архітектур RNNs”.
    Source: joints as in the CMU Graphics Lab Motion Capture Database.

    >>> task = LabelledMotions(batch_size=2)
    >>> task.batch(np.random.default_rng(1)).inputs.shape, len(task.symbols)
    ((24, 2, 102), 6)
    """

    title = N_("Motions of your own")
    settings = (TEXT,)
    brought = True

    symbols: tuple[str, ...]

    def __init__(self, text: str = "", batch_size: int = 32) -> None:
        self.batch_size = at_least("batch_size", batch_size, 1)
        found = motions.read([("", text)]) if text else _example()
        self.symbols = found.labels
        self.time_steps, self.input_size, self.output_size = FRAMES, poses.SIZE, len(found.labels)
        parts, kinds = _parted(found)
        apart = held_out([joints.tobytes() for joints in parts], kinds).tolist()
        learnt = [(kind, joints) for kind, joints, tested in zip(kinds, parts, apart, strict=True) if not tested]
        self._learnt = [some for kind in range(self.output_size) if (some := [one for of, one in learnt if of == kind])]
        self._kinds = [kind for kind in range(self.output_size) if any(of == kind for of, _ in learnt)]
        cut = [(kind, poses.clips(one, EVERY)) for kind, one, tested in zip(kinds, parts, apart, strict=True) if tested]
        joints = np.concatenate([some for _, some in cut], axis=1)
        true = np.repeat([kind for kind, _ in cut], [some.shape[1] for _, some in cut])
        every = np.linspace(0, len(true) - 1, min(self.VALIDATION_SIZE, len(true))).astype(np.int64)
        self._validation = _read(joints[:, every], true[every])
        self._probe, self._seen_joints = 0, joints[:, every[:1]]

    def drawn(self, rng: np.random.Generator, count: int) -> Batch:
        """Clips from anywhere in the motions that are not held out, of every label equally often."""
        chosen = rng.integers(0, len(self._kinds), count)
        found = []
        for place in chosen.tolist():
            joints = self._learnt[place][rng.integers(0, len(self._learnt[place]))]
            start = rng.integers(0, len(joints) - FRAMES + 1)
            found.append(joints[start : start + FRAMES])
        return _read(np.stack(found, axis=1), np.array(self._kinds)[chosen])

    def baselines(self) -> dict[str, float]:
        """What the nearest frame of other clips does, as of the built-in figures."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> Mapping[str, float]:
        return by_frames(self)

    def question(self, asked: Any) -> Read:
        """A motion, joints [frame, 19, 3] in mm: its first 24 frames."""
        joints, read = first_clip(asked)
        return replace(read, inputs=_inputs(joints))

    def pictures(self) -> tuple[Array, Array]:
        """The probe as it would be seen, [24, 400], and where its joints are in it, [24, 19, 2]."""
        places = pictured(self._seen_joints)
        return drawn(places)[:, 0], places[:, 0]


def _read(joints: Joints, kinds: NDArray[np.int64]) -> Batch:
    return as_batch(_inputs(joints), kinds.astype(np.int64))


def _inputs(joints: Joints) -> NDArray[np.float32]:
    return np.clip(poses.read(joints), -FARTHEST, FARTHEST)


def _parted(found: Motions) -> tuple[list[Joints], Sequence[int]]:
    """All motions of a clip's length at least, those cut of which a label has no other; and what is done in each."""
    parts: list[Joints] = []
    kinds: list[int] = []
    counts = list(found.counts.values())
    for kind, joints in zip(found.kinds, found.joints, strict=True):
        alone = counts[kind] == 1 and len(joints) >= PARTS * FRAMES
        some = np.array_split(joints, PARTS) if alone else [joints]
        missing = [max(0, FRAMES - len(one)) for one in some]
        parts += [np.concatenate([one, one[-1:].repeat(lack, axis=0)]) for one, lack in zip(some, missing, strict=True)]
        kinds += [kind] * len(some)
    return parts, kinds


@lru_cache(maxsize=1)
def _example() -> Motions:
    figures = clips(held_out_generator(_EXAMPLE), _EXAMPLES)
    return Motions(tuple(np.moveaxis(figures.joints, 1, 0)), tuple(figures.activities.tolist()), ACTIVITIES)
