"""Which units hold through a span of text, and where else they hold together. NumPy only.

Source: H. Strobelt et al., “LSTMVis: a tool for visual analysis of hidden state dynamics in recurrent neural networks”,
arXiv:1606.07461, 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.problem import N_, Problem
from explorer.records import Array, Floats

AROUND = 24  # symbols shown on each side of a passage


@dataclass(frozen=True, eq=False)
class Held:
    """States of one layer along the held-out text: `states` [time, window, unit], `ids` [time, window]."""

    states: Floats
    ids: Array


@dataclass(frozen=True)
class Passage:
    """A place in the held-out text, steps `first` to `last` of `window`, through which so many of the units hold."""

    window: int
    first: int
    last: int
    units: int


def holding(states: ArrayLike, first: int, last: int, threshold: float) -> NDArray[np.int64]:
    """Units whose |value| is at least `threshold` from step `first` to `last`, with one sign, and not just around them.

    `states` [time, unit]. "Around" are the steps before and after the span, as far as there are any. The units with
    the largest smallest |value| come first. Raises `Problem` for a span that is not in the text.
    """
    values = np.asarray(states, dtype=np.float64)
    if values.ndim != 2 or not 0 <= first <= last < len(values):
        raise Problem(
            N_("The span must lie in the text, steps 1 to {time}; got {first} to {last}."),
            time=len(values),
            first=first + 1,
            last=last + 1,
        )
    inside = values[first : last + 1]
    weakest = np.abs(inside).min(axis=0)
    steady = (np.sign(inside) == np.sign(inside[0])).all(axis=0)
    around = np.abs(values[[t for t in (first - 1, last + 1) if 0 <= t < len(values)]])
    found = np.flatnonzero(steady & (weakest >= threshold) & (around < threshold).all(axis=0))
    return found[np.argsort(-weakest[found], kind="stable")]


def passages_held(states: ArrayLike, units: Sequence[int], threshold: float, like: int, most: int = 8) -> list[Passage]:
    """Where else most of these units hold together, the best places first.

    `states` [time, window, unit]. A place is a longest possible run of at least two steps through which at least half
    of the `units`, the same ones all along, have |value| ≥ `threshold`; more units are better, and then a length
    closer to `like`.
    """
    values = np.asarray(states)
    if not len(units):
        return []
    on = np.abs(values[:, :, list(units)]) >= threshold
    enough = on.sum(axis=2) >= max(1, -(-len(units) // 2))
    found = []
    for window in range(values.shape[1]):
        edges = np.diff(np.concatenate([[False], enough[:, window], [False]]).astype(np.int8))
        for first, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
            together = int(on[first:end, window].all(axis=0).sum())
            if end - first >= 2 and 2 * together >= len(units):
                found.append(Passage(window, int(first), int(end) - 1, together))
    found.sort(key=lambda place: (-place.units, abs(place.last - place.first + 1 - like), place.window, place.first))
    return found[:most]


def around(place: Passage, symbols: Sequence[str], joint: str = "") -> tuple[str, str, str]:
    """The symbols of a window in three parts: before the passage, in it, after it; `joint` stands between symbols."""
    start, end = place.first, place.last + 1
    before, inside, after = symbols[max(0, start - AROUND) : start], symbols[start:end], symbols[end : end + AROUND]
    return joint.join(before) + joint * bool(before), joint.join(inside), joint * bool(after) + joint.join(after)
