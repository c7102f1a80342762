"""The symbols that a network can read and write, and the ids that stand for them.

Lecture: “Представлення слів” (one-hot vectors over a vocabulary) and ⟨UNK⟩ for what is outside of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from explorer.problem import N_, Problem
from explorer.text._base import PART, UNKNOWN, UNKNOWN_ID, Tokens, checked

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
        counts = _counts(text)
        present = np.flatnonzero(counts)
        frequent = present[np.argsort(-counts[present], kind="stable")][: max_size - 1]
        return cls((UNKNOWN, *map(chr, frequent.tolist())))

    def __len__(self) -> int:
        return len(self.symbols)

    def tokenise(self, text: str) -> Tokens:
        """Each character a piece."""
        return Tokens(text, self.encode(text), np.arange(1, len(text) + 1))

    def encode(self, text: str, dtype: DTypeLike = np.int64) -> NDArray[Any]:
        """One id a character, [characters]; 0 for a character outside. Never shorter than the text.

        `dtype` is that of the ids: those of a long text fit into a byte each, as there are at most 256 symbols.
        """
        ids, done = np.empty(len(text), dtype), 0
        for code_points in _code_points(text):
            ids[done : done + len(code_points)] = np.take(self._id_of, code_points, mode="clip")
            done += len(code_points)
        return ids

    def decode(self, ids: Iterable[int] | NDArray[Any]) -> str:
        """The text of some ids; id 0 is written ⟨UNK⟩. Raises IndexError outside 0 … len − 1."""
        return "".join(self.symbols[i] for i in checked(ids, len(self)))

    @cached_property
    def _id_of(self) -> NDArray[np.int64]:
        """The id of every code point up to the last known one, and after that a 0 for all that are further."""
        code_points = np.array([ord(c) for c in self.symbols[1:]], np.int64)
        ids = np.full(code_points.max(initial=0) + 2, UNKNOWN_ID)
        ids[code_points] = np.arange(1, len(self.symbols))
        return ids


def counted(text: str) -> dict[int, int]:
    """How often each code point occurs."""
    counts = _counts(text)
    return {int(point): int(counts[point]) for point in np.flatnonzero(counts)}


def _counts(text: str) -> NDArray[np.int64]:
    """How often each code point occurs, from 0 to the largest."""
    counts = np.zeros(0, np.int64)
    for code_points in _code_points(text):
        more = np.bincount(code_points, minlength=len(counts))
        more[: len(counts)] += counts
        counts = more
    return counts


def _code_points(text: str) -> Iterator[NDArray[np.int64]]:
    """The code points of a text, a part of it at a time."""
    for start in range(0, len(text), PART):
        # Half of a surrogate pair is no valid text, but a str can hold one: it must become ⟨UNK⟩ or itself, no error.
        part = text[start : start + PART].encode("utf-32-le", "surrogatepass")
        yield np.frombuffer(part, np.uint32).astype(np.int64)
