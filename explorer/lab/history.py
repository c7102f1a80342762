"""What is kept of a run: snapshots thinned to a budget, and curves thinned to a length."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field

import numpy as np

from explorer.records import Array, Floats

KEPT_SNAPSHOTS = 200
KEPT_BYTES = 20_000_000 // 3  # a session shows three networks and may keep 20 MB


class History:
    """Packed snapshots by training step, in order; the first and the newest always stay.

    When there are more than `count`, or more than `size` bytes, every second one in between is dropped, so that what is left
    is spread evenly over the whole run.
    """

    def __init__(self, count: int = KEPT_SNAPSHOTS, size: int = KEPT_BYTES) -> None:
        self.count, self.size = count, size
        self._steps: list[int] = []
        self._packed: list[bytes] = []

    @property
    def steps(self) -> list[int]:
        """The training steps that are kept, ascending."""
        return list(self._steps)

    @property
    def size_kept(self) -> int:
        """The size of all that is kept."""
        return sum(map(len, self._packed))

    def add(self, step: int, packed: bytes) -> None:
        """Keep the snapshot of a step; one of the same step is replaced, later ones (of a run that went back) go."""
        place = bisect.bisect_left(self._steps, step)
        self._steps[place:], self._packed[place:] = [step], [packed]
        while len(self._steps) > 2 and (len(self._steps) > self.count or self.size_kept > self.size):
            keep = [i for i in range(len(self._steps)) if i % 2 == 0 or i == len(self._steps) - 1]
            self._steps = [self._steps[i] for i in keep]
            self._packed = [self._packed[i] for i in keep]

    def at(self, step: int | None = None) -> bytes | None:
        """The newest snapshot at or before `step` (None: the newest of all); the first when all are later."""
        if not self._packed:
            return None
        place = len(self._steps) if step is None else bisect.bisect_right(self._steps, step)
        return self._packed[max(0, place - 1)]


@dataclass
class Curve:
    """A loss and a metric against the training step, at most `length` points: neighbours are merged beyond that.

    A merged loss is the mean over the steps that it stands for, so that thinning loses detail but never weight.
    """

    length: int = 400
    _rows: list[tuple[int, float, int, float]] = field(default_factory=list)  # step, loss, steps in it, metric

    def add(self, step: int, loss: float, steps: int, metric: float) -> None:
        """Append the mean loss of the last `steps` steps, and the metric at `step`; points from `step` on are dropped."""
        while self._rows and self._rows[-1][0] >= step:
            self._rows.pop()
        self._rows.append((step, loss, steps, metric))
        if len(self._rows) > self.length:
            pairs = zip(self._rows[0:-1:2], self._rows[1::2], strict=False)
            self._rows = [_merged(a, b) for a, b in pairs] + (self._rows[-1:] if len(self._rows) % 2 else [])

    @property
    def steps(self) -> Array:
        """Training steps, ascending."""
        return np.array([row[0] for row in self._rows], dtype=np.int64)

    @property
    def losses(self) -> Floats:
        """Mean training loss up to each of `steps`; NaN where nothing was trained yet."""
        return np.array([row[1] for row in self._rows], dtype=np.float64)

    @property
    def metrics(self) -> Floats:
        """The task's metric at each of `steps`."""
        return np.array([row[3] for row in self._rows], dtype=np.float64)

    def loss_at(self, step: int) -> float:
        """The mean training loss up to the newest point at or before `step`; NaN before the first."""
        known = [row[1] for row in self._rows if row[0] <= step]
        return known[-1] if known else math.nan

    def rows(self) -> list[list[float]]:
        """The curve as plain numbers, for a file."""
        return [list(row) for row in self._rows]

    @classmethod
    def from_rows(cls, rows: list[list[float]]) -> Curve:
        """The curve that `rows` gave."""
        return cls(_rows=[(int(step), loss, int(steps), metric) for step, loss, steps, metric in rows])


def _merged(a: tuple[int, float, int, float], b: tuple[int, float, int, float]) -> tuple[int, float, int, float]:
    weight = a[2] + b[2]
    loss = b[1] if not weight or not a[2] else (a[1] * a[2] + b[1] * b[2]) / weight
    return b[0], loss, weight, b[3]
