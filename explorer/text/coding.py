"""Which bases of a strand code for a protein, by the two rules that need no network, and how good an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.text.bases import CODON, START, STOPS, UNKNOWN, Bases, codons

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating[Any]]
Numbers = NDArray[np.number[Any]]

_HEXAMER = 6
WINDOWS = (9, 12, 18, 24, 36, 48, 72)
"""Bases to either side that a score may look at."""


def open_frames(bases: Bases) -> NDArray[np.int64]:
    """How many bases the longest open reading frame through each base has, [bases, batch]; 0 where there is none.

    An open reading frame begins with ATG and goes on, codon by codon, to the first TAA, TAG or TGA, which belongs to
    it. One that the strand ends before its stop is none.
    """
    found = np.zeros(bases.shape, np.int64)
    read = codons(bases)
    for column in range(bases.shape[1]):
        for frame in range(CODON):
            of_frame = read[frame::CODON, column]
            start = 0
            for stop in np.flatnonzero(np.isin(of_frame, STOPS)).tolist():
                starts = np.flatnonzero(of_frame[start:stop] == START)
                if len(starts):
                    part = slice(frame + CODON * (start + starts[0]), frame + CODON * (stop + 1))
                    found[part, column] = np.maximum(found[part, column], part.stop - part.start)
                start = stop + 1
    return found


@dataclass(frozen=True, eq=False)
class Hexamers:
    """How much likelier six bases in a row are where a strand codes: log-odds in nats, [4096]; one more for an N.

    Source: J. Fickett and C.-S. Tung, “Assessment of protein coding measures”, 1992: of the measures that look at a
    window alone, hexamers tell most.
    """

    log_odds: Floats

    @classmethod
    def of(cls, bases: Bases, coding: Booleans) -> Hexamers:
        """Counted on strands whose coding bases are known, each [bases, batch], one added to every count."""
        read = _hexamers(bases)
        inside = coding[_HEXAMER // 2 : len(coding) - _HEXAMER // 2 + 1]
        counts = [np.bincount(read[chosen], minlength=4**_HEXAMER + 1) + 1.0 for chosen in (inside, ~inside)]
        shares = [count[:-1] / count[:-1].sum() for count in counts]
        return cls(np.append(np.log(shares[0] / shares[1]), 0.0))

    def scores(self, bases: Bases, window: int) -> Floats:
        """The mean log-odds of the hexamers around each base, up to `window` bases to either side, [bases, batch]."""
        each = self.log_odds[_hexamers(bases)]
        summed = np.concatenate([np.zeros((1, bases.shape[1])), np.cumsum(each, axis=0)])
        centre = np.arange(len(bases)) - _HEXAMER // 2
        low, high = (np.clip(centre + reach, 0, len(each)) for reach in (-window, window + 1))
        return np.asarray((summed[high] - summed[low]) / np.maximum(high - low, 1)[:, None])

    def best_window(self, bases: Bases, coding: Booleans, windows: Sequence[int] = WINDOWS) -> int:
        """The window whose scores tell coding bases best on these strands."""
        return max(windows, key=lambda window: auc(self.scores(bases, window), coding))


def _hexamers(bases: Bases) -> NDArray[np.int64]:
    """The number of the six bases that begin at each, [bases − 5, batch]; 4096 where an N is among them."""
    count = len(bases) - _HEXAMER + 1
    parts = np.stack([np.asarray(bases[i : i + count], np.int64) for i in range(_HEXAMER)])
    value = np.tensordot(4 ** np.arange(_HEXAMER)[::-1], parts, axes=1)
    return np.where((parts < UNKNOWN).all(axis=0), value, 4**_HEXAMER)


def f1(said: Booleans, true: Booleans) -> float:
    """2 · hits / (said + true): of what is said to code and what does, how much agrees; 0 where nothing does.

    >>> f1(np.array([True, True, False]), np.array([True, False, False]))
    0.6666666666666666
    """
    all_said = int(said.sum()) + int(true.sum())
    return 2 * int((said & true).sum()) / all_said if all_said else 0.0


def best_threshold(scores: Numbers, true: Booleans) -> float:
    """The score from which on to say “coding”, so that F1 is highest on these bases."""
    order = np.argsort(scores, axis=None)[::-1]
    ranked = scores.ravel()[order]
    reached = 2 * np.cumsum(true.ravel()[order]) / (np.arange(1, len(order) + 1) + true.sum())
    reached[:-1][ranked[:-1] == ranked[1:]] = -1  # equal scores are not told apart
    return float(ranked[int(reached.argmax())])


def auc(scores: Numbers, true: Booleans) -> float:
    """How often a coding base has the higher score than one that does not code; equal scores count half.

    The area under the curve of hits against false alarms (ROC). NaN where there are not both kinds.

    >>> auc(np.array([0.1, 0.4, 0.4, 0.9]), np.array([False, False, True, True]))
    0.875
    """
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place.ravel()]
    yes = int(true.sum())
    no = true.size - yes
    if not yes or not no:
        return float("nan")
    return float((ranks[true.ravel()].sum() - yes * (yes + 1) / 2) / (yes * no))
