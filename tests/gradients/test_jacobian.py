import numpy as np
import pytest
import torch

from explorer.analysis import log10
from explorer.gradients import jacobian_bound, jacobian_norms, jacobian_spectrum
from explorer.network import Network
from explorer.problem import Problem
from tests.gradients.by_hand import ALL, Unrolled, example, linear


def by_hand(run, layer, of):
    """∂a<T>/∂a<t> of one layer for every t, [time, hidden, hidden], one row at a time; batch 1."""
    tensors = [getattr(state, of) for state in run.states[layer]]
    rows = [torch.autograd.grad(y, tensors, retain_graph=True) for y in tensors[-1][0]]
    return np.array([[gradient[0].numpy() for gradient in row] for row in rows]).swapaxes(0, 1)


@pytest.mark.parametrize(("name", "options"), ALL)
def test_norms_and_singular_values_equal_those_of_the_matrix(name, options):
    network, ids, _ = example(name, options)
    run = Unrolled(network, ids)
    for of in ("hidden", "cell") if network.has_memory else ("hidden",):
        norms, spectrum = jacobian_norms(network, ids, of), jacobian_spectrum(network, ids, of)
        assert spectrum.shape == (2, 9, 6)
        for layer in range(2):
            values = np.linalg.svd(by_hand(run, layer, of), compute_uv=False)
            np.testing.assert_allclose(norms[layer], values[:, 0], rtol=1e-10)
            np.testing.assert_allclose(spectrum[layer, :, 0], norms[layer], rtol=1e-12)
            assert (np.abs(spectrum[layer] - values) <= 1e-14 * values[:, :1]).all()
        np.testing.assert_allclose(spectrum[:, -1], 1, rtol=1e-14)


def test_sequences_are_averaged():
    network, ids, _ = example("lstm", {}, batch=2)
    for measure in (jacobian_norms, jacobian_spectrum):
        alone = [measure(network, ids[:, [b]]) for b in range(2)]
        np.testing.assert_allclose(measure(network, ids), np.mean(alone, axis=0), rtol=1e-12)


@pytest.mark.parametrize("rho", [0.25, 0.9, 1.0, 1.5])
def test_a_linear_recurrence_gives_powers_of_rho(rho):
    """W = ρ P with orthogonal P: ‖∂a<T>/∂a<t>‖₂ = ρ^(T−t), and so are all singular values; the bound is reached."""
    network, ids = linear(rho), np.zeros((500, 1), int)
    expected = rho ** np.arange(499, -1, -1.0)
    np.testing.assert_allclose(jacobian_norms(network, ids)[0], expected, rtol=1e-12)
    np.testing.assert_allclose(jacobian_spectrum(network, ids)[0], np.tile(expected[:, None], 6), rtol=1e-12)
    np.testing.assert_allclose(jacobian_bound(network, 500)[0], expected, rtol=1e-12)


def test_what_float64_cannot_hold_is_at_the_stated_floor():
    norms = jacobian_norms(linear(0.1), np.zeros((500, 1), int))[0]
    exact = -np.arange(499, -1, -1.0)
    np.testing.assert_allclose(log10(norms), np.maximum(exact, -300), atol=1e-9)


def test_the_bound_of_pascanu_is_never_broken():
    broken, tight = 0, 0.0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        activation = ("tanh", "relu", "sigmoid")[seed % 3]
        network = Network("rnn", 3, int(rng.integers(2, 12)), 2, int(rng.integers(1, 3)), seed, activation=activation)
        with torch.no_grad():
            for cell in network.cells:
                cell.W_a *= float(rng.uniform(0.1, 4))
        norms = jacobian_norms(network, rng.normal(size=(25, 1, 3)) * rng.uniform(0, 3))
        bound = jacobian_bound(network, 25)
        broken += int((norms > bound * (1 + 1e-12)).sum())
        tight = max(tight, float((norms / bound)[:, -2].max()))
    assert broken == 0
    assert tight > 0.9


def test_rounding_is_not_taken_for_a_singular_value():
    network = linear(0.9)
    with torch.no_grad():
        network.cells[0].W_a[:, 5] = 0  # one state goes nowhere: rank 5, 4, … as steps go by
    values = jacobian_spectrum(network, np.zeros((9, 1), int))[0]
    assert (values > 0).sum(axis=1).tolist() == [0, 0, 0, 1, 2, 3, 4, 5, 6]


def test_what_cannot_be_asked_for():
    network, ids, _ = example("gru", {})
    with pytest.raises(Problem, match="of must be one of: hidden; got cell"):
        jacobian_norms(network, ids, "cell")
    with pytest.raises(Problem, match="of must be one of: hidden, cell; got inner"):
        jacobian_spectrum(Network("lstm", 5, 6, 4), ids, "inner")
    with pytest.raises(Problem, match="that of a plain RNN; this network has another cell: gru"):
        jacobian_bound(network, 9)
    with pytest.raises(Problem, match="time_steps must be a whole number, at least 1; got 0"):
        jacobian_bound(Network("rnn", 5, 6, 4), 0)
    with pytest.raises(Problem, match="Ids must be"):
        jacobian_norms(network, ids + 9)
