"""What the order of frames decides: measured on networks that know, and on figures whose order is known."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.lessons.activity.measure import ORDERS, judged, played
from explorer.names import CELLS
from explorer.shelf import bundle
from explorer.tasks.activity import Activity


def test_an_order_is_another_one_of_the_same_frames_and_always_the_same() -> None:
    task = Activity()
    batch = task.validation()
    for order in ORDERS:
        moved = played(batch, order)
        np.testing.assert_array_equal(moved.inputs, played(batch, order).inputs)
        np.testing.assert_array_equal(np.sort(moved.inputs, axis=0), np.sort(batch.inputs, axis=0))
        assert (moved.inputs == batch.inputs).all() == (order == "forwards")
    np.testing.assert_array_equal(played(batch, "backwards").inputs[0], batch.inputs[-1])


@pytest.mark.parametrize("cell", CELLS)
def test_networks_that_know_take_sitting_down_backwards_for_standing_up(cell: str) -> None:
    lane = bundle.read("activity").lanes[cell]
    assert lane.state is not None
    found = judged(lane.state)
    # Weights come with the app in half precision, which may turn one figure or two.
    assert found["forwards"].score == pytest.approx(lane.curve.metrics[-1], abs=0.01)
    assert found["forwards"].said == "sits down"
    assert {one.step for one in found.values()} == {lane.step}
    assert found["backwards"].said == "stands up"
    assert found["backwards"].sure > 0.5
    assert max(found["backwards"].score, found["shuffled"].score) < found["forwards"].score - 0.1


def test_a_network_that_learnt_something_else_is_refused() -> None:
    lane = bundle.read("sentiment-english").lanes["rnn"]
    with pytest.raises(TypeError, match="learnt figures"):
        judged(lane.state or b"")
