"""“The cat … was”: how well a unit tells one cat from several, from the noun to the verb. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.lessons.gates.order import Order
from explorer.problem import N_, Problem
from explorer.records import Floats


@dataclass(frozen=True, eq=False)
class Number:
    """What one layer's units know of the subject's number, and what happens to the verb without them.

    One half of the held-out sentences chose the units, everything else is from the other half. `separation` [unit]: how
    well a unit's state tells the number all the way from noun to verb, 0 to 1 (see `carried`). `accuracy` is the share
    of right verbs of the whole network; `silenced` and `swapped` [unit] are that share with the unit held at its mean,
    and at the value that it has in the same sentence of the other number; NaN where it was not measured. `teller` is
    the unit of the best separation, `decider` the one whose swap moves most verbs.
    `singular` and `plural` [3, time, unit] are mean and middle half (25th and 75th percentile) of its state.
    `noun` and `verb` are the steps at which the noun is read and after which the verb is due; `words` is a sentence.
    """

    separation: Floats
    accuracy: float
    silenced: Floats
    swapped: Floats
    teller: int
    decider: int
    singular: Floats
    plural: Floats
    noun: int
    verb: int
    words: tuple[str, ...]

    @property
    def others(self) -> Order:
        """The measured units besides teller and decider."""
        return np.array(
            [unit for unit in np.flatnonzero(np.isfinite(self.swapped)) if unit not in (self.teller, self.decider)],
            np.int64,
        )


def separation(values: ArrayLike, positive: ArrayLike) -> Floats:
    """2 · AUC − 1 along the first axis: 1 where every positive is above every other, −1 below, 0 for no difference.

    `values` [sample, …], `positive` [sample]; the result is […]. AUC is the chance that a positive is above another
    (equal counts half), which is Mann and Whitney's U over the number of pairs. Raises `Problem` unless there are both.
    """
    samples, chosen = np.asarray(values, dtype=np.float64), np.asarray(positive, dtype=bool)
    if len(samples) != len(chosen) or chosen.all() or not chosen.any():
        raise Problem(
            N_("There must be samples of both kinds; got {some} of {all}."), some=chosen.sum(), all=len(chosen)
        )
    shape, count, others = samples.shape[1:], int(chosen.sum()), int((~chosen).sum())
    found = np.empty(int(np.prod(shape)))
    for column, values in enumerate(samples.reshape(len(samples), -1).T):
        low, high = (np.searchsorted(np.sort(values[~chosen]), values[chosen], side) for side in ("left", "right"))
        found[column] = (low.sum() + high.sum()) / (count * others) - 1
    return found.reshape(shape)


def carried(told: ArrayLike) -> Floats:
    """How well a unit tells the number at its worst step, always with the same sign, 0 to 1, [unit].

    `told` [time, unit] is its `separation` at each step. A unit that changes sides on the way carries nothing.
    """
    values = np.asarray(told, dtype=np.float64)
    carries: Floats = np.maximum(0, np.maximum(values.min(axis=0), (-values).min(axis=0)))
    return carries


def spread(values: ArrayLike) -> Floats:
    """Mean, 25th and 75th percentile over the samples: [time, sample, unit] → [3, time, unit]."""
    samples = np.asarray(values, dtype=np.float64)
    return np.stack([samples.mean(axis=1), *np.percentile(samples, [25, 75], axis=1)])
