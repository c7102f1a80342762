"""The symbols that a network can read and write, and the ids that stand for them.

Lecture: “Представлення слів” (one-hot vectors over a vocabulary) and ⟨UNK⟩ for what is outside of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.text._base import UNKNOWN, UNKNOWN_ID, Tokens, checked

MAX_SYMBOLS = 256
"""Bounds the input and output layers whatever text a person brings; real alphabets stay well below."""


@dataclass(frozen=True)
class Vocabulary:
    """Single characters with an id each; id 0 is ⟨UNK⟩, which stands for every character outside.

    >>> vocabulary = Vocabulary.of("banana")
    >>> vocabulary.symbols
    ('⟨UNK⟩', 'a', 'n', 'b')
    >>> vocabulary.encode("nab").tolist(), vocabulary.decode([3, 1, 2])
    ([2, 1, 3], 'ban')
    >>> vocabulary.decode(vocabulary.encode("bad"))
    'ba⟨UNK⟩'
    """

    symbols: tuple[str, ...]
    unknown = UNKNOWN_ID
    end = None

    def __post_init__(self) -> None:
        characters = self.symbols[1:]
        if self.symbols[:1] != (UNKNOWN,) or any(len(c) != 1 for c in characters):
            raise ValueError(f"symbols must be {UNKNOWN!r}, then single characters; got {self.symbols[:5]}…")
        if len(set(characters)) != len(characters):
            raise ValueError("symbols must differ from each other")

    @classmethod
    def of(cls, text: str, max_size: int = MAX_SYMBOLS) -> Vocabulary:
        """The most frequent characters of `text`, the most frequent first (equals by code point).

        At most `max_size` symbols, ⟨UNK⟩ among them, so one with 50,000 different characters stays affordable.
        """
        if max_size < 2:
            raise Problem(N_("A vocabulary needs room for at least 2 symbols; got {got}."), got=max_size)
        counts = np.bincount(_code_points(text))
        present = np.flatnonzero(counts)
        frequent = present[np.argsort(-counts[present], kind="stable")][: max_size - 1]
        return cls((UNKNOWN, *map(chr, frequent.tolist())))

    def __len__(self) -> int:
        return len(self.symbols)

    def tokenise(self, text: str) -> Tokens:
        """Each character a piece."""
        place = np.arange(len(text) + 1)
        return Tokens(text, self.encode(text), place[:-1], place[1:])

    def encode(self, text: str) -> NDArray[np.int64]:
        """One id a character, [characters]; 0 for a character outside. Never shorter than the text."""
        known, ids = self._by_code_point
        code_points = _code_points(text)
        if known.size == 0:
            return np.zeros(code_points.size, np.int64)
        place = np.searchsorted(known, code_points).clip(max=known.size - 1)
        return np.where(known[place] == code_points, ids[place], UNKNOWN_ID)

    def decode(self, ids: Iterable[int] | NDArray[Any]) -> str:
        """The text of some ids; id 0 is written ⟨UNK⟩. Raises IndexError outside 0 … len − 1."""
        return "".join(self.symbols[i] for i in checked(ids, len(self)))

    @cached_property
    def _by_code_point(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The known code points in ascending order, and the id of each."""
        code_points = np.array([ord(c) for c in self.symbols[1:]], np.int64)
        order = np.argsort(code_points)
        return code_points[order], order + 1


def _code_points(text: str) -> NDArray[np.int64]:
    # Half of a surrogate pair is no valid text, but a str can hold one: it must become ⟨UNK⟩ or itself, not an error.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
