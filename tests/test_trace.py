import numpy as np
import pytest
import torch

from explorer.cells import cells
from explorer.network import Network
from explorer.trace import record


@pytest.mark.parametrize("engine", ["kernel", "cell"])
@pytest.mark.parametrize("name", list(cells))
def test_a_trace_holds_what_the_cell_declares_in_the_order_of_axes(name, engine):
    network = Network(name, 6, 5, 4, 2, engine=engine)
    trace = record(network, np.zeros((7, 3), int))
    assert trace.hidden.shape == (2, 7, 3, 5)
    assert (trace.cell is not None) == cells[name].has_memory
    assert tuple(trace.gates) == cells[name].gates
    assert all(gate.shape == (2, 7, 3, 5) for gate in trace.gates.values())
    assert trace.logits.shape == (7, 3, 4)


@pytest.mark.parametrize("name", list(cells))
def test_the_readout_of_the_last_layer_is_the_logits(name):
    network = Network(name, 6, 5, 4, 2, dtype=torch.float64)
    ids = np.random.default_rng(0).integers(6, size=(7, 3))
    trace, weights = record(network, ids), network.weights()
    np.testing.assert_allclose(trace.hidden[-1] @ weights["W_y"].T + weights["b_y"], trace.logits, atol=1e-12)
    np.testing.assert_allclose(trace.logits, network(ids).detach().numpy(), atol=1e-12)


def test_both_engines_give_the_same_trace():
    ids = np.random.default_rng(0).integers(6, size=(7, 3))
    kernel = record(Network("lstm", 6, 5, 4, 2, dtype=torch.float64), ids)
    cell = record(Network("lstm", 6, 5, 4, 2, dtype=torch.float64, engine="cell"), ids)
    np.testing.assert_allclose(kernel.cell, cell.cell, atol=1e-12)
    for name, gate in cell.gates.items():
        np.testing.assert_allclose(kernel.gates[name], gate, atol=1e-12)


def test_recording_starts_from_a_given_state_and_leaves_the_network_alone():
    network = Network("gru", 6, 5, 4)
    ids = np.random.default_rng(0).integers(6, size=(7, 3))
    with torch.no_grad():
        _, state = network.unroll(ids[:4])
    np.testing.assert_allclose(record(network, ids[4:], state).hidden, record(network, ids).hidden[:, 4:], atol=1e-6)
    assert all(parameter.grad is None for parameter in network.parameters())
