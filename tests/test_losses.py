import numpy as np
import pytest
import torch

from explorer.losses import step_losses
from explorer.problem import Problem


def test_ids_give_the_cross_entropy_of_every_step():
    rng = np.random.default_rng(0)
    logits, ids = rng.normal(size=(4, 3, 5)), rng.integers(5, size=(4, 3))
    probability = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    expected = -np.log(np.take_along_axis(probability, ids[..., None], -1)[..., 0])
    np.testing.assert_allclose(step_losses(torch.tensor(logits), ids), expected, atol=1e-12)


def test_values_give_the_mean_squared_error_of_every_step():
    rng = np.random.default_rng(0)
    logits, values = rng.normal(size=(4, 3, 5)), rng.normal(size=(4, 3, 5))
    np.testing.assert_allclose(step_losses(torch.tensor(logits), values), ((logits - values) ** 2).mean(-1), atol=1e-12)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (np.zeros((4, 2), int), r"Targets must be ids \[time, batch\] = \[4, 3\]; got \[4, 2\]"),
        (np.zeros((4, 3)), r"Targets must be values \[time, batch, output\] = \[4, 3, 5\]; got \[4, 3\]"),
        (np.full((4, 3), 5), "Target ids must be 0 to 4; got 5"),
        (np.full((4, 3), -1), "Target ids must be 0 to 4; got -1"),
    ],
)
def test_wrong_targets_name_what_was_expected(targets, expected):
    with pytest.raises(Problem, match=expected):
        step_losses(torch.zeros(4, 3, 5), targets)


def test_booleans_give_the_binary_cross_entropy_of_every_step():
    rng = np.random.default_rng(0)
    logits, y = rng.normal(size=(4, 3, 2)), rng.integers(2, size=(4, 3, 2))
    chance = 1 / (1 + np.exp(-logits))
    expected = (-y * np.log(chance) - (1 - y) * np.log(1 - chance)).sum(-1)
    np.testing.assert_allclose(step_losses(torch.tensor(logits), y.astype(bool)), expected, atol=1e-12)


def test_booleans_of_another_shape_name_what_was_expected():
    with pytest.raises(Problem, match=r"booleans \[time, batch, output\] = \[4, 3, 1\]; got \[4, 3\]"):
        step_losses(torch.zeros(4, 3, 1), np.zeros((4, 3), bool))
