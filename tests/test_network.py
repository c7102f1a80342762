import numpy as np
import pytest
import torch
from torch.testing import assert_close

from explorer.cells import Cell, State, cells
from explorer.cells._base import product
from explorer.kernels import Tape
from explorer.network import Network
from explorer.problem import Problem
from tests.cells.reference import VARIANTS


@pytest.mark.parametrize("name", list(cells))
@pytest.mark.parametrize("layers", [1, 3])
def test_shapes_and_names_of_the_lectures_matrices(name, layers):
    network = Network(name, 6, 5, 4, layers)
    for layer in range(layers):
        weights = network.weights(layer)
        assert set(weights) == {*cells[name].shapes(6, 5), "W_y", "b_y"}
        for k in cells[name].matrices:
            assert weights[f"W_{k}"].shape == (5, 5 + (5 if layer else 6))
            assert weights[f"b_{k}"].shape == (5,)
        assert weights["W_y"].shape == (4, 5)
        assert weights["b_y"].shape == (4,)


def test_weights_are_copies():
    network = Network("rnn", 2, 3, 1)
    network.weights()["W_a"][:] = 9
    assert network.W_y.abs().max() < 9
    assert network.cells[0].W_a.abs().max() < 9


@pytest.mark.parametrize("engine", ["kernel", "cell"])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_step_by_step_equals_the_whole_sequence(engine, name, options):
    network = Network(name, 6, 5, 4, 2, engine=engine, dtype=torch.float64, **options)
    ids = torch.randint(6, (7, 3), generator=torch.Generator().manual_seed(0))
    logits, last = network.unroll(ids)
    state = None
    for t in range(7):
        step, state = network.step(ids[t], state)
        assert not step.requires_grad
        assert_close(step, logits[t], rtol=0, atol=1e-12)
    for ours, expected in zip(state, last, strict=True):
        assert_close(ours.hidden, expected.hidden, rtol=0, atol=1e-12)
        assert (ours.cell is None) == (expected.cell is None)


@pytest.mark.parametrize("name", list(cells))
def test_a_state_carries_on_where_a_sequence_was_cut(name):
    network = Network(name, 6, 5, 4, 2, dtype=torch.float64)
    ids = torch.randint(6, (7, 3), generator=torch.Generator().manual_seed(0))
    first, state = network.unroll(ids[:3])
    second = network(ids[3:], state)
    assert_close(torch.cat([first, second]), network(ids), rtol=0, atol=1e-12)


@pytest.mark.parametrize("engine", ["kernel", "cell"])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_a_step_goes_on_with_vectors_from_where_a_sequence_ended(engine, name, options):
    """Also where the state and the vectors have a gradient to give, which a step does not take."""
    network = Network(name, 6, 5, 4, engine=engine, dtype=torch.float64, **options)
    x = torch.randn(4, 3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    _, state = network.unroll(x[:3])
    before = [part.clone() for part in (state[0].hidden, state[0].cell) if part is not None]
    logits, _ = network.step(x[3], state)
    assert_close(logits, network(x)[3].detach(), rtol=0, atol=1e-12)
    assert all(torch.equal(a, b) for a, b in zip(before, (state[0].hidden, state[0].cell), strict=False))


def test_ids_equal_one_hot_vectors_and_numpy_equals_torch():
    network = Network("gru", 6, 5, 4, dtype=torch.float64)
    ids = np.array([[0, 5], [3, 2]])
    expected = network(torch.as_tensor(ids))
    assert_close(network(np.eye(6)[ids]), expected)
    assert_close(network(ids.astype(np.int32)), expected)


def test_one_tape_a_layer_first_layer_first():
    network = Network("lstm", 6, 5, 4, 2)
    tapes = []
    network(torch.zeros(3, 2, dtype=torch.long), tapes=tapes).sum().backward()
    assert [type(tape) for tape in tapes] == [Tape, Tape]
    assert_close(network._readout(tapes[1].hidden), network(torch.zeros(3, 2, dtype=torch.long)))
    # The last layer's gradient at the last step is what the readout gives it, W_yᵀ · 1.
    assert_close(tapes[1].grad_hidden[-1, 0], network.W_y.detach().sum(0))


@pytest.mark.parametrize(("name", "options"), VARIANTS)
@pytest.mark.parametrize("layers", [1, 3])
def test_parameters_are_counted_without_building(name, options, layers):
    network = Network(name, 6, 5, 4, layers, **options)
    expected = sum(p.numel() for p in network.parameters())
    assert network.parameter_count == expected
    assert Network.count_parameters(name, 6, 5, 4, layers, **options) == expected


def test_a_cell_in_a_file_of_its_own_needs_nothing_else(monkeypatch):
    """No kernel, gates and memory of its own: the network runs it, and the tape holds its gradients."""

    class Integrator(Cell):
        """c<t> = c<t−1> + a gate times x; a<t> = c<t>."""

        gates = ("update",)
        has_memory = True
        matrices = ("u",)

        def forward(self, x, state):
            gamma_u = torch.sigmoid(product(self.W_u, (state.hidden, x)) + self.b_u)
            cell = state.memory + gamma_u
            return State(2 * cell, cell), {"update": gamma_u}

    monkeypatch.setitem(cells._entries, "integrator", Integrator)
    network = Network("integrator", 3, 4, 2, 2, dtype=torch.float64)
    tapes = []
    network(torch.tensor([[0], [1], [2]]), tapes=tapes)[-1].sum().backward()
    assert tapes[0].gates["update"].shape == (3, 1, 4)
    # At the last step c acts through a = 2 c alone.
    assert_close(tapes[1].grad_cell[-1], 2 * tapes[1].grad_hidden[-1])
    assert tapes[0].grad_hidden[0].abs().min() > 0


def test_training_lowers_the_loss_of_every_cell():
    ids = torch.arange(12).remainder(4).unsqueeze(1)
    for name in cells:
        network = Network(name, 4, 8, 4)
        optimizer = torch.optim.Adam(network.parameters(), lr=0.03)
        losses = []
        for _ in range(60):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(ids[:-1]).flatten(0, 1), ids[1:].flatten())
            loss.backward()
            optimizer.step()
            losses.append(float(loss.detach()))
        assert losses[-1] < 0.2 < 1.2 < losses[0]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (np.zeros((3, 2, 5)), r"ids \[time, batch\] or vectors \[time, batch\] × 6; got \[3, 2, 5\] of float64"),
        (np.zeros((3, 2, 6), int), r"got \[3, 2, 6\] of int64"),
        (np.zeros((3,), int), r"got \[3\] of int64"),
        (np.zeros((0, 2), int), r"got \[0, 2\]"),
        (np.zeros((3, 2), bool), r"of bool"),
        (np.array([[6]]), "Ids must be 0 to 5; got 6. The network was made for 6 symbols"),
        (np.array([[-1]]), "Ids must be 0 to 5; got -1"),
    ],
)
def test_wrong_inputs_name_what_was_expected(inputs, expected):
    with pytest.raises(Problem, match=expected):
        Network("rnn", 6, 5, 4)(inputs)


def test_wrong_inputs_of_one_step_name_what_was_expected():
    with pytest.raises(Problem, match=r"ids \[batch\] or vectors \[batch\] × 6; got \[1, 1\]"):
        Network("rnn", 6, 5, 4).step(np.zeros((1, 1), int))


def test_wrong_states_name_what_was_expected():
    lstm, rnn = Network("lstm", 6, 5, 4), Network("rnn", 6, 5, 4)
    x = torch.zeros(3, 2, dtype=torch.long)
    with pytest.raises(Problem, match=r"must be \[2, 5\]; got \[\[1, 5\], \[1, 5\]\]. Take initial_state\(2\)"):
        lstm(x, lstm.initial_state(1))
    with pytest.raises(Problem, match="must be"):
        lstm(x, rnn.initial_state(2))
    with pytest.raises(Problem, match="one state a layer: 1; got 2"):
        rnn(x, rnn.initial_state(2) * 2)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"cell": "transformer"}, "no cell called “transformer”"),
        ({"hidden_size": 0}, "hidden_size must be a whole number from 1"),
        ({"layers": 1.5}, "layers must be a whole number from 1"),
        ({"engine": "magic"}, "engine must be"),
        ({"forget": 1}, "no option “forget”"),
    ],
)
def test_wrong_arguments_name_what_was_expected(arguments, expected):
    with pytest.raises(Problem, match=expected):
        Network(**arguments)


def test_a_layer_that_is_not_there():
    with pytest.raises(Problem, match="layer must be 0 to 1; got 2"):
        Network("rnn", 6, 5, 4, 2).weights(2)


def test_a_step_can_put_other_states_in_place_which_layers_above_readout_and_next_step_get():
    network = Network("gru", input_size=3, hidden_size=4, output_size=2, layers=2, seed=1)
    x, seen = torch.tensor([0, 2]), []

    def change(layer, state):
        seen.append(layer)
        return state.map(torch.zeros_like) if layer == 0 else state

    _, changed = network.step(x, change=change)
    assert seen == [0, 1]
    assert (changed[0].hidden == 0).all()
    above = network.cells[1](torch.zeros(2, 4), network.initial_state(2)[1])[0]
    assert_close(changed[1].hidden, above.hidden)
    logits, _ = network.step(x, change=lambda layer, state: state.map(torch.zeros_like))
    assert_close(logits, network.b_y.expand(2, 2))


def test_numpys_numbers_are_numbers():
    network = Network("lstm", np.int64(6), np.uint8(5), np.int32(4), np.int16(2), seed=np.int64(3))
    same = Network("lstm", 6, 5, 4, 2, seed=3)
    assert {type(size) for size in (network.input_size, network.hidden_size, network.layers, network.seed)} == {int}
    assert all(torch.equal(own, other) for own, other in zip(network.parameters(), same.parameters(), strict=True))
    assert set(network.weights(np.int64(1))) == set(same.weights(1))
    assert Network("lstm", forget_bias=np.float32(2)).cell_options["forget_bias"] == 2.0
    assert Network("gru", reset_after=np.True_).cell_options["reset_after"] is True
    assert Network.count_parameters("gru", np.int64(6), np.int64(5), 4) == Network("gru", 6, 5, 4).parameter_count


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"hidden_size": np.float64(4)}, "hidden_size must be a whole number from 1 to 65536; got 4.0"),
        ({"hidden_size": np.True_}, "hidden_size must be a whole number from 1 to 65536; got True"),
        ({"hidden_size": "4"}, "hidden_size must be a whole number"),
        ({"seed": None}, "seed must be a whole number from .*; got None"),
        ({"seed": 1.0}, "seed must be a whole number"),
        ({"dtype": np.float32}, "dtype must be a floating-point type of torch"),
        ({"dtype": torch.int64}, r"dtype must be a floating-point type of torch.*; got torch\.int64"),
        ({"cell": ["lstm"]}, r"no cell called “\['lstm'\]”"),
        ({"output_activation": ["tanh"]}, "“output_activation” must be one of"),
        ({"forget_bias": "1"}, "“forget_bias” must be a number"),
    ],
)
def test_other_kinds_of_arguments_name_what_was_expected(arguments, expected):
    with pytest.raises(Problem, match=expected):
        Network(**arguments)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_state_of_arrays_or_of_another_precision_is_taken(kind):
    network = Network("lstm", 6, 5, 4, 2, dtype=torch.float64)
    ids = torch.randint(6, (7, 3), generator=torch.Generator().manual_seed(0))
    _, state = network.unroll(ids)
    arrays = [State(*(part.detach().numpy().astype(kind) for part in layer.parts)) for layer in state]
    narrow = [layer.map(lambda part: part.detach().to(torch.float32)) for layer in state]
    expected = network(ids, state)
    for given in (arrays, tuple(narrow)):
        assert_close(network(ids, given), expected, rtol=0, atol=1e-6)
        assert_close(network.step(ids[0], given)[0], expected[0], rtol=0, atol=1e-6)


def test_the_gradient_goes_through_a_state_of_another_precision():
    network = Network("gru", 6, 5, 4, dtype=torch.float64)
    before = torch.zeros(2, 5, requires_grad=True)
    network(torch.zeros(3, 2, dtype=torch.long), [State(before)]).sum().backward()
    assert before.grad.any()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ((torch.zeros(1, 2, 5), torch.zeros(1, 2, 5)), r"one State a layer; got tuple \(Tensor, Tensor\)"),
        (torch.zeros(1, 2, 5), "one State a layer; got Tensor"),
        (State(torch.zeros(2, 5), torch.zeros(2, 5)), "one State a layer; got State"),
        ([(torch.zeros(2, 5), torch.zeros(2, 5))], r"one State a layer; got list \(tuple\)"),
        (5, "one State a layer; got int"),
        ([State(torch.zeros(2, 5))], "parts of the state of a layer must be hidden, cell; got hidden"),
        ([State("a", "b")], "Expected real numbers"),
    ],
)
def test_states_of_another_kind_are_told(state, expected):
    with pytest.raises(Problem, match=expected):
        Network("lstm", 6, 5, 4)(torch.zeros(3, 2, dtype=torch.long), state)
