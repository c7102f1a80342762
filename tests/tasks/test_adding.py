from __future__ import annotations

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks.adding import Adding


@pytest.mark.parametrize("time_steps", [2, 3, 7, 50])
def test_the_target_is_the_sum_of_one_marked_number_in_each_half(time_steps):
    task = Adding(time_steps=time_steps, batch_size=300)
    batch = task.batch(np.random.default_rng(0))
    numbers, marks = batch.inputs[..., 0], batch.inputs[..., 1]
    half = time_steps // 2
    assert set(np.unique(marks)) <= {0.0, 1.0}
    assert (marks[:half].sum(axis=0) == 1).all()
    assert (marks[half:].sum(axis=0) == 1).all()
    # Every place is marked in some sequence.
    assert (marks.sum(axis=1) > 0).all()
    assert numbers.min() >= 0
    assert numbers.max() < 1
    for b in range(300):
        first, second = (float(numbers[t, b]) for t in range(time_steps) if marks[t, b])
        assert batch.targets[-1, b, 0] == pytest.approx(first + second, abs=1e-6)


def test_only_the_last_step_counts():
    task = Adding(time_steps=9, batch_size=4)
    batch = task.batch(np.random.default_rng(0))
    assert batch.weights.sum() == 4
    logits = batch.targets.copy()
    logits[:-1] = 1e6
    assert task.metric(logits, batch) == 0
    logits[-1] += 0.5
    assert task.metric(logits, batch) == pytest.approx(0.25)


def test_always_answering_1_is_wrong_by_one_sixth():
    task = Adding(batch_size=50_000, time_steps=4)
    batch = task.batch(np.random.default_rng(0))
    assert task.metric(np.ones_like(batch.targets), batch) == pytest.approx(1 / 6, abs=0.002)
    assert list(task.baselines().values()) == [pytest.approx(1 / 6)]
    held_out = Adding().validation()
    assert task.metric(np.ones_like(held_out.targets), held_out) == pytest.approx(1 / 6, abs=0.03)


def test_labels_mark_the_two_numbers():
    task = Adding(time_steps=12)
    marked = [label for label in task.probe_labels() if label.startswith("+")]
    assert len(marked) == 2
    assert sum(map(float, marked)) == pytest.approx(float(task.probe().targets[-1, 0, 0]), abs=0.011)


def test_a_network_that_adds_is_shown_as_right():
    task = Adding(time_steps=20)
    total = np.zeros(0)

    def step(inputs, reset=False):
        nonlocal total
        total = inputs[:, :1] * inputs[:, 1:] + (0 if reset else total)
        return total

    sample = task.sample(step, np.random.default_rng(0))
    assert sample.kind == "pairs"
    assert sample.true.shape == sample.predicted.shape == (16,)
    np.testing.assert_allclose(sample.predicted, sample.true, atol=1e-6)


def test_one_step_has_no_two_halves():
    with pytest.raises(Problem, match="at least 2"):
        Adding(time_steps=1)
