import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.lab import Curve, History

steps_upwards = st.lists(st.integers(0, 10_000), min_size=1, max_size=60, unique=True).map(sorted)


def pack(step, size=4):
    return str(step).encode().ljust(size, b".")


# -- History -------------------------------------------------------------------------------------------------------


@given(steps=steps_upwards, count=st.integers(2, 12), size=st.integers(1, 300), each=st.integers(5, 40))
def test_first_and_newest_stay_and_the_rest_keeps_to_its_limits(steps, count, size, each):
    history = History(count, size)
    for done, step in enumerate(steps, 1):
        history.add(step, pack(step, each))
        kept = history.steps
        assert kept == sorted(set(kept))
        assert set(kept) <= set(steps[:done])
        assert (kept[0], kept[-1]) == (steps[0], step)
        assert len(kept) <= count
        assert history.size_kept == len(kept) * each
        assert history.size_kept <= size or len(kept) <= 2
        assert [history.at(s) for s in kept] == [pack(s, each) for s in kept]


@given(steps=steps_upwards, count=st.integers(3, 12), asked=st.integers(-5, 11_000))
def test_at_gives_the_newest_that_is_not_later(steps, count, asked):
    history = History(count)
    for step in steps:
        history.add(step, pack(step))
    earlier = [step for step in history.steps if step <= asked]
    assert history.at(asked) == pack(earlier[-1] if earlier else steps[0])
    assert history.at() == pack(steps[-1])


@given(steps=steps_upwards, back=st.integers(0, 10_000))
def test_going_back_forgets_what_was_later(steps, back):
    history = History(1000)
    for step in steps:
        history.add(step, pack(step))
    history.add(back, b"again")
    assert history.steps == [step for step in steps if step < back] + [back]
    assert history.at() == b"again"
    assert history.at(10_001) == b"again"


def test_nothing_kept_is_none():
    assert History().at() is None
    assert History().at(3) is None
    assert History().steps == []
    assert History().size_kept == 0


def test_thinning_leaves_steps_spread_over_the_whole_run():
    history = History(count=20)
    for step in range(1000):
        history.add(step, pack(step))
        gaps = np.diff(history.steps)
        assert len(history.steps) > min(step, 9), "half of them at most go at once"
        assert len(set(gaps[:-1].tolist())) <= 1, "evenly, but for the newest"
    assert gaps[0] == 64


def test_the_list_of_steps_is_a_copy():
    history = History()
    history.add(1, b"x")
    history.steps.append(2)
    assert history.steps == [1]


# -- Curve ---------------------------------------------------------------------------------------------------------

pieces = st.lists(st.tuples(st.integers(1, 50), st.floats(-100, 100)), min_size=1, max_size=80)


def drawn(parts, length=400):
    curve, step = Curve(length), 0
    for steps, loss in parts:
        step += steps
        curve.add(step, loss, steps, -loss)
    return curve


@given(parts=pieces, length=st.integers(3, 20))
def test_merging_keeps_the_mean_the_end_and_the_length(parts, length):
    curve = drawn(parts, length)
    weights = np.array([row[2] for row in curve.rows()])
    assert 1 <= len(curve.steps) <= length
    assert (np.diff(curve.steps) > 0).all()
    assert curve.steps[-1] == weights.sum() == sum(steps for steps, _ in parts)
    mean = np.average([loss for _, loss in parts], weights=[steps for steps, _ in parts])
    assert np.average(curve.losses, weights=weights) == pytest.approx(mean, abs=1e-9)
    assert curve.metrics[-1] == -parts[-1][1]
    # Each point is the mean of the steps that it stands for.
    flat = np.repeat([loss for _, loss in parts], [steps for steps, _ in parts])
    starts = curve.steps - weights
    for start, end, loss in zip(starts, curve.steps, curve.losses, strict=True):
        assert loss == pytest.approx(flat[start:end].mean(), abs=1e-9)


def test_merged_points_are_spread_over_the_whole_run():
    curve = Curve(length=20)
    curve.add(0, math.nan, 0, 3.0)
    for step in range(1, 1001):
        curve.add(step, 1 / step, 1, 0.0)
    assert curve.steps[0] == 0
    assert curve.metrics[0] == 3.0
    gaps = np.diff(curve.steps)
    assert gaps[:-2].tolist() == [64] * (len(gaps) - 2), "evenly, but for the two that are still growing"
    assert len(curve.steps) > 10


def test_the_first_point_of_an_untrained_network_is_nan_and_spoils_no_mean():
    curve = Curve(length=4)
    curve.add(0, math.nan, 0, 5.0)
    assert np.isnan(curve.losses).tolist() == [True]
    for step in range(1, 40):
        curve.add(step, float(step), 1, 0.0)
    assert curve.steps[0] == 0
    assert np.isfinite(curve.losses[1:]).all()
    weights = np.array([row[2] for row in curve.rows()])
    assert np.average(curve.losses[1:], weights=weights[1:]) == pytest.approx(20.0)


def test_a_network_that_comes_back_from_its_last_state_continues_its_curve():
    curve = Curve(length=4)
    for step in range(1, 4):
        curve.add(step, float(step), 1, 0.0)
    curve.add(2, math.nan, 0, 7.0)  # seated again at step 2, looked at, not trained yet
    assert curve.steps.tolist() == [1, 2]
    assert curve.losses.tolist() == [1.0, 2.0]
    assert curve.metrics.tolist() == [0.0, 7.0]
    for step in range(3, 20):
        curve.add(step, float(step), 1, 0.0)
    weights = np.array([row[2] for row in curve.rows()])
    assert np.average(curve.losses, weights=weights) == pytest.approx(10.0)


@given(parts=pieces, unseen=st.sets(st.integers(0, 79)))
def test_looks_without_training_in_between_never_spoil_a_mean(parts, unseen):
    curve, step = Curve(length=5), 0
    for index, (steps, loss) in enumerate(parts):
        step += steps
        curve.add(step, loss, steps, 0.0)
        if index in unseen:
            step += 1
            curve.add(step, math.nan, 0, 0.0)
    rows = [row for row in curve.rows() if row[2]]
    mean = np.average([loss for _, loss in parts], weights=[steps for steps, _ in parts])
    assert np.average([row[1] for row in rows], weights=[row[2] for row in rows]) == pytest.approx(mean, abs=1e-9)


def test_going_back_drops_the_points_from_there_on():
    curve = drawn([(1, 1.0), (1, 2.0), (1, 3.0)])
    curve.add(2, 9.0, 1, 0.5)
    assert curve.steps.tolist() == [1, 2]
    assert curve.losses.tolist() == [1.0, 9.0]
    assert curve.metrics.tolist() == [-1.0, 0.5]


def test_the_loss_at_a_step_is_that_of_the_newest_point_not_later():
    curve = drawn([(10, 1.0), (10, 2.0)])
    assert [curve.loss_at(step) for step in (10, 15, 20, 99)] == [1.0, 1.0, 2.0, 2.0]
    assert math.isnan(curve.loss_at(9))
    assert math.isnan(Curve().loss_at(0))


def test_empty_curves_are_empty_arrays():
    curve = Curve()
    assert curve.steps.shape == curve.losses.shape == curve.metrics.shape == (0,)
    assert curve.steps.dtype == np.int64


@given(parts=pieces)
def test_rows_survive_a_file(parts):
    curve = drawn(parts, 10)
    again = Curve.from_rows(json.loads(json.dumps(curve.rows())))
    assert again.rows() == curve.rows()
    assert again.steps.dtype == curve.steps.dtype
    again.add(10_000, 1.0, 3, 2.0)
    assert again.rows()[:-1] == curve.rows()


def test_a_nan_survives_a_file():
    curve = Curve()
    curve.add(0, math.nan, 0, math.nan)
    again = Curve.from_rows(json.loads(json.dumps(curve.rows())))
    assert math.isnan(again.losses[0])
    assert math.isnan(again.metrics[0])


def test_a_metric_that_was_not_measured_is_a_gap_and_not_the_last_one():
    curve = Curve(length=4)
    for step, metric in enumerate([3.0, math.nan, math.nan, 2.0, math.nan, 1.0], start=1):
        curve.add(step, 1.0, 1, metric)
    steps, metrics = curve.measured()
    assert metrics.tolist() == [m for m in curve.metrics.tolist() if math.isfinite(m)]
    assert metrics.tolist()[-1] == 1.0
    assert steps.tolist()[-1] == 6
    assert set(metrics.tolist()) <= {1.0, 2.0, 3.0}
