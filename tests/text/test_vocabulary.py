from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import UNKNOWN, UNKNOWN_ID, Vocabulary

ANY_TEXT = st.text(st.characters())  # surrogates too


@given(ANY_TEXT)
def test_any_text_comes_back_from_its_own_vocabulary(text):
    vocabulary = Vocabulary.of(text, max_size=len(set(text)) + 2)
    assert vocabulary.decode(vocabulary.encode(text)) == text
    assert len(vocabulary) == len(set(text)) + 1


@given(ANY_TEXT, ANY_TEXT)
def test_what_is_outside_becomes_unknown_and_is_never_dropped(text, other):
    vocabulary = Vocabulary.of(text)
    ids = vocabulary.encode(other)
    assert ids.dtype == np.int64
    assert [i != UNKNOWN_ID for i in ids.tolist()] == [c in set(text) for c in other]
    assert vocabulary.decode(ids) == "".join(c if c in text else UNKNOWN for c in other)


@given(ANY_TEXT, st.integers(2, 9))
def test_the_most_frequent_are_kept_most_frequent_first(text, size):
    symbols = Vocabulary.of(text, max_size=size).symbols
    by_frequency = sorted(Counter(text).items(), key=lambda pair: (-pair[1], pair[0]))
    assert symbols == (UNKNOWN, *(c for c, _ in by_frequency[: size - 1]))


def test_a_text_of_50000_code_points_stays_bounded():
    text = "aaab" + "".join(map(chr, range(0x4E00, 0x4E00 + 50_000)))
    vocabulary = Vocabulary.of(text)
    assert len(vocabulary) == 256
    assert vocabulary.symbols[1] == "a"
    assert len(vocabulary.encode(text)) == len(text)


def test_ids_outside_are_refused():
    with pytest.raises(IndexError):
        Vocabulary.of("ab").decode([3])
    with pytest.raises(IndexError, match="-1"):
        Vocabulary.of("ab").decode([-1])


@pytest.mark.parametrize("symbols", [("a", "b"), (UNKNOWN, "ab"), (UNKNOWN, "a", "a"), ()])
def test_malformed_symbols_are_refused(symbols):
    with pytest.raises(ValueError, match="symbols"):
        Vocabulary(symbols)


def test_a_vocabulary_of_one_symbol_is_refused():
    with pytest.raises(Problem, match="1"):
        Vocabulary.of("ab", max_size=1)
