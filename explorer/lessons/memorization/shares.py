"""From a matrix of dependence to what a person can say about it: shares of a row, words, and one row in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.records import Floats
from explorer.text.passages import Words

NEAR = 3
"""“The last letters”: the one just read and two before it."""
STILL = 0.01
"""A word that holds this share of the row still counts."""


@dataclass(frozen=True, eq=False)
class ReadOut:
    """Each row of a matrix in numbers; everything [time], shares from 0 to 1, words as indices (−1: none).

    `near`: the share of the last three letters. `before`: the share before the current word. `top`: the earlier word
    that holds most, `far`: the earliest one that holds at least 1 %, each with its share.
    """

    near: Floats
    before: Floats
    top: NDArray[np.int64]
    top_share: Floats
    far: NDArray[np.int64]
    far_share: Floats


def row_shares(connectivity: ArrayLike) -> Floats:
    """Each row [s, t] divided by its sum; rows of zeros, or of what is not finite, become zeros."""
    values = np.asarray(connectivity, dtype=np.float64)
    largest = values.max(axis=1, keepdims=True)
    usable = np.isfinite(largest) & (largest > 0)
    scaled = np.divide(values, largest, out=np.zeros_like(values), where=usable)  # so that no sum overflows
    total = scaled.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(scaled, total, out=np.zeros_like(scaled), where=total > 0)
    return shares


def before_word(shares: Floats, words: Words) -> Floats:
    """The share of each row that lies before the current word, [time]."""
    places = np.arange(shares.shape[1])
    found: Floats = np.where(places < words.current[:, None], shares, 0.0).sum(axis=1)
    return found


def read_out(shares: Floats, words: Words) -> ReadOut:
    """Each row in numbers; `shares` [time, time] as from `row_shares`."""
    time = len(shares)
    places = np.arange(time)
    lag = places[:, None] - places[None, :]
    near = np.where(lag < NEAR, shares, 0.0).sum(axis=1)
    none, nothing = np.full(time, -1, np.int64), np.zeros(time)
    if not len(words.first):
        return ReadOut(near, before_word(shares, words), none, nothing, none, nothing)
    sums = np.concatenate([np.zeros((time, 1)), np.cumsum(shares, axis=1)], axis=1)
    held = sums[:, words.last + 1] - sums[:, words.first]
    held = np.where(words.last[None, :] < words.current[:, None], held, 0.0)
    top, far = held.argmax(axis=1), (held >= STILL).argmax(axis=1)
    top_share, far_share = held[places, top], held[places, far]
    return ReadOut(
        near=near,
        before=before_word(shares, words),
        top=np.where(top_share > 0, top, -1),
        top_share=top_share,
        far=np.where(far_share >= STILL, far, -1),
        far_share=np.where(far_share >= STILL, far_share, 0.0),
    )
