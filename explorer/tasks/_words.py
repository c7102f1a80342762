"""A text as words and places, for tasks that read characters and answer with words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from explorer.records import Batch
from explorer.text import Vocabulary
from explorer.text.letters import spans

Ids = NDArray[np.int64]


def folded(text: str) -> str:
    """The text in lower case, place by place: a letter that would become two stays as it is.

    >>> folded("Їжак, İ")
    'їжак, İ'
    """
    return text.translate({ord(symbol): symbol.lower() for symbol in set(text) if len(symbol.lower()) == 1})


def most_frequent(text: str, count: int) -> tuple[str, ...]:
    """The words of a text, the most frequent first (equals as they come), each as the text spells it most often.

    >>> most_frequent("The cat and the dog and the hen", 2)
    ('the', 'and')
    """
    spellings: dict[str, Counter[str]] = {}
    for first, last in spans(text):
        word = text[first:last]
        spellings.setdefault(folded(word), Counter())[word] += 1
    ordered = sorted(spellings.values(), key=lambda spelling: -spelling.total())[:count]
    return tuple(spelling.most_common(1)[0][0] for spelling in ordered)


class Places:
    """A part of a text, place by place: the word that is due there, and the windows that end where one is.

    `words`: those of the part in order, in lower case. `due` [place]: the id among `symbols` of the word that the place
    belongs to, −1 where there is none. `first` [place]: where that word's letters begin. `ends`: the places at which a
    word is due all of whose read letters a window of `time_steps` characters holds.
    """

    def __init__(self, text: str, vocabulary: Vocabulary, symbols: Sequence[str], time_steps: int) -> None:
        self._text, self._ids = folded(text), vocabulary.encode(text)
        where = list(spans(text))
        self.words = [self._text[first:last] for first, last in where]
        self._word = np.full(len(text), -1, np.int64)
        for number, (first, last) in enumerate(where):
            self._word[max(first - 1, 0) : last] = number
        numbers = {folded(symbol): i for i, symbol in enumerate(symbols)}
        # One entry more, for the places without a word: their number is −1.
        self.due = np.array([*(numbers.get(word, -1) for word in self.words), -1], np.int64)[self._word]
        self._starts = np.array([*(first for first, _ in where), -1], np.int64)
        self.first = self._starts[self._word]
        places = np.arange(len(text))
        self.ends = np.flatnonzero((self.due >= 0) & (places >= time_steps - 1) & (self.first > places - time_steps))

    def windows(self, ends: Ids, length: int) -> Batch:
        """Windows of so many characters that end there; a word that began before its window does not count."""
        places = ends + np.arange(1 - length, 1)[:, None]
        counts = (self.due[places] >= 0) & (self.first[places] >= places[0])
        return Batch(self._ids[places], np.maximum(self.due[places], 0), counts.astype(np.float32))

    def begun(self, place: int) -> str:
        """The letters of the current word that have been read at a place, in lower case."""
        return self._text[int(self.first[place]) : place + 1]

    def before(self, place: int, start: int) -> str:
        """The word before the current one; "" where there is none, or it began before `start`."""
        number = int(self._word[place]) - 1
        return self.words[number] if number >= 0 and self._starts[number] >= start else ""


class Counts:
    """Guesses words by counting those of a text: among all, among those that begin so, among those after a word.

    Of words equally frequent the one with the lower id is guessed. What was never seen leaves the shorter guess.

    >>> counts = Counts("to be or not to be that is".split(), ("be", "to", "or", "not", "that", "is"))
    >>> counts.guesses("to", ""), counts.guesses("not", "t"), counts.guesses("is", "th"), counts.guesses("is", "q")
    ((0, 0, 0), (0, 1, 1), (0, 4, 4), (0, 0, 0))
    """

    def __init__(self, words: Sequence[str], symbols: Sequence[str]) -> None:
        numbers = {folded(symbol): i for i, symbol in enumerate(symbols)}
        pairs = Counter(pairwise(words))
        single = Counter(word for word in words if word in numbers)
        self._begun: dict[str, int] = {}
        for word in sorted(single, key=lambda word: (-single[word], numbers[word])):
            for beginning in _beginnings(word):
                self._begun.setdefault(beginning, numbers[word])
        self._after: dict[tuple[str, str], int] = {}
        known = [pair for pair in pairs if pair[1] in numbers]
        for before, word in sorted(known, key=lambda pair: (-pairs[pair], numbers[pair[1]])):
            for beginning in _beginnings(word):
                self._after.setdefault((before, beginning), numbers[word])

    def guesses(self, before: str, begun: str) -> tuple[int, int, int]:
        """Ids of the commonest word, of the commonest that begins so, and of the commonest such after `before`."""
        commonest = self._begun[""]
        begins = self._begun.get(begun, commonest)
        return commonest, begins, self._after.get((before, begun), begins)


def _beginnings(word: str) -> list[str]:
    return [word[:length] for length in range(len(word) + 1)]
