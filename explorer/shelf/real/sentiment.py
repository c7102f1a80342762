"""Sentences of film reviews, each praise or blame: B. Pang and L. Lee 2005."""

from __future__ import annotations

import copy
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

import numpy as np
import torch

from explorer.problem import N_
from explorer.records import Array, Batch, together
from explorer.shapes import Shape
from explorer.shelf.real._adding import FOLDS, unseen
from explorer.shelf.real._loop import Manner, Material, alike, answered
from explorer.text import UNKNOWN
from explorer.text.token_features import TokenFeatures
from explorer.text.words import tokens

UNITS = {"lstm": 64, "gru": 76, "rnn": 140}
EMBEDDING = 24
LEAST = 2
"""Times that a word must occur in the part to learn to be known."""
ROOM = 64
"""Words of a sentence; no review here is longer."""
PIECES = 5, 4, -3, -4
BUCKETS = 8192
DOUBT = 0.5
"""What the verdict of who adds up counts beside the label."""

PARTS = 12
"""Of which one is kept for testing, and one would choose the moment."""

Opinion = tuple[list[str], int]
"""The words of a sentence, and 1 where it praises."""


class FilmReviews(Material):
    """Sentences apart: the same sentence never lies in two parts. A twelfth is kept; cross-validation in the others
    said how to learn. They are few, so that what was reached is measured in folds, too: on every sentence.

    Words are read with their first and last letters, since half of them occur once or twice. Some coordinates of E
    begin as what naive Bayes would add up, the log of how much oftener a piece occurs in praise: as in S. Wang and
    C. Manning, "Baselines and bigrams", ACL 2012. What is learnt is not whether a sentence praises alone, but as much
    how sure somebody is who adds up and did not know it: G. Hinton and others, "Distilling the knowledge", 2015.
    """

    task = "sentiment"
    shape = "last-step"
    metric = N_("accuracy")
    source = N_("B. Pang and L. Lee, “Seeing stars”, ACL 2005, sentence polarity, through NLTK")
    licence = "CC BY 4.0"
    manner: ClassVar[Manner] = Manner(
        noise=0.6, learning_rate=2e-3, weight_decay=0.1, average=0.998, epochs=20, planned=True
    )
    folds = 5

    def __init__(self, folder: Path) -> None:
        with (folder / "sentiment" / "film-reviews.csv").open(encoding="utf-8", newline="") as file:
            rows = [(tokens(row["text"])[:ROOM], int(row["label"] == "positive")) for row in csv.DictReader(file)]
        self.parts: dict[str, list[Opinion]] = {"learnt": [], "chosen": [], "tested": []}
        for words, label in rows:
            place = _number(words) % PARTS
            self.parts["tested" if place == 0 else "chosen" if place == 1 else "learnt"].append((words, label))
        self._learn_from(self.parts["learnt"])

    def fold(self, number: int) -> FilmReviews:
        """See `Material`. Folds have nothing to do with the parts, nor with those that `unseen` asks in turn."""
        found: tuple[list[Opinion], list[Opinion]] = ([], [])
        for words, label in chain.from_iterable(self.parts.values()):
            found[_number(words) // (PARTS * FOLDS) % self.folds == number].append((words, label))
        other = copy.copy(self)
        other.parts = {"learnt": found[0], "chosen": [], "tested": found[1]}
        other._learn_from(found[0])
        return other

    def count(self, part: str) -> int:
        """See `Material`."""
        return len(self.parts[part])

    def join(self) -> None:
        """See `Material`."""
        self._learn_from(self.parts["learnt"] + self.parts["chosen"])

    def _learn_from(self, part: list[Opinion]) -> None:
        self._sentences, self._labels = [words for words, _ in part], np.array([label for _, label in part])
        counts = Counter(word for words in self._sentences for word in words)
        known = sorted(word for word, count in counts.items() if count >= LEAST)
        self.features = TokenFeatures((UNKNOWN, *known), BUCKETS, PIECES, spelt=False)
        self._learnt = [self.features.ids(words) for words in self._sentences]
        self._shares: Array | None = None
        self._counts = np.bincount(np.concatenate(self._learnt)[:, 0], minlength=len(self.features))
        occurs = np.ones((2, len(self.features)))
        for ids, label in zip(self._learnt, self._labels, strict=True):
            occurs[label, np.unique(ids)] += 1
        shares = occurs / occurs.sum(axis=1, keepdims=True)
        self._log_odds = np.log(shares[1] / shares[0])

    @property
    def reading(self) -> dict[str, Any]:
        """The words that have an id of their own."""
        return {"words": list(self.features.words), "buckets": BUCKETS, "pieces": list(PIECES), "room": ROOM}

    def sizes(self, cell: str) -> dict[str, Any]:
        """See `Material`."""
        sizes = {"input_size": len(self.features), "hidden_size": UNITS[cell], "output_size": 2}
        return sizes | {"embedding_size": EMBEDDING}

    def begin(self, network: Shape) -> None:
        """Small vectors, a fourth of whose coordinates are ± the log-odds of praise."""
        table = network.get_parameter("E")
        table.mul_(0.1)
        signs = torch.tensor([1.0, -1.0]).repeat(EMBEDDING // 8).unsqueeze(1)
        table[: EMBEDDING // 4] += signs * torch.as_tensor(self._log_odds, dtype=table.dtype)

    def epoch(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Sentences of about the same length together; some words, and some of their letters, are read as unknown."""
        if self._shares is None:
            praise = DOUBT * unseen(self._sentences, self._labels) + (1 - DOUBT) * self._labels
            self._shares = np.stack([1 - praise, praise], axis=1).astype(np.float32)
        once = np.zeros(1, np.int64)
        for some in alike([len(one) for one in self._learnt], rng):
            batch = together([self._learnt[i] for i in some], [once] * len(some))
            inputs, nothing = batch.inputs, self.features.unknown_piece
            words, pieces = inputs[..., 0], inputs[..., 1:]
            whole = rng.random(words.shape) < 0.08
            words[(rng.random(words.shape) < 0.1 + 0.4 / (1 + self._counts[words])) | whole] = 0
            pieces[(rng.random(pieces.shape) < 0.15) | whole[..., None]] = nothing
            yield replace(batch, targets=self._shares[None, some])

    def _read(self, part: str) -> tuple[list[Array], Array]:
        """Ids of the sentences of a part, and their labels."""
        words, labels = zip(*self.parts[part], strict=True)
        return [self.features.ids(some) for some in words], np.array(labels)

    def score(self, network: Shape, part: str) -> float:
        """The share of right verdicts."""
        sentences, labels = self._read(part)
        logits = answered(network, together(sentences, list(labels[:, None]))).numpy()
        return float((logits[0].argmax(-1) == labels).mean())

    def baselines(self) -> dict[str, float]:
        """What naive Bayes reaches, which counts the words that occur at all."""
        words = np.where(np.arange(len(self.features)) < len(self.features.words), self._log_odds, 0.0)
        words[0] = 0
        sentences, labels = self._read("tested")
        guesses = [int(words[np.unique(ids[:, 0])].sum() > 0) for ids in sentences]
        return {N_("naive Bayes"): float((np.array(guesses) == labels).mean())}


def _number(words: list[str]) -> int:
    """By which a sentence falls into a part, and into a fold, wherever it stands in the file."""
    return crc32(" ".join(words).encode())
