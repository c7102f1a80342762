"""What it costs to write a token out: the bits that a model of tokens leaves unsaid about the text itself.

⟨UNK⟩ stands for any unknown word, “the” for “The” and “ the”. To say which text it is, every token costs
−log₂ P(piece | token) more, and only with that are the bits per character of words, subwords and characters the same
measure. P(piece | token) is counted on the training text and smoothed (Witten and Bell, as in `ngrams`) with a trigram
of letters, so that a word never seen can be spelt as well.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from explorer.text._base import PART, Tokens
from explorer.text.ngrams import NGrams
from explorer.text.vocabulary import Vocabulary

_UNICODE_BITS = math.log2(0x110000)
_STOP = 0  # the id of ⟨UNK⟩ ends a spelling too: letters outside the vocabulary are charged apart


class Spelling:
    """Counts of how each token of a training text was written."""

    def __init__(self, training: Tokens) -> None:
        self._written: Counter[tuple[int, str]] = Counter()
        for start in range(0, len(training), PART // 2):  # a piece takes more memory than its characters
            part = training[start : start + PART // 2]
            self._written.update(zip(part.ids.tolist(), part.pieces, strict=True))
        self._seen: Counter[int] = Counter()
        self._ways: Counter[int] = Counter()
        for (token, _), count in self._written.items():
            self._seen[token] += count
            self._ways[token] += 1
        self._letters = Vocabulary.of(training.text)
        spelt = [self._spelt(piece) for piece in {piece: None for _, piece in self._written}]
        row = np.concatenate([[_STOP], *spelt]) if spelt else np.array([_STOP])
        self._ngrams = NGrams(row, len(self._letters))
        self._known: dict[str, float] = {}

    def bits(self, tokens: Tokens) -> NDArray[np.float64]:
        """−log₂ P(piece | token) of each token, [tokens]."""
        return np.array(
            [self._bits(token, piece) for token, piece in zip(tokens.ids.tolist(), tokens.pieces, strict=True)]
        )

    def _bits(self, token: int, piece: str) -> float:
        n, d, count = self._seen[token], self._ways[token], self._written[token, piece]
        letters = self._letter_by_letter(piece)
        if not n:
            return letters
        ways = math.log2(d / (n + d)) - letters
        return -float(np.logaddexp2(math.log2(count / (n + d)), ways)) if count else -ways

    def _letter_by_letter(self, piece: str) -> float:
        """Bits; a letter outside the vocabulary costs as much as naming one of all that Unicode has room for."""
        if piece not in self._known:
            ids = self._spelt(piece)
            before = np.concatenate([[_STOP], ids[:-1]])
            factors = self._ngrams.factors(before[:, None], ids[:, None])[-1]
            outside = int((ids[:-1] == _STOP).sum())
            self._known[piece] = float(-np.log2(factors).sum()) + outside * _UNICODE_BITS
        return self._known[piece]

    def _spelt(self, piece: str) -> NDArray[np.int64]:
        return np.append(self._letters.encode(piece), _STOP)
