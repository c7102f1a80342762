"""What a word is made of: the one rule that tasks, pictures and suggestions share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_INSIDE = "'’ʼ_"


def in_word(symbol: str) -> bool:
    """Whether a character belongs to a word: letters, digits, accents (combining marks), apostrophes, underscores.

    >>> [in_word(symbol) for symbol in ("ї", "'", "7", "-", " ")]
    [True, True, True, False, False]
    """
    return symbol[:1].isalnum() or symbol in _INSIDE or unicodedata.category(symbol[:1] or " ").startswith("M")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The words of a text as (place of the first letter, place after the last), in order.

    >>> list(spans("to be."))
    [(0, 2), (3, 5)]
    """
    # One look at each character, not one at each place: a text has millions of these and a hundred of those.
    members = "".join(sorted(symbol for symbol in set(text) if in_word(symbol)))
    return (found.span() for found in re.finditer(f"[{re.escape(members)}]+", text)) if members else iter(())
