"""Where the words of a text are, and which of its passages read well by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.text.letters import in_word


@dataclass(frozen=True, eq=False)
class Words:
    """Where the words of a text are.

    `first` and `last` [word] are the places of their outer letters. `current` [time] is where the word in which a place
    lies begins, counted from the one space or mark before it: that already announces a new word. `seen` [time] is how
    many letters of the word have been read: 0 on a space or mark.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    current: NDArray[np.int64]
    seen: NDArray[np.int64]


def words_of(text: Sequence[str]) -> Words:
    """The words among these symbols: runs of letters, digits, accents and apostrophes.

    >>> words = words_of("to be.")
    >>> words.first.tolist(), words.last.tolist(), words.current.tolist(), words.seen.tolist()
    ([0, 3], [1, 4], [0, 0, 2, 2, 2, 5], [1, 2, 0, 1, 2, 0])
    """
    inside = np.array([in_word(symbol) for symbol in text], dtype=bool)
    time = len(inside)
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    gaps = np.where(inside, -1, np.arange(time))
    latest = np.maximum.accumulate(gaps) if time else gaps
    return Words(
        first=np.flatnonzero(edges == 1),
        last=np.flatnonzero(edges == -1) - 1,
        current=np.maximum(latest, 0),
        seen=np.arange(time) - latest,
    )


def passages(text: str, length: int = 180) -> list[int]:
    """Where readable passages of about `length` characters begin: at paragraphs, else lines, else evenly spread words.

    Always at least one place, 0 for a text that is too short; at most 12, spread over the text.
    """
    room = len(text) - length - 1
    if room <= 0:
        return [0]
    for sign in ("\n\n", "\n", " "):
        starts = [i for i in range(len(sign), room) if text[i - len(sign) : i] == sign and not text[i].isspace()]
        whole = [i for i in starts if "\n" not in text[i : i + length].rstrip()] or starts
        if len(whole) >= (3 if sign != " " else 1):
            return whole if len(whole) <= 12 else [whole[i * len(whole) // 12] for i in range(12)]
    return [0]


def passage(text: str, start: int, length: int = 180) -> tuple[str, str]:
    """The passage that begins there, ended with a whole word where it can be, and the symbol that follows it."""
    end = min(start + length, len(text))
    cut = next((i for i in range(end, start + length // 2, -1) if i < len(text) and text[i].isspace()), end)
    return text[start:cut], text[cut : cut + 1]
