import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.lessons.gates.order import clustered, correlations, descending
from explorer.problem import Problem

SAMPLES = arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 7)), elements=st.floats(-9, 9, width=16))


def average_linkage(alike):
    """The same tree without any bookkeeping: every step asks all pairs of units of all pairs of clusters."""
    clusters = [[unit] for unit in range(len(alike))]
    while len(clusters) > 1:
        pairs = [(i, j) for i in range(len(clusters)) for j in range(i + 1, len(clusters))]
        near = [np.mean([alike[a, b] for a in clusters[i] for b in clusters[j]]) for i, j in pairs]
        i, j = pairs[int(np.argmax(near))]
        joined = sorted([*clusters[i], *clusters[j]])
        yield joined
        clusters = [one for k, one in enumerate(clusters) if k not in (i, j)] + [joined]


def test_clusters_of_the_tree_stand_together():
    rng = np.random.default_rng(0)
    for units in (2, 5, 9):
        alike = correlations(rng.normal(size=(6, units)))
        order = clustered(alike).tolist()
        assert sorted(order) == list(range(units))
        for cluster in average_linkage(alike):
            places = sorted(order.index(unit) for unit in cluster)
            assert places == list(range(places[0], places[0] + len(places)))


def test_alike_units_are_neighbours_and_opposite_ones_are_not():
    wave, other = np.sin(np.arange(30)), np.cos(3 * np.arange(30))
    order = clustered(correlations(np.stack([wave, -wave, other, wave + 0.01 * other], axis=1))).tolist()
    assert abs(order.index(0) - order.index(3)) == 1
    assert abs(order.index(0) - order.index(1)) > 1


@given(SAMPLES)
def test_correlations_are_those_of_numpy_where_units_move(values):
    found = correlations(values)
    moves = values.std(axis=0) > 1e-3
    assert found.shape == (values.shape[1],) * 2
    assert (np.diag(found) == 1).all()
    if moves.sum() > 1:
        np.testing.assert_allclose(found[np.ix_(moves, moves)], np.corrcoef(values[:, moves].T), atol=1e-9)


def test_a_unit_that_never_moves_is_like_no_other():
    found = correlations(np.stack([np.full(5, 0.1), np.arange(5.0)], axis=1))
    np.testing.assert_array_equal(found, np.eye(2))


def test_descending_keeps_ties_and_puts_what_is_no_number_last():
    assert descending([0.5, np.nan, 2.0, 0.5, np.inf]).tolist() == [4, 2, 0, 3, 1]


@given(SAMPLES)
def test_every_order_names_each_unit_once(values):
    assert sorted(clustered(correlations(values)).tolist()) == list(range(values.shape[1]))


@pytest.mark.parametrize("wrong", [np.zeros((2, 3)), np.zeros(4), np.zeros((0, 0))])
def test_only_square_matrices_are_clustered(wrong):
    with pytest.raises(Problem, match="unit, unit"):
        clustered(wrong)


def test_correlations_need_samples_of_units():
    with pytest.raises(Problem, match="time, hidden"):
        correlations(np.zeros(3))
