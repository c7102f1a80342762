"""What does it feel? One verdict on an opinion, after its last word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer import sampling
from explorer.problem import N_
from explorer.records import Array, Batch, Read, Sample
from explorer.tasks._asked import known_words
from explorer.tasks._base import Contrast, Task, at_least, held_out_generator, tasks
from explorer.tasks._held_out import one_row_in
from explorer.tasks._languages import LANGUAGE
from explorer.tasks._opinions import LONGEST, Opinions
from explorer.tasks._opinions_english import ENGLISH
from explorer.tasks._opinions_ukrainian import UKRAINIAN
from explorer.text import UNKNOWN
from explorer.text.words import tokens

LANGUAGES = {"english": ENGLISH, "ukrainian": UKRAINIAN}
HELD_OUT_SHARE = 10
NEGATIVE, POSITIVE = 0, 1

Ids = NDArray[np.int64]


@tasks.register("sentiment")
class Sentiment(Task):
    """Word by word through "the music is wonderful , but there is nothing to like in this movie .": praise or blame?

    Opinions of films come from a grammar: plain ones, denied ones ("not a bad film", "nobody … liked it"), and two in
    one, of which a single one decides ("…, but …", "although …, …"). Each kind comes with both verdicts equally often,
    so that a word of feeling alone tells little: who counts words is often wrong. Words are ids; ⟨UNK⟩, id 0, stands
    for unknown ones, and in training for some that do not matter. Held-out opinions are never shown in training, nor is
    the probe, whose last part turns what was felt before.

    Lecture: “Приклади послідовностей”: There is nothing to like in this movie; “Типи архітектур RNNs”, many-to-one.
    Source: B. Pang, L. Lee and S. Vaithyanathan 2002, “Thumbs up?”, EMNLP, arXiv:cs/0205070, for counting words and
    where it fails.

    >>> task = Sentiment()
    >>> " ".join(task.probe_labels()), task.symbols[task.probe().targets[0, 0]]
    ('the music is wonderful , but there is nothing to like in this movie .', 'negative')
    >>> task.contrast().words
    ('nothing', 'everything')
    >>> [task.input_symbols[i] for i in task.read("Not a bad MOVIE, Sylvester!")]
    ['not', 'a', 'bad', 'movie', ',', '⟨UNK⟩', '⟨UNK⟩']
    """

    title = N_("Praise or blame")
    loss = "cross_entropy"
    metric_name = N_("accuracy")
    metric_unit = ""
    better = "higher"
    settings = (LANGUAGE,)
    heading = N_("{name} judges")
    caption = N_("opinions it never saw")
    shape = "last-step"

    symbols: tuple[str, ...] = (N_("negative"), N_("positive"))

    VALIDATION_SENTENCES: ClassVar[int] = 512
    COUNTED: ClassVar[int] = 20_000
    SHOWN: ClassVar[int] = 6
    UNKNOWN_SHARE: ClassVar[float] = 0.1

    def __init__(self, language: str = "english", batch_size: int = 32) -> None:
        self.language = LANGUAGES[LANGUAGE.check(language)]
        self.batch_size = at_least("batch_size", batch_size, 1)
        self._table = _tabulate(language)
        self.input_size, self.output_size = len(self._table.symbols), len(self.symbols)
        self.embedding_size = 16
        self.time_steps = LONGEST
        said, decides, otherwise = self.language.probe
        self._probe = self.read(said)
        self._decides = said.split().index(decides)
        self._turned = self._probe.copy()
        self._turned[self._decides] = self._table.ids[otherwise]
        self._held_out = self._draw_validation()

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """The longest opinion."""
        return LONGEST, 0

    @property
    def input_symbols(self) -> tuple[str, ...]:
        """⟨UNK⟩, then the words."""
        return self._table.symbols

    def read(self, text: str) -> Ids:
        """The ids of any text's words and marks, [time]; capitals do not matter, unknown words are 0."""
        return np.array([self._table.ids.get(word, 0) for word in tokens(text)], np.int64)

    def question(self, asked: str) -> Read:
        """Any text, word by word. `Problem` where no word of it is known."""
        return known_words(self.read(asked), tokens(asked))

    def batch(self, rng: np.random.Generator) -> Batch:
        """Opinions that praise and that blame, equally likely; those that are held out are drawn again."""
        inputs, targets = self._train(rng, self.batch_size)
        unknown = self._table.neutral[inputs] & (rng.random(inputs.shape) < self.UNKNOWN_SHARE)
        return _as_batch(inputs, targets, unknown)

    def validation(self) -> Batch:
        """512 different opinions, half of them praise; the same in every run."""
        return self._held_out

    def probe(self) -> Batch:
        """Praise first, and then blame, which decides."""
        return _as_batch(self._probe[None], np.array([NEGATIVE]))

    def probe_labels(self) -> list[str]:
        """Its words and marks."""
        return [self.input_symbols[i] for i in self._probe]

    def contrast(self) -> Contrast:
        """The word that decides, and the one by which all of it would be praise."""
        words = (self.input_symbols[self._probe[self._decides]], self.input_symbols[self._turned[self._decides]])
        return Contrast(self._decides, words, self._turned[:, None], (NEGATIVE, POSITIVE))

    def metric(self, logits: Array, batch: Batch) -> float:
        """The share of right verdicts of logits [1, batch, 2]; equal ones count half, NaN where training diverged."""
        if not np.isfinite(logits).all():
            return float("nan")
        ahead = np.take_along_axis(logits, np.stack([batch.targets, 1 - batch.targets], axis=-1), axis=-1)
        return float((np.sign(ahead[..., 0] - ahead[..., 1]) / 2 + 0.5).mean())

    def baselines(self) -> dict[str, float]:
        """The commoner verdict, and what naive Bayes reaches, which counts words whatever their order."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        inputs, targets = self._train(held_out_generator(6), self.COUNTED)
        held_out, right = self._held_out.inputs.T, self._held_out.targets[0]
        commoner = int(targets.mean() > 0.5)
        by_verdict = [inputs[targets == verdict].ravel() for verdict in (NEGATIVE, POSITIVE)]
        counts = np.stack([np.bincount(words, minlength=self.input_size) for words in by_verdict]) + 1.0
        counts[:, 0] = 0  # padding says nothing
        scores = np.log(np.maximum(counts, 1) / counts.sum(axis=1, keepdims=True))
        scores[:, 0] = 0
        guessed = scores[:, held_out].sum(axis=-1).argmax(axis=0)
        return {
            N_("commoner verdict"): float((right == commoner).mean()),
            N_("words counted"): float((right == guessed).mean()),
        }

    def shown(self) -> Batch:
        """The held-out opinions that a sample shows: the first that praise and the first that blame."""
        held_out, verdicts = self._held_out, self._held_out.targets[0]
        some = np.sort(np.concatenate([np.flatnonzero(verdicts == v)[: self.SHOWN // 2] for v in (0, 1)]))
        return _as_batch(held_out.inputs.T[some], verdicts[some])

    def told(self, logits: Array) -> Sample:
        """What a network makes of `shown`, from its logits [1, batch, 2]: an opinion a line; kind "text"."""
        shown, lines = self.shown(), []
        praise = sampling.probabilities(logits[0])[:, POSITIVE].tolist()
        for words, length, verdict, p in zip(shown.inputs.T, _lengths(shown), shown.targets[0], praise, strict=True):
            sign = "✓" if (p > 0.5) == (verdict == POSITIVE) else "✗"
            said = " ".join(self.input_symbols[i] for i in words[:length])
            lines.append(f"{sign} {said} P(+) = {p:.2f}")
        return Sample("text", text="\n".join(lines))

    def _train(self, rng: np.random.Generator, count: int) -> tuple[Ids, Ids]:
        """Opinions that are not held out, ids [count, time], and their verdicts [count]."""
        inputs, targets = self._table.draw(rng, count + count // 4 + 4)
        kept = ~self._is_held_out(inputs)
        while kept.sum() < count:
            more, verdicts = self._table.draw(rng, count)
            inputs, targets = np.concatenate([inputs, more]), np.concatenate([targets, verdicts])
            kept = np.concatenate([kept, ~self._is_held_out(more)])
        return inputs[kept][:count], targets[kept][:count]

    def _is_held_out(self, inputs: Ids) -> NDArray[np.bool_]:
        probes = np.zeros((2, LONGEST), np.int64)
        probes[:, : len(self._probe)] = self._probe, self._turned
        asked = (inputs[:, None] == probes).all(axis=2).any(axis=1)
        return np.asarray(asked | one_row_in(HELD_OUT_SHARE, inputs, 7))

    def _draw_validation(self) -> Batch:
        inputs, targets = self._table.draw(held_out_generator(8), 16 * self.VALIDATION_SENTENCES)
        held_out = self._is_held_out(inputs)
        inputs, targets = inputs[held_out], targets[held_out]
        first = np.sort(np.unique(inputs, axis=0, return_index=True)[1])
        half = self.VALIDATION_SENTENCES // 2
        some = np.sort(np.concatenate([first[targets[first] == verdict][:half] for verdict in (NEGATIVE, POSITIVE)]))
        return _as_batch(inputs[some], targets[some], room=LONGEST)


class _Table:
    """A language's opinions as numbers, to be drawn by the thousand."""

    def __init__(self, spoken: Opinions) -> None:
        self.symbols = (UNKNOWN, *spoken.vocabulary)
        self.ids = {word: i for i, word in enumerate(self.symbols)}
        kinds = spoken.patterns(held_out_generator(9))
        praise = [row for rows in kinds.values() for row in rows]
        weights = [spoken.kinds[kind] / len(rows) for kind, rows in kinds.items() for _ in rows]
        rows = [*map(spoken.turned, praise), *praise]
        names = ("", *sorted({name for row in rows for name in row}))
        words = [[0], *([self.ids[word] for word in spoken.words.get(name, (name,))] for name in names[1:])]
        self._words = np.zeros((len(names), max(map(len, words))), np.int64)
        for place, some in enumerate(words):
            self._words[place, : len(some)] = some
        self._sizes = np.array([len(some) for some in words])
        self._rows = np.zeros((len(rows), LONGEST), np.int64)
        for place, row in enumerate(rows):
            self._rows[place, : len(row)] = [names.index(name) for name in row]
        self._until = np.cumsum(weights) / sum(weights)
        self.neutral = np.zeros(len(self.symbols), bool)
        self.neutral[[self.ids[word] for name in spoken.neutral for word in spoken.words[name]]] = True

    def draw(self, rng: np.random.Generator, count: int) -> tuple[Ids, Ids]:
        """Ids [count, LONGEST], 0 after the last, and verdicts [count]."""
        verdicts = rng.integers(0, 2, count)
        rows = np.minimum(np.searchsorted(self._until, rng.random(count)), len(self._until) - 1)
        classes = self._rows[rows + verdicts * len(self._until)]
        chosen = (rng.random(classes.shape) * self._sizes[classes]).astype(np.int64)
        return np.asarray(self._words[classes, chosen]), verdicts


@lru_cache
def _tabulate(language: str) -> _Table:
    return _Table(LANGUAGES[language])


def _as_batch(sentences: Ids, verdicts: Ids, unknown: NDArray[np.bool_] | None = None, room: int = 0) -> Batch:
    """[batch, time], 0 after the last word, and verdicts → time first, as long as the longest or as there is `room`."""
    lengths = (sentences != 0).cumsum(axis=1).argmax(axis=1) + 1
    inputs = sentences if unknown is None else np.where(unknown, 0, sentences)
    inputs = np.ascontiguousarray(inputs[:, : max(room, lengths.max())].T)
    return Batch(inputs, verdicts[None], np.ones((1, len(verdicts)), np.float32), lengths)


def _lengths(batch: Batch) -> Ids:
    assert batch.lengths is not None  # noqa: S101 - every batch of this task has them
    return np.asarray(batch.lengths)
