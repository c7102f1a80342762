"""The same derivatives by the plainest means: cells unrolled one by one, autograd asked for one output at a time."""

from copy import deepcopy

import numpy as np
import torch
from torch.nn import functional

from explorer.network import Network
from tests.cells.reference import VARIANTS

ALL = [*VARIANTS, ("nested-lstm", {})]
"""Every cell with every option that changes its equations."""


class Unrolled:
    """Every tensor of a run, in float64 and with its autograd history; x as one-hot vectors."""

    def __init__(self, network: Network, inputs):
        self.network = deepcopy(network).double()
        x = torch.as_tensor(inputs)
        x = functional.one_hot(x, network.input_size).double() if x.dim() == 2 else x.double()
        self.x = [step.clone().requires_grad_() for step in x]
        self.states, self.gates = [], []
        sequence = self.x
        for cell in self.network.cells:
            state, states, gates = cell.initial_state(x.shape[1]), [], []
            for step in sequence:
                state, gate = cell(step, state)
                states.append(state)
                gates.append(gate)
            self.states.append(states)
            self.gates.append(gates)
            sequence = [state.hidden for state in states]
        self.logits = torch.stack(sequence) @ self.network.W_y.t() + self.network.b_y

    def norms(self, y, tensors):
        """Mean over the batch of ‖∂y/∂tensor‖ for each tensor [batch, …]; 0 where y does not depend on it."""
        found = torch.autograd.grad(y, tensors, retain_graph=True, allow_unused=True)
        return np.array([0.0 if g is None else g.norm(dim=-1).mean().item() for g in found])


def example(name, options, layers=2, steps=9, batch=1, dtype=torch.float64, hidden_size=6, seed=0):
    """A network with 5 symbols in and 4 out, ids [time, batch] and targets."""
    rng = np.random.default_rng(seed)
    network = Network(name, 5, hidden_size, 4, layers, seed=seed, dtype=dtype, **options)
    return network, rng.integers(5, size=(steps, batch)), rng.integers(4, size=(steps, batch))


def linear(rho, size=6, dtype=torch.float64):
    """a<t> = ρ P a<t−1> + x<t> + 1 with a permutation P: positive throughout, so that relu is linear."""
    network = Network("rnn", 3, size, 4, activation="relu", dtype=dtype)
    with torch.no_grad():
        network.cells[0].W_a[:, :size] = rho * torch.eye(size, dtype=torch.float64).roll(1, 0)
        network.cells[0].W_a[:, size:] = 1.0
        network.cells[0].b_a.fill_(1.0)
    return network
