import re

import numpy as np
import pytest
import torch

from explorer.cells import Cell, State, cells
from explorer.cells._base import product
from explorer.network import Network
from explorer.problem import Problem
from explorer.trace import record
from tests.cells.reference import RECURRENCES, VARIANTS, one_hot


def make(name, input_size=4, hidden_size=5, seed=0, **options):
    generator = torch.Generator().manual_seed(seed)
    return cells[name](input_size, hidden_size, generator=generator, dtype=torch.float64, **options)


def test_the_lectures_cells_and_the_nested_one_are_registered():
    assert list(cells) == ["gru", "gru-simple", "lstm", "nested-lstm", "rnn"]


@pytest.mark.parametrize("name", list(cells))
def test_every_cell_gives_its_equations_and_their_source(name):
    assert "$$" in cells[name].__doc__
    assert re.search(r"Source: .*\n*.*lecture 8", cells[name].__doc__)


@pytest.mark.parametrize("name", [*cells])
def test_every_cell_reports_what_it_declares(name):
    cell = make(name)
    state, gates = cell(torch.tensor([0, 3]), cell.initial_state(2))
    assert set(gates) == set(cell.gates)
    assert (state.cell is not None) == cell.has_memory
    assert all(value.shape == (2, 5) for value in gates.values())


@pytest.mark.parametrize(("name", "options"), VARIANTS)
@pytest.mark.parametrize("ids", [True, False])
def test_values_equal_a_plain_numpy_loop(name, options, ids):
    rng = np.random.default_rng(1)
    network = Network(name, 4, 5, 3, seed=2, engine="cell", dtype=torch.float64, **options)
    inputs = rng.integers(4, size=(6, 2)) if ids else rng.normal(size=(6, 2, 4))
    parts = [torch.tensor(rng.normal(size=(2, 5))) for _ in range(1 + network.has_memory)]
    trace = record(network, inputs, [State(*parts)])
    vectors = one_hot(inputs, 4) if ids else inputs
    weights = network.weights()
    for b in range(2):
        expected = RECURRENCES[name](weights, vectors[:, b], *(part[b].numpy() for part in parts), **options)
        measured = {"hidden": trace.hidden, **trace.gates} | ({} if trace.cell is None else {"cell": trace.cell})
        assert set(measured) == set(expected)
        for key, value in expected.items():
            np.testing.assert_allclose(measured[key][0, :, b], value, rtol=0, atol=1e-12)
        logits = np.array(expected["hidden"]) @ weights["W_y"].T + weights["b_y"]
        np.testing.assert_allclose(trace.logits[:, b], logits, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_one_step_has_the_derivatives_that_finite_differences_give(name, options):
    cell = make(name, **options)
    torch.manual_seed(0)
    state = [torch.randn(2, 5, dtype=torch.float64, requires_grad=True) for _ in range(1 + cell.has_memory)]
    x = torch.randn(2, 4, dtype=torch.float64, requires_grad=True)

    def step(x, *parts):
        after, _ = cell(x, State(*parts))
        return after.hidden if after.cell is None else (after.hidden, after.cell)

    assert torch.autograd.gradcheck(step, (x, *state))


def copy_into_torch(cell, module):
    """Our stacked matrices in torch's layout; z = 1 − Γu turns the sign of the update gate's rows."""
    order = {"RNN": ["a"], "GRU": ["r", "u", "c"], "LSTM": ["u", "f", "c", "o"]}[type(module).__name__]
    sign = {"u": -1.0 if isinstance(module, torch.nn.GRU) else 1.0}
    hidden = cell.hidden_size
    with torch.no_grad():
        stacked = torch.cat([sign.get(k, 1.0) * cell.get_parameter(f"W_{k}") for k in order])
        module.weight_hh_l0.copy_(stacked[:, :hidden])
        module.weight_ih_l0.copy_(stacked[:, hidden:])
        module.bias_ih_l0.copy_(torch.cat([sign.get(k, 1.0) * cell.get_parameter(f"b_{k}") for k in order]))
        module.bias_hh_l0.zero_()
        if isinstance(module, torch.nn.GRU):
            module.bias_hh_l0[2 * hidden :] = cell.b_ca
    return stacked


@pytest.mark.parametrize(
    ("name", "options", "module"),
    [
        ("rnn", {}, torch.nn.RNN),
        ("gru", {"reset_after": True}, torch.nn.GRU),
        ("lstm", {"output_activation": "tanh"}, torch.nn.LSTM),
    ],
)
@pytest.mark.parametrize("engine", ["cell", "kernel"])
def test_values_and_gradients_equal_torchs_own_module(name, options, module, engine):
    network = Network(name, 4, 5, 3, engine=engine, dtype=torch.float64, **options)
    theirs = module(4, 5, dtype=torch.float64)
    cell = network.cells[0]
    copy_into_torch(cell, theirs)
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(7, 2, 4, dtype=torch.float64, generator=generator)
    ours_x, theirs_x = x.clone().requires_grad_(), x.clone().requires_grad_()
    tapes = []
    network(ours_x, tapes=tapes).square().sum().backward()
    hidden, _ = theirs(theirs_x)
    (hidden @ network.W_y.detach().t() + network.b_y.detach()).square().sum().backward()
    torch.testing.assert_close(tapes[0].hidden, hidden, rtol=0, atol=1e-12)
    torch.testing.assert_close(ours_x.grad, theirs_x.grad, rtol=0, atol=1e-10)
    order = {"rnn": ["a"], "gru": ["r", "u", "c"], "lstm": ["u", "f", "c", "o"]}[name]
    sign = {"u": -1.0 if name == "gru" else 1.0}
    ours_w = torch.cat([sign.get(k, 1.0) * cell.get_parameter(f"W_{k}").grad for k in order])
    ours_b = torch.cat([sign.get(k, 1.0) * cell.get_parameter(f"b_{k}").grad for k in order])
    theirs_w = torch.cat([theirs.weight_hh_l0.grad, theirs.weight_ih_l0.grad], dim=1)
    torch.testing.assert_close(ours_w, theirs_w, rtol=0, atol=1e-10)
    torch.testing.assert_close(ours_b, theirs.bias_ih_l0.grad, rtol=0, atol=1e-10)
    if name == "gru":
        torch.testing.assert_close(cell.b_ca.grad, theirs.bias_hh_l0.grad[10:], rtol=0, atol=1e-10)


def test_ids_choose_columns_as_one_hot_vectors_would():
    generator = torch.Generator().manual_seed(0)
    weights = torch.randn(3, 3 + 4, dtype=torch.float64, generator=generator)
    hidden = torch.randn(2, 3, dtype=torch.float64, generator=generator)
    ids = torch.tensor([3, 0])
    vectors = torch.nn.functional.one_hot(ids, 4).double()
    expected = torch.cat([hidden, vectors], dim=1) @ weights.t()
    torch.testing.assert_close(product(weights, (hidden, ids)), expected)
    torch.testing.assert_close(product(weights, (hidden, vectors)), expected)


def test_a_seed_gives_the_same_cell_in_every_precision_and_leaves_the_global_generator_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    double = Network("lstm", 4, 5, 3, seed=7, dtype=torch.float64)
    single = Network("lstm", 4, 5, 3, seed=7)
    other = Network("lstm", 4, 5, 3, seed=8)
    assert torch.equal(before, torch.get_rng_state())
    for name, weights in double.weights().items():
        np.testing.assert_array_equal(single.weights()[name], weights.astype(np.float32))
        assert not np.array_equal(other.weights()[name], single.weights()[name])


@pytest.mark.parametrize("name", list(cells))
def test_uniform_weights_fill_torchs_default_range(name):
    cell = make(name, 30, 25, **({"forget_bias": 0.0} if "forget_bias" in cells[name].options else {}))
    for parameter in cell.parameters():
        assert parameter.abs().max() <= 0.2
        assert parameter.abs().max() > 0.15


@pytest.mark.parametrize("name", list(cells))
def test_recurrent_parts_take_the_form_that_is_asked_for(name):
    orthogonal, identity = make(name, recurrent_init="orthogonal"), make(name, recurrent_init="identity")
    scaled = make(name, spectral_radius=1.5)
    eye = torch.eye(5, dtype=torch.float64)
    for k in cells[name].matrices:
        q = orthogonal.get_parameter(f"W_{k}")[:, :5]
        torch.testing.assert_close(q @ q.t(), eye)
        assert not torch.allclose(q, eye)
        torch.testing.assert_close(identity.get_parameter(f"W_{k}")[:, :5].detach(), eye)
        radius = torch.linalg.eigvals(scaled.get_parameter(f"W_{k}")[:, :5]).abs().max()
        torch.testing.assert_close(radius, torch.tensor(1.5, dtype=torch.float64))


def test_the_forget_bias_is_added_to_its_gate_only():
    plain, open_gate = make("lstm", forget_bias=0.0), make("lstm", forget_bias=3.0)
    for name, parameter in plain.named_parameters():
        expected = parameter + 3 if name == "b_f" else parameter
        torch.testing.assert_close(open_gate.get_parameter(name), expected)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("rnn", {"forget_bias": 1.0}, "no option “forget_bias”.*activation, recurrent_init, spectral_radius"),
        ("rnn", {"activation": "swish"}, "“activation” must be one of tanh, relu, sigmoid; got “swish”"),
        ("gru", {"reset_after": "yes"}, "“reset_after” must be bool; got “yes”"),
        ("lstm", {"output_activation": "relu"}, "“output_activation” must be one of identity, tanh; got “relu”"),
        ("lstm", {"forget_bias": 11}, "“forget_bias” must be a number from -10 to 10; got “11.0”"),
        ("lstm", {"forget_bias": None}, "“forget_bias” must be a number"),
        ("lstm", {"forget_bias": float("nan")}, "“forget_bias” must be a number"),
        ("lstm", {"spectral_radius": -1}, "“spectral_radius” must be a number from 0 to 10; got “-1.0”"),
        ("lstm", {"recurrent_init": "xavier"}, "“recurrent_init” must be one of uniform, orthogonal, identity"),
    ],
)
def test_a_wrong_option_names_what_was_expected(name, options, expected):
    with pytest.raises(Problem, match=expected):
        make(name, **options)


def test_no_output_activation_is_the_identity():
    assert make("lstm", output_activation=None).output_activation == "identity"


def test_a_memory_cell_that_is_missing_is_an_error():
    with pytest.raises(TypeError, match="no memory cell"):
        make("lstm")(torch.tensor([0]), State(torch.zeros(1, 5, dtype=torch.float64)))


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_the_declared_parameter_count_is_the_real_one(name, options):
    cell = make(name, **options)
    assert isinstance(cell, Cell)
    assert cells[name].count_parameters(4, 5, **options) == sum(p.numel() for p in cell.parameters())


def test_textbook_parameter_counts():
    # Four gates of 600 · (600 + 600) weights and 600 biases, as the Distill article counts its LSTM layers.
    assert cells["lstm"].count_parameters(600, 600) == 4 * (600 * 1200 + 600)
    assert cells["gru"].count_parameters(600, 600) == 3 * (600 * 1200 + 600)
    assert cells["gru"].count_parameters(600, 600, reset_after=True) == 3 * (600 * 1200 + 600) + 600
    assert cells["gru-simple"].count_parameters(10, 20) == 2 * (20 * 30 + 20)
    assert cells["rnn"].count_parameters(10_000, 100) == 100 * 10_100 + 100
