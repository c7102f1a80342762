"""How likely sentences are, token by token, to networks and to n-grams: P(y<1>, …, y<T>) = Π P(y<t> | y<1>, …, y<t−1>).

Every sentence is read from the state zero, after the end of another one: ⟨EOS⟩ for words, a line break for characters.
Words are asked for their ⟨EOS⟩ too; characters have none.

Lecture: “Що таке модель мови?” (P(The apple and pair salad) against P(The apple and pear salad)), “RNN модель”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.config import Config
from explorer.problem import N_, Problem
from explorer.sampling import Float64, Likelihood, log_softmax
from explorer.tasks import make_task
from explorer.tasks.characters import Characters
from explorer.tasks.words import NextWord
from explorer.text import Tokeniser, Tokens
from explorer.text.ngrams import NGrams
from explorer.text.spelling import Spelling
from explorer.text.words import Words

MAX_SENTENCES = 6
MAX_CHARACTERS = 200
ALTERNATIVES = 5

Ids = NDArray[np.int64]

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "english": (
        "The apple and pair salad.",
        "The apple and pear salad.",
        "The cat was asleep on the wall.",
        "The wall was asleep on the cat.",
    ),
    "ukrainian": (
        "Бабуся сказала, що кіт спить.",
        "Бабуся сказав, що кіт спить.",
        "Кіт спить на вікні.",
        "Салат із яблук і груш.",
    ),
    "python": (
        "The value of the expression is returned.",
        "The value of the expression are returned.",
        "The apple and pear salad.",
    ),
}
"""Sentences to begin with, by corpus: the lecture's and some with words that the corpus knows."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """A line of text as a model reads it: `tokens`, and the ids that go in (`inputs`) and are asked for (`targets`).

    `targets` are the ids of the tokens; `inputs` are those before each, so both have one entry a token, [time].
    """

    tokens: Tokens
    inputs: Ids

    @property
    def targets(self) -> Ids:
        """The ids that are asked for."""
        return self.tokens.ids.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Scored(Likelihood):
    """A sentence under one model: beside the `factors` [time], what would have been likelier.

    `rank` [time]: 1 where the token that came was the likeliest of all. `best` [time, k] are the likeliest ids and
    `chances` [time, k] their probabilities, falling.
    """

    rank: Ids
    best: Ids
    chances: Float64


class Reader:
    """Cuts sentences into the tokens of a task, and asks models about them.

    Of a task over words only the `limit` most frequent symbols may be kept: the other words are read as ⟨UNK⟩, and a
    network's probabilities for them are added to that of ⟨UNK⟩. Raises `Problem` for a task that reads no text.
    """

    def __init__(self, config: Config, limit: int | None = None) -> None:
        self._task = task = make_task(config)
        self.tokeniser: Tokeniser
        self._training: Tokens | None = None
        if isinstance(task, Characters):
            self.tokeniser = task.vocabulary
            self._before = int(task.vocabulary.encode("\n")[0])
        elif isinstance(task, NextWord):
            self.tokeniser, self._training = task.tokeniser, task.training
            if limit is not None and isinstance(self.tokeniser, Words):
                self.tokeniser = self.tokeniser.limited(limit)
            newline = self.tokeniser.encode("\n\n")[:1]
            self._before = self.tokeniser.end if self.tokeniser.end is not None else int(newline[0])
        else:
            raise Problem(N_("These networks read no text: their task is “{task}”."), task=config.task)
        self.size = len(self.tokeniser)
        self._ids = np.where(task.training_ids < self.size, task.training_ids, 0)
        self._ngrams: dict[int, NGrams] = {}

    @property
    def complete(self) -> bool:
        """Whether the vocabulary is all that the networks learnt."""
        return self.size == self._task.output_size

    @property
    def words(self) -> bool:
        """Whether the tokens are words: then some may be unknown, and can be spelt out."""
        return isinstance(self.tokeniser, Words)

    def cut(self, text: str) -> Sentence:
        """One line of text as tokens, closed with ⟨EOS⟩ where the tokens have one. Raises `Problem` if it is empty."""
        tokens = self.tokeniser.tokenise(text)
        if not text.strip() or not len(tokens):
            raise Problem(N_("A sentence needs at least one symbol; this line is empty."))
        end = self.tokeniser.end
        if end is not None and tokens.ids[-1] != end:
            last = tokens.ends[-1:]
            tokens = Tokens(text, np.append(tokens.ids, end), np.append(tokens.ends, last))
        return Sentence(tokens, np.append(self._before, tokens.ids[:-1]).astype(np.int64))

    def by_network(self, network: Any, sentence: Sentence) -> Scored:
        """Ask a network (`explorer.Network` or anything that gives logits [time, 1, output] for ids [time, 1])."""
        logits = np.asarray(network(sentence.inputs[:, None]).detach().cpu().numpy(), np.float64)[:, 0]
        chances = log_softmax(logits)
        if np.isnan(chances).any():
            raise Problem(
                N_(
                    "The network's scores must be numbers to draw from; some are infinite or undefined: training has "
                    "diverged. Lower the learning rate or clip the gradient, and start again."
                )
            )
        if self.size < chances.shape[1]:  # what has no id of its own any more is ⟨UNK⟩
            rest = np.logaddexp.reduce(chances[:, self.size :], axis=1)
            chances = chances[:, : self.size].copy()
            chances[:, 0] = np.logaddexp(chances[:, 0], rest)
        return _scored(chances, sentence.targets)

    def by_ngrams(self, order: int, sentence: Sentence) -> Scored:
        """Ask the n-gram model of this order (3: trigram), counted on the training text with the same tokens."""
        chances = self._counted(order).distributions(sentence.inputs[:, None])[:, 0]
        return _scored(np.log(chances), sentence.targets)

    def ngram_bits(self, order: int) -> float | None:
        """Bits per character of that n-gram on the held-out text of the task; None with a vocabulary that is cut."""
        if not self.complete:
            return None
        held_out = self._task.validation()
        bits = float(-np.log2(self._counted(order).factors(held_out.inputs, held_out.targets)[-1]).mean())
        return self._task.bits_per_character(bits) if isinstance(self._task, NextWord) else bits

    def _counted(self, order: int) -> NGrams:
        if order not in self._ngrams:
            self._ngrams[order] = NGrams(self._ids, self.size, order)
        return self._ngrams[order]

    def spelt(self, sentence: Sentence) -> Float64:
        """ln P(letters | ⟨UNK⟩) of each token, [time]; 0 where the token is known."""
        if not self.words:
            return np.zeros(len(sentence.targets))
        bits = self._spelling.bits(sentence.tokens)
        return np.where(sentence.targets == self.tokeniser.unknown, -np.log(2) * bits, 0.0)

    @cached_property
    def _spelling(self) -> Spelling:
        whole = self._training
        if whole is None:
            raise ValueError("only words are spelt")
        return Spelling(Tokens(whole.text, self._ids, whole.ends))


@lru_cache(maxsize=6)  # a long text of a person's own takes some ten megabytes
def reader(config: Config, limit: int | None = None) -> Reader:
    """`Reader`, made once for everyone who asks the same."""
    return Reader(config, limit)


def lines(text: str) -> list[str]:
    """The sentences that a person typed, one a line; empty lines are none. Raises `Problem` for none, or too much."""
    found = [line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if not found:
        raise Problem(N_("There is no sentence yet. Type one; each line is one."))
    if len(found) > MAX_SENTENCES:
        raise Problem(
            N_("At most {limit} sentences can be compared; there are {got}. Leave some out."),
            limit=MAX_SENTENCES,
            got=len(found),
        )
    longest = max(map(len, found))
    if longest > MAX_CHARACTERS:
        raise Problem(
            N_("A sentence may have at most {limit} characters; one has {got}. Shorten it."),
            limit=MAX_CHARACTERS,
            got=longest,
        )
    return found


def _scored(chances: Float64, targets: Ids) -> Scored:
    """From ln P of every symbol, [time, size]."""
    factors = np.take_along_axis(chances, targets[:, None], axis=1)
    kept = min(ALTERNATIVES, chances.shape[1])
    best = np.argsort(-chances, axis=1, kind="stable")[:, :kept]
    rank = 1 + (chances > factors).sum(axis=1)
    return Scored(factors[:, 0], rank, best, np.exp(np.take_along_axis(chances, best, axis=1)))
