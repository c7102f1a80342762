"""Ask a network for every value and every gradient along one sequence."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from explorer.cells import Cell
from explorer.gradients import loss_contributions
from explorer.gradients._copy import measured_copy
from explorer.lessons.backpropagation.record import LONGEST, Unrolled
from explorer.losses import step_losses
from explorer.modes import in_own_modes
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.records import Array, Floats


@in_own_modes
def unroll(network: Network, inputs: Array, targets: Array) -> Unrolled:
    """Run `network`, of one layer, over ids [time] and send the loss J = Σ L<t> back.

    `targets` [time] are ids for a softmax over `output_size` symbols, 0 or 1 for a network with one output. The weights
    are one set that all steps share; here every step gets a copy of its own, so that autograd tells apart what each
    step adds to ∂J/∂W. In float64, on a copy: `network` is left as it was. Raises `Problem` for a sequence that is
    empty or longer than 16 steps, for several layers, and for weights that are not finite numbers.
    """
    time = len(inputs)
    if not 1 <= time <= LONGEST:
        raise Problem(N_("A sequence may have 1 to {limit} steps here; this one has {got}."), limit=LONGEST, got=time)
    if network.layers != 1:
        raise Problem(N_("The network must have one layer here; this one has {got}."), got=network.layers)
    if not all(bool(torch.isfinite(weight).all()) for weight in network.parameters()):
        raise Problem(
            N_("Weights of this network are not finite numbers: its training has diverged. Choose another network.")
        )
    measured = measured_copy(network)
    measured.engine = "cell"  # so few steps are done before a kernel would be compiled
    binary = measured.output_size == 1
    ids, wanted = torch.as_tensor(inputs)[:, None], torch.as_tensor(targets)[:, None]
    y = wanted[..., None].bool() if binary else wanted
    steps = [deepcopy(measured.every_cell()[0]) for _ in range(time)]
    state, hidden, memory, gates = steps[0].initial_state(1), [], [], []
    for cell, x in zip(steps, ids, strict=True):
        state, opened = cell(x, state)
        hidden.append(state.hidden)
        memory += [] if state.cell is None else [state.cell]
        gates.append(opened)
    logits = torch.cat(hidden) @ measured.W_y.t() + measured.b_y
    losses = step_losses(logits[:, None], y)[:, 0]
    if not bool(torch.isfinite(losses).all()):
        raise Problem(N_("A loss of this sequence is no finite number: the network's values overflow. Choose another."))
    to_logits, *found = torch.autograd.grad(
        losses.sum(), [logits, *hidden, *memory, *(weight for cell in steps for weight in cell.parameters())]
    )
    to_states, to_weights = found[: time * (2 if memory else 1)], found[time * (2 if memory else 1) :]
    each = len(to_weights) // time
    by_step = torch.stack(
        [torch.cat([part.flatten() for part in to_weights[t * each : (t + 1) * each]]) for t in range(time)]
    )
    return Unrolled(
        cell=network.cell_name,
        inputs=np.asarray(inputs),
        targets=np.asarray(targets),
        hidden=_numbers(torch.cat(hidden)),
        memory=_numbers(torch.cat(memory)) if memory else None,
        gates=_summands(steps[0], ids, hidden) if network.cell_name == "rnn" else _named(gates),
        chances=_numbers(torch.sigmoid(logits) if binary else torch.softmax(logits, dim=-1)),
        losses=_numbers(losses),
        total=_numbers(torch.cat(to_states[:time])),
        direct=_numbers(to_logits @ measured.W_y),
        memory_total=_numbers(torch.cat(to_states[time:])) if memory else None,
        contributions=loss_contributions(measured, ids, y)[0],
        memory_contributions=loss_contributions(measured, ids, y, of="cell")[0] if memory else None,
        shares=_numbers(by_step.norm(dim=1)),
        gathered=_numbers(by_step.flip(0).cumsum(0).flip(0).norm(dim=1)),
    )


def _named(gates: list[dict[str, Tensor]]) -> dict[str, Floats]:
    """Each gate of every step, [time, hidden]."""
    return {name: _numbers(torch.cat([opened[name] for opened in gates])) for name in gates[0]}


def _summands(cell: Cell, ids: Tensor, hidden: list[Tensor]) -> dict[str, Floats]:
    """What a plain RNN adds up before its activation: W_aa a<t−1>, W_ax x<t> and b_a, each [time, hidden]."""
    size = cell.hidden_size
    weight, bias = cell.get_parameter("W_a").detach(), cell.get_parameter("b_a").detach()
    before = torch.cat([torch.zeros_like(hidden[0]), *hidden[:-1]]).detach()
    parts = {"recurrent": before @ weight[:, :size].t(), "input": weight[:, size:].t()[ids[:, 0]]}
    return {name: _numbers(part) for name, part in (parts | {"bias": bias.expand_as(before)}).items()}


def _numbers(values: Tensor) -> Floats:
    found: Floats = values.detach().cpu().numpy()
    return found
