from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from explorer.cells import cells
from explorer.convert import from_torch
from explorer.gradients import gradient_norms, loss_weights_sum, sequence_norms
from explorer.losses import step_losses
from explorer.network import Network
from explorer.problem import Problem
from tests.gradients.by_hand import ALL, Unrolled, example


def by_restarting(network, inputs, targets, counted):
    """‖∂/∂a<t>‖ by starting the network at each step from a state of its own: no tape, no hook, float64."""
    norms = []
    with torch.no_grad():
        states = [network.unroll(inputs[: t + 1])[1] for t in range(len(inputs))]
    for t, state in enumerate(states):
        leaves = [replace(s, hidden=s.hidden.clone().requires_grad_()) for s in state]
        logits = network._readout(leaves[-1].hidden).unsqueeze(0)
        if t + 1 < len(inputs):
            logits = torch.cat([logits, network(inputs[t + 1 :], leaves)])
        losses = step_losses(logits, targets[t:]).mean(1)
        (counted[t:] * losses).sum().backward()
        norms.append([s.hidden.grad.norm(dim=1).mean().item() if s.hidden.grad is not None else 0.0 for s in leaves])
    return np.array(norms).T


@pytest.mark.parametrize("of", ["last", "total"])
@pytest.mark.parametrize("name", list(cells))
@pytest.mark.parametrize("dtype", ["ids", "values"])
def test_norms_equal_those_of_a_network_restarted_at_each_step(name, of, dtype):
    generator = torch.Generator().manual_seed(0)
    network = Network(name, 4, 5, 3, dtype=torch.float64)
    inputs = torch.randint(4, (6, 2), generator=generator)
    targets = torch.randint(3, (6, 2), generator=generator)
    if dtype == "values":
        targets = torch.randn(6, 2, 3, generator=generator, dtype=torch.float64)
    counted = torch.ones(6) if of == "total" else torch.eye(6)[5]
    found = gradient_norms(network, inputs, targets, of=of)
    expected = by_restarting(network, inputs, targets, counted)
    np.testing.assert_allclose(found["hidden"], expected, rtol=1e-9, atol=1e-14)
    assert list(found) == ["hidden", *(["cell"] if network.has_memory else []), *network.gates]


@pytest.mark.parametrize("of", ["last", "total"])
@pytest.mark.parametrize("engine", ["kernel", "cell"])
@pytest.mark.parametrize(("name", "options"), ALL)
def test_every_state_and_gate_has_its_total_derivative(name, options, engine, of):
    network, ids, targets = example(name, options, batch=2)
    network.engine = engine
    run = Unrolled(network, ids)
    losses = step_losses(run.logits, targets).mean(dim=1)
    found = gradient_norms(network, ids, targets, of)
    for layer, (states, gates) in enumerate(zip(run.states, run.gates, strict=True)):
        for key, norms in found.items():
            tensors = [getattr(s, key) for s in states] if key in ("hidden", "cell") else [g[key] for g in gates]
            expected = run.norms(losses[-1] if of == "last" else losses.sum(), tensors)
            np.testing.assert_allclose(norms[layer], expected, rtol=1e-10, atol=1e-16)


def test_weights_choose_the_losses_and_the_last_step():
    network = Network("gru", 4, 5, 3, 2)
    ids, targets = np.zeros((6, 2), int), np.ones((6, 2), int)
    weights = np.zeros((6, 2))
    weights[1:4] = 1
    last = gradient_norms(network, ids, targets, weights=weights)["hidden"]
    assert last.shape == (2, 6)
    np.testing.assert_array_equal(last[:, 4:], 0)
    assert (last[:, :4] > 0).all()
    np.testing.assert_allclose(last[:, :4], gradient_norms(network, ids[:4], targets[:4])["hidden"], rtol=1e-12)
    total = gradient_norms(network, ids, targets, of="total", weights=weights)["hidden"]
    assert (total[:, 1] > last[:, 1]).all()


def test_500_steps_do_not_underflow_and_the_network_is_left_alone():
    network = Network("rnn", 4, 16, 3)
    before = network.weights()
    norms = gradient_norms(network, np.zeros((500, 1), int), np.zeros((500, 1), int))["hidden"][0]
    assert norms.dtype == np.float64
    assert 0 < norms[0] < 1e-45
    assert network.dtype == torch.float32
    assert network.W_y.grad is None
    for name, weights in network.weights().items():
        np.testing.assert_array_equal(weights, before[name])


INPUT_SIZE = 16  # the table does not say; more input saturates the tanh and makes the RNN vanish faster


def decades(module, steps, seed, forget_bias=0.0):
    """log₁₀ ‖∂L<T>/∂a<1>‖ / ‖∂L<T>/∂a<T>‖ (c in the LSTM), torch's own initial weights, hidden 64, random input."""
    torch.manual_seed(seed)
    layer = module(INPUT_SIZE, 64)
    if forget_bias:
        with torch.no_grad():
            layer.bias_ih_l0[64:128] += forget_bias
    network = from_torch(layer, nn.Linear(64, 4))
    rng = np.random.default_rng(seed)
    inputs, targets = rng.normal(size=(steps, 1, INPUT_SIZE)), rng.normal(size=(steps, 1, 4))
    norms = gradient_norms(network, inputs, targets)["cell" if network.has_memory else "hidden"][0]
    return np.log10(norms[0] / norms[-1])


@pytest.mark.parametrize(
    ("module", "forget_bias", "expected"),
    [
        (nn.RNN, 0, {20: -5.5, 50: -13.6}),
        (nn.GRU, 0, {20: -4.0, 50: -9.9, 100: -19.7}),
        (nn.LSTM, 0, {20: -4.1, 50: -10.2, 100: -20.1}),
        (nn.LSTM, 1, {20: -1.6, 50: -3.9, 100: -7.4}),
        (nn.LSTM, 3, {20: 0.15, 50: 0.25, 100: 0.5}),
    ],
)
def test_what_vanishes_at_initialisation_and_what_the_forget_bias_does(module, forget_bias, expected):
    """A table measured with torch's own modules, means of five seeds: ours differ by 0.01 a step, or by the spread."""
    for steps, decade in expected.items():
        found = [decades(module, steps, seed, forget_bias) for seed in range(5)]
        assert abs(np.mean(found) - decade) < max(0.01 * steps, 2 * np.std(found, ddof=1))


def test_a_linear_recurrence_keeps_the_gradient_of_an_orthogonal_matrix():
    """With W = ρ Q and a<t> > 0 throughout, relu is linear and each step back multiplies the norm by ρ exactly."""
    network = Network("rnn", 1, 8, 1, activation="relu", recurrent_init="identity", spectral_radius=0.9)
    with torch.no_grad():
        network.cells[0].W_a[:, 8:] = 1.0
        network.cells[0].b_a.fill_(0.5)
    norms = gradient_norms(network.double(), np.ones((30, 2, 1)), np.zeros((30, 2, 1)))["hidden"][0]
    np.testing.assert_allclose(norms / norms[-1], 0.9 ** np.arange(29, -1, -1), rtol=1e-6)


def test_the_norm_is_taken_by_sequence_and_then_averaged():
    gradient = torch.tensor([[[3.0, 4.0], [0.0, 1.0]], [[0.0, 0.0], [6.0, 8.0]]])
    np.testing.assert_allclose(sequence_norms(gradient), [3.0, 5.0])


def test_the_sum_of_weights_turns_the_gradient_of_the_mean_loss_into_that_of_each_sequence():
    network = Network("rnn", 4, 5, 3, dtype=torch.float64)
    ids, targets, weights = np.arange(12).reshape(6, 2) % 4, np.ones((6, 2), int), np.ones((6, 2))
    weights[0] = 0
    tapes = []
    losses = step_losses(network(ids, tapes=tapes), targets) * torch.tensor(weights)
    (losses.sum() / weights.sum()).backward()
    alone = [gradient_norms(network, ids[:, [b]], targets[:, [b]], "total", weights[:, [b]])["hidden"] for b in (0, 1)]
    found = sequence_norms(tapes[0].grad_hidden) * loss_weights_sum(weights)
    np.testing.assert_allclose(found, np.mean(alone, axis=0)[0], rtol=1e-10)


def test_what_cannot_be_asked_for():
    network, ids = Network("rnn", 4, 5, 3), np.zeros((6, 2), int)
    with pytest.raises(Problem, match="of must be “last” or “total”; got first"):
        gradient_norms(network, ids, ids, of="first")
    with pytest.raises(Problem, match="at least one loss"):
        gradient_norms(network, ids, ids, weights=np.zeros((6, 2)))
    with pytest.raises(Problem, match=r"weights must be \[time, batch\] = \[6, 2\]; got \[6\]"):
        gradient_norms(network, ids, ids, weights=np.ones(6))
