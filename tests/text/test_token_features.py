"""What is read of a token: the word if it is known, its pieces, and how it is written."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import token_features
from explorer.text.token_features import TokenFeatures

FEATURES = TokenFeatures(("⟨UNK⟩", "met", "the", "don't"), buckets=64)


def spelling(*tokens):
    return [FEATURES.symbols[row[-1]] for row in FEATURES.ids(tokens)]


def test_the_examples_are_true():
    found = doctest.testmod(token_features)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_how_a_token_is_written_and_where_a_sentence_may_begin():
    tokens = ["The", "USA", "J.", "McDonald", "1,234", "Ґрейнджер", ".", "”", "She", "O’Hara", "x", "a_b", "I"]
    assert spelling(*tokens) == [
        "^Capital", "UPPER", "I.", "miXed", "1", "Capital", ".", "^.", "^Capital", "miXed", "lower", "", "I.",
    ]  # fmt: skip


def test_a_known_word_has_its_id_in_any_case_and_with_any_apostrophe():
    assert FEATURES.ids(["Met", "MET", "Don’t", "Harry"])[:, 0].tolist() == [1, 1, 3, 0]


def test_words_of_one_ending_share_an_id_and_pieces_tell_where_they_stand():
    potter, granger, other = FEATURES.ids(["x", "Potter", "Granger", "Otte"])[1:]
    assert potter[1] == granger[1] != other[1]
    large = TokenFeatures(("⟨UNK⟩",), buckets=1 << 16)
    row = large.ids(["ana"])[0]
    assert len(set(row[2:4].tolist())) == 2  # the last three letters and the first three are the same three
    assert large.unknown_piece not in row


@given(st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_whatever_the_tokens_there_are_five_ids_each_in_their_ranges(tokens):
    ids = FEATURES.ids(tokens)
    assert ids.shape == (len(tokens), FEATURES.columns)
    words, buckets = len(FEATURES.words), FEATURES.buckets
    assert (ids[:, 0] < words).all()
    assert ((ids[:, 1:4] > words) & (ids[:, 1:4] < words + buckets)).all()
    assert ((ids[:, 4] >= words + buckets) & (ids[:, 4] < len(FEATURES))).all()
    assert len(FEATURES.symbols) == len(FEATURES)
    assert np.array_equal(FEATURES.ids(tokens[:3]), ids[:3])


def test_tokens_that_are_remembered_have_the_ids_of_those_that_are_not(monkeypatch):
    tokens = [".", "The", "dog", "met", "The", "Harry", "dog", ".", "Harry"]
    monkeypatch.setattr(token_features, "MAX_KNOWN", 3)
    read = TokenFeatures(FEATURES.words, buckets=64)
    begins = [True, True, False, False, False, False, False, False, True]
    one_by_one = [read.row(token, begin) for token, begin in zip(tokens, begins, strict=True)]
    for _ in range(2):
        assert read.ids(tokens).tolist() == one_by_one


def test_a_vocabulary_begins_with_the_unknown_word():
    with pytest.raises(ValueError, match="UNK"):
        TokenFeatures(("met",))
