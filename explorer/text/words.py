"""Words and marks, with ⟨EOS⟩ where a sentence ends and ⟨UNK⟩ for every word outside the vocabulary.

Lecture: “Представлення слів” (a vocabulary of 10,000 words), “Токенізація”: The Egyptian ⟨UNK⟩ is a breed of cat. ⟨EOS⟩
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.text._base import END, UNKNOWN, UNKNOWN_ID, Ids, Tokens, checked

END_ID = 1
MAX_WORDS = 20_000
_NEAR = 16  # characters: longer than any abbreviation
_APOSTROPHES = str.maketrans("ʼ’", "''")
_NO_END = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "vs", "вул", "ім", "проф", "св", "м", "р", "див", "напр"})
_BEFORE = frozenset(".,!?;:…)]}»”%")
_AFTER = frozenset("([{«“„#$")


@dataclass(frozen=True)
class Words:
    """Words and marks with an id each: id 0 is ⟨UNK⟩, id 1 ⟨EOS⟩, then the words, the most frequent first.

    A token is a word (letters, digits, combining marks, apostrophes and hyphens inside:
    “don't”, “з-під”) or a run of one mark
    (“…”, “.”). Its piece of the text is that and the white space before it, so no text is ever lost in the pieces.
    Apostrophes of every shape and both ways to write “й” are the same word; with `lower_case` capitals are too. ⟨EOS⟩
    stands after a full stop, question or exclamation mark that ends a sentence, and before an empty line; its piece is
    empty.

    >>> words = Words.of("The cat sleeps. The cat eats, the dog sleeps.")
    >>> words.symbols
    ('⟨UNK⟩', '⟨EOS⟩', 'the', '.', 'cat', 'sleeps', ',', 'dog', 'eats')
    >>> tokens = words.tokenise("The Mau sleeps.")
    >>> [words.symbols[i] for i in tokens.ids], tokens.pieces
    (['the', '⟨UNK⟩', 'sleeps', '.', '⟨EOS⟩'], ['The', ' Mau', ' sleeps', '.', ''])
    >>> words.decode(tokens.ids)
    'The ⟨UNK⟩ sleeps.'
    """

    symbols: tuple[str, ...]
    lower_case: bool = True
    unknown = UNKNOWN_ID
    end = END_ID

    def __post_init__(self) -> None:
        if self.symbols[:2] != (UNKNOWN, END) or len(set(self.symbols)) != len(self.symbols):
            raise ValueError(f"symbols must be {UNKNOWN!r}, {END!r}, then different words; got {self.symbols[:5]}…")

    @classmethod
    def of(cls, text: str, max_size: int = 10_000, lower_case: bool = True) -> Words:
        """The most frequent words of `text`, equals in alphabetical order; at most `max_size` symbols in all.

        Raises `Problem` for a size that leaves no room for a word.
        """
        if max_size < 3:
            raise Problem(N_("A vocabulary of words needs room for at least 3 symbols; got {got}."), got=max_size)
        surfaces = Counter(piece.lstrip() for piece in _cut(text)[0])
        counts: Counter[str] = Counter()
        for surface, count in surfaces.items():
            counts[_key(surface, lower_case)] += count
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls((UNKNOWN, END, *(word for word, _ in ranked[: max_size - 2])), lower_case)

    def __len__(self) -> int:
        return len(self.symbols)

    def limited(self, max_size: int) -> Words:
        """The same words down to a smaller vocabulary; the ids of those that stay are the same."""
        return Words(self.symbols[: max(max_size, 3)], self.lower_case)

    def tokenise(self, text: str) -> Tokens:
        """Cut a text. White space at its end belongs to the last piece; white space alone is one ⟨UNK⟩."""
        pieces, ends, sentence_ends = _cut(text)
        if not pieces:
            alone = np.zeros(1 if text else 0, np.int64)
            return Tokens(text, alone, alone, alone + len(text))
        surfaces = [piece.lstrip() for piece in pieces]
        known = {surface: self._id_of.get(_key(surface, self.lower_case), UNKNOWN_ID) for surface in set(surfaces)}
        ids = np.fromiter((known[surface] for surface in surfaces), np.int64, len(surfaces))
        after = np.unique(np.searchsorted(ends, sentence_ends, side="right"))
        after = after[after > 0]
        ids, ends = np.insert(ids, after, END_ID), np.insert(ends, after, ends[after - 1])
        ends[-1] = len(text)
        return Tokens(text, ids, np.concatenate([[0], ends[:-1]]), ends)

    def encode(self, text: str) -> Ids:
        """The ids of `tokenise`."""
        return self.tokenise(text).ids

    def decode(self, ids: Iterable[int] | NDArray[Any]) -> str:
        """The words as prose is usually spaced, with a capital after each ⟨EOS⟩ where capitals were lost.

        Raises IndexError outside 0 … len − 1.
        """
        said: list[str] = []
        begins, quoted, space = True, False, ""
        for i in checked(ids, len(self)):
            if i == END_ID:
                begins, quoted = True, False
                continue
            symbol = self.symbols[i]
            quote = symbol == '"'
            if symbol[0] in _BEFORE or (quote and quoted):
                space = ""
            said.append(space)
            if begins and symbol[0].isalnum():
                symbol, begins = symbol[:1].upper() + symbol[1:], False
            said.append(symbol)
            begins &= i != UNKNOWN_ID
            space = "" if symbol[0] in _AFTER or (quote and not quoted) else " "
            quoted ^= quote
        return "".join(said)

    @cached_property
    def _id_of(self) -> dict[str, int]:
        return {symbol: i for i, symbol in enumerate(self.symbols) if i > END_ID}


def _key(surface: str, lower_case: bool) -> str:
    """What words are looked up by."""
    if not surface.isascii():
        surface = unicodedata.normalize("NFC", surface.translate(_APOSTROPHES))
    return surface.lower() if lower_case else surface


def _cut(text: str) -> tuple[list[str], Ids, Ids]:
    """The pieces of a text, where each ends, and where sentences end (never inside a piece)."""
    pattern, sentence_end = _patterns()
    pieces = pattern.findall(text.rstrip())  # white space that nothing follows would be searched again and again
    ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
    found = [m.end() if m.group().strip() else m.start() for m in sentence_end.finditer(text) if _ends(text, m)]
    return pieces, ends, np.array(found, np.int64)


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence ends at what looks like it: not after “Mrs.”, nor where the next word is in small letters."""
    marks = found.group().strip()
    following = text[found.end() : found.end() + _NEAR].lstrip()[:1]
    if not marks or not following:  # an empty line, or the end of the text
        return True
    if following.islower():
        return False
    word = re.split(r"[\s(\"«“]", text[max(0, found.start() - _NEAR) : found.start()])[-1]
    return marks != "." or not (word.lower() in _NO_END or (len(word) == 1 and word.isupper()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    marks = _combining()
    inside = rf"[\w{marks}\u00ad\u200c\u200d]"
    word = rf"\w{inside}*(?:['ʼ’-](?=\w){inside}+)*"
    runs = "|".join(rf"{re.escape(mark)}{{2,}}" for mark in ".-=*~!?#`<>+")
    return (
        re.compile(rf"\s*(?:{word}|{runs}|[^\w\s][{marks}\u200d]*)"),
        re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|\Z)|\n[^\S\n]*\n"),
    )


def _combining() -> str:
    """All combining marks as ranges of a character class: Python's `re` knows no \\p{M}."""
    marks = [c for c in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)) if unicodedata.category(chr(c))[0] == "M"]
    firsts = [c for i, c in enumerate(marks) if i == 0 or marks[i - 1] != c - 1]
    lasts = [c for i, c in enumerate(marks) if i == len(marks) - 1 or marks[i + 1] != c + 1]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
