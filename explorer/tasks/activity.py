"""What is someone doing? Pixels of a moving figure, frame by frame, and one answer after the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer import sampling
from explorer.problem import N_
from explorer.records import Array, Batch, Read, Sample
from explorer.tasks._base import Task, at_least, held_out_generator, tasks
from explorer.tasks._figure import ACTIVITIES, FRAMES, SIZE, Clips, clips, drawn, pictured
from explorer.text import poses

_HELD_OUT, _DRAWN, _GRAIN = 63, 64, 65  # streams of held-out generators
SITS_DOWN = ACTIVITIES.index("sits down")


@tasks.register("activity")
class Activity(Task):
    """Frame after frame of a figure, 20 × 20 pixels, and after the last: does it walk, run, jump, wave, sit, stand up?

    Every figure has a speed, a build and a viewpoint of its own, and there is noise on every pixel. To stand up is to
    sit down with the frames in reverse order: no single frame, and no heap of frames, can tell these two apart.

    Inputs [24, batch, 400], pixels row by row, about 1 on a bone and 0 off it; one answer, an id of `symbols`. The
    score is the share of right answers. `clips` and `shown` say where the 19 joints are, to be drawn over the pixels.

    Lecture: “Приклади послідовностей”: video activity recognition; many-to-one in “Типи архітектур RNNs”.
    Source: the joints are those of the CMU Graphics Lab Motion Capture Database as cut for activity recognition; the
    figures are this project's own.

    >>> task = Activity(batch_size=2)
    >>> batch = task.batch(np.random.default_rng(1))
    >>> batch.inputs.shape, [task.symbols[i] for i in batch.targets[0]]
    ((24, 2, 400), ['jumps', 'waves'])
    """

    title = N_("Activity of a figure")
    loss = "cross_entropy"
    metric_name = N_("right activity")
    metric_unit = ""
    better = "higher"
    heading = N_("{name} says")
    caption = N_("what it does → what is said")
    shape = "last-step"

    symbols: tuple[str, ...] = ACTIVITIES

    VALIDATION_SIZE: ClassVar[int] = 240
    COUNTED: ClassVar[int] = 600
    """Clips among which rules that need no network look for what is nearest; none of them is held out."""
    SHOWN: ClassVar[int] = 12
    NOISE: ClassVar[float] = 0.15

    def __init__(self, batch_size: int = 32) -> None:
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.time_steps, self.input_size, self.output_size = FRAMES, SIZE * SIZE, len(ACTIVITIES)
        self.held_out, self._validation = _held_out(self.VALIDATION_SIZE)  # the first: clips with their joints
        self._probe = int(np.flatnonzero(self.held_out.activities == SITS_DOWN)[0])

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """Always as many frames."""
        return FRAMES, 0

    @property
    def input_symbols(self) -> None:
        """Pixels are no symbols."""
        return None

    def clips(self, rng: np.random.Generator, count: int) -> Clips:
        """Figures with their joints, to be seen by `batch_of`."""
        return clips(rng, count)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Frames [24, batch, input] and, of one step, what each figure does."""
        return self.drawn(rng, self.batch_size)

    def drawn(self, rng: np.random.Generator, count: int) -> Batch:
        """So many clips that are not held out."""
        return _seen(clips(rng, count), rng)

    def validation(self) -> Batch:
        """240 clips."""
        return self._validation

    def probe(self) -> Batch:
        """The first held-out clip of someone who sits down."""
        return _some(self._validation, slice(self._probe, self._probe + 1))

    def pictures(self) -> tuple[Array, Array]:
        """The probe as it is seen, [24, 400], and where its joints are in it, [24, 19, 2]: columns and rows."""
        return self.probe().inputs[:, 0], self.held_out.places[:, self._probe]

    def probe_labels(self) -> list[str]:
        """The frames, from 1."""
        return [str(frame + 1) for frame in range(FRAMES)]

    def question(self, asked: Any) -> Read:
        """A motion, joints [frame, 19, 3] in mm: its first 24 frames, drawn as figures are, without noise."""
        joints, read = first_clip(asked)
        return replace(read, inputs=drawn(pictured(joints)))

    def metric(self, logits: Array, batch: Batch) -> float:
        """The share of clips whose activity has the highest logit, 0 to 1; NaN where training has diverged."""
        if np.isnan(logits).any():
            return float("nan")
        return float((logits[0].argmax(axis=-1) == batch.targets[0]).mean())

    def baselines(self) -> dict[str, float]:
        """What the nearest frame of other clips does: of the middle frame alone, and by vote of all, in any order."""
        return dict(_of_figures())

    def shown(self) -> Batch:
        """The first held-out clips."""
        return _some(self._validation, slice(0, self.SHOWN))

    def told(self, logits: Array) -> Sample:
        """The first held-out clips, one a line: what it does, what is said, how sure; kind "text"."""
        lines = []
        for true, sure in zip(self.shown().targets[0], sampling.probabilities(logits[0]), strict=True):
            sign = "✓" if sure.argmax() == true else "✗"
            lines.append(f"{sign} {self.symbols[true]} → {self.symbols[int(sure.argmax())]} {sure.max():.0%}")
        return Sample("text", text="\n".join(lines))


def by_frames(task: Activity) -> Mapping[str, float]:
    """The baselines of a task, worked out anew: the frames of clips that it draws, against those that it holds out."""
    others, held_out = task.drawn(held_out_generator(_DRAWN), task.COUNTED), task.validation()
    true = held_out.targets[0]
    known = others.inputs[:: FRAMES // 6]
    labels = np.broadcast_to(others.targets, known.shape[:2]).ravel()
    known = known.reshape(-1, task.input_size)
    said = np.stack([labels[nearest(frame, known)] for frame in held_out.inputs])
    votes = np.stack([(said == number).sum(axis=0) for number in range(task.output_size)])
    return {
        N_("one still frame"): float((said[FRAMES // 2] == true).mean()),
        N_("all frames, in any order"): float((votes.argmax(axis=0) == true).mean()),
    }


@lru_cache(maxsize=1)
def _of_figures() -> Mapping[str, float]:
    """Those of the built-in figures, which are always the same ones."""
    return by_frames(Activity())


@lru_cache(maxsize=1)
def _held_out(count: int) -> tuple[Clips, Batch]:
    """So many clips and how they are seen: always the same ones, so that they are drawn once."""
    moving = clips(held_out_generator(_HELD_OUT), count)
    return moving, _seen(moving, held_out_generator(_GRAIN))


def _seen(moving: Clips, rng: np.random.Generator) -> Batch:
    return as_batch(moving.pixels(rng, Activity.NOISE), moving.activities)


def first_clip(asked: Any) -> tuple[NDArray[np.float64], Read]:
    """The beginning of a motion as long as a clip, [frame, 1, 19, 3], and the same as it is asked about."""
    motion = poses.motion(asked)
    joints = motion[:FRAMES, None].astype(np.float64)
    return joints, Read(joints, [str(frame + 1) for frame in range(len(joints))], len(motion) > FRAMES)


def as_batch(pixels: NDArray[np.float32], activities: NDArray[np.int64]) -> Batch:
    """Frames [frames, count, …] and what each clip is, [count], as one answer a clip."""
    return Batch(pixels, activities[None], np.ones((1, len(activities)), np.float32))


def backwards(batch: Batch) -> Batch:
    """The same clips with their frames from the last to the first; what they are is left as it was."""
    return replace(batch, inputs=np.ascontiguousarray(batch.inputs[::-1]))


def shuffled(batch: Batch, rng: np.random.Generator) -> Batch:
    """The same clips with their frames in an order drawn for each; what they are is left as it was."""
    order = rng.random(batch.inputs.shape[:2]).argsort(axis=0)
    return replace(batch, inputs=np.take_along_axis(batch.inputs, order[..., None], axis=0))


def nearest(frames: Array, known: Array) -> NDArray[np.int64]:
    """Which of the known frames [known, numbers] is nearest to each of [frames, numbers], by the sum of squares."""
    return np.asarray(((known**2).sum(axis=1) - 2 * frames @ known.T).argmin(axis=1))


def _some(batch: Batch, part: slice) -> Batch:
    return Batch(batch.inputs[:, part], batch.targets[:, part], batch.weights[:, part])
