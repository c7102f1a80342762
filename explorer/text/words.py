"""Words and marks, with ⟨EOS⟩ where a sentence ends and ⟨UNK⟩ for every word outside the vocabulary.

Lecture: “Представлення слів” (a vocabulary of 10,000 words), “Токенізація”: The Egyptian ⟨UNK⟩ is a breed of cat. ⟨EOS⟩
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.text._base import END, PART, UNKNOWN, UNKNOWN_ID, Ids, Tokens, checked

END_ID = 1
MAX_WORDS = 20_000
MAX_KNOWN = 200_000  # pieces whose id is remembered; a text of nothing but rare words must not fill the memory
_PART = PART // 2  # characters that are cut at a time; a server does something else between them
_LONGEST = 1 << 16  # characters of a word that is not cut in two
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
        counts = counted(text, lower_case)
        return cls((UNKNOWN, END, *(word for word, _ in most_frequent(counts, max_size - 2))), lower_case)

    def __len__(self) -> int:
        return len(self.symbols)

    def limited(self, max_size: int) -> Words:
        """The same words down to a smaller vocabulary; the ids of those that stay are the same."""
        return Words(self.symbols[: max(max_size, 3)], self.lower_case)

    def tokenise(self, text: str) -> Tokens:
        """Cut a text. White space at its end belongs to the last piece; white space alone is one ⟨UNK⟩."""
        known = _Known(self._id_of, self.lower_case)
        ids, ends = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for pieces, start, end in _cut(text):
            piece_ends = start + np.cumsum(np.fromiter(map(len, pieces), np.int32, len(pieces)), dtype=np.int32)
            after = np.unique(np.searchsorted(piece_ends, _sentence_ends(text, start, end), side="right"))
            found = np.fromiter(map(known.__getitem__, pieces), np.int32, len(pieces))
            if not len(ids[-1]) or ids[-1][-1] == END_ID:
                after = after[after > 0]  # ⟨EOS⟩ follows a word, and no other ⟨EOS⟩
            before = ends[-1][-1] if len(ends[-1]) else 0
            ids.append(np.insert(found, after, END_ID))
            ends.append(np.insert(piece_ends, after, np.insert(piece_ends, 0, before)[after]))
        if text and len(ids) == 1:
            return Tokens(text, np.zeros(1, np.int32), np.array([len(text)], np.int32))
        whole = np.concatenate(ends)
        whole[-1:] = len(text)
        return Tokens(text, np.concatenate(ids), whole)

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


def tokens(text: str, lower_case: bool = True) -> list[str]:
    """The words and marks of a text, as they are looked up, without ⟨EOS⟩.

    >>> tokens("There is nothing to like in this movie.")
    ['there', 'is', 'nothing', 'to', 'like', 'in', 'this', 'movie', '.']
    """
    return [_key(piece.lstrip(), lower_case) for pieces, _, _ in _cut(text) for piece in pieces]


def counted(text: str, lower_case: bool = True) -> Counter[str]:
    """How often each word and mark occurs."""
    pieces: Counter[str] = Counter()
    for part, _start, _end in _cut(text):
        pieces.update(part)
    counts: Counter[str] = Counter()
    while pieces:  # one by one, also out of the memory: millions at once would stop a server
        piece, count = pieces.popitem()
        counts[_key(piece.lstrip(), lower_case)] += count
    return counts


def most_frequent(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """The most frequent words with their counts, equals in alphabetical order."""
    least = sorted(counts.values(), reverse=True)[:most][-1:]
    likely = ((word, count) for word, count in counts.items() if count >= least[0]) if least else ()
    # Not sorted as a whole: that would stop a server for as long as it takes.
    return nsmallest(most, likely, key=lambda pair: (-pair[1], pair[0]))


def sentences(text: str) -> int:
    """How many sentences, headings and the like a text has."""
    count = last = 0
    for _pieces, *part in _cut(text):
        for end in map(int, _sentence_ends(text, *part)):
            count += bool(text[last:end].strip())
            last = end
    return count + bool(text[last:].strip())


def _key(surface: str, lower_case: bool) -> str:
    """What words are looked up by."""
    if not surface.isascii():
        surface = unicodedata.normalize("NFC", surface.translate(_APOSTROPHES))
    return surface.lower() if lower_case else surface


class _Known(dict[str, int]):
    """The ids of the pieces that came up so far, white space and all: looked up once each."""

    def __init__(self, id_of: Mapping[str, int], lower_case: bool) -> None:
        super().__init__()
        self._id_of, self._lower_case = id_of, lower_case

    def __missing__(self, piece: str) -> int:
        found = self._id_of.get(_key(piece.lstrip(), self._lower_case), UNKNOWN_ID)
        if len(self) < MAX_KNOWN:
            self[piece] = found
        return found


def _cut(text: str) -> Iterator[tuple[list[str], int, int]]:
    """The pieces of a text, a part of it at a time, and where that part begins and ends."""
    pattern, _, boundary = _patterns()
    start, last = 0, len(text.rstrip())  # white space that nothing follows would be searched again and again
    begun = 0  # where the next piece begins: white space alone is none
    while start < last:
        limit = min(start + _PART + _LONGEST, last)
        found = boundary.search(text, start + _PART, limit) if last - start > _PART else None
        end = found.start() if found else limit
        filled = start + len(text[start:end].rstrip())
        pieces = pattern.findall(text, start, filled) if filled > start else []
        if pieces:
            pieces[0] = text[begun:start] + pieces[0]
            yield pieces, begun, filled if filled < last else len(text)
            begun = filled
        start = end


def _sentence_ends(text: str, start: int, end: int) -> Ids:
    """Where sentences end in a part of a text; never inside a piece."""
    pattern = _patterns()[1]
    steps = ((step, min(step + PART, end)) for step in range(start, end, PART))  # white space can be that long
    found = (match for step in steps for match in pattern.finditer(text, *step) if _ends(text, match))
    return np.fromiter((match.end() if match.group().strip() else match.start() for match in found), np.int32)


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence ends at what looks like it: not after “Mrs.”, nor where the next word is in small letters."""
    marks = found.group().strip()
    if not marks:  # an empty line
        return True
    following = text[found.end() : found.end() + _NEAR].lstrip()[:1]
    if not following:  # the end of the text
        return True
    if following.islower():
        return False
    word = re.split(r"[\s(\"«“]", text[max(0, found.start() - _NEAR) : found.start()])[-1]
    return marks != "." or not (word.lower() in _NO_END or (len(word) == 1 and word.isupper()))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a piece is, what ends a sentence, and where no piece and no end of a sentence can be cut in two."""
    marks = _combining()
    inside = rf"[\w{marks}\u00ad\u200c\u200d]"
    word = rf"\w{inside}*+(?:['ʼ’-](?=\w){inside}++)*"
    runs = "|".join(rf"{re.escape(mark)}{{2,}}" for mark in ".-=*~!?#`<>+")
    return (
        re.compile(rf"\s*(?:{word}|{runs}|[^\w\s][{marks}\u200d]*)"),
        re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|\Z)|\n[^\S\n]*\n"),
        re.compile(r"(?<=\S)(?=\s)|(?<=[,;/])(?=[^\W_])"),
    )


def _combining() -> str:
    """All combining marks as ranges of a character class: Python's `re` knows no \\p{M}."""
    marks = [c for c in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)) if unicodedata.category(chr(c))[0] == "M"]
    firsts = [c for i, c in enumerate(marks) if i == 0 or marks[i - 1] != c - 1]
    lasts = [c for i, c in enumerate(marks) if i == len(marks) - 1 or marks[i + 1] != c + 1]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
