"""Who adds up: each word, pair of words and piece of a word has a weight, whatever stands around it.

S. Wang and C. Manning, “Baselines and bigrams”, ACL 2012: logistic regression over the log-odds of naive Bayes. Where
opinions are short it is hard to beat, so networks learn from its doubts, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

PIECES = 4, 5, -3
"""Letters that a word begins with, and ends in (below 0)."""
LEAST = 2
"""Sentences in which a feature must occur."""
STRICTNESS = 3.0
"""How much an error counts beside large weights."""
FOLDS = 5
LOOKS = 60

Words = Sequence[str]


class Adding:
    """P(positive) of sentences, from features that occur at all; learnt from sentences and their labels 0 or 1."""

    def __init__(self, sentences: Sequence[Words], labels: NDArray[np.integer]) -> None:
        found = [features(words) for words in sentences]
        counts = [Counter(one for some in np.flatnonzero(labels == side) for one in found[some]) for side in (0, 1)]
        both = counts[0] + counts[1]
        self._places = {one: place for place, one in enumerate(sorted(one for one in both if both[one] >= LEAST))}
        occurs = np.array([[1 + count[one] for one in self._places] for count in counts], np.float64)
        shares = occurs / occurs.sum(axis=1, keepdims=True)
        self._odds = torch.as_tensor(np.log(shares[1] / shares[0]))
        self._weights = torch.zeros(len(self._places) + 1, dtype=torch.float64)  # the last one counts always
        self._learn(self._bags(found), torch.as_tensor(labels, dtype=torch.float64))

    def __call__(self, sentences: Sequence[Words]) -> NDArray[np.float64]:
        """[sentences]."""
        return torch.sigmoid(self._added(*self._bags([features(words) for words in sentences]))).numpy()

    def _learn(self, bags: tuple[Tensor, ...], labels: Tensor) -> None:
        weights = self._weights.requires_grad_()
        optimizer = torch.optim.LBFGS([weights], max_iter=LOOKS, line_search_fn="strong_wolfe")

        def loss() -> Tensor:
            optimizer.zero_grad()
            wrong = functional.binary_cross_entropy_with_logits(self._added(*bags), labels, reduction="sum")
            total = STRICTNESS * wrong + weights[:-1].square().sum() / 2
            total.backward()  # type: ignore[no-untyped-call]
            return total

        optimizer.step(loss)  # type: ignore[no-untyped-call]
        self._weights = weights.detach()

    def _bags(self, found: Sequence[set[str]]) -> tuple[Tensor, Tensor, Tensor]:
        """Places of features, where each sentence begins among them, and what each counts: as long as 1 together."""
        known = [sorted(self._places[one] for one in some if one in self._places) for some in found]
        starts = torch.as_tensor(np.cumsum([0, *map(len, known)][:-1]), dtype=torch.long)
        places = torch.as_tensor([place for some in known for place in some], dtype=torch.long)
        values = [self._odds[some] / self._odds[some].norm().clamp(min=1e-6) for some in known]
        return places, starts, torch.cat([*values, self._odds[:0]])

    def _added(self, places: Tensor, starts: Tensor, values: Tensor) -> Tensor:
        table = self._weights[:, None]
        bags = functional.embedding_bag(places, table, starts, mode="sum", per_sample_weights=values)
        return bags[:, 0] + self._weights[-1]


def features(words: Words) -> set[str]:
    """What a sentence has: its words, pairs of neighbours, and pieces of its words.

    >>> sorted(features(["not", "bad"]))
    ['bad', 'bad+4', 'bad+5', 'bad-3', 'not', 'not bad', 'not+4', 'not+5', 'not-3']
    """
    pairs = {f"{word} {following}" for word, following in pairwise(words)}
    pieces = {f"{word[:size] if size > 0 else word[size:]}{size:+d}" for word in words for size in PIECES}
    return {*words, *pairs, *pieces}


def unseen(sentences: Sequence[Words], labels: NDArray[np.integer]) -> NDArray[np.float64]:
    """P(positive) of every sentence, from one who learnt only from others: so nothing is known by heart."""
    fold = np.array([crc32(" ".join(words).encode()) // 12 % FOLDS for words in sentences])
    found = np.zeros(len(sentences))
    for number in range(FOLDS):
        inside = fold == number
        teacher = Adding([words for words, own in zip(sentences, inside, strict=True) if not own], labels[~inside])
        found[inside] = teacher([words for words, own in zip(sentences, inside, strict=True) if own])
    return found


__all__ = ["Adding", "features", "unseen"]
