import numpy as np
import pytest
import torch
from torch import nn

from explorer.convert import from_torch
from explorer.problem import Problem
from explorer.trace import record


def inputs(size=4):
    return torch.randn(7, 3, size, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def seeded(module, *sizes, **options):
    torch.manual_seed(1)
    return module(*sizes, dtype=torch.float64, **options)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("module", "options"), [(nn.RNN, {}), (nn.RNN, {"nonlinearity": "relu"}), (nn.GRU, {}), (nn.LSTM, {})]
)
def test_outputs_equal_those_of_torch(module, options, bias, layers):
    theirs = seeded(module, 4, 5, layers, bias=bias, **options)
    expected, last = theirs(inputs())
    network = from_torch(theirs)
    torch.testing.assert_close(network(inputs()), expected, rtol=0, atol=1e-10)
    _, states = network.unroll(inputs())
    memory = last[1] if module is nn.LSTM else last
    for state, own in zip(states, memory, strict=True):
        torch.testing.assert_close(state.parts[-1], own, rtol=0, atol=1e-10)
    from_state = from_torch(theirs.state_dict(), activation=options.get("nonlinearity", "tanh"))
    torch.testing.assert_close(from_state(inputs()), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("module", [nn.RNN, nn.GRU, nn.LSTM])
def test_gradients_with_respect_to_the_input_equal_those_of_torch(module):
    theirs = seeded(module, 4, 5, 2)
    x, own = inputs().requires_grad_(), inputs().requires_grad_()
    theirs(x)[0].square().sum().backward()
    from_torch(theirs)(own).square().sum().backward()
    torch.testing.assert_close(own.grad, x.grad, rtol=0, atol=1e-10)


class Model(nn.Module):
    def __init__(self, **options):
        super().__init__()
        self.rnn = nn.RNN(4, 5, dtype=torch.float64, nonlinearity="relu", **options)
        self.head = nn.Linear(5, 2, dtype=torch.float64)


def test_a_model_around_it_and_its_readout():
    torch.manual_seed(0)
    model = Model()
    expected = model.head(model.rnn(inputs())[0])
    network = from_torch(model, model.head)
    assert network.output_size == 2
    assert network.cell_options["activation"] == "relu"
    torch.testing.assert_close(network(inputs()), expected, rtol=0, atol=1e-10)
    by_dict = from_torch(model.state_dict(), nn.Linear(5, 2, bias=False, dtype=torch.float64), activation="relu")
    assert not by_dict.b_y.any()


def test_the_gates_are_those_of_the_lecture():
    """Γu = 1 − z: with the update gate shut by its bias, the GRU keeps nothing but its first state, zero."""
    theirs = seeded(nn.GRU, 4, 5)
    with torch.no_grad():
        theirs.bias_ih_l0[5:10] = 50.0  # z = 1
    trace = record(from_torch(theirs), inputs())
    assert trace.gates["update"].max() < 1e-15
    np.testing.assert_allclose(trace.hidden, 0, atol=1e-14)


def test_it_is_a_copy_in_the_same_precision():
    theirs = nn.LSTM(4, 5)
    network = from_torch(theirs)
    assert network.dtype == torch.float32
    with torch.no_grad():
        theirs.weight_hh_l0.zero_()
    assert network.cells[0].W_c[:, :5].any()


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (nn.LSTM(4, 5, proj_size=2), "proj_size must be off"),
        (nn.Linear(4, 5), "Expected an nn.RNN, nn.GRU or nn.LSTM, .*; got OrderedDict"),
        (nn.LSTMCell(4, 5), "weight_ih, weight_hh"),
        (nn.ModuleList([nn.RNN(4, 5), nn.GRU(4, 5)]), "just one of them"),
        ("model.pt", "got 'model.pt'"),
        ({}, "just one of them"),
        ({"weight_hh_l0": [1.0]}, "just one of them"),
        ({"weight_hh_l0": torch.zeros(10, 5), "weight_ih_l0": torch.zeros(10, 4)}, "just one of them"),
        ({"weight_hh_l0": torch.zeros(0, 0), "weight_ih_l0": torch.zeros(0, 4)}, "just one of them"),
        ({"weight_hh_l0": torch.zeros(5, 5)}, "just one of them"),
        ({"weight_hh_l0": torch.zeros(5, 5), "weight_ih_l0": torch.zeros(5, 4).int()}, "just one of them"),
        (
            {"weight_hh_l0": torch.zeros(5, 5), "weight_ih_l0": torch.zeros(4, 4)},
            r"“weight_ih_l0” of the state dict must be \[5, 4\]; got \[4, 4\]",
        ),
        (
            {"weight_hh_l0": torch.zeros(5, 5), "weight_ih_l0": torch.zeros(5, 4), "bias_ih_l0": torch.zeros(5)},
            r"“bias_hh_l0” of the state dict must be \[5\]; got None",
        ),
        (
            {f"weight_{k}h_l{layer}": torch.zeros(5, 5) for k in "ih" for layer in (0, 2)},
            "“weight_hh_l1” of the state dict must be .*; got None",
        ),
    ],
)
def test_what_it_cannot_be_made_from(module, expected):
    with pytest.raises(Problem, match=expected):
        from_torch(module)


def test_a_readout_of_another_size_is_refused():
    with pytest.raises(Problem, match="readout must take 5 values, as many as there are hidden units; got 6"):
        from_torch(nn.GRU(4, 5), nn.Linear(6, 2))
