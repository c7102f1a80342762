import numpy as np
import pytest
import torch
from torch import nn

from explorer.convert import from_torch
from explorer.gradients import connectivity, gradient_norms, loss_contributions
from explorer.losses import step_losses
from explorer.network import Network
from explorer.problem import Problem
from tests.gradients.by_hand import ALL, Unrolled, example, linear


def one_at_a_time(run, symbols, tensors):
    """[s, t] of ‖∂ logit_k(s) / ∂ tensor(t)‖, one backward pass for each s; batch 1."""
    return np.array([run.norms(run.logits[s, 0, k], tensors) for s, k in enumerate(symbols)])


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize(("name", "options"), ALL)
def test_connectivity_equals_one_backward_pass_for_each_output(name, options, layers):
    network, ids, targets = example(name, options, layers)
    run = Unrolled(network, ids)
    wanted = {"input": run.x} | {f"hidden:{n}": [s.hidden for s in states] for n, states in enumerate(run.states)}
    for wrt, tensors in wanted.items():
        expected = one_at_a_time(run, targets[:, 0], tensors)
        np.testing.assert_allclose(connectivity(network, ids, targets, wrt), expected, rtol=1e-10, atol=0)
    assert expected[0, 0] > 0


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(("name", "options"), ALL)
def test_embedding_is_the_derivative_of_what_the_gates_read(name, options, layers):
    """W_x x<t> of all gates: set W_x to the identity, and the input is what the gates read."""
    network, ids, targets = example(name, options, layers)
    matrices, size = network.cells[0].matrices, network.hidden_size
    wide = Network(name, len(matrices) * size, size, 4, layers, dtype=torch.float64, **options)
    state = network.state_dict()
    for k, columns in zip(matrices, torch.eye(len(matrices) * size, dtype=torch.float64).split(size), strict=True):
        state[f"cells.0.W_{k}"] = torch.cat([state[f"cells.0.W_{k}"][:, :size], columns], dim=1)
    wide.load_state_dict(state)
    read = torch.cat([network.cells[0].get_parameter(f"W_{k}")[:, size:].detach() for k in matrices])
    vectors = read.t()[torch.as_tensor(ids)]
    run = Unrolled(wide, vectors)
    expected = one_at_a_time(run, targets[:, 0], run.x)
    np.testing.assert_allclose(connectivity(network, ids, targets, "embedding"), expected, rtol=1e-10, atol=0)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm", "nested-lstm"])
def test_more_symbols_than_rows_give_the_same_norms(name):
    """Beyond as many symbols as there are rows in all W_x, fewer columns of the same norm take their place."""
    network = Network(name, 40, 3, 4, dtype=torch.float64)
    ids = np.random.default_rng(0).integers(40, size=(7, 1))
    run = Unrolled(network, ids)
    expected = one_at_a_time(run, [2] * 7, run.x)
    np.testing.assert_allclose(connectivity(network, ids, 2), expected, rtol=1e-10, atol=0)


@pytest.mark.parametrize(("name", "options"), ALL)
def test_the_future_has_exactly_no_influence(name, options):
    network, ids, targets = example(name, options, dtype=torch.float32)
    for wrt in ("input", "embedding", "hidden:0", "hidden:1"):
        found = connectivity(network, ids, targets, wrt)
        assert (found[np.triu_indices(9, 1)] == 0).all()
        assert (found[np.tril_indices(9)] > 0).all()
    contributions = loss_contributions(network, ids, targets)
    assert (contributions[:, *np.triu_indices(9, 1)] == 0).all()


@pytest.mark.parametrize(("name", "options"), ALL)
def test_a_run_that_breaks_down_is_measured_up_to_there(name, options):
    network, _, _ = example(name, options)
    vectors = np.random.default_rng(0).normal(size=(40, 1, 5))
    vectors[30:] = np.nan
    for wrt in ("input", "hidden:0"):
        expected = connectivity(network, vectors[:30], 1, wrt)
        assert np.isfinite(expected).all()
        np.testing.assert_allclose(connectivity(network, vectors, 1, wrt)[:30, :30], expected, rtol=1e-12)


def test_symbols_are_the_top_prediction_the_targets_or_one_for_all():
    network, ids, targets = example("gru", {})
    top = network(ids).argmax(-1)
    np.testing.assert_array_equal(connectivity(network, ids), connectivity(network, ids, top))
    np.testing.assert_array_equal(connectivity(network, ids, 3), connectivity(network, ids, np.full((9, 1), 3)))
    assert not np.allclose(connectivity(network, ids, 3), connectivity(network, ids, targets))


def test_squared_as_in_the_code_of_the_article():
    network, ids, targets = example("lstm", {})
    plain = connectivity(network, ids, targets)
    np.testing.assert_allclose(connectivity(network, ids, targets, squared=True), plain**2)


@pytest.mark.parametrize("name", ["lstm", "nested-lstm"])
def test_sequences_are_averaged(name):
    network, ids, targets = example(name, {}, batch=3)
    alone = [connectivity(network, ids[:, [b]], targets[:, [b]]) for b in range(3)]
    np.testing.assert_allclose(connectivity(network, ids, targets), np.mean(alone, axis=0), rtol=1e-12)
    alone = [loss_contributions(network, ids[:, [b]], targets[:, [b]]) / 3 for b in range(3)]
    np.testing.assert_allclose(loss_contributions(network, ids, targets), np.mean(alone, axis=0), rtol=1e-12)


def test_vectors_as_inputs():
    network, _, targets = example("gru", {"reset_after": True})
    vectors = np.random.default_rng(0).normal(size=(9, 1, 5))
    run = Unrolled(network, vectors)
    expected = one_at_a_time(run, targets[:, 0], run.x)
    np.testing.assert_allclose(connectivity(network, vectors, targets), expected, rtol=1e-10)


@pytest.mark.parametrize(("name", "options"), ALL)
def test_500_steps_of_a_single_precision_network_are_as_good_as_double(name, options):
    """Vanishing far below what float32 can hold, or its squares, and still right."""
    steps = 500 if name != "nested-lstm" else 120  # by autograd, which takes its time
    network, ids, targets = example(name, options, layers=1, steps=steps, dtype=torch.float32)
    found = connectivity(network, ids, targets)
    double = connectivity(network.double(), ids, targets)
    assert found.dtype == np.float64
    well_above = double > 1e-300
    np.testing.assert_allclose(found[well_above], double[well_above], rtol=1e-4)
    assert (found[~well_above] <= 1.1e-300).all()
    if options.get("activation") != "relu":
        assert 0 < double[-1, -100] < 1e-9


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("rho", [0.25, 0.9, 1.0, 1.5])
def test_a_linear_recurrence_gives_powers_of_rho(rho, dtype):
    """‖∂ logit_k(s)/∂a(t)‖ = ‖W_y[k]‖ ρ^(s−t), down to 1e-300 and up to 1e87."""
    network = linear(rho, dtype=dtype)
    found = connectivity(network, np.zeros((500, 1), int), 2, "hidden:0")
    lags = np.arange(500)[:, None] - np.arange(500)[None, :]
    of_logit = np.linalg.norm(network.weights()["W_y"][2].astype(float))
    rho = float(torch.tensor(rho, dtype=dtype))
    expected = np.where(lags >= 0, of_logit * rho ** np.maximum(lags, 0.0), 0)
    np.testing.assert_allclose(found, expected, rtol=1e-12 if dtype == torch.float64 else 1e-4)


def test_a_network_from_torch_has_torchs_connectivity():
    torch.manual_seed(0)
    layer, readout = nn.LSTM(5, 8, 2, dtype=torch.float64), nn.Linear(8, 4, dtype=torch.float64)
    x = torch.randn(12, 1, 5, dtype=torch.float64, requires_grad=True)
    logits = readout(layer(x)[0])
    expected = np.array(
        [torch.autograd.grad(logits[s, 0, 1], x, retain_graph=True)[0][:, 0].norm(dim=1).numpy() for s in range(12)]
    )
    found = connectivity(from_torch(layer, readout), x.detach(), 1)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=0)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(("name", "options"), ALL)
def test_loss_contributions_equal_one_backward_pass_for_each_loss(name, options, layers):
    network, ids, targets = example(name, options, layers, batch=2)
    run = Unrolled(network, ids)
    losses = step_losses(run.logits, targets).mean(dim=1)
    for of in ("hidden", "cell") if network.has_memory else ("hidden",):
        tensors = [[getattr(state, of) for state in states] for states in run.states]
        expected = [[run.norms(loss, layer) for loss in losses] for layer in tensors]
        np.testing.assert_allclose(loss_contributions(network, ids, targets, of=of), expected, rtol=1e-10, atol=0)


def test_contributions_agree_with_the_gradient_of_one_loss():
    network, ids, targets = example("lstm", {}, batch=2)
    weights = np.ones((9, 2))
    weights[7:] = 0
    weights[3, 1] = 0
    found = loss_contributions(network, ids, targets, weights)
    last, total = (gradient_norms(network, ids, targets, of, weights)["hidden"] for of in ("last", "total"))
    np.testing.assert_allclose(found[:, 6], last, rtol=1e-12)
    assert (found[:, 7:] == 0).all()
    assert (found.sum(axis=1) >= total - 1e-12).all()
    values = np.random.default_rng(0).normal(size=(9, 2, 4))
    squared_error = loss_contributions(network, ids, values)[:, -1]
    np.testing.assert_allclose(squared_error, gradient_norms(network, ids, values)["hidden"], rtol=1e-12)


def test_the_network_is_left_alone():
    network, ids, targets = example("lstm", {}, dtype=torch.float32)
    before, given = network.weights(), ids.copy()
    connectivity(network, ids, targets)
    loss_contributions(network, ids, targets)
    np.testing.assert_array_equal(ids, given)
    assert network.dtype == torch.float32
    assert all(parameter.grad is None for parameter in network.parameters())
    for name, weights in network.weights().items():
        np.testing.assert_array_equal(weights, before[name])


def test_what_cannot_be_asked_for():
    network, ids, targets = example("gru", {})
    with pytest.raises(Problem, match="wrt must be one of: input, embedding, hidden:0, hidden:1; got hidden:2"):
        connectivity(network, ids, wrt="hidden:2")
    with pytest.raises(Problem, match="Target ids must be 0 to 3; got 4"):
        connectivity(network, ids, 4)
    with pytest.raises(Problem, match="Target ids must be 0 to 3; got -1"):
        connectivity(network, ids, -1)
    with pytest.raises(Problem, match=r"Targets must be ids \[time, batch\] = \[9, 1\], one id, or none; got \[9\]"):
        connectivity(network, ids, targets[:, 0])
    with pytest.raises(Problem, match="one id, or none"):
        connectivity(network, ids, targets.astype(float))
    with pytest.raises(Problem, match="Ids must be 0 to 4"):
        connectivity(network, ids + 5)
    with pytest.raises(Problem, match="of must be one of: hidden; got cell"):
        loss_contributions(network, ids, targets, of="cell")
    with pytest.raises(Problem, match=r"weights must be \[time, batch\]"):
        loss_contributions(network, ids, targets, np.ones(9))
