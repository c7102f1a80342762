"""Guessers that look at the last few symbols: what a language model must beat.

Interpolated with the smoothing of Witten and Bell (method C, “The zero-frequency problem”, 1991): after a context h
that was seen n times with d different followers,

    P(c | h) = (count(h c) + d · P(c | h without its first symbol)) / (n + d),

from the uniform distribution upwards. A context never seen leaves the shorter one's answer. No number to tune.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.text._base import PART

Ids = NDArray[np.int64]
Floats64 = NDArray[np.float64]

NAMES = (N_("uniform"), N_("unigram"), N_("bigram"), N_("trigram"))
"""What models of order 0 to 3 are called."""
MAX_ORDER = 8
DENSE = 1 << 22
"""Up to so many possible pairs a table of all of them is faster than sorting those that occur."""


class NGrams:
    """All interpolated models up to `order`, counted once over `training`, one long row of ids below `size`.

    A model of order n sees n − 1 symbols: 1 is the unigram, 2 the bigram, 3 the trigram; 0 is the uniform guesser.
    Raises `Problem` for an order outside 1 … 8.

    >>> NGrams(np.array([0, 1, 0, 1, 0, 2]), size=3, order=2).after([0]).round(2).tolist()
    [0.18, 0.53, 0.29]
    """

    def __init__(self, training: NDArray[Any], size: int, order: int = 3) -> None:
        if not 1 <= order <= MAX_ORDER:
            raise Problem(N_("The order of an n-gram must be 1 to {high}; got {got}."), high=MAX_ORDER, got=order)
        self.size, self.order = size, order
        ids = np.asarray(training)
        self._tables: list[_Table] = []
        contexts = np.zeros(1, np.int64)
        place = np.zeros(len(ids), np.int32)  # number of the context that ends before each id: the empty one
        for length in range(order):
            # A context is the number of the one that is a symbol shorter, and the symbol before that one.
            if length:
                keys = partial(_keys, place[1:], size + 1, ids[: max(len(place) - 1, 0)])
                span = len(contexts) * (size + 1)
                contexts, _ = _counted(keys, len(place) - 1, span)
                place = place[: max(len(place) - 1, 0)]
                _number(place, keys, contexts, span)
            followers = partial(_keys, place, size, ids[length:])
            self._tables.append(_Table(contexts, *_counted(followers, len(place), len(contexts) * size), size))

    def factors(self, inputs: NDArray[Any], targets: NDArray[Any]) -> list[Floats64]:
        """P(target) by the models of order 0, 1, …, `order`; each [time, batch] as inputs and targets are.

        A guesser sees no more than a network does: of the input up to the target. Where the sequence has just begun,
        there is less context than it could use, and the shorter model answers.
        """
        answers = [np.full(np.shape(targets), 1 / self.size)]
        for table, place in zip(self._tables, self._places(np.asarray(inputs)), strict=True):
            answers.append(table.refine(place, np.asarray(targets), answers[-1]))
        return answers

    def after(self, context: NDArray[Any] | list[int], order: int | None = None) -> Floats64:
        """P of every next symbol after a context of at least one symbol, [size]; by the longest model, or a shorter."""
        given = np.asarray(context, np.int64)
        return np.asarray(self.distributions(given[:, None], order)[-1, 0])

    def distributions(self, inputs: NDArray[Any], order: int | None = None) -> Floats64:
        """P of every symbol at every step, [time, batch, size], for inputs [time, batch]."""
        asked = np.asarray(inputs)
        answer = np.full((asked.size, self.size), 1 / self.size)
        used = self._tables[: self.order if order is None else order]
        for table, place in zip(used, self._places(asked), strict=False):
            for row, context in enumerate(place.ravel().tolist()):
                if context >= 0:
                    table.refine_all(context, answer[row])
        return answer.reshape(*asked.shape, self.size)

    def _places(self, inputs: Ids) -> list[Ids]:
        """For each model the number of its context at every step, [time, batch]; −1 where it was never seen."""
        place = np.zeros(inputs.shape, np.int64)
        places = [place]
        for length in range(1, self.order):
            # An id that cannot occur stands before the first input, so a context that reaches there was never seen.
            before = np.full_like(inputs, self.size)
            before[length - 1 :] = inputs[: max(len(inputs) - length + 1, 0)]
            place = np.where(place < 0, -1, _find(self._tables[length].contexts, place * (self.size + 1) + before))
            places.append(place)
        return places


class _Table:
    """What followed the contexts of one length: pairs (context, follower) in ascending order, with their counts."""

    def __init__(self, contexts: Ids, pairs: Ids, counts: Ids, size: int) -> None:
        self.contexts, self.size, self.pairs, self.counts = contexts, size, pairs, counts
        self.first = np.searchsorted(pairs, np.arange(len(contexts) + 1) * size)
        self.seen = np.diff(np.concatenate([[0], np.cumsum(counts)])[self.first])
        self.kinds = np.diff(self.first)

    def refine(self, place: Ids, targets: Ids, shorter: Floats64) -> Floats64:
        """P(target) from that of the shorter model."""
        if not len(self.contexts):
            return shorter
        known = place >= 0
        context = np.where(known, place, 0)
        at = _find(self.pairs, context * self.size + targets)
        count = np.where(at >= 0, self.counts[at], 0)
        n, d = self.seen[context], self.kinds[context]
        known &= n > 0
        return np.asarray(np.where(known, (count + d * shorter) / np.where(known, n + d, 1), shorter))

    def refine_all(self, context: int, chances: Floats64) -> None:
        """P of every symbol [size] from those of the shorter model, in place."""
        mine = slice(self.first[context], self.first[context + 1])
        n, d = self.seen[context], self.kinds[context]
        if n:
            chances *= d
            chances[self.pairs[mine] - context * self.size] += self.counts[mine]
            chances /= n + d


# ---- Counting a long text a part at a time ---------------------------------------------------------------------------


def _keys(place: NDArray[Any], size: int, ids: NDArray[Any], part: slice) -> Ids:
    """A number for each pair of a place and an id below `size`, of one part of the text."""
    keys: Ids = place[part].astype(np.int64) * size + ids[part]
    return keys


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, min(start + PART, count)) for start in range(0, count, PART))


def _counted(keys: Callable[[slice], Ids], count: int, span: int) -> tuple[Ids, Ids]:
    """The different keys of a text of `count`, ascending, and how often each occurs. All are below `span`."""
    if span <= DENSE:
        counts = np.zeros(span, np.int64)
        for part in _parts(count):
            counts += np.bincount(keys(part), minlength=span)
        found = np.flatnonzero(counts)
        return found, counts[found]
    merged = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for part in _parts(count):
        merged.append(np.unique(keys(part), return_counts=True))
        if sum(len(new) for new, _ in merged[1:]) > len(merged[0][0]):  # so that each key is merged only a few times
            merged = [_merged(merged)]
    return _merged(merged)


def _merged(tallies: list[tuple[Ids, Ids]]) -> tuple[Ids, Ids]:
    every, counts = (np.concatenate(column) for column in zip(*tallies, strict=True))
    order = np.argsort(every, kind="stable")
    every, counts = every[order], counts[order]
    first = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]])[: len(every)])
    return every[first], np.add.reduceat(counts, first) if len(first) else counts


def _number(place: NDArray[np.int32], keys: Callable[[slice], Ids], distinct: Ids, span: int) -> None:
    """Write into `place` which of the distinct keys each key of a text is.

    The keys may be made of what stands in `place` from there on: it is overwritten from the start.
    """
    table = np.zeros(span if span <= DENSE else 0, np.int32)
    if len(table):
        table[distinct] = np.arange(len(distinct))
    for part in _parts(len(place)):
        place[part] = table[keys(part)] if len(table) else np.searchsorted(distinct, keys(part))


def _find(keys: Ids, asked: Ids) -> Ids:
    """Where each asked key stands among the (ascending) keys, −1 where it does not."""
    if not len(keys):
        return np.full(np.shape(asked), -1)
    place = np.searchsorted(keys, asked).clip(max=len(keys) - 1)
    return np.where(keys[place] == asked, place, -1)
