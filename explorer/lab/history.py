"""What is kept of a run: snapshots thinned to a budget, and curves thinned to a length."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field

import numpy as np

from explorer.records import Array, Floats

KEPT_SNAPSHOTS = 200
KEPT_BYTES = 20_000_000 // 3  # a session shows three networks and may keep 20 MB


_Row = tuple[int, float, int, float]


class History:
    """Packed snapshots by training step, in order; the first and the newest always stay.

    When there are more than `count`, or more than `size` bytes, those that follow their predecessor too closely go, so
    that what is left is spread evenly over the whole run.
    """

    def __init__(self, count: int = KEPT_SNAPSHOTS, size: int = KEPT_BYTES) -> None:
        self.count, self.size = count, size
        self._steps: list[int] = []
        self._packed: list[bytes] = []
        self._gap = 0  # training steps that two neighbours are apart, at least, the newest aside

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
        if len(self._steps) > 2 and self._steps[-2] - self._steps[-3] < self._gap:
            del self._steps[-2], self._packed[-2]  # it stayed only while it was the newest
        while len(self._steps) > 2 and (len(self._steps) > self.count or self.size_kept > self.size):
            # Twice the gap, not every second one: what is old would be halved again and again, and vanish.
            self._gap = 2 * self._gap or 1
            self._thin()

    def _thin(self) -> None:
        last, keep = self._steps[0], [0]
        for place, step in enumerate(self._steps[1:-1], 1):
            if step - last >= self._gap:
                last = step
                keep.append(place)
        keep.append(len(self._steps) - 1)
        self._steps = [self._steps[place] for place in keep]
        self._packed = [self._packed[place] for place in keep]

    def at(self, step: int | None = None) -> bytes | None:
        """The newest snapshot at or before `step` (None: the newest of all); the first when all are later."""
        if not self._packed:
            return None
        place = len(self._steps) if step is None else bisect.bisect_right(self._steps, step)
        return self._packed[max(0, place - 1)]


@dataclass
class Curve:
    """Loss and metric against the training step: at most `length` points (3 at least), beyond that neighbours merge.

    A merged loss is the mean over the steps that it stands for, so that thinning loses detail but never weight. All
    points but the newest then stand for about as many steps; the one before any training stays as it is.
    """

    length: int = 400
    _rows: list[_Row] = field(default_factory=list)  # step, loss, steps in it, metric
    _span: int = 0  # training steps that a point stands for, at least, the newest aside

    def add(self, step: int, loss: float, steps: int, metric: float) -> None:
        """Append the mean loss of the last `steps` steps, and the metric at `step`; later points are dropped."""
        while self._rows and self._rows[-1][0] >= step:
            dropped = self._rows.pop()
            if dropped[0] == step and not steps:  # looked at again, after a restart, without training
                loss, steps = dropped[1], dropped[2]
        self._rows = [*self._thinned(self._rows), (step, loss, steps, metric)]
        while len(self._rows) > max(self.length, 3):
            self._span = 2 * self._span or 1
            self._rows = [*self._thinned(self._rows[:-1]), self._rows[-1]]

    def _thinned(self, rows: list[_Row]) -> list[_Row]:
        """Those that stand for too few steps merged with what follows."""
        kept: list[_Row] = []
        for row in rows:
            untrained = len(kept) == 1 and not kept[0][2]
            if kept and kept[-1][2] < self._span and not untrained:
                kept[-1] = _merged(kept[-1], row)
            else:
                kept.append(row)
        return kept

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
        """The task's metric at each of `steps`; NaN where it was not measured."""
        return np.array([row[3] for row in self._rows], dtype=np.float64)

    def measured(self) -> tuple[Array, Floats]:
        """The steps at which the metric was measured, and the metric there."""
        known = np.isfinite(self.metrics)
        return self.steps[known], self.metrics[known]

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


def _merged(a: _Row, b: _Row) -> _Row:
    weight = a[2] + b[2]
    metric = b[3] if math.isfinite(b[3]) else a[3]
    if not a[2] or not b[2]:  # a loss of no steps is NaN, and would make the mean NaN
        return b[0], a[1] if a[2] else b[1], weight, metric
    return b[0], (a[1] * a[2] + b[1] * b[2]) / weight, weight, metric
