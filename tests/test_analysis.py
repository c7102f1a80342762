import numpy as np
import pytest

from explorer.analysis import by_lag, half_life, left_of, log10, reach, saturation, slow_order
from explorer.problem import Problem


@pytest.mark.parametrize(
    ("norms", "expected"),
    [
        ([1e-4, 1e-3, 0.02, 0.5, 1.0], 2),
        ([0.5, 0.5, 1.0], 2),
        ([1.0, 0.001, 0.5, 1.0], 1),  # a gap ends it
        ([0.01, 1.0], 0),  # not above
        ([7.0], 0),
        ([], 0),
        ([0.0, 0.0], 0),
        ([0.5, 1.0, 0.0, 0.0], 1),  # steps after the loss
        ([0.5, np.nan, 0.5, 1.0], 1),
        ([0.5, np.nan], 0),
        ([np.inf, 1e300, 1.0], 2),  # an exploding gradient reaches
    ],
)
def test_reach_counts_steps_back_to_one_per_cent(norms, expected):
    assert reach(norms) == expected


def test_reach_of_an_exponential_is_where_it_crosses():
    assert reach(0.9 ** np.arange(99, -1, -1)) == 43  # 0.9^43 = 0.0108, 0.9^44 = 0.0097
    assert reach(0.9 ** np.arange(99, -1, -1), fraction=0.5) == 6


def test_reach_takes_one_layer():
    with pytest.raises(Problem, match=r"norms must be \[time\]; got \[2, 3\]"):
        reach(np.ones((2, 3)))


def test_what_is_left_of_a_difference_is_measured_from_the_step_that_made_it():
    one = np.array([[1.0, 1.0], [3.0, 4.0], [0.0, 2.5], [0.0, 0.0]])
    left = left_of(one, np.zeros((4, 2)), since=1)
    np.testing.assert_array_equal(left, [np.nan, 1.0, 0.5, 0.0])
    assert left_of(2 * one, one, since=0)[1] == pytest.approx(5 / np.sqrt(2))  # it may grow
    assert np.isnan(left_of(one, one, since=1)).all()


def test_what_is_left_needs_a_step_that_there_is():
    with pytest.raises(Problem, match="since must be a step from 0 to 3; got 4"):
        left_of(np.zeros((4, 2)), np.ones((4, 2)), since=4)


def test_a_memory_is_halved_after_its_half_life():
    gate = np.array([[0.1, 0.5], [0.9, 0.999]])
    np.testing.assert_allclose(gate ** half_life(gate), 0.5)
    np.testing.assert_array_equal(half_life([0.0, 1.0]), [0.0, np.inf])
    assert not np.signbit(half_life(0.0))


@pytest.mark.parametrize("gate", [[-0.1], [1.1], [np.nan]])
def test_half_life_is_of_a_gate(gate):
    with pytest.raises(Problem, match="from 0 to 1"):
        half_life(gate)


def test_saturation_is_the_share_of_time_and_batch_of_each_unit():
    gate = np.array([[[0.05, 0.5], [0.95, 0.1]], [[0.0, 0.9], [0.01, 1.0]]])
    below, above = saturation(gate)
    np.testing.assert_allclose(below, [0.75, 0.0])
    np.testing.assert_allclose(above, [0.25, 0.25])
    below, above = saturation(gate[:, 0], low=0.6, high=0.8)
    np.testing.assert_allclose(below, [1.0, 0.5])
    np.testing.assert_allclose(above, [0.0, 0.5])


def test_saturation_needs_time():
    with pytest.raises(Problem, match=r"gate must be .*; got \[3\]"):
        saturation(np.ones(3))


def test_units_come_from_slow_to_fast_and_equals_keep_their_order():
    t = np.arange(64)
    fast, slow, middle = np.cos(np.pi * t), np.sin(2 * np.pi * t / 64), np.sin(2 * np.pi * t / 8)
    constant = np.full(64, 0.3)
    hidden = np.stack([fast, slow, constant, middle, slow, constant], axis=1)
    before = hidden.copy()
    np.testing.assert_array_equal(slow_order(hidden), [2, 5, 1, 4, 3, 0])
    np.testing.assert_array_equal(hidden, before)
    np.testing.assert_array_equal(slow_order(hidden[:1]), np.arange(6))


def test_order_is_of_one_sequence():
    with pytest.raises(Problem, match=r"hidden must be \[time, hidden\]; got \[2, 3, 4\]"):
        slow_order(np.ones((2, 3, 4)))


def test_logarithms_stop_at_a_stated_floor():
    values = np.array([0.0, 5e-324, 1e-300, 1e-299, 1.0, np.inf, np.nan])
    np.testing.assert_allclose(log10(values), [-300, -300, -300, -299, 0, np.inf, np.nan])
    np.testing.assert_allclose(log10([0.0, 1e-20, 1e-3], floor=1e-12), [-12, -12, -3])
    for wrong in ({"values": [-1.0]}, {"values": [1.0], "floor": 0.0}):
        with pytest.raises(Problem):
            log10(**wrong)


def test_influence_by_distance():
    matrix = np.array([[4.0, 0.0, 0.0], [2.0, 8.0, 0.0], [5.0, 4.0, 0.0]])
    before = matrix.copy()
    np.testing.assert_allclose(by_lag(matrix), [4.0, 3.0, 5.0])
    np.testing.assert_array_equal(matrix, before)


def test_distances_are_of_a_square_matrix():
    with pytest.raises(Problem, match=r"must be \[time, time\]; got \[2, 3, 3\]. Pick one layer"):
        by_lag(np.ones((2, 3, 3)))
