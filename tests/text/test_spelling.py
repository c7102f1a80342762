from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.text import Vocabulary, corpora
from explorer.text.spelling import Spelling
from explorer.text.words import Words

TEXT = "The cat slept. A cat sat on the mat. The dog sat too, and the cat did not mind. " * 20


def test_the_ways_to_write_a_token_have_probabilities_that_sum_to_at_most_one():
    own = Words.of(TEXT, 6)
    spelling, alphabet = Spelling(own.tokenise(TEXT)), sorted(set(TEXT))
    words = [a + b + c for a in ("", *alphabet) for b in ("", *alphabet) for c in alphabet]
    total = 0.0
    for word in set(words):
        # As a way to write ⟨UNK⟩, whatever the word is.
        total += 2.0 ** -spelling._bits(own.unknown, word)
    assert 0.01 < total <= 1


def test_what_is_always_written_alike_costs_next_to_nothing_and_a_rare_word_much():
    own = Words.of(TEXT, 6, lower_case=True)
    tokens = own.tokenise("the cat slept. zebra Ω")
    bits = Spelling(own.tokenise(TEXT)).bits(tokens)
    by_piece = dict(zip(tokens.pieces, bits, strict=True))
    assert by_piece[" cat"] < 0.2
    assert by_piece["."] < 0.2
    assert by_piece[" zebra"] > 15
    assert by_piece[" Ω"] > math.log2(0x110000)
    assert np.isfinite(bits).all()


def test_an_endless_word_costs_a_finite_number_of_bits():
    own = Words.of(TEXT)
    bits = Spelling(own.tokenise(TEXT)).bits(own.tokenise("x" * 5000))
    assert bits.shape == (1,)
    assert 5000 < bits[0] < 1e6


@pytest.mark.parametrize("corpus", ["english", "ukrainian"])
def test_characters_need_no_spelling(corpus):
    text = corpora.load(corpus)[:20_000]
    own = Vocabulary.of(text)
    assert Spelling(own.tokenise(text)).bits(own.tokenise(text[:3000])).max() < 0.6
