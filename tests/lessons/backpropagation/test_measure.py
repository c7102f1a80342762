"""Every number of an unrolled sequence, against autograd asked for one thing at a time, in float64."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.lessons.backpropagation.measure import unroll
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX
from explorer.network import Network
from explorer.problem import Problem
from tests.gradients.by_hand import Unrolled as Plain

CELLS = ["rnn", "gru-simple", "gru", "lstm"]
CASES = [(cell, loss) for cell in CELLS for loss in (BINARY, SOFTMAX)]
EXACT = {"rtol": 0, "atol": 1e-10}


def example(cell, loss, steps=7, seed=3, **options):
    rng = np.random.default_rng(seed)
    network = Network(cell, 5, 6, 1 if loss == BINARY else 4, seed=seed, dtype=torch.float64, **options)
    return network, rng.integers(5, size=steps), rng.integers(2 if loss == BINARY else 4, size=steps)


def losses_of(plain, y, loss):
    """The lecture's formulas, letter by letter."""
    logits, y = plain.logits[:, 0], torch.as_tensor(y)
    if loss == BINARY:
        chance = torch.sigmoid(logits[:, 0])
        return -y * torch.log(chance) - (1 - y) * torch.log(1 - chance)
    return -torch.log(torch.softmax(logits, -1))[torch.arange(len(y)), y]


def slopes(y, tensors):
    found = torch.autograd.grad(y, tensors, retain_graph=True, allow_unused=True)
    return np.stack([np.zeros(t.shape) if g is None else g.numpy() for g, t in zip(found, tensors, strict=True)])


@pytest.mark.parametrize(("cell", "loss"), CASES)
def test_values_gradients_and_contributions_are_those_of_autograd(cell, loss):
    network, inputs, targets = example(cell, loss)
    one, plain = unroll(network, inputs, targets), Plain(network, inputs[:, None])
    losses = losses_of(plain, targets, loss)
    hidden = [state.hidden for state in plain.states[0]]
    assert one.loss == loss
    np.testing.assert_allclose(one.losses, losses.detach(), **EXACT)
    np.testing.assert_allclose(one.hidden, torch.cat(hidden).detach(), **EXACT)
    np.testing.assert_allclose(one.total, slopes(losses.sum(), hidden)[:, 0], **EXACT)
    own = np.stack([slopes(loss_t, [a_t])[0, 0] for loss_t, a_t in zip(losses, hidden, strict=True)])
    np.testing.assert_allclose(one.direct, own, **EXACT)
    np.testing.assert_allclose(one.later, one.total - own, **EXACT)
    single = np.stack([slopes(loss_s, hidden)[:, 0] for loss_s in losses])
    np.testing.assert_allclose(one.contributions, np.linalg.norm(single, axis=-1), **EXACT)
    np.testing.assert_allclose(single.sum(axis=0), one.total, **EXACT)  # J is the sum of the losses, and so its slopes
    np.testing.assert_allclose(
        one.output_error, np.linalg.norm(slopes(losses.sum(), [plain.logits])[0, :, 0], axis=1), **EXACT
    )
    np.testing.assert_allclose(one.losses, -np.log(one.wanted), **EXACT)


@pytest.mark.parametrize("loss", [BINARY, SOFTMAX])
def test_the_memory_cell_of_an_lstm_has_gradients_of_its_own(loss):
    network, inputs, targets = example("lstm", loss)
    one, plain = unroll(network, inputs, targets), Plain(network, inputs[:, None])
    losses, memory = losses_of(plain, targets, loss), [state.cell for state in plain.states[0]]
    total = slopes(losses.sum(), memory)[:, 0]
    np.testing.assert_allclose(one.memory, torch.cat(memory).detach(), **EXACT)
    np.testing.assert_allclose(one.memory_total, total, **EXACT)
    forget = one.gates["forget"]
    np.testing.assert_allclose(
        one.memory_later[:-1], forget[1:] * total[1:], **EXACT
    )  # the lecture's way back through c
    np.testing.assert_allclose(one.memory_later[-1], 0, **EXACT)
    single = np.stack([slopes(loss_s, memory)[:, 0] for loss_s in losses])
    np.testing.assert_allclose(one.memory_contributions, np.linalg.norm(single, axis=-1), **EXACT)


@pytest.mark.parametrize(("cell", "loss"), CASES)
def test_the_shares_of_the_steps_add_up_to_the_gradient_of_the_shared_weights(cell, loss):
    network, inputs, targets = example(cell, loss)
    one, plain = unroll(network, inputs, targets), Plain(network, inputs[:, None])
    found = torch.autograd.grad(losses_of(plain, targets, loss).sum(), list(plain.network.cells[0].parameters()))
    np.testing.assert_allclose(one.gathered[0], torch.cat([g.flatten() for g in found]).norm(), **EXACT)
    np.testing.assert_allclose(one.gathered[-1], one.shares[-1], **EXACT)
    assert one.gathered[0] <= one.shares.sum()


def test_the_numbers_under_the_formulas_add_up():
    one = unroll(*example("rnn", SOFTMAX))
    np.testing.assert_allclose(
        np.tanh(one.gates["recurrent"] + one.gates["input"] + one.gates["bias"]), one.hidden, **EXACT
    )
    for cell in ("gru-simple", "gru"):
        one = unroll(*example(cell, SOFTMAX))
        before, update = np.vstack([np.zeros((1, 6)), one.hidden[:-1]]), one.gates["update"]
        np.testing.assert_allclose(update * one.gates["candidate"] + (1 - update) * before, one.hidden, **EXACT)
    one = unroll(*example("lstm", SOFTMAX))
    before, gates = np.vstack([np.zeros((1, 6)), one.memory[:-1]]), one.gates
    np.testing.assert_allclose(gates["update"] * gates["candidate"] + gates["forget"] * before, one.memory, **EXACT)
    np.testing.assert_allclose(gates["output"] * one.memory, one.hidden, **EXACT)


@settings(max_examples=15)
@given(
    cell=st.sampled_from(CELLS),
    loss=st.sampled_from([BINARY, SOFTMAX]),
    steps=st.integers(1, 16),
    seed=st.integers(0, 99),
)
def test_the_future_is_exactly_zero_and_no_gradient_exceeds_its_parts(cell, loss, steps, seed):
    one = unroll(*example(cell, loss, steps, seed))
    assert (np.triu(one.contributions, 1) == 0).all()
    assert (one.later[-1] == 0).all()
    norm = np.linalg.norm
    assert (norm(one.total, axis=1) <= one.contributions.sum(axis=0) + 1e-12).all()
    np.testing.assert_allclose(np.diag(one.contributions), norm(one.direct, axis=1), **EXACT)


def test_the_network_stays_as_it_was():
    network, inputs, targets = example("gru", SOFTMAX)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    unroll(network, inputs, targets)
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert network.engine == "kernel"
    assert all(parameter.grad is None for parameter in network.parameters())


@pytest.mark.parametrize("steps", [0, 17])
def test_a_sequence_has_one_to_sixteen_steps(steps):
    with pytest.raises(Problem, match=f"1 to 16 steps here; this one has {steps}"):
        unroll(*example("rnn", BINARY, steps))


def test_weights_that_are_no_numbers_are_said_to_be_so():
    network, inputs, targets = example("lstm", SOFTMAX)
    with torch.no_grad():
        network.W_y[0, 0] = torch.nan
    with pytest.raises(Problem, match="not finite numbers"):
        unroll(network, inputs, targets)


def test_values_that_overflow_and_several_layers_are_refused():
    network, inputs, targets = example("rnn", SOFTMAX, activation="relu")
    with torch.no_grad():
        network.cells[0].W_a.fill_(1e200)
    with pytest.raises(Problem, match="no finite number"):
        unroll(network, inputs, targets)
    with pytest.raises(Problem, match="one layer"):
        unroll(Network("rnn", 5, 6, 4, layers=2), inputs, targets)
