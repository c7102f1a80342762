from __future__ import annotations

import doctest
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import ngrams
from explorer.text.ngrams import NGrams

ROW = st.lists(st.integers(0, 3), min_size=1, max_size=40)


def slow_guess(training, context, target, size):
    """P(target | context) by Witten and Bell's recursion, on plain lists."""
    length = len(context)
    followers = Counter(training[i] for i in range(length, len(training)) if training[i - length : i] == context)
    shorter = slow_guess(training, context[1:], target, size) if context else 1 / size
    if not followers:
        return shorter
    n, d = sum(followers.values()), len(followers)
    return (followers[target] + d * shorter) / (n + d)


@given(ROW, ROW, st.integers(1, 5))
def test_every_factor_of_every_order_equals_the_recursion(training, sequence, order):
    model = NGrams(np.array(training), 4, order)
    inputs, targets = np.array(sequence)[:-1, None], np.array(sequence)[1:, None]
    answers = model.factors(inputs, targets)
    assert len(answers) == order + 1
    for n, answer in enumerate(answers):
        for t in range(len(inputs)):
            context = sequence[max(0, t + 1 - max(n - 1, 0)) : t + 1] if n > 1 else []
            expected = slow_guess(training, context, sequence[t + 1], 4) if n else 1 / 4
            assert answer[t, 0] == pytest.approx(expected)


@given(ROW, ROW, st.integers(1, 4))
def test_distributions_sum_to_one_and_hold_the_factors(training, sequence, order):
    model = NGrams(np.array(training), 4, order)
    inputs = np.array(sequence)[:, None]
    chances = model.distributions(inputs)
    np.testing.assert_allclose(chances.sum(axis=-1), 1)
    for symbol in range(4):
        np.testing.assert_allclose(chances[..., symbol], model.factors(inputs, np.full_like(inputs, symbol))[-1])
    np.testing.assert_allclose(model.after(sequence), chances[-1, 0])


@given(ROW, ROW, st.integers(1, 5), st.integers(1, 5), st.sampled_from([0, 30]))
def test_counting_in_parts_and_by_sorting_gives_the_same(training, sequence, order, size, dense):
    inputs, targets = np.array(sequence)[:-1, None], np.array(sequence)[1:, None]
    whole = NGrams(np.array(training), 4, order).factors(inputs, targets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "PART", size)
        patch.setattr(ngrams, "DENSE", dense)
        parts = NGrams(np.array(training, np.uint8), 4, order).factors(inputs, targets)
    np.testing.assert_array_equal(parts, whole)


def test_a_lower_order_is_asked_of_the_same_counts():
    row = np.random.default_rng(0).integers(0, 5, 80)
    inputs = row[:6, None]
    np.testing.assert_allclose(
        NGrams(row, 5, 4).distributions(inputs, order=2), NGrams(row, 5, 2).distributions(inputs)
    )


def test_the_first_guess_has_one_symbol_of_context_even_where_unknown_symbols_abound():
    training = np.array([0, 1, 2, 0, 1, 2, 3, 1, 3])  # id 0 is ⟨UNK⟩
    _, _, bigram, trigram = NGrams(training, 4).factors(np.array([[1], [2]]), np.array([[2], [0]]))
    assert trigram[0] == bigram[0]
    assert trigram[1] != bigram[1]


def test_a_large_vocabulary_and_a_long_context_do_not_overflow():
    row = np.random.default_rng(0).integers(0, 60_000, 3000)
    model = NGrams(row, 60_000, ngrams.MAX_ORDER)
    assert model.factors(row[:20, None], row[1:21, None])[-1].min() > 0.4  # all of it was seen, just once
    assert model.after(row[:20]).argmax() == row[20]


@pytest.mark.parametrize("order", [0, 9])
def test_an_order_out_of_range_is_a_problem(order):
    with pytest.raises(Problem, match=str(order)):
        NGrams(np.array([0, 1]), 2, order)


def test_the_example_is_true():
    assert doctest.testmod(ngrams) == (0, 1)
