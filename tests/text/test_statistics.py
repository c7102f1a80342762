from __future__ import annotations

import doctest
from collections import Counter

import pytest

from explorer.text import corpora, statistics, words
from explorer.text.statistics import Statistics


def test_the_example_is_true():
    assert doctest.testmod(statistics).failed == 0


@pytest.mark.parametrize("name", ["english", "ukrainian"])
def test_counts_are_those_of_a_plain_count(name):
    text = corpora.load(name)[:20_000]
    found = Statistics.of(text, shown=9)
    letters = Counter(text)
    assert found.characters == len(text)
    assert found.symbols == len(letters)
    assert [c for c, _ in found.symbols_by_share] == [
        c for c, _ in sorted(letters.items(), key=lambda pair: (-pair[1], pair[0]))[:9]
    ]
    assert all(share == pytest.approx(letters[c] / len(text)) for c, share in found.symbols_by_share)
    vocabulary = words.Words.of(text, 20_000)
    ids = vocabulary.encode(text)
    said = [vocabulary.symbols[i] for i in ids if vocabulary.symbols[i][0].isalnum()]
    assert found.words == len(said)
    assert found.different_words == len(set(said))
    assert found.words_by_share[0][1] == pytest.approx(Counter(said).most_common(1)[0][1] / len(said))
    assert abs(found.sentences - int((ids == vocabulary.end).sum())) <= 1
    assert found.held_out == len(text) // 10


def test_what_cannot_be_seen_is_counted_and_what_is_several_symbols_is_found():
    found = Statistics.of("a\u200bb\u200b\u202ec\ufeff ❤\ufe0f" * 10)
    assert found.unseen == {"\u200b": 20, "\u202e": 10, "\ufe0f": 10, "\ufeff": 10}
    assert found.several_in_one == "❤\ufe0f"
    found = Statistics.of(corpora.load("ukrainian")[:20_000])
    assert (found.unseen, found.several_in_one) == ({}, "")


@pytest.mark.parametrize(
    ("text", "sentences", "lines"),
    [("One. Two! Three", 3, 1), ("A heading\n\nA line. \n\n\nAnother.\n", 3, 6), ("…\n\n\n", 1, 3), ("\n\n \n", 0, 3)],
)
def test_sentences_and_lines(text, sentences, lines):
    assert Statistics.of(text).sentences == sentences
    assert Statistics.of(text).lines == lines


def test_a_text_without_words_has_none():
    found = Statistics.of("?! ?! … " * 30)
    assert (found.words, found.different_words, found.words_by_share) == (0, 0, [])
