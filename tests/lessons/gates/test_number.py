import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.lessons.gates.number import carried, separation, spread
from explorer.problem import Problem

VALUES = arrays(np.float64, (9, 2, 3), elements=st.sampled_from([-1.0, -0.5, 0.0, 0.5, 2.0]))


@given(VALUES, st.lists(st.booleans(), min_size=9, max_size=9).filter(lambda b: any(b) and not all(b)))
def test_separation_counts_every_pair(values, positive):
    chosen = np.array(positive)
    above = np.zeros((2, 3))
    for one in values[chosen]:
        for other in values[~chosen]:
            above += np.where(one > other, 1.0, np.where(one < other, -1.0, 0.0))
    np.testing.assert_allclose(separation(values, chosen), above / (chosen.sum() * (~chosen).sum()), atol=1e-12)


def test_separation_is_one_where_all_are_above_and_turns_with_the_sign():
    values = np.array([[3.0, 1.0], [4.0, 1.0], [1.0, 1.0]])
    np.testing.assert_array_equal(separation(values, [True, True, False]), [1, 0])
    np.testing.assert_array_equal(separation(-values, [True, True, False]), [-1, 0])


@pytest.mark.parametrize("positive", [[True, True], [False, False], [True]])
def test_separation_needs_both_kinds(positive):
    with pytest.raises(Problem, match="both kinds"):
        separation(np.zeros((2, 1)), positive)


def test_what_changes_sides_on_the_way_carries_nothing():
    told = np.array([[1.0, 0.9, -0.6, 0.0], [0.4, -0.9, -0.8, 1.0]])
    np.testing.assert_allclose(carried(told), [0.4, 0, 0.6, 0])


def test_spread_is_mean_and_middle_half():
    values = np.random.default_rng(0).normal(size=(4, 9, 2))
    found = spread(values)
    assert found.shape == (3, 4, 2)
    np.testing.assert_allclose(found[0], values.mean(axis=1))
    ranked = np.sort(values, axis=1)
    np.testing.assert_allclose(found[1:], [ranked[:, 2], ranked[:, 6]])
