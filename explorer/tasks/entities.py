"""Who is named? A verdict on every word of a sentence: is it part of a person's name?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.records import Array, Batch, Read, Sample
from explorer.tasks._asked import told_tokens
from explorer.tasks._base import DIRECTIONS, Task, at_least, held_out_generator, tasks
from explorer.tasks._held_out import one_row_in
from explorer.tasks._languages import LANGUAGE
from explorer.tasks._people import LONGEST, People
from explorer.tasks._people_english import ENGLISH
from explorer.tasks._people_ukrainian import UKRAINIAN
from explorer.text import UNKNOWN
from explorer.text.token_features import TokenFeatures, begins

LANGUAGES = {"english": ENGLISH, "ukrainian": UKRAINIAN}
HELD_OUT_SENTENCES = 10
PERSON = 1

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@tasks.register("entities")
class Entities(Task):
    """Which words of "Yesterday , Harry Potter met Hermione Granger ." name persons: 0 0 1 1 0 1 1 0.

    Sentences come from a grammar, with names of persons, of places, and of what only is called by a name: a street, a
    firm, toys that are on sale. A capital letter and the place in the sentence do not tell one from the other; the
    words around do, and often those that follow. A token is read as several ids (`TokenFeatures`): no name has one of
    its own, so that an unseen one is read as any other. Names in the held-out sentences occur in no training sentence,
    nor do those of the lecture.

    Lecture: “Приклади послідовностей”: name entity recognition; “Позначення”.
    Source: E. Tjong Kim Sang and F. De Meulder 2003, CoNLL shared task, arXiv:cs/0306050; here by tokens.

    >>> task = Entities()
    >>> " ".join(task.probe_labels())
    'Yesterday , Harry Potter met Hermione Granger .'
    >>> task.probe().targets[:, 0].tolist(), task.probe().inputs.shape
    ([0, 0, 1, 1, 0, 1, 1, 0], (8, 1, 5))
    """

    title = N_("Who is named")
    loss = "cross_entropy"
    metric_name = N_("F1 of persons")
    metric_unit = ""
    better = "higher"
    settings = (LANGUAGE, DIRECTIONS)
    heading = N_("{name} finds")
    caption = N_("names it never saw")
    shape = "every-step"

    symbols: tuple[str, ...] = (N_("–"), N_("person"))

    VALIDATION_SENTENCES: ClassVar[int] = 512
    COUNTED: ClassVar[int] = 5_000
    SHOWN: ClassVar[int] = 6
    UNKNOWN_WORDS: ClassVar[float] = 0.15
    UNKNOWN_PIECES: ClassVar[float] = 0.4

    def __init__(self, language: str = "english", directions: int = 2, batch_size: int = 32) -> None:
        self.language = LANGUAGES[LANGUAGE.check(language)]
        self.directions = DIRECTIONS.check(directions)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self._table = _tabulate(language)
        self.features = self._table.features
        self.input_size, self.output_size = len(self.features), len(self.symbols)
        self.embedding_size = 32
        self.time_steps = LONGEST
        said, persons = self.language.probe
        self._probe_words = said.split()
        self._probe_targets = np.isin(np.arange(len(self._probe_words)), persons).astype(np.int64)
        self._rows = self._choose_held_out()

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """The longest sentence."""
        return LONGEST, 0

    @property
    def input_symbols(self) -> tuple[str, ...]:
        """⟨UNK⟩, words, pieces of words, spellings."""
        return self.features.symbols

    def read(self, tokens: Sequence[str]) -> Ids:
        """The ids of anyone's tokens, [time, ids]."""
        return self.features.ids(tokens)

    @property
    def choices(self) -> tuple[str, ...]:
        """As the networks of real texts say it."""
        return N_("nobody"), N_("person")

    def question(self, asked: str) -> Read:
        """A sentence, token by token."""
        return told_tokens(self.features, asked)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Sentences with names that are shown in training, and with some words and pieces unknown."""
        classes, words = self._draw(rng, self.batch_size, held_out=False)
        batch = self._as_batch(classes, words)
        inputs, size = batch.inputs, self.features
        hidden = self._table.open[classes[:, : len(inputs)]].T & (rng.random(inputs.shape[:2]) < self.UNKNOWN_WORDS)
        inputs[..., 0][hidden] = 0
        pieces = inputs[..., 1:-1]
        hidden = rng.random(pieces.shape) < self.UNKNOWN_PIECES
        # Any other piece instead: so those that no word of training has learn to say little.
        pieces[hidden] = size.unknown_piece + rng.integers(0, size.buckets, int(hidden.sum()))
        inputs[np.arange(len(inputs))[:, None] >= _lengths(batch)] = 0
        return batch

    def training_sentences(self, rng: np.random.Generator, count: int) -> Iterator[tuple[list[str], list[str]]]:
        """Sentences of training as they are written, and the class of each of their words in the grammar."""
        for classes, words in zip(*self._draw(rng, count, held_out=False), strict=True):
            length = int((words > 0).sum())
            yield self._table.written(words[:length]), [self._table.names[number] for number in classes[:length]]

    def validation(self) -> Batch:
        """512 different sentences with other names; the same in every run."""
        return self._as_batch(*self._rows, room=LONGEST)

    def probe(self) -> Batch:
        """The lecture's sentence, with a name of two words at either side of the verb."""
        targets = self._probe_targets[:, None]
        return Batch(self.read(self._probe_words)[:, None], targets, np.ones(targets.shape, np.float32))

    def probe_labels(self) -> list[str]:
        """Its words and marks."""
        return list(self._probe_words)

    def metric(self, logits: Array, batch: Batch) -> float:
        """F1 of the tokens that name persons: 2 · found / (named + told), 0 to 1; NaN where training has diverged.

        Of equal logits nobody's is told. Where nobody is named, and none is told, it is 1.
        """
        if not np.isfinite(logits).all():
            return float("nan")
        return f1(logits[..., PERSON] > logits[..., 0], batch.targets == PERSON, batch.weights > 0)

    def baselines(self) -> dict[str, float]:
        """Who takes every capital letter for a person, and who also knows the words that it has seen."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        classes, words = self._draw(held_out_generator(10), self.COUNTED, held_out=False)
        persons = self._table.persons[classes]
        seen = np.bincount(words.ravel(), minlength=len(self._table.surfaces))
        named = np.bincount(words[persons], minlength=len(seen))
        classes, words = self._rows
        capital = self._table.capital[words]
        capital[:, 0] = self._table.letters[words[:, 0]]  # whatever a sentence begins with
        known = seen[words] > 0
        target, there = self._table.persons[classes], words > 0
        return {
            N_("capital letter"): f1(capital, target, there),
            N_("known words, else a capital letter"): f1(
                np.where(known, 2 * named[words] > seen[words], capital), target, there
            ),
        }

    def shown(self) -> Batch:
        """The held-out sentences that a sample shows."""
        classes, words = self._rows
        return self._as_batch(classes[: self.SHOWN], words[: self.SHOWN])

    def told(self, logits: Array) -> Sample:
        """What a network makes of `shown`, from its logits [time, batch, 2]: persons in brackets; kind "text"."""
        shown, lines = self.shown(), []
        told = logits[..., PERSON] > logits[..., 0]
        for row, length, found, right in zip(self._rows[1], _lengths(shown), told.T, shown.targets.T, strict=False):
            words = self._table.written(row[:length])
            sign = "✓" if (found[:length] == right[:length]).all() else "✗"
            lines.append(f"{sign} {bracketed(words, found[:length].tolist())}")
        return Sample("text", text="\n".join(lines))

    def sentences(self) -> tuple[list[list[str]], list[list[int]]]:
        """The held-out sentences as they are written, and of each token whether it names a person."""
        batch, rows = self.validation(), self._rows[1]
        lengths = _lengths(batch).tolist()
        written = [self._table.written(row[:length]) for row, length in zip(rows, lengths, strict=True)]
        return written, [right[:length].tolist() for right, length in zip(batch.targets.T, lengths, strict=True)]

    def _draw(self, rng: np.random.Generator, count: int, held_out: bool) -> tuple[Ids, Ids]:
        """Classes and words of that many sentences, [count, LONGEST], 0 after the last."""
        kept: list[tuple[Ids, Ids]] = []
        while sum(len(words) for _, words in kept) < count:
            classes, words = self._table.draw(rng, count + count // 4 + 4, held_out)
            some = one_row_in(HELD_OUT_SENTENCES, words, 11) == held_out
            kept.append((classes[some], words[some]))
        classes, words = (np.concatenate(parts)[:count] for parts in zip(*kept, strict=True))
        return classes, words

    def _choose_held_out(self) -> tuple[Ids, Ids]:
        classes, words = self._draw(held_out_generator(12), 2 * self.VALIDATION_SENTENCES, held_out=True)
        some = np.sort(np.unique(words, axis=0, return_index=True)[1])[: self.VALIDATION_SENTENCES]
        return classes[some], words[some]

    def _as_batch(self, classes: Ids, words: Ids, room: int = 0) -> Batch:
        lengths = (words > 0).sum(axis=1)
        time = max(room, int(lengths.max()))
        inputs = self._table.read(words[:, :time]).transpose(1, 0, 2)
        there = (words[:, :time] > 0).T
        targets = self._table.persons[classes[:, :time]].T.astype(np.int64)
        return Batch(np.ascontiguousarray(inputs), targets, there.astype(np.float32), lengths)


def f1(told: Mask, named: Mask, counted: Mask) -> float:
    """2 · (told and named) / (told + named) of what is counted; 1 where nothing is named and nothing told."""
    told, named = told & counted, named & counted
    total = int(told.sum() + named.sum())
    return float(2 * (told & named).sum() / total) if total else 1.0


def bracketed(words: Sequence[str], told: Sequence[bool]) -> str:
    """Words with brackets around those that were told, which stand together.

    >>> bracketed(["Harry", "Potter", "met", "Hermione"], [True, True, False, True])
    '[Harry Potter] met [Hermione]'
    """
    runs = groupby(zip(words, told, strict=True), key=lambda pair: pair[1])
    parts = [(found, " ".join(word for word, _ in run)) for found, run in runs]
    return " ".join(f"[{text}]" if found else text for found, text in parts)


class _Table:
    """A language's sentences as numbers, to be drawn by the thousand. Class 0 and word 0 are what follows the end."""

    def __init__(self, spoken: People) -> None:
        patterns = spoken.patterns(held_out_generator(13))
        names = self.names = ("", *sorted({name for row, _ in patterns for name in row}))
        by_class = [[spoken.of_class(name, held_out) for name in names[1:]] for held_out in (False, True)]
        plain = {word for name in names[1:] if name not in spoken.names for word in spoken.of_class(name, False)}
        self.features = TokenFeatures((UNKNOWN, *sorted({word.lower() for word in plain})))
        self.surfaces = ("", *sorted({word for classes in by_class for words in classes for word in words}))
        ids = {word: i for i, word in enumerate(self.surfaces)}
        self._sizes = np.array([[1, *map(len, classes)] for classes in by_class])
        self._words = np.zeros((2, len(names), int(self._sizes.max())), np.int64)
        for half, classes in zip(self._words, by_class, strict=True):
            for row, words in zip(half[1:], classes, strict=True):
                row[: len(words)] = [ids[word] for word in words]
        self._rows = np.zeros((len(patterns), LONGEST), np.int64)
        for place, (pattern, _) in enumerate(patterns):
            self._rows[place, : len(pattern)] = [names.index(name) for name in pattern]
        weights = np.array([weight for _, weight in patterns])
        self._until = np.cumsum(weights) / weights.sum()
        self.persons = np.array([name in spoken.persons for name in names])
        self.open = np.array([name in spoken.open for name in names])
        self.capital = np.array([word[:1].isupper() for word in self.surfaces])
        self.letters = np.array([word[:1].isalpha() for word in self.surfaces])
        self._opens = np.array([begins(word) for word in self.surfaces])
        self._features = np.array(
            [
                [[self.features.row(_said(word, first), begin) for begin in (False, True)] for first in (False, True)]
                for word in self.surfaces
            ]
        )
        self._features[0] = 0

    def draw(self, rng: np.random.Generator, count: int, held_out: bool) -> tuple[Ids, Ids]:
        """Classes and words, [count, LONGEST]."""
        rows = np.minimum(np.searchsorted(self._until, rng.random(count)), len(self._until) - 1)
        classes, half = self._rows[rows], int(held_out)
        chosen = (rng.random(classes.shape) * self._sizes[half][classes]).astype(np.int64)
        return classes, np.asarray(self._words[half][classes, chosen])

    def read(self, words: Ids) -> Ids:
        """The ids of words, [count, time] → [count, time, ids]."""
        opens = np.ones(words.shape, bool)
        opens[:, 1:] = self._opens[words[:, :-1]]
        return np.asarray(self._features[words, self._first(words).astype(int), opens.astype(int)])

    def written(self, words: Ids) -> list[str]:
        """One sentence as it is written."""
        firsts = self._first(words[None])[0]
        return [_said(self.surfaces[word], bool(first)) for word, first in zip(words, firsts, strict=True)]

    def _first(self, words: Ids) -> Mask:
        """Where a word gets a capital because a sentence begins with it."""
        first = np.zeros(words.shape, bool)
        first[:, 0] = True
        if words.shape[1] > 1:
            first[:, 1] = ~self.letters[words[:, 0]]  # after a quotation mark
        return first


def _said(word: str, first: bool) -> str:
    return word[:1].upper() + word[1:] if first else word


@lru_cache
def _tabulate(language: str) -> _Table:
    return _Table(LANGUAGES[language])


def _lengths(batch: Batch) -> Ids:
    assert batch.lengths is not None  # noqa: S101 - every batch of sentences has them
    return np.asarray(batch.lengths)
