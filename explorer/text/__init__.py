"""Texts and the symbols they are made of: tokenisers, n-grams, and `corpora.load`, `corpora.own_text`, `corpora.split`.

`Vocabulary` cuts into characters, `words.Words` into words and marks, `subwords.Subwords` into parts of words; all
three are a `Tokeniser`.
"""

from __future__ import annotations

from explorer.text._base import END, UNKNOWN, UNKNOWN_ID, Tokeniser, Tokens
from explorer.text.vocabulary import Vocabulary

__all__ = ["END", "UNKNOWN", "UNKNOWN_ID", "Tokeniser", "Tokens", "Vocabulary"]
