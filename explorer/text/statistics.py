"""What a text is made of: how many of what, and what is most frequent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.text import corpora, words
from explorer.text.labels import UNSEEN, several_in_one
from explorer.text.vocabulary import Vocabulary, counted


@dataclass(frozen=True)
class Statistics:
    """Counts of a text. `symbols_by_share` and `words_by_share`: the most frequent, with their share of all.

    `unseen` are the characters that leave no ink, or turn the direction of others: how often. `several_in_one` looks
    like one character and is several symbols; it may be empty.
    """

    characters: int
    symbols: int
    words: int
    different_words: int
    sentences: int
    lines: int
    held_out: int
    symbols_by_share: Sequence[tuple[str, float]]
    words_by_share: Sequence[tuple[str, float]]
    unseen: dict[str, int]
    several_in_one: str

    @classmethod
    def of(cls, text: str, shown: int = 20) -> Statistics:
        """Count a text; words in lower case, and marks are no words.

        >>> found = Statistics.of("The cat sat. The dog sat! " * 10)
        >>> found.words, found.different_words, found.sentences, found.words_by_share[0]
        (60, 4, 20, ('sat', 0.3333333333333333))
        """
        points = Counter({chr(point): count for point, count in counted(text).items()})
        surfaces = Counter({word: n for word, n in words.counted(text, True).items() if word[:1].isalnum()})
        total = sum(surfaces.values())
        by_frequency = sorted(surfaces.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls(
            characters=len(text),
            symbols=len(points),
            words=total,
            different_words=len(surfaces),
            sentences=words.sentences(text),
            lines=text.count("\n") + (not text.endswith("\n")),
            held_out=len(text) - len(corpora.split(text)[0]),
            symbols_by_share=[(c, points[c] / len(text)) for c in Vocabulary.of(text, shown + 1).symbols[1:]],
            words_by_share=[(word, count / total) for word, count in by_frequency[:shown]],
            unseen={symbol: points[symbol] for symbol in sorted(points) if ord(symbol) in UNSEEN},
            several_in_one=several_in_one(text),
        )
