import numpy as np
import pytest
import torch

from explorer.cells import State, cells
from explorer.gradients import gradient_norms, loss_weights_sum, sequence_norms
from explorer.losses import step_losses
from explorer.network import Network
from explorer.problem import Problem


def by_restarting(network, inputs, targets, counted):
    """‖∂/∂a<t>‖ by starting the network at each step from a state of its own: no tape, no hook, float64."""
    norms = []
    with torch.no_grad():
        states = [network.unroll(inputs[: t + 1])[1] for t in range(len(inputs))]
    for t, state in enumerate(states):
        leaves = [State(s.hidden.clone().requires_grad_(), s.cell) for s in state]
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
    assert set(found) == ({"hidden", "cell"} if cells[name].has_memory else {"hidden"})


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


def decades(name, steps=100, **options):
    """log₁₀ ‖∂L/∂a<1>‖ / ‖∂L/∂a<T>‖ at initialisation, mean over five seeds, hidden 64, random input."""
    found = []
    for seed in range(5):
        network = Network(name, 8, 64, 4, seed=seed, **options)
        rng = np.random.default_rng(seed)
        inputs, targets = rng.normal(size=(steps, 1, 8)), rng.normal(size=(steps, 1, 4))
        norms = gradient_norms(network, inputs, targets)["cell" if network.has_memory else "hidden"][0]
        found.append(np.log10(norms[0] / norms[-1]))
    return np.mean(found)


def test_what_vanishes_at_initialisation_and_what_the_forget_bias_does():
    """Torch's default weights: an RNN loses half a decade a step or so, an LSTM a fifth, none with forget bias 3."""
    torch_lstm = {"output_activation": "tanh"}
    assert decades("rnn") < -20
    assert -30 < decades("gru", reset_after=True) < -14
    assert -30 < decades("lstm", forget_bias=0.0, **torch_lstm) < -14
    assert -12 < decades("lstm", forget_bias=1.0, **torch_lstm) < -4
    assert -1.5 < decades("lstm", forget_bias=3.0, **torch_lstm) < 2


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
