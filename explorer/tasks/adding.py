"""Add two marked numbers out of a long row: memory and nothing else."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from explorer.problem import N_
from explorer.records import Array, Batch, Sample
from explorer.tasks._base import Step, Task, at_least, held_out_generator, mean_squared_error, tasks


@tasks.register("adding")
class Adding(Task):
    """The sum of the two marked numbers, asked for after the last one.

    Each step brings a number from [0, 1) and a mark, 1 twice (once in each half) and 0 elsewhere. Only the answer at
    the last step counts, so the first mark must be remembered for at least half the sequence.

    Lecture: “Проблема зникнення градієнтів в RNNs”; a many-to-one network in “Типи архітектур RNNs”.
    Source: Hochreiter and Schmidhuber 1997, “Long Short-Term Memory”, section 5.4; numbers in [0, 1) as in Le, Jaitly
    and Hinton 2015, arXiv:1504.00941. Answering 1 whatever comes gives the variance of the sum of two uniform numbers,
    2 · 1/12 = 1/6.

    >>> task = Adding(time_steps=6, batch_size=1)
    >>> batch = task.batch(np.random.default_rng(0))
    >>> batch.inputs[:, 0].astype(float).round(2).tolist()  # number, mark
    [[0.64, 0.0], [0.27, 1.0], [0.04, 0.0], [0.02, 0.0], [0.81, 1.0], [0.91, 0.0]]
    >>> batch.targets[-1, 0].astype(float).round(2).tolist()  # 0.27 + 0.81
    [1.08]
    """

    title = N_("Adding two numbers")
    loss = "squared_error"
    metric_name = N_("mean squared error")
    metric_unit = ""
    better = "lower"
    heading = N_("{name} adds")
    caption = N_("true sum and answer")

    VALIDATION_SIZE: ClassVar[int] = 256
    PAIRS: ClassVar[int] = 16

    def __init__(self, time_steps: int = 50, batch_size: int = 32) -> None:
        self.time_steps = at_least("time_steps", time_steps, 2)  # a mark in each half needs two halves
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.input_size = 2
        self.output_size = 1
        self._held_out = self._draw(held_out_generator(1), self.VALIDATION_SIZE)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Inputs [time, batch, 2], targets and weights 0 before the last step."""
        return self._draw(rng, self.batch_size)

    def validation(self) -> Batch:
        """256 rows of numbers."""
        return self._held_out

    def probe(self) -> Batch:
        """The first held-out row."""
        held_out = self._held_out
        return Batch(held_out.inputs[:, :1], held_out.targets[:, :1], held_out.weights[:, :1])

    def probe_labels(self) -> list[str]:
        """Numbers; the marked ones with a plus sign: "0.27", "+0.81"."""
        return [f"+{number:.2f}" if mark else f"{number:.2f}" for number, mark in self.probe().inputs[:, 0].tolist()]

    def metric(self, logits: Array, batch: Batch) -> float:
        """Mean squared error of the answers at the last step; NaN where training has diverged."""
        return mean_squared_error(logits, batch)

    def baselines(self) -> dict[str, float]:
        """The expected error of the best constant: exactly 1/6."""
        return {N_("always 1"): 1 / 6}

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        """The first held-out sums against the network's answers, kind "pairs"."""
        inputs = self._held_out.inputs[:, : self.PAIRS]
        answers = [step(x, reset=t == 0) for t, x in enumerate(inputs)][-1]
        return Sample(
            "pairs", true=self._held_out.targets[-1, : self.PAIRS, 0], predicted=answers[:, 0].astype(np.float32)
        )

    def _draw(self, rng: np.random.Generator, count: int) -> Batch:
        numbers = rng.random((self.time_steps, count))
        half = self.time_steps // 2
        everyone = np.arange(count)
        marks = np.zeros_like(numbers)
        marks[rng.integers(0, half, count), everyone] = 1
        marks[rng.integers(half, self.time_steps, count), everyone] = 1
        targets = np.zeros((self.time_steps, count, 1), np.float32)
        targets[-1, :, 0] = (numbers * marks).sum(axis=0)
        weights = np.zeros((self.time_steps, count), np.float32)
        weights[-1] = 1
        return Batch(np.stack([numbers, marks], axis=-1).astype(np.float32), targets, weights)
