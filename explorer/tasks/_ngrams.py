"""Guessers that look at the last 0, 1 or 2 characters: what a language model must beat.

Interpolated with the smoothing of Witten and Bell (method C, “The zero-frequency problem”, 1991): after a context h
that was seen n times with d different followers,

    P(c | h) = (count(h c) + d · P(c | h without its first symbol)) / (n + d),

from the uniform distribution upwards. A context never seen leaves the shorter one's answer. No number to tune.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats64 = NDArray[np.float64]


def probabilities(training: Ids, inputs: Ids, targets: Ids, size: int) -> list[Floats64]:
    """P(target) by the uniform guesser, the unigram, the bigram and the trigram; each [time, batch].

    `training` is one long row of ids below `size`; `inputs` and `targets` are [time, batch], and a guesser sees no
    more than a network does: of the input up to the target. The first step has one symbol of context, so the trigram
    answers there as the bigram does.
    """
    # An id that cannot occur stands before the first input, so the trigram's context there was never seen.
    before = np.vstack([np.full_like(inputs[:1], size), inputs[:-1]])
    contexts_seen = [np.zeros_like(training), training[:-1], training[:-2] * (size + 1) + training[1:-1]]
    contexts_asked = [np.zeros_like(inputs), inputs, before * (size + 1) + inputs]
    answers = [np.full(targets.shape, 1 / size)]
    for order, (seen, asked) in enumerate(zip(contexts_seen, contexts_asked, strict=True)):
        answers.append(_interpolate(seen, training[order:], asked, targets, answers[-1], size))
    return answers


def _interpolate(seen: Ids, followers: Ids, asked: Ids, targets: Ids, shorter: Floats64, size: int) -> Floats64:
    pairs, pair_counts = np.unique(seen * size + followers, return_counts=True)
    contexts, first, distinct = np.unique(pairs // size, return_index=True, return_counts=True)
    totals = np.add.reduceat(pair_counts, first)
    seen_pair = _look_up(pairs, pair_counts, asked * size + targets)
    n, d = _look_up(contexts, totals, asked), _look_up(contexts, distinct, asked)
    known = n > 0
    return np.asarray(np.where(known, (seen_pair + d * shorter) / np.where(known, n + d, 1), shorter))


def _look_up(keys: Ids, values: Ids, asked: Ids) -> Ids:
    """The value of each asked key, 0 where it is not among the (ascending) keys."""
    place = np.searchsorted(keys, asked).clip(max=len(keys) - 1)
    return np.where(keys[place] == asked, values[place], 0)
