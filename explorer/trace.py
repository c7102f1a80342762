"""The border between torch and NumPy: everything a network computes on some inputs, converted once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from explorer.cells import State
from explorer.kernels import Tape
from explorer.network import Inputs, Network
from explorer.records import Floats, Trace


def record(network: Network, inputs: Inputs, state: Sequence[State] | None = None) -> Trace:
    """Run `network` on ids [time, batch] or vectors [time, batch, input] without gradient and keep everything."""
    tapes: list[Tape] = []
    with torch.no_grad():
        logits = network(inputs, state, tapes=tapes)
    memory = [tape.cell for tape in tapes if tape.cell is not None]
    return Trace(
        hidden=_layers([tape.hidden for tape in tapes]),
        cell=_layers(memory) if memory else None,
        gates={name: _layers([tape.gates[name] for tape in tapes]) for name in network.gates},
        logits=logits.cpu().numpy(),
    )


def _layers(tensors: list[Tensor]) -> Floats:
    return np.stack([tensor.cpu().numpy() for tensor in tensors])
