from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer import sampling
from explorer.problem import Problem

LOGITS = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=6), elements=st.floats(-50, 50)
)


def slow_softmax(row, temperature=1.0):
    powers = [math.exp((score - max(row)) / temperature) for score in row]
    return [power / sum(powers) for power in powers]


@given(LOGITS, st.floats(0.05, 5))
def test_probabilities_are_the_softmax_of_the_scaled_scores(logits, temperature):
    share = sampling.probabilities(logits, temperature)
    for row, expected in zip(share.reshape(-1, share.shape[-1]), logits.reshape(-1, share.shape[-1]), strict=True):
        np.testing.assert_allclose(row, slow_softmax(expected.tolist(), temperature), rtol=1e-9, atol=1e-300)


@given(LOGITS, st.integers(1, 6), st.floats(0.01, 1))
def test_top_k_and_top_p_keep_the_most_likely_and_their_ratios(logits, top_k, top_p):
    whole = sampling.probabilities(logits)
    kept = sampling.probabilities(logits, top_k=top_k)
    assert ((kept > 0).sum(axis=-1) <= top_k).all()
    nucleus = sampling.probabilities(logits, top_p=top_p)
    # The kept ones reach p together, and would not without the least likely of them.
    for row, rest in zip(whole.reshape(-1, whole.shape[-1]), nucleus.reshape(-1, whole.shape[-1]), strict=True):
        inside = np.sort(row[rest > 0])
        assert inside.sum() >= top_p - 1e-9
        assert inside[1:].sum() < top_p
        np.testing.assert_allclose(rest, np.where(rest > 0, row, 0) / inside.sum(), atol=1e-12)
    np.testing.assert_allclose(kept.sum(axis=-1), 1)


@given(LOGITS, st.integers(1, 8))
def test_top_k_keeps_exactly_k_or_all_that_there_are(logits, top_k):
    kept = sampling.probabilities(logits, top_k=top_k)
    np.testing.assert_array_equal((kept > 0).sum(axis=-1), min(top_k, logits.shape[-1]))
    least, best_left_out = np.where(kept > 0, logits, np.inf).min(axis=-1), np.where(kept > 0, -np.inf, logits).max(-1)
    assert (least >= best_left_out - 1e-9).all()


@given(LOGITS, st.floats(0, 3), st.none() | st.integers(1, 6), st.none() | st.floats(0.01, 1), st.floats(-100, 100))
def test_whatever_is_kept_sums_to_one_and_a_common_shift_changes_nothing(logits, temperature, top_k, top_p, shift):
    share = sampling.probabilities(logits, temperature, top_k, top_p)
    assert (share >= 0).all()
    np.testing.assert_allclose(share.sum(axis=-1), 1, atol=1e-12)
    coarse = np.round(logits * 64) / 64 + 0.0  # so that the shift rounds nothing away
    whole = np.round(shift)
    np.testing.assert_allclose(
        sampling.probabilities(coarse + whole, temperature, top_k, top_p),
        sampling.probabilities(coarse, temperature, top_k, top_p),
        atol=1e-12,
    )


@given(st.permutations(range(6)), st.integers(1, 6), st.floats(0.01, 1), st.floats(0.1, 3))
def test_the_order_of_the_choices_does_not_matter(order, top_k, top_p, temperature):
    logits = np.array([0.3, -1.0, 2.0, 0.9, -4.0, 1.5])
    permuted = sampling.probabilities(logits[order], temperature, top_k, top_p)
    np.testing.assert_allclose(permuted, sampling.probabilities(logits, temperature, top_k, top_p)[order], atol=1e-12)


@given(LOGITS, st.floats(0, 1, exclude_max=True))
def test_a_level_points_at_the_choice_whose_stretch_it_falls_on(logits, level):
    for row in logits.reshape(-1, logits.shape[-1]):
        share = sampling.probabilities(row)
        chosen = int(sampling.choose(share, level))
        better = [i for i in range(len(row)) if (-share[i], i) < (-share[chosen], chosen)]
        below = sum(share[i] for i in better)
        assert below - 1e-9 <= level <= below + share[chosen] + 1e-9


@given(LOGITS, st.floats(0, 1, exclude_max=True), st.floats(0.05, 3), st.floats(0.05, 3))
def test_a_lower_temperature_never_points_at_a_less_likely_choice(logits, level, one, other):
    row = logits.reshape(-1, logits.shape[-1])[0]
    cold, warm = (sampling.choose(sampling.probabilities(row, t), level) for t in sorted((one, other)))
    assert row[cold] >= row[warm] - 1e-9


def test_temperature_0_is_greedy_and_takes_the_first_of_equals():
    logits = np.array([[1.0, 3.0, 3.0], [2.0, -1.0, 0.0]])
    assert sampling.probabilities(logits, temperature=0).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert sampling.draw(logits, np.random.default_rng(0), temperature=0).tolist() == [1, 0]


def test_a_tiny_temperature_is_as_good_as_greedy():
    assert sampling.probabilities(np.array([1.0, 2.0]), temperature=1e-300).tolist() == [0, 1]


def test_draws_follow_the_probabilities_and_only_the_generator_decides():
    logits = np.tile(np.log([0.5, 0.3, 0.2]), (20_000, 1))
    drawn = sampling.draw(logits, np.random.default_rng(1))
    np.testing.assert_allclose(np.bincount(drawn) / len(drawn), [0.5, 0.3, 0.2], atol=0.01)
    np.testing.assert_array_equal(drawn, sampling.draw(logits, np.random.default_rng(1)))
    assert (drawn != sampling.draw(logits, np.random.default_rng(2))).any()


def test_what_is_excluded_is_never_drawn():
    logits = np.tile([0.0, -np.inf, 0.1, -5.0], (2000, 1))
    assert set(sampling.draw(logits, np.random.default_rng(0), top_k=2).tolist()) == {0, 2}
    assert 1 not in sampling.draw(logits, np.random.default_rng(0))

    class Fixed:
        def __init__(self, value):
            self.value = value

        def random(self, shape):
            return np.full(shape, self.value)

    assert sampling.draw(np.array([0.3, 0.1, -np.inf]), Fixed(np.nextafter(1.0, 0.0))) == 1
    assert sampling.draw(np.array([-np.inf, 0.3, 0.1]), Fixed(0.0)) == 1


def test_a_sentence_is_as_likely_as_the_product_of_its_words():
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(size=(3, 2, 5)), rng.integers(0, 5, (3, 2))
    found = sampling.Likelihood(sampling.log_probability(logits, targets))
    for b in range(2):
        factors = [slow_softmax(logits[t, b].tolist())[targets[t, b]] for t in range(3)]
        np.testing.assert_allclose(np.exp(found.factors[:, b]), factors)
        assert found.total[b] == pytest.approx(math.log(math.prod(factors)))
        assert found.loss[b] == pytest.approx(-sum(math.log(factor) for factor in factors))
        assert found.perplexity[b] == pytest.approx(math.prod(factors) ** (-1 / 3))
        assert found.bits_per_character(12)[b] == pytest.approx(-math.log2(math.prod(factors)) / 12)


def test_a_long_sentence_keeps_its_probability_where_the_product_would_be_0():
    found = sampling.Likelihood(sampling.log_probability(np.zeros((2000, 1000)), np.zeros(2000, int)))
    assert math.prod(np.exp(found.factors)) == 0
    assert found.total == pytest.approx(-2000 * math.log(1000))
    assert found.perplexity == pytest.approx(1000)


def test_log_softmax_neither_overflows_nor_hides_divergence():
    np.testing.assert_allclose(sampling.log_softmax(np.array([1000.0, 0.0, -np.inf])), [0, -1000, -np.inf])
    assert np.isnan(sampling.log_softmax(np.array([np.nan, 0.0]))).all()
    assert np.isnan(sampling.log_softmax(np.array([np.inf, 0.0]))).any()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"temperature": -0.1}, "-0.1"),
        ({"temperature": math.nan}, "nan"),
        ({"temperature": math.inf}, "inf"),
        ({"temperature": "1"}, "1"),
        ({"temperature": True}, "True"),
        ({"top_k": 0}, "0"),
        ({"top_k": 1.5}, "1.5"),
        ({"top_k": math.nan}, "nan"),
        ({"top_k": math.inf}, "inf"),
        ({"top_p": math.nan}, "nan"),
        ({"top_p": [0.5]}, "0.5"),
        ({"top_p": 0.0}, "0.0"),
        ({"top_p": 1.1}, "1.1"),
    ],
)
def test_settings_out_of_range_say_what_came(settings, words):
    with pytest.raises(Problem, match=words):
        sampling.probabilities(np.zeros(3), **settings)


@pytest.mark.parametrize("bad", [[np.nan, 0.0], [np.inf, 0.0], [-np.inf, -np.inf]])
def test_scores_of_a_diverged_network_are_named_as_such(bad):
    with pytest.raises(Problem, match="diverged"):
        sampling.draw(np.array(bad), np.random.default_rng(0))


@pytest.mark.parametrize("scores", [[1, 2, 0], np.array([1, 2, 0], ">f4"), np.array([0, 2, 1], np.uint16)[::-1]])
def test_scores_of_any_numbers_are_scores(scores):
    expected = sampling.probabilities(np.asarray(scores, np.float64))
    np.testing.assert_array_equal(sampling.probabilities(scores), expected)
    found = sampling.probabilities(scores, np.float32(0.5), np.int64(2), np.float32(0.9))
    np.testing.assert_array_equal(found, sampling.probabilities(scores, 0.5, 2, float(np.float32(0.9))))
    assert sampling.choose(list(expected), np.float32(0.99)) == sampling.choose(expected, float(np.float32(0.99)))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ("ab", "Scores must be an array of numbers; got str"),
        ([[1], [1, 2]], "Scores must be an array of numbers; got list"),
        (np.zeros((3, 0)), r"at least one score to choose from; got \[3, 0\]"),
        (1.0, r"at least one score to choose from; got \[\]"),
    ],
)
def test_what_are_no_scores_is_told(scores, expected):
    with pytest.raises(Problem, match=expected):
        sampling.probabilities(scores)
    with pytest.raises(Problem, match=expected):
        sampling.log_softmax(scores)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([0, 3], "Target ids must be 0 to 2; got 3"),
        ([0, -1], "Target ids must be 0 to 2; got -1"),
        ([0, 1, 2], r"Targets must be ids of shape \[2\]; got \[3\] of int64"),
        ([0.0, 1.0], r"Targets must be ids of shape \[2\]; got \[2\] of float64"),
    ],
)
def test_targets_that_are_no_ids_are_told(targets, expected):
    with pytest.raises(Problem, match=expected):
        sampling.log_probability(np.zeros((2, 3)), np.array(targets))
    assert sampling.log_probability(np.zeros((2, 3)), np.array([0, 2], np.uint16)) == pytest.approx(-math.log(3))
