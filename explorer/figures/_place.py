"""Where the name of a line can stand beside it without covering any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from explorer.figures import _style
from explorer.records import Array

_WIDTHS = (222.0, 560.0)  # px of the plot area, on a phone and on a desk
_CHARACTER = 6.5  # px
_HEIGHT = 14.0  # px of the letters
_TRIED = 16  # points of the line at most
BESIDE = 6.0  # px between the point and the name, across
OVER = 2.0  # px, up or down


@dataclass(frozen=True)
class Place:
    """The name begins or ends at a point of the line, above or below it."""

    at: int
    begins: bool
    above: bool


def beside(line: Array, others: Sequence[Array], text: str, scale: _style.Scale) -> Place:
    """The place for `text` at `line` [points] that covers the fewest lines, on a narrow and on a wide screen.

    All lines share the points, evenly spaced, and the log `scale`; gaps are NaN. Among equally good places the first
    is taken of those from which the line itself goes away: early where it falls, in its middle where it rises.
    """
    places = _wanted(line, scale)
    # Not `scale(…)`, which ends where the picture ends: what leaves it must not seem to run along its edge.
    low, high = scale.range
    with np.errstate(divide="ignore", invalid="ignore"):
        heights = scale.height * (np.log10(np.array([line, *others], np.float64)) - low) / (high - low)
    cost = sum(_covered(places, heights, len(text) * _CHARACTER, width, scale.height) for width in _WIDTHS)
    return places[int(np.argmin(cost))]


def _wanted(line: Array, scale: _style.Scale) -> list[Place]:
    """All places that are tried, the best to read first."""
    with np.errstate(invalid="ignore"):
        seen = np.flatnonzero((line > scale.low) & (line < scale.high))
    if not len(seen):
        seen = np.array([len(line) - 1])
    points = sorted({int(seen[i]) for i in np.linspace(0, len(seen) - 1, _TRIED).round().astype(int)})
    falls = bool(line[points[0]] > line[-1])
    if not falls:
        middle = points[len(points) // 2]
        points = sorted(points, key=lambda t: abs(t - middle))
    sides = [(True, True), (False, False), (False, True), (True, False)]
    if not falls or points[0] > len(line) // 2:
        sides = [(False, True), (False, False), (True, False), (True, True)]
    return [Place(at, begins, above) for (begins, above), at in product(sides, points)]


def _covered(places: Sequence[Place], heights: Array, text: float, width: float, height: float) -> Array:
    """For each place, how many lines [lines, points] px above the foot cross the name; far more where it is cut."""
    across = np.linspace(0.0, width, heights.shape[1])
    at = np.array([place.at for place in places])
    begins, above = (np.array([getattr(place, side) for place in places]) for side in ("begins", "above"))
    left = np.where(begins, across[at] + BESIDE, across[at] - BESIDE - text)
    foot = np.where(above, heights[0, at] + OVER, heights[0, at] - OVER - _HEIGHT)
    cut = (left < 0) | (left + text > width) | (foot < 0) | (foot + _HEIGHT > height + _style.TOP)
    beside = (across[1:] > left[:, None]) & (across[:-1] < (left + text)[:, None])
    lower, upper = (pick(heights[:, :-1], heights[:, 1:])[:, None] for pick in (np.minimum, np.maximum))
    crosses = (lower < (foot + _HEIGHT - 1)[:, None]) & (upper > (foot + 1)[:, None]) & beside
    return np.asarray(crosses.any(axis=-1).sum(axis=0) + 100 * cut)
