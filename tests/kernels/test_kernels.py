import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cells import State, cells
from explorer.kernels import CellLoop, Tape, _machine, _sequence, compile_all, kernel_for, kernels, ready
from explorer.kernels._machine import Program
from explorer.kernels.lstm import LSTMKernel
from explorer.network import Network
from tests.cells.reference import VARIANTS
from tests.loaded import loaded_on_the_way_to_training


def measure(engine, name, options, steps, batch, layers, ids, with_state, seed=0, dtype=torch.float64, hidden=4):
    """Everything that a forward and a backward give, by name."""
    generator = torch.Generator().manual_seed(seed)

    def draw(*shape):
        # The same numbers in every precision.
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype)

    network = Network(name, 3, hidden, 2, layers, seed=seed, engine=engine, dtype=dtype, **options)
    x = torch.randint(3, (steps, batch), generator=generator) if ids else draw(steps, batch, 3).requires_grad_()
    parts = [[draw(batch, hidden).requires_grad_() for _ in range(1 + network.has_memory)] for _ in range(layers)]
    tapes = []
    logits, last = network.unroll(x, [State(*p) for p in parts] if with_state else None, tapes)
    loss = (logits * draw(*logits.shape)).sum()
    for state in last:
        loss = loss + state.hidden.square().sum() + (0 if state.cell is None else state.cell.pow(3).sum())
    loss.backward()
    found = {"logits": logits.detach()} | {f"grad {k}": p.grad for k, p in network.named_parameters()}
    if not ids:
        found["grad x"] = x.grad
    if with_state:
        found |= {f"grad state {i} {j}": part.grad for i, p in enumerate(parts) for j, part in enumerate(p)}
    for layer, tape in enumerate(tapes):
        found |= {f"{layer} hidden": tape.hidden, f"{layer} grad_hidden": tape.grad_hidden}
        found |= {f"{layer} {name}": gate for name, gate in tape.gates.items()}
        if network.has_memory:
            found |= {f"{layer} cell": tape.cell, f"{layer} grad_cell": tape.grad_cell}
    return found


@pytest.mark.parametrize(("name", "options"), VARIANTS)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    steps=st.integers(1, 5),
    batch=st.integers(1, 3),
    layers=st.integers(1, 3),
    ids=st.booleans(),
    with_state=st.booleans(),
    seed=st.integers(0, 99),
)
def test_values_and_gradients_equal_the_cell(name, options, steps, batch, layers, ids, with_state, seed):
    case = (name, options, steps, batch, layers, ids, with_state, seed)
    ours, reference = measure("kernel", *case), measure("cell", *case)
    assert set(ours) == set(reference)
    for key, value in reference.items():
        torch.testing.assert_close(ours[key], value, rtol=0, atol=1e-10, msg=lambda text, key=key: f"{key}: {text}")


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_single_precision_agrees_to_single_precision(name, options):
    case = (name, options, 20, 3, 2, True, False, 1)
    ours, reference = measure("kernel", *case, dtype=torch.float32), measure("cell", *case)
    for key, value in reference.items():
        assert ours[key].dtype == torch.float32
        torch.testing.assert_close(ours[key].double(), value, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("hidden", [16, 32, 40])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_whole_tiles_and_parts_of_them_make_no_difference(name, options, hidden, ids):
    case = (name, options, 4, 10, 2, ids, True)
    ours, reference = measure("kernel", *case, hidden=hidden), measure("cell", *case, hidden=hidden)
    for key, value in reference.items():
        torch.testing.assert_close(ours[key], value, rtol=0, atol=1e-10)


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_chunks_of_steps_make_no_difference(name, options, rows, monkeypatch):
    case = (name, options, 7, 2, 2, True, True)
    monkeypatch.setattr(_sequence, "CHUNK_ROWS", rows)
    ours, reference = measure("kernel", *case), measure("cell", *case)
    for key, value in reference.items():
        torch.testing.assert_close(ours[key], value, rtol=0, atol=1e-10)


def test_other_types_run_in_the_loop():
    network = Network("lstm", 3, 4, 2, dtype=torch.bfloat16)
    tapes = []
    network(torch.zeros(5, 1, dtype=torch.long), tapes=tapes).sum().backward()
    assert tapes[0].grad_cell.dtype == torch.bfloat16


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_derivatives_are_those_of_finite_differences(name, options):
    cell = Network(name, 3, 4, 2, dtype=torch.float64, **options).cells[0]
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, 2, 3, dtype=torch.float64, generator=generator).requires_grad_()
    parts = [
        torch.randn(2, 4, dtype=torch.float64, generator=generator).requires_grad_() for _ in range(1 + cell.has_memory)
    ]
    names = [key for key, _ in cell.named_parameters()]

    def run(x, *tensors):
        # The very tensors that finite differences move must be the cell's parameters.
        cell._parameters.update(zip(names, tensors[len(parts) :], strict=True))
        hidden, last = kernel_for(name).run(cell, x, State(*tensors[: len(parts)]), None)
        assert "_Sequence" in type(hidden.grad_fn).__name__
        return hidden if last.cell is None else (hidden, last.cell)

    weights = [p.detach().clone().requires_grad_() for p in cell.parameters()]
    assert torch.autograd.gradcheck(run, (x, *parts, *weights))
    before = run(x, *parts, *weights)
    with torch.no_grad():
        for weight in weights:
            weight.add_(0.5)
    assert not torch.equal(run(x, *parts, *weights)[0], before[0])


@pytest.mark.parametrize("engine", ["kernel", "cell"])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_the_tape_holds_total_derivatives(engine, name, options):
    """∂L<T>/∂a<t> by moving a<t> itself: start at step t from a changed state, and see what L<T> does."""
    network = Network(name, 3, 4, 2, engine=engine, dtype=torch.float64, seed=3, **options)
    x = torch.randint(3, (6, 1), generator=torch.Generator().manual_seed(0))
    tapes = []
    network(x, tapes=tapes)[-1].square().sum().backward()
    tape = tapes[0]
    for t in (0, 2, 4):
        parts = [p[t].clone().requires_grad_() for p in (tape.hidden, tape.cell) if p is not None]
        network(x[t + 1 :], [State(*parts)])[-1].square().sum().backward()
        torch.testing.assert_close(tape.grad_hidden[t], parts[0].grad)
        if len(parts) == 2:
            torch.testing.assert_close(tape.grad_cell[t], parts[1].grad + _through_hidden(tape, t, options))
    assert tape.grad_hidden[0].abs().max() > 0


def _through_hidden(tape, t, options):
    # c<t> acts on later steps as c<t> and through a<t> = Γo ∗ g(c<t>).
    slope = 1 - torch.tanh(tape.cell[t]).square() if options.get("output_activation") == "tanh" else 1
    return tape.grad_hidden[t] * tape.gates["output"][t] * slope


@pytest.mark.parametrize("engine", ["kernel", "cell"])
def test_steps_that_the_loss_does_not_see_have_gradient_zero(engine):
    network = Network("lstm", 3, 4, 2, engine=engine)
    tapes = []
    network(torch.zeros(5, 1, dtype=torch.long), tapes=tapes)[2].sum().backward()
    norms = tapes[0].grad_hidden.norm(dim=2)[:, 0]
    assert (norms[:3] > 0).all()
    assert (norms[3:] == 0).all()
    assert (tapes[0].grad_cell[3:] == 0).all()


@pytest.mark.parametrize("engine", ["kernel", "cell"])
def test_without_gradient_the_tape_has_none(engine):
    network = Network("gru", 3, 4, 2, engine=engine)
    tapes = []
    with torch.no_grad():
        network(torch.zeros(5, 1, dtype=torch.long), tapes=tapes)
    assert tapes[0].grad_hidden is None
    assert tapes[0].hidden.shape == (5, 1, 4)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_a_second_backward_gives_the_same_gradients(name, options):
    network = Network(name, 3, 4, 2, dtype=torch.float64, **options)
    tapes = []
    loss = network(torch.zeros(5, 1, dtype=torch.long), tapes=tapes).square().sum()
    loss.backward(retain_graph=True)
    first, weights = tapes[0].grad_hidden.clone(), network.W_y.grad.clone()
    network.zero_grad()
    loss.backward()
    torch.testing.assert_close(tapes[0].grad_hidden, first)
    torch.testing.assert_close(network.W_y.grad, weights)


@pytest.mark.parametrize("name", list(cells))
def test_inputs_and_states_are_left_as_they_were(name):
    network = Network(name, 3, 4, 2)
    x, state = torch.ones(5, 2, 3), network.initial_state(2)
    network(x, state).sum().backward()
    assert torch.equal(x, torch.ones(5, 2, 3))
    assert all(torch.equal(part, torch.zeros(2, 4)) for s in state for part in (s.hidden, s.cell) if part is not None)


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("name", sorted(cells))
def test_a_stepper_goes_the_steps_of_the_cell(name, ids):
    network = Network(name, 3, 5, 2, dtype=torch.float64, seed=1)
    (step,), cell, state = network.steppers(), network.cells[0], network.initial_state(2)[0]
    parts = np.stack([part.numpy() for part in state.parts])
    generator = torch.Generator().manual_seed(0)
    for _ in range(4):
        x = torch.randint(3, (2,), generator=generator) if ids else torch.randn(2, 3, generator=generator).double()
        with torch.no_grad():
            state = cell(x, state)[0]
        before = parts.copy()
        after = step(x.numpy(), parts)
        np.testing.assert_array_equal(parts, before)
        parts = after
        np.testing.assert_allclose(parts, np.stack([part.numpy() for part in state.parts]), atol=1e-12)


def test_every_cell_here_has_a_kernel_and_any_other_runs_in_the_loop():
    assert kernel_for("lstm") is kernels["lstm"]
    assert set(kernels) <= set(cells)
    assert kernel_for("a cell in a file of its own") is CellLoop


def test_the_compiler_is_not_imported_before_a_sequence_runs():
    loaded = loaded_on_the_way_to_training()
    assert "llvmlite" not in loaded["a network"]
    assert "llvmlite" in loaded["training"]


def test_a_fresh_tape_is_empty():
    assert Tape().hidden.numel() == 0


def test_every_recurrence_has_a_name_of_its_own():
    kernel_for("lstm")
    names = [program.name for kernel in kernels.values() for program in kernel.programs()]
    assert len(set(names)) == len(names)


def test_after_compiling_all_every_cell_is_ready_and_progress_was_told():
    told = []
    compile_all(lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(told[-1][1] + 1))
    assert len({total for _, total in told}) == 1
    assert kernels
    assert all(ready(name) for name in kernels)


def test_a_cell_that_needs_no_compiling_is_ready():
    assert ready("nested-lstm")


def test_a_cell_is_ready_once_its_code_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(_machine, "_folders", lambda: (tmp_path,))
    program = LSTMKernel.layers["tanh"].program(torch.float32)
    monkeypatch.setattr(LSTMKernel, "programs", lambda: [Program(program.name, program._write, program.other)])
    monkeypatch.setattr(program.other, "_seen", False)
    monkeypatch.setattr(program.other, "_code", None)
    assert not ready("lstm")
    LSTMKernel.programs()[0].load()
    assert ready("lstm")


@pytest.mark.parametrize("name", sorted(cells))
def test_ids_of_any_integer_type_and_vectors_that_do_not_lie_in_a_row(name):
    network = Network(name, 3, 5, 2, seed=1)
    cell, state, ids = network.cells[0], network.initial_state(2)[0], torch.tensor([2, 1])
    vectors = torch.randn(3, 2, generator=torch.Generator().manual_seed(0))
    for x, plain in ((ids.to(torch.int32), ids), (vectors.t(), vectors.t().contiguous())):
        found = kernel_for(name).step(cell, x, state)
        with torch.no_grad():
            expected = CellLoop.step(cell, plain, state)
        torch.testing.assert_close(found.parts, expected.parts)
        torch.testing.assert_close(kernel_for(name).run(cell, x[None], state, None)[0][0], expected.hidden)


def test_a_stepper_takes_batches_of_any_size_and_keeps_none_of_what_it_gave():
    network = Network("gru", 3, 5, 2, dtype=torch.float64, seed=1)
    (step,) = network.steppers()
    rng = np.random.default_rng(0)
    first = step(np.array([1]), rng.standard_normal((1, 1, 5)))
    kept = first.copy()
    for batch in (3, 1):
        parts = rng.standard_normal((1, batch, 5))
        together = step(np.arange(batch), parts)
        for k in range(batch):
            alone = step(np.array([k]), parts[:, k : k + 1])
            np.testing.assert_array_equal(alone, together[:, k : k + 1])
    np.testing.assert_array_equal(first, kept)
