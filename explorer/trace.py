"""The border between torch and NumPy: everything a network computes on some inputs, converted once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from explorer.border import as_array
from explorer.cells import State
from explorer.kernels import Tape
from explorer.modes import in_own_modes
from explorer.network import Inputs, Network
from explorer.records import Floats, Trace


@in_own_modes
def record(network: Network, inputs: Inputs, state: Sequence[State] | None = None) -> Trace:
    """Run `network` on ids [time, batch] or vectors [time, batch, input] without gradient and keep everything.

    What NumPy has no type for (bfloat16) comes in float32.
    """
    tapes: list[Tape] = []
    with torch.no_grad():
        logits = network(inputs, state, tapes=tapes)
    memory = [tape.cell for tape in tapes if tape.cell is not None]
    return Trace(
        hidden=_layers([tape.hidden for tape in tapes]),
        cell=_layers(memory) if memory else None,
        gates={name: _layers([tape.gates[name] for tape in tapes]) for name in network.gates},
        logits=as_array(logits),
    )


def _layers(tensors: list[Tensor]) -> Floats:
    return np.stack([as_array(tensor) for tensor in tensors])
