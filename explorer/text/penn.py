"""Words and marks as corpora cut them whose every token has a label: “Harry 's owl”, “do n't”, “Mr. Brown”.

Source: Penn Treebank tokenization (R. MacIntyre 1995), as far as it concerns words; quotation marks stay what they are.
"""

from __future__ import annotations

import re

from explorer.text.words import tokens as words

ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "prof", "jr", "sr", "messrs", "rev", "gen", "col", "capt", "lt"}
)
"""Those whose full stop belongs to them."""

_LETTER = re.compile(r"[^\W\d_]")
# Latin letters only: in Ukrainian an apostrophe stands within a word («з'їв»).
_ENDING = re.compile(r"(?<=[A-Za-z])(?:n[']t|['](?:s|m|d|ll|re|ve))$", re.IGNORECASE)


def tokens(text: str) -> list[str]:
    """The tokens of a text, with their capitals.

    >>> tokens("Yesterday, Mr. Brown didn't meet Harry's owl.")
    ['Yesterday', ',', 'Mr.', 'Brown', 'did', "n't", 'meet', 'Harry', "'s", 'owl', '.']
    """
    found: list[str] = []
    before = ""  # what the last word is, where a full stop may belong to it
    for word in words(text, lower_case=False):
        if word == "." and before:
            found[-1] += word
            before = ""
            continue
        ending = _ENDING.search(word)
        cut = [word[: ending.start()], ending.group()] if ending else [word]
        found += cut
        short = word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper() and _LETTER.match(word))
        before = word if short and word != "I" else ""
    return found
