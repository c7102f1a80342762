"""What a network reads of a token: the word, if it is known, how it begins and ends, and how it is written.

Several ids a token, whose columns of E are summed: so a word that was never seen still has a face.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from explorer.text._base import UNKNOWN, UNKNOWN_ID

Ids = NDArray[np.int64]

ORDINARY = "⟨ordinary⟩"
WRITTEN = ("lower", "Capital", "UPPER", "I.", "miXed", "1", ".", "")
"""The ways in which a token is written: the last one is any other."""
MAX_KNOWN = 20_000  # tokens whose ids are remembered; a text of nothing but rare ones must not fill the memory
_OPENING = frozenset({".", "!", "?", "…", "...", '"', "“", "”", "«", "‘", "(", "—", "–", "--", "*", "`", "``"})
_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|['-])*")
_NUMBER = re.compile(r"[^\W_](?:[^\W_]|[.,:/'-])*")
_MARKS = re.compile(r"[^\w\s]+")
_APOSTROPHES = str.maketrans("ʼ’", "''")


@dataclass(frozen=True)
class TokenFeatures:
    """The ids by which tokens are read: those of `words` (⟨UNK⟩ first, all in lower case), of pieces, of spellings.

    Words that are `ordinary` (in lower case, none of `words`) have one id together, after that of the last word: seldom
    as each of them is, it is known to be no name.

    `pieces` of words, of so many letters (below 0: the last ones), share `buckets` ids by a hash, of which the first
    says that nothing is known. Spellings come twice: where a sentence may begin, and elsewhere; where a text has no
    capitals, there are none (`spelt`).

    >>> read = TokenFeatures(("⟨UNK⟩", "met", "yesterday"), buckets=16)
    >>> [read.words[row[0]] for row in read.ids(["Yesterday", "Harry", "met"])]
    ['yesterday', '⟨UNK⟩', 'met']
    >>> [read.symbols[row[-1]] for row in read.ids(["Yesterday", "Harry", "met"])]
    ['^Capital', 'Capital', 'lower']
    """

    words: tuple[str, ...]
    buckets: int = 1024
    pieces: tuple[int, ...] = (-2, -3, 3)
    spelt: bool = True
    ordinary: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.words[:1] != (UNKNOWN,) or len(set(self.words)) != len(self.words) or self.buckets < 2:
            raise ValueError(f"expected {UNKNOWN!r}, then different words; got {self.words[:5]}…")

    def __len__(self) -> int:
        return self.unknown_piece + self.buckets + 2 * len(WRITTEN) * self.spelt

    @property
    def columns(self) -> int:
        """Ids of a token: its word, its pieces, its spelling."""
        return 1 + len(self.pieces) + self.spelt

    @property
    def unknown_piece(self) -> int:
        """The id that says nothing of a piece."""
        return len(self.words) + bool(self.ordinary)

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """What each id means: a word, the number of a bucket, a way of writing."""
        buckets = tuple(f"#{number}" for number in range(self.buckets))
        spellings = (*WRITTEN, *(f"^{written}" for written in WRITTEN)) if self.spelt else ()
        ordinary = (ORDINARY,) if self.ordinary else ()
        return (*self.words, *ordinary, *buckets, *spellings)

    def ids(self, tokens: Sequence[str]) -> Ids:
        """Of tokens as they are written: [time, columns]."""
        before = (".", *tokens[:-1])
        rows = [self._known(token, begins(token_before)) for token, token_before in zip(tokens, before, strict=False)]
        return np.array(rows, np.int64).reshape(-1, self.columns)

    def row(self, token: str, begins: bool) -> list[int]:
        """Of one token, and whether a sentence may begin with it."""
        lower = token.translate(_APOSTROPHES).lower()
        hashed = [1 + crc32(_piece(lower, size).encode()) % (self.buckets - 1) for size in self.pieces]
        word = self._ids.get(lower, len(self.words) if lower in self.ordinary else UNKNOWN_ID)
        found = [word, *(self.unknown_piece + bucket for bucket in hashed)]
        if self.spelt:
            found.append(self.unknown_piece + self.buckets + _written(token) + len(WRITTEN) * begins)
        return found

    def _known(self, token: str, begins: bool) -> list[int]:
        """The same, worked out once for each of the tokens that came up first."""
        found = self._rows.get((token, begins))
        if found is None:
            found = self.row(token, begins)
            if len(self._rows) < MAX_KNOWN:
                self._rows[token, begins] = found
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, bool], list[int]]:
        return {}

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}


def _piece(word: str, size: int) -> str:
    """So many of the first letters, or of the last, told apart from the same ones elsewhere."""
    return f"{size:+d}{word[:size] if size > 0 else word[size:]}"


def begins(before: str) -> bool:
    """Whether a sentence may begin after this token."""
    return before in _OPENING


def _written(token: str) -> int:
    """Which of `WRITTEN`."""
    bare = token.translate(_APOSTROPHES).removesuffix(".")
    if _LETTERS.fullmatch(bare):
        if len(bare) == 1 and bare.isupper():
            return WRITTEN.index("I.")
        ways = {"lower": bare.islower(), "UPPER": bare.isupper(), "Capital": bare[0].isupper() and bare[1:].islower()}
        return WRITTEN.index(next((way for way, fits in ways.items() if fits), "miXed"))
    if _MARKS.fullmatch(token):
        return WRITTEN.index(".")
    return WRITTEN.index("1" if _NUMBER.fullmatch(bare) else "")
