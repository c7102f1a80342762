"""The lecture's other example: is this word part of a name? Sentences to learn it from, and a reader of one's own.

Networks read words in small letters, as in the lecture's vocabulary (“a, aaron, …, harry, …, potter”), so that the
spelling gives nothing away: after “harry” a “potter” is a name, after “the old” it is a trade. Lecture 8: “Позначення”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.records import Batch
from explorer.text import UNKNOWN, UNKNOWN_ID

Word = tuple[str, bool]
"""A word in small letters, and whether it is part of a name."""
Ids = NDArray[np.int64]

LONGEST = 16
FORGOTTEN = 0.05
"""Share of words that are read as ⟨UNK⟩ while learning, so that a network knows what to do with one."""
_WORD = re.compile(r"\d+|[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*|[^\w\s]|_")


@dataclass(frozen=True)
class Names:
    """One language: words, and how sentences are made of them.

    `first` names; `last` names that are nothing else, and `trades` that are last names too; `nouns`; `adjectives`;
    `articles` before nouns, empty where the language has none; `deeds`, what people did; `times`, which may come first;
    `conjunction`. `bare`: a last name may stand alone.
    """

    first: tuple[str, ...]
    last: tuple[str, ...]
    trades: tuple[str, ...]
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    articles: tuple[str, ...]
    deeds: tuple[str, ...]
    times: tuple[str, ...]
    conjunction: str
    bare: bool

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """⟨UNK⟩, then every word in alphabetical order."""
        classes = (self.first, self.last, self.trades, self.nouns, self.adjectives, self.articles, self.times)
        words = {word for words in classes for word in words} | {word for deed in self.deeds for word in deed.split()}
        return (UNKNOWN, *sorted(words | {self.conjunction}))

    @cached_property
    def never(self) -> frozenset[str]:
        """Words that are known and never part of a name."""
        return frozenset(self.symbols) - {UNKNOWN, *self.first, *self.last, *self.trades}

    def encode(self, words: list[str]) -> Ids:
        """One id a word, 0 (⟨UNK⟩) for a word that is not known."""
        known = {symbol: number for number, symbol in enumerate(self.symbols)}
        return np.array([known.get(word, UNKNOWN_ID) for word in words], np.int64)

    def read(self, text: str) -> list[Word]:
        """The words of a text. A capital letter marks a name; that of the first word only if it could be one.

        >>> [word for word, name in NAMES["english"].read("The potter met Harry Potter") if name]
        ['harry', 'potter']
        """
        found = _WORD.findall(text)
        lowered = [word.lower() for word in found]
        return [
            (low, word[:1].isupper() and not (place == 0 and low in self.never))
            for place, (word, low) in enumerate(zip(found, lowered, strict=True))
        ]

    def sentence(self, rng: np.random.Generator) -> list[Word]:
        """At most 16 words."""
        while True:
            made: list[Word] = [(str(rng.choice(self.times)), False)] if rng.random() < 0.2 else []
            for number in range(int(rng.integers(1, 4)) if self.bare else 2):
                made += [(self.conjunction, False)] * (number > 0) + self._person(rng)
            made += [(word, False) for word in str(rng.choice(self.deeds)).split()]
            if len(made) <= LONGEST:
                return made

    def batch(self, rng: np.random.Generator, count: int, forgotten: float = FORGOTTEN) -> Batch:
        """Sentences of different length, [time, count]: targets [time, count, 1], weights 0 behind their end."""
        sentences = [self.sentence(rng) for _ in range(count)]
        inputs, targets = np.zeros((LONGEST, count), np.int64), np.zeros((LONGEST, count, 1), bool)
        weights = np.zeros((LONGEST, count), np.float32)
        for b, words in enumerate(sentences):
            inputs[: len(words), b] = self.encode([word for word, _ in words])
            targets[: len(words), b, 0] = [name for _, name in words]
            weights[: len(words), b] = 1
        inputs[rng.random(inputs.shape) < forgotten] = UNKNOWN_ID
        return Batch(inputs, targets, weights)

    def _person(self, rng: np.random.Generator) -> list[Word]:
        chance = rng.random()
        last = str(rng.choice(self.trades if rng.random() < 0.6 else self.last))
        if chance < 0.5:
            return [(str(rng.choice(self.first)), True), (last, True)]
        if chance < 0.65:
            return [(str(rng.choice(self.first)), True)]
        if chance < 0.75 and self.bare:
            return [(last, True)]
        noun = str(rng.choice(self.trades if rng.random() < 0.7 else self.nouns))
        described = [str(word) for word in rng.choice(self.adjectives, int(rng.integers(1, 3)), replace=False)]
        if self.articles:
            described = [str(rng.choice(self.articles)), *described[: int(rng.integers(0, 3))]]
        if len(described) - bool(self.articles) == 2:
            described.insert(-1, self.conjunction)
        return [(word, False) for word in (*described, noun)]


NAMES: Mapping[str, Names] = {
    "english": Names(
        first=(
            "harry", "hermione", "ron", "ginny", "adam", "mary", "tim", "margaret", "john", "alice", "anna", "peter",
        ),
        last=("granger", "weasley", "jones", "wilson", "brown", "evans"),
        trades=("potter", "smith", "cook", "baker", "miller", "hunter", "mason", "carter"),
        nouns=("cat", "dog", "wizard", "teacher", "king", "doctor"),
        adjectives=("old", "young", "clever", "quiet", "famous", "tall"),
        articles=("the", "a"),
        deeds=(
            "invented a new spell", "met", "wrote a long letter", "slept", "found the old book", "sang a quiet song",
            "read a new book", "ate a bunch of food", "bought the cat", "saw a tall king", "learned the spell",
        ),
        times=("yesterday", "today", "once", "then"),
        conjunction="and",
        bare=True,
    ),
    "ukrainian": Names(
        first=(
            "гаррі", "герміона", "рон", "олесь", "марія", "іван", "олена", "тарас", "леся", "петро", "ганна", "богдан",
        ),
        last=("поттер", "ґрейнджер", "візлі", "шевченко", "франко", "руденко"),
        trades=("гончар", "коваль", "мельник", "кухар", "кравець", "ткач", "бондар", "швець"),
        nouns=("кіт", "пес", "чарівник", "вчитель", "король", "лікар"),
        adjectives=("старий", "молодий", "мудрий", "тихий", "славетний", "високий"),
        articles=(),
        deeds=(
            "винайшли нове закляття", "зустрілися", "написали довгого листа", "заснули", "знайшли стару книжку",
            "заспівали тиху пісню", "прочитали нову книжку", "з'їли купу їжі", "вивчили закляття", "купили кота",
        ),
        times=("учора", "сьогодні", "якось", "тоді"),
        conjunction="і",
        bare=False,
    ),
}  # fmt: skip
