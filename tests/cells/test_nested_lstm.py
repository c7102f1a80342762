import numpy as np
import pytest
import torch

from explorer.cells import State, cells
from explorer.network import Network
from explorer.problem import Problem
from explorer.trace import record
from tests.cells.reference import one_hot, sigmoid


def nested_lstm(w, x, a, c, inner):
    """The published equations on plain vectors, apart from `explorer`."""
    out = {"hidden": [], "cell": [], "inner": [], "update": [], "forget": [], "output": [], "candidate": []}
    for x_t in x:
        a_x = np.concatenate([a, x_t])
        gamma_u, gamma_f, gamma_o = (sigmoid(w[f"W_{k}"] @ a_x + w[f"b_{k}"]) for k in "ufo")
        candidate = np.tanh(w["W_c"] @ a_x + w["b_c"])
        read = np.concatenate([gamma_f * c, gamma_u * candidate])
        inner_u, inner_f, inner_o = (sigmoid(w[f"W_inner_{k}"] @ read + w[f"b_inner_{k}"]) for k in "ufo")
        inner = inner_f * inner + inner_u * np.tanh(w["W_inner_c"] @ read + w["b_inner_c"])
        c = inner_o * np.tanh(inner)
        a = gamma_o * np.tanh(c)
        for name, value in zip(out, (a, c, inner, gamma_u, gamma_f, gamma_o, candidate), strict=True):
            out[name].append(value)
    return out


@pytest.mark.parametrize("ids", [True, False])
def test_values_equal_a_plain_numpy_loop(ids):
    rng = np.random.default_rng(1)
    network = Network("nested-lstm", 4, 5, 3, seed=2, dtype=torch.float64)
    inputs = rng.integers(4, size=(6, 2)) if ids else rng.normal(size=(6, 2, 4))
    state = State(*(torch.tensor(rng.normal(size=(2, 5))) for _ in range(3)))
    trace = record(network, inputs, [state])
    _, (last,) = network.unroll(inputs, [state])
    vectors = one_hot(inputs, 4) if ids else inputs
    for b in range(2):
        expected = nested_lstm(network.weights(), vectors[:, b], *(part[b].numpy() for part in state.parts))
        measured = {"hidden": trace.hidden, "cell": trace.cell, **trace.gates}
        for key, value in measured.items():
            np.testing.assert_allclose(value[0, :, b], expected[key], rtol=0, atol=1e-12)
        np.testing.assert_allclose(last.inner.detach()[b], expected["inner"][-1], rtol=0, atol=1e-12)


def test_one_step_has_the_derivatives_that_finite_differences_give():
    generator = torch.Generator().manual_seed(0)
    cell = cells["nested-lstm"](4, 5, generator=generator, dtype=torch.float64)
    tensors = [torch.randn(2, size, generator=generator, dtype=torch.float64).requires_grad_() for size in (4, 5, 5, 5)]
    assert torch.autograd.gradcheck(lambda x, *parts: cell(x, State(*parts))[0].parts, tensors)


def test_the_inner_memory_starts_at_zero_and_is_carried_on():
    network = Network("nested-lstm", 6, 5, 4, 2, dtype=torch.float64)
    assert all(len(state.parts) == 3 and not any(p.any() for p in state.parts) for state in network.initial_state(2))
    ids = torch.randint(6, (7, 3), generator=torch.Generator().manual_seed(0))
    first, state = network.unroll(ids[:3])
    torch.testing.assert_close(torch.cat([first, network(ids[3:], state)]), network(ids), rtol=0, atol=1e-12)


def test_a_state_without_it_is_an_error():
    network = Network("nested-lstm", 6, 5, 4)
    lstm = Network("lstm", 6, 5, 4).initial_state(1)
    with pytest.raises(Problem, match="must be hidden, cell, inner; got hidden, cell"):
        network(torch.tensor([[0]]), lstm)
    with pytest.raises(TypeError, match="no inner memory"):
        network.cells[0](torch.tensor([0]), lstm[0])


def test_the_forget_bias_opens_both_forget_gates_only():
    plain, opened = Network("nested-lstm", 6, 5, 4, forget_bias=0.0), Network("nested-lstm", 6, 5, 4, forget_bias=3.0)
    for name, parameter in plain.cells[0].named_parameters():
        expected = parameter + 3 if name in ("b_f", "b_inner_f") else parameter
        torch.testing.assert_close(opened.cells[0].get_parameter(name), expected)


def test_eight_matrices_are_counted():
    # Distill's nested LSTM: four matrices on [a, x], four on [ā, x̄].
    assert cells["nested-lstm"].count_parameters(27, 600) == 4 * (600 * 627 + 600) + 4 * (600 * 1200 + 600)


def test_a_state_keeps_its_fields():
    state = State(torch.tensor([1.0]), inner=torch.tensor([3.0]))
    assert [float(part) for part in state.parts] == [1.0, 3.0]
    doubled = state.map(lambda part: 2 * part)
    assert doubled.cell is None
    assert (float(doubled.hidden), float(doubled.inner)) == (2.0, 6.0)
