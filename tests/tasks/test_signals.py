from __future__ import annotations

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks.signals import WAVES, Signals


@pytest.mark.parametrize("wave", WAVES)
def test_targets_are_the_next_values_and_stay_in_range(wave):
    batch = Signals(wave=wave, batch_size=50).batch(np.random.default_rng(0))
    np.testing.assert_array_equal(batch.inputs[1:], batch.targets[:-1])
    assert np.abs(batch.inputs).max() <= 1
    assert np.abs(batch.inputs).max() > 0.9


def test_a_sine_obeys_its_recurrence_with_a_period_of_8_to_32_steps():
    batch = Signals(wave="sine", batch_size=400).batch(np.random.default_rng(0))
    x = batch.inputs[..., 0].astype(np.float64)
    # x(t+1) + x(t−1) = 2 cos(ω) x(t); least squares over time gives ω.
    middle = x[1:-1]
    cosine = ((x[2:] + x[:-2]) * middle).sum(axis=0) / (2 * (middle**2).sum(axis=0))
    np.testing.assert_allclose(x[2:] + x[:-2], 2 * cosine * middle, atol=1e-4)
    period = 2 * np.pi / np.arccos(cosine)
    assert period.min() > 7.99
    assert period.max() < 32.1
    assert np.ptp(period) > 20


def test_a_square_has_two_values_and_a_sawtooth_rises_evenly():
    square = Signals(wave="square", batch_size=50).batch(np.random.default_rng(0)).inputs
    assert set(np.unique(square)) == {-1.0, 1.0}
    sawtooth = Signals(wave="sawtooth", batch_size=50).batch(np.random.default_rng(0)).inputs[..., 0]
    rises = np.diff(sawtooth, axis=0)
    for column in rises.T:
        np.testing.assert_allclose(column[column > 0], column[column > 0][0], atol=1e-5)


def test_noise_is_on_training_and_on_what_validation_shows_but_not_on_what_it_asks():
    clean, noisy = Signals(noise=0.0), Signals(noise=0.3)
    difference = noisy.validation().inputs - clean.validation().inputs
    assert difference.std() == pytest.approx(0.3, abs=0.01)
    assert abs(difference.mean()) < 0.01
    np.testing.assert_array_equal(noisy.validation().targets, clean.validation().targets)
    batch = noisy.batch(np.random.default_rng(0))
    np.testing.assert_array_equal(batch.inputs[1:], batch.targets[:-1])


@pytest.mark.parametrize(("wave", "power"), [("sine", 1 / 2), ("sawtooth", 1 / 3), ("square", 1.0), ("sum", 1 / 4)])
def test_always_the_mean_is_wrong_by_the_power_of_the_wave(wave, power):
    scores = Signals(wave=wave).baselines()
    assert scores["always the mean"] == pytest.approx(power, rel=0.03)


def test_repeating_the_last_value_is_measured_on_the_validation_batch():
    task = Signals(wave="sum", noise=0.2)
    batch = task.validation()
    expected = np.mean([(float(x) - float(y)) ** 2 for x, y in zip(batch.inputs.flat, batch.targets.flat, strict=True)])
    assert task.baselines()["repeats the last value"] == pytest.approx(expected, rel=1e-6)


def test_a_network_that_knows_the_sine_continues_it():
    task = Signals(wave="sine", noise=0.0, time_steps=40)
    x = task.probe().inputs[:, 0, 0].astype(np.float64)
    cosine = (x[2:] + x[:-2]) @ x[1:-1] / (2 * x[1:-1] @ x[1:-1])
    before = 0.0

    def step(inputs, reset=False):
        nonlocal before
        now = float(inputs[0, 0])
        forecast = 2 * cosine * now - (0.0 if reset else before)
        before = now
        return np.array([[forecast]])

    sample = task.sample(step, np.random.default_rng(0))
    assert sample.kind == "curve"
    assert sample.start == 40
    assert sample.true.shape == sample.predicted.shape == (80,)
    np.testing.assert_allclose(sample.predicted, sample.true, atol=0.01)
    np.testing.assert_array_equal(sample.true[1:41], task.probe().targets[:, 0, 0])


def test_the_continuation_hears_only_its_own_forecasts():
    task = Signals(noise=0.1, time_steps=10)
    heard = []

    def step(inputs, reset=False):
        heard.append((float(inputs[0, 0]), reset))
        return np.full((1, 1), float(len(heard)))

    sample = task.sample(step, np.random.default_rng(0))
    given = task.probe().inputs[:, 0, 0].tolist()
    assert heard == [(x, t == 0) for t, x in enumerate(given)] + [(float(t), False) for t in range(10, 19)]
    assert sample.predicted.tolist() == [*given, *range(10, 20)]


@pytest.mark.parametrize("settings", [{"wave": "triangle"}, {"noise": -0.1}, {"noise": 0.6}, {"noise": float("nan")}])
def test_settings_out_of_range_are_problems(settings):
    with pytest.raises(Problem, match=str(next(iter(settings.values())))):
        Signals(**settings)


def test_labels_are_the_values_with_a_sign():
    task = Signals(wave="square", time_steps=30)
    assert set(task.probe_labels()) == {"+1.00", "-1.00"}
