import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.lessons.gates.spans import Passage, around, holding, passages_held
from explorer.problem import Problem

LEVELS = st.sampled_from([-0.9, -0.5, -0.1, 0.0, 0.3, 0.5, 0.8])


@given(arrays(np.float64, (7, 5), elements=LEVELS), st.integers(0, 6), st.integers(0, 6))
def test_units_hold_through_the_span_with_one_sign_and_not_around_it(states, one, other):
    first, last = min(one, other), max(one, other)
    found = holding(states, first, last, 0.5).tolist()
    for unit in range(5):
        inside = [float(states[t, unit]) for t in range(first, last + 1)]
        through = all(value >= 0.5 for value in inside) or all(value <= -0.5 for value in inside)
        before = first > 0 and abs(states[first - 1, unit]) >= 0.5
        after = last < 6 and abs(states[last + 1, unit]) >= 0.5
        assert (unit in found) == (through and not before and not after)
    weakest = [np.abs(states[first : last + 1, unit]).min() for unit in found]
    assert weakest == sorted(weakest, reverse=True)


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (3, 2), (0, 4)])
def test_a_span_outside_the_text_is_refused(first, last):
    with pytest.raises(Problem, match="steps 1 to 4"):
        holding(np.zeros((4, 2)), first, last, 0.5)


def test_places_where_most_units_hold_together_the_best_first():
    on = np.zeros((8, 2, 3))
    on[1:4, 0, :2] = 0.7  # two of three through three steps
    on[5:7, 0, 0] = -0.9  # one of three is too few
    on[2:4, 1, :] = 0.6  # all three through two steps
    found = passages_held(on, [0, 1, 2], 0.5, like=3)
    assert found == [Passage(1, 2, 3, 3), Passage(0, 1, 3, 2)]
    assert passages_held(on, [0, 1, 2], 0.5, like=3, most=1) == found[:1]


def test_units_that_relieve_each_other_do_not_hold_together():
    on = np.zeros((4, 1, 4))
    on[:2, 0, :2], on[2:, 0, 2:] = 1.0, 1.0
    assert passages_held(on, [0, 1, 2, 3], 0.5, like=2) == []


def test_a_length_like_the_spans_is_preferred_and_no_units_hold_nowhere():
    on = np.zeros((9, 1, 1))
    on[0:2], on[4:8] = 1.0, 1.0
    assert [place.first for place in passages_held(on, [0], 0.5, like=4)] == [4, 0]
    assert [place.first for place in passages_held(on, [0], 0.5, like=2)] == [0, 4]
    assert passages_held(on, [], 0.5, like=2) == []


def test_a_passage_is_shown_between_its_neighbours():
    place = Passage(0, 2, 3, 1)
    assert around(place, list("abcdef")) == ("ab", "cd", "ef")
    assert around(place, ["The", "cat", "was", "full", "."], " ") == ("The cat ", "was full", " .")
    assert around(Passage(0, 0, 1, 1), ["a", "b"], " ") == ("", "a b", "")
