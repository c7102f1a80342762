"""What depends on what in networks of every shape, against autograd over each sequence alone, one output at a time."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product

import numpy as np
import pytest
import torch

from explorer.gradients import connectivity, gradient_norms, jacobian_norms, jacobian_spectrum, loss_contributions
from explorer.network import Network
from explorer.problem import Problem
from explorer.shapes import shapes
from tests.shapes.by_hand import Alone
from tests.shapes.examples import WAYS, example, given

CELLS = [("lstm", {"output_activation": "tanh"}), ("gru", {}), ("nested-lstm", {})]


def padded(values, time):
    return np.pad(np.array(values), (0, time - len(values)))


def norms(y, tensors):
    found = torch.autograd.grad(y, tensors, retain_graph=True, allow_unused=True)
    return [0.0 if g is None else float(g.norm()) for g in found]


def norms_at(y, one, part, places, time):
    """Of y at every step of each place, a layer and a kind of node."""
    tensors = [nodes(one, part, layer, kind) for layer, kind in places]
    found = iter(norms(y, [node for of_place in tensors for node in of_place]))
    return [padded(list(islice(found, len(of_place))), time) for of_place in tensors]


def alone(network, batch):
    inputs, targets, lengths, target_lengths = batch
    for b in range(inputs.shape[1]):
        end = len(inputs) if lengths is None else int(lengths[b])
        stop = len(targets) if target_lengths is None else int(target_lengths[b])
        one = Alone(network, inputs[:end, b], targets[:stop, b])
        short = [end] if network.__class__.__name__ == "FramesToText" else None
        yield one, one.shape.losses(one.logits.unsqueeze(1), targets[:stop, b : b + 1], short)[:, 0]


def parts(network):
    for stack in network.stacks():
        for direction in ("forward", "backward")[: stack.directions]:
            yield {"segment": stack.segment, "direction": direction}


def extents(batch):
    return {"lengths": batch[2], "target_lengths": batch[3]}


def nodes(one, part, layer, of):
    name = part["segment"], layer, part["direction"]
    if of in ("hidden", "cell"):
        return [getattr(state, of) for state in one.states[name]]
    return [gates[of] for gates in one.gates[name]]


@pytest.mark.parametrize(("cell", "options"), CELLS)
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_gradient_norms_and_loss_contributions(name, way, cell, options):
    network, batch = example(name, cell, options, **way), given(name)
    runs = list(alone(network, batch))
    for part, of in product(parts(network), ("last", "total")):
        found = gradient_norms(network, *batch[:2], of=of, **extents(batch), **part)
        assert set(found) == {"hidden", "cell", *network.gates} - (set() if network.has_memory else {"cell"})
        time = found["hidden"].shape[1]
        places = [(layer, kind) for kind in found for layer in range(2)]
        expected = [
            norms_at(losses[-1] if of == "last" else losses.sum(), one, part, places, time) for one, losses in runs
        ]
        for (layer, kind), by_hand in zip(places, np.mean(expected, axis=0), strict=True):
            # L is the mean over the batch, and so is the norm of what each sequence has of its gradient.
            np.testing.assert_allclose(found[kind][layer], by_hand / len(runs), atol=1e-12)
        if of == "last":
            sent = loss_contributions(network, *batch[:2], **extents(batch), **part)
            expected = np.zeros_like(sent)
            for one, losses in runs:
                for s, loss in enumerate(losses):
                    for layer, row in enumerate(norms_at(loss, one, part, [(0, "hidden"), (1, "hidden")], time)):
                        expected[layer, s] += row / len(runs) ** 2
            np.testing.assert_allclose(sent, expected, atol=1e-12)


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_connectivity(name, way):
    network, batch = example(name, "gru", **way), given(name)
    inputs, targets = batch[:2]
    reads = name in ("one-input", "encoder-decoder")
    asked = targets if reads else None
    kinds = ["input", "hidden:1", *(["embedding"] if network.embedding_size else [])]
    for wrt in kinds:
        found = connectivity(network, inputs, asked, wrt, **extents(batch))
        expected = np.zeros_like(found)
        for b, (one, _) in enumerate(alone(network, batch)):
            part = next(parts(network))
            for s, logits in enumerate(one.logits):
                y = logits[targets[s, b]] if reads else logits.max()
                if wrt == "hidden:1":
                    row = norms(y, nodes(one, part, 1, "hidden"))
                elif wrt == "input" and network.embedding_size:
                    gradients = torch.autograd.grad(y, one.x, retain_graph=True)
                    row = [float((one.shape.E.t() @ g).detach().norm()) for g in gradients]
                else:
                    row = norms(y, one.x)
                expected[s] += padded(row, found.shape[1]) / inputs.shape[1]
        np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize(("cell", "options"), CELLS)
def test_what_is_changed_at_one_step_arrives_where_reading_ends(cell, options):
    network, batch = example("encoder-decoder", cell, options, directions=2), given("encoder-decoder")
    runs = list(alone(network, batch))
    for part in parts(network):
        given_ = {"targets": batch[1], **extents(batch), **part}
        found = jacobian_norms(network, batch[0], **given_)
        spectrum = jacobian_spectrum(network, batch[0], **given_)
        for layer in range(2):
            expected = np.zeros(found.shape[1])
            for one, _ in runs:
                states = nodes(one, part, layer, "hidden")
                order = range(len(states))[:: -1 if part["direction"] == "backward" else 1]
                for t in order:
                    expected[t] += largest(one, part, layer, states, t, order[-1]) / len(runs)
            np.testing.assert_allclose(found[layer], expected, atol=1e-10)
        np.testing.assert_allclose(spectrum[:, :, 0], found, atol=1e-12)


def largest(one, part, layer, states, t, last):
    """‖∂a<last>/∂a<t>‖₂ with everything else that enters a step held, c<t> too: by small changes of a<t>."""
    stack = next(stack for stack in one.shape.stacks() if stack.segment == part["segment"])
    cell = stack.cells[layer * stack.directions + ("forward", "backward").index(part["direction"])]
    name = part["segment"], layer, part["direction"]
    inputs = one.read[name]
    product = torch.eye(states[0].shape[1], dtype=torch.float64)
    step = 1 if last >= t else -1
    held = one.states[name][t]

    def run(hidden):
        state = replace(held.map(lambda p: p.detach()), hidden=hidden.unsqueeze(0))
        for position in range(t + step, last + step, step):
            state = cell(inputs[position].detach().unsqueeze(0), state)[0]
        return state.hidden[0]

    if t != last:
        product = torch.autograd.functional.jacobian(run, held.hidden[0].detach())
    return float(torch.linalg.matrix_norm(product, 2))


def test_one_direction_gives_what_the_ordinary_network_gives():
    plain, shaped = Network("lstm", 5, 6, 4, 2, seed=2), shapes["every-step"]("lstm", 5, 6, 4, 2, seed=2)
    ids, targets = torch.randint(5, (7, 3)), torch.randint(4, (7, 3))
    for measure in (gradient_norms, loss_contributions):
        mine, expected = measure(shaped, ids, targets), measure(plain, ids, targets)
        pairs = [(mine[k], expected[k]) for k in expected] if isinstance(mine, dict) else [(mine, expected)]
        for one, other in pairs:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(connectivity(shaped, ids), connectivity(plain, ids), rtol=1e-3)
    np.testing.assert_allclose(jacobian_norms(shaped, ids), jacobian_norms(plain, ids), rtol=1e-9)


def test_the_network_is_left_as_it_was():
    network, batch = example("every-step", "gru", directions=2), given("every-step")
    before = {name: value.clone() for name, value in network.state_dict().items()}
    gradient_norms(network, *batch[:2], **extents(batch))
    connectivity(network, batch[0])
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert all(not cell._forward_hooks for cell in network.every_cell())
    assert network.engine == "kernel"


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        (lambda n, x: gradient_norms(n, x, torch.zeros(7, 3, dtype=torch.long), segment="decoder"), "no part"),
        (lambda n, x: gradient_norms(n, x, torch.zeros(7, 3, dtype=torch.long), of="first"), "of must be"),
        (lambda n, x: gradient_norms(n, x, torch.zeros(7, 3, dtype=torch.long), weights=np.zeros((7, 3))), "weights"),
        (lambda n, x: connectivity(n, x, wrt="embedding"), "wrt must be one of: input, hidden:0"),
        (lambda n, x: jacobian_norms(n, x, of="cell"), "of must be"),
    ],
)
def test_what_cannot_be_asked_for(ask, expected):
    with pytest.raises(Problem, match=expected):
        ask(example("every-step", "gru", directions=2), given("every-step")[0])
