"""Texts and the symbols they are made of: `Vocabulary`, and `corpora.load`, `corpora.own_text`, `corpora.split`."""

from __future__ import annotations

from explorer.text.vocabulary import UNKNOWN, UNKNOWN_ID, Vocabulary

__all__ = ["UNKNOWN", "UNKNOWN_ID", "Vocabulary"]
