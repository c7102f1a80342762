"""In which order units are drawn: beside their like, or by a number of theirs. NumPy only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.problem import N_, Problem
from explorer.records import Floats

Order = NDArray[np.int64]


def descending(numbers: ArrayLike) -> Order:
    """Units from the largest number to the smallest; equal ones keep their order, NaN comes last."""
    values = np.asarray(numbers, dtype=np.float64)
    return np.argsort(-np.where(np.isnan(values), -np.inf, values), kind="stable")


def correlations(values: ArrayLike) -> Floats:
    """How alike units are: Pearson's r of their values [sample, unit], [unit, unit]; 0 for a unit that never moves."""
    samples = np.asarray(values, dtype=np.float64)
    if samples.ndim != 2 or not len(samples):
        raise Problem(N_("values must be [time, hidden]; got {got}."), got=list(samples.shape))
    centred = samples - samples.mean(axis=0)
    length = np.sqrt(np.square(centred).sum(axis=0))
    still = length <= 1e-12 * np.maximum(1, np.abs(samples).max(axis=0) * np.sqrt(len(samples)))
    scaled = centred / np.where(still, 1.0, length) * ~still
    alike: Floats = np.clip(scaled.T @ scaled, -1, 1)
    np.fill_diagonal(alike, 1.0)
    return alike


def clustered(alike: ArrayLike) -> Order:
    """Units so that those which are alike stand together: the leaves of a tree of clusters.

    `alike` [unit, unit] as from `correlations`. The two clusters whose units are most alike on the average are joined,
    again and again (average linkage), each time turned so that the most similar ends meet.
    """
    near = np.array(alike, dtype=np.float64)
    if near.ndim != 2 or near.shape[0] != near.shape[1] or not len(near):
        raise Problem(N_("The matrix must be [unit, unit]; got {got}."), got=list(near.shape))
    near = np.nan_to_num(near)
    between = near.copy()
    np.fill_diagonal(between, -np.inf)
    rows = [[unit] for unit in range(len(near))]
    for _ in range(len(near) - 1):
        i, j = sorted(divmod(int(between.argmax()), len(near)))
        first, second = len(rows[i]), len(rows[j])
        joined = (first * between[i] + second * between[j]) / (first + second)
        rows[i], rows[j] = _turned(rows[i], rows[j], near), []
        between[i], between[:, i] = joined, joined
        between[j], between[:, j], between[i, i] = -np.inf, -np.inf, -np.inf
    return np.array(rows[0], np.int64)


def _turned(left: list[int], right: list[int], near: Floats) -> list[int]:
    ways = [(left, right), (left, right[::-1]), (left[::-1], right), (left[::-1], right[::-1])]
    one, other = max(ways, key=lambda way: near[way[0][-1], way[1][0]])
    return one + other
