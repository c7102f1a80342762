"""What tasks share whose data people bring: written as one text, a part of it held out by what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from heapq import nsmallest
from typing import ClassVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.records import Array, Batch, together
from explorer.settings import Setting
from explorer.tasks._base import Task, at_least
from explorer.tasks._texts import TEXT

HELD_OUT_SHARE = 10

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]


class OwnSequences(Task):
    """Sequences of a person's own, each with what is right of it: one answer, or one at every step.

    Attributes: `inputs`, [time, …] of each; `targets`, [time] or [1] of each; `held_out`, which training never shows.
    """

    loss = "cross_entropy"
    metric_unit = ""
    better = "higher"
    settings: ClassVar[tuple[Setting, ...]] = (TEXT,)
    brought = True

    VALIDATION_SIZE = 512
    SHOWN = 6
    LOOKED_AT = 14
    """Steps that a sequence to look into has, as nearly as there is one."""

    inputs: Sequence[Array]
    targets: Sequence[Ids]
    held_out: Mask

    def _take(self, inputs: Sequence[Array], targets: Sequence[Ids], held_out: Mask, batch_size: int) -> None:
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.inputs, self.targets, self.held_out = inputs, targets, held_out
        self.time_steps = max(map(len, inputs))
        self._learnt, tested = np.flatnonzero(~held_out), np.flatnonzero(held_out)
        every = np.linspace(0, len(tested) - 1, min(self.VALIDATION_SIZE, len(tested)))
        self._tested: list[int] = tested.tolist()
        self._validated: list[int] = tested[every.astype(np.int64)].tolist()
        self._looked_at = min(self._tested, key=lambda place: abs(len(inputs[place]) - self.LOOKED_AT))

    def together(self, places: Sequence[int]) -> Batch:
        """Some of the sequences side by side."""
        return together([self.inputs[place] for place in places], [self.targets[place] for place in places])

    def batch(self, rng: np.random.Generator) -> Batch:
        """Any of the sequences that are not held out."""
        return self.together(self._learnt[rng.integers(0, len(self._learnt), self.batch_size)].tolist())

    def validation(self) -> Batch:
        """Sequences that are held out, at most 512 from everywhere in the data."""
        return self.together(self._validated)

    def probe(self) -> Batch:
        """One of them, of a length at which there is something to see."""
        return self.together([self._looked_at])

    def shown(self) -> Batch:
        """The first of them."""
        return self.together(self._tested[: self.SHOWN])


def held_out(keys: Sequence[bytes], kinds: Sequence[int]) -> Mask:
    """Which examples are held out: of the different ones of every kind one in ten, chosen by their content.

    `keys` are what examples are: equal ones go together, so that none that is tested was shown in training. Of a kind
    with two different ones, one; of a kind with a single one, none. Raises `Problem` where nothing is held out.

    >>> held_out([b"a", b"b", b"a", b"c"], [0, 0, 0, 1]).tolist()
    [False, True, False, False]
    """
    kind_of: dict[bytes, int] = {}
    for key, kind in zip(keys, kinds, strict=True):
        kind_of.setdefault(key, kind)
    by_kind: defaultdict[int, list[bytes]] = defaultdict(list)
    for key, kind in kind_of.items():
        by_kind[kind].append(key)
    chosen: set[bytes] = set()
    for same in by_kind.values():
        count = min(max(1, len(same) // HELD_OUT_SHARE), len(same) - 1)
        chosen.update(nsmallest(count, same, key=crc32))
    if not chosen:
        raise Problem(
            N_(
                "All examples of a label are the same, so that none can be kept aside to test with. Bring at least two "
                "different ones of a label."
            )
        )
    return np.fromiter((key in chosen for key in keys), bool, len(keys))
