"""The border between torch and NumPy: everything a network computes on some inputs, converted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from torch import Tensor

from explorer.border import Numbers, as_array
from explorer.cells import State
from explorer.kernels import Tape
from explorer.modes import in_own_modes
from explorer.network import Inputs, Network
from explorer.problem import N_, Problem
from explorer.records import Floats, Trace
from explorer.shapes import Reel, Shape


@in_own_modes
def record(
    network: Network | Shape,
    inputs: Inputs,
    state: Sequence[State] | None = None,
    *,
    targets: Numbers | None = None,
    lengths: Numbers | None = None,
    target_lengths: Numbers | None = None,
) -> Trace:
    """Run `network` on ids [time, batch] or vectors [time, batch, input] without gradient and keep everything.

    What NumPy has no type for (bfloat16) comes in float32. The rest is for networks of another shape: `targets` that
    they read while they write, and how long each sequence is; in padding everything is 0. They begin at 0: raises
    `Problem` for a state.
    """
    if isinstance(network, Shape):
        if state is not None:
            raise Problem(N_("A network of this shape begins at 0; it takes no state."))
        return _recorded(network, inputs, targets, lengths, target_lengths)
    tapes: list[Tape] = []
    with torch.no_grad():
        logits = network(inputs, state, tapes=tapes)
    return _trace(network, tapes, as_array(logits))


def _recorded(
    shape: Shape,
    inputs: Inputs,
    targets: Numbers | None,
    lengths: Numbers | None,
    target_lengths: Numbers | None,
) -> Trace:
    tapes: list[Tape] = []
    with torch.no_grad():
        logits = shape(inputs, targets, lengths, target_lengths, tapes)
        told = as_array(shape.running(inputs, lengths, logits))
        looked = shape.looked_at(inputs, targets, lengths) if shape.attention and targets is not None else None
    reels = cast("list[Reel]", tapes)
    parts = {}
    for name in dict.fromkeys((reel.segment, reel.direction) for reel in reels):
        own = [reel for reel in reels if (reel.segment, reel.direction) == name]
        time = len(inputs) if name[0] == shape.segments[0] and shape.reads_all else len(logits)
        parts[name] = _trace(shape, [_placed(reel, time) for reel in own], told)
    first = next(iter(parts.values()))
    return Trace(first.hidden, first.cell, first.gates, told, parts, None if looked is None else as_array(looked))


def _placed(reel: Reel, time: int) -> Tape:
    """What the reel holds by position in the sequence, of `time` positions."""
    cell = None if reel.cell is None else reel.by_position(reel.cell, time)
    gates = {name: reel.by_position(gate, time) for name, gate in reel.gates.items()}
    return Tape(reel.by_position(reel.hidden, time), cell, gates)


def _trace(network: Network | Shape, tapes: Sequence[Tape], logits: Floats) -> Trace:
    memory = [tape.cell for tape in tapes if tape.cell is not None]
    return Trace(
        hidden=_layers([tape.hidden for tape in tapes]),
        cell=_layers(memory) if memory else None,
        gates={name: _layers([tape.gates[name] for tape in tapes]) for name in network.gates},
        logits=logits,
    )


def _layers(tensors: list[Tensor]) -> Floats:
    return np.stack([as_array(tensor) for tensor in tensors])
