"""Whole matrices of derivatives: every output, or every loss, against every time step before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.border import Numbers, as_tensor
from explorer.gradients._copy import measured_copy
from explorer.gradients._layers import NORM, NOTHING, PROJECTION
from explorer.gradients._shapes import Given, ShapeRun
from explorer.gradients._sweep import Run, row_norms, sweep
from explorer.gradients.norms import counted_losses
from explorer.losses import step_losses
from explorer.modes import in_own_modes
from explorer.network import Inputs, Network
from explorer.problem import N_, Problem
from explorer.records import Floats
from explorer.shapes import Shape


@in_own_modes
def connectivity(
    network: Network | Shape,
    inputs: Inputs,
    targets: Inputs | int | None = None,
    wrt: str = "input",
    squared: bool = False,
    **given: Any,
) -> Floats:
    """How much each output depends on each time step: ‖∂ logit_k(s) / ∂ x(t)‖₂, [time out s, time in t].

    k is the symbol that the network holds most probable at s (`targets` None), the target at s (ids [time, batch]), or
    the same symbol everywhere (a number). `wrt` says what the derivative is taken of:
        "input": the input vector, for ids the one-hot vector: all symbols that could have stood there;
        "embedding": W_x x<t>, what the gates read of the input, [gates · hidden]: the columns of W_x are its embedding;
        "hidden:<layer>": a<t> of that layer, 0 the first.
    What comes later than s has no influence: exactly 0. With several sequences it is the mean over the batch.

    Source: A. Madsen, "Visualizing memorization in RNNs", Distill, 2019, which publishes this norm; `squared=True`
    gives its square, which is what the code of that article shows.

    One sweep back for all s at once. The network runs in float64; derivatives are then multiplied in float64 if the
    network is, else in float32 with a relative error below 1e-4. Neither underflows before 1e-308. Raises `Problem` for
    inputs, targets or `wrt` that make no sense.

    Of a network of another shape, `given` says what `gradient_norms` says of it; what a network reads while it writes
    are its `targets` then, whose symbols k are. With both directions what comes later counts as well.
    """
    if isinstance(network, Shape):
        by_sequence = _connected(network, inputs, targets, wrt, given).numpy()
        return np.asarray((by_sequence**2 if squared else by_sequence).mean(-1))
    lowest, field, tells = _wanted(wrt, network)
    run = Run.of(measured_copy(network), inputs)
    symbols = _symbols(targets, run.logits)
    precision = torch.float64 if network.dtype == torch.float64 else torch.float32
    readout = run.network.get_parameter("W_y").detach().to(precision)
    time = len(symbols)
    found = np.zeros((time, time))
    for b in range(run.batch):
        layers = run.layers(b, tells, precision, lowest)
        for reached in sweep(layers, readout[symbols[:, b]], np.arange(time)):
            if reached.layer == (-1 if field == "told" else 0):
                norms = reached.norms(field)
                found[reached.start :, reached.t] += (norms**2 if squared else norms) / run.batch
    return found


def _connected(
    network: Shape, inputs: Inputs, targets: Inputs | int | None, wrt: str, given: Mapping[str, Any]
) -> Tensor:
    """[time out, time in, batch]."""
    embedding = ["embedding"] if network.embedding_size else []
    choices = ["input", *embedding, *(f"hidden:{layer}" for layer in range(network.layers))]
    if wrt not in choices:
        raise Problem(N_("wrt must be one of: {choices}; got {got}."), choices=", ".join(choices), got=wrt)
    read = None if targets is None or isinstance(targets, int) else targets
    run = ShapeRun(network, Given(inputs, read, **given))
    chosen = run.logits.gather(-1, _symbols(targets, run.logits).unsqueeze(-1)).squeeze(-1)
    if wrt.startswith("hidden:"):
        return run.norms(chosen, [(int(wrt.removeprefix("hidden:")), "hidden")])[0]
    (found,) = run.back(chosen, [run.entered])
    if wrt == "input" and network.embedding_size:
        # x = E one-hot: ‖Eᵀ g‖ = ‖R g‖ with Eᵀ = Q R.
        table = run.shape.get_parameter("E").detach()
        found = found @ torch.linalg.qr(table.t(), mode="r").R.t()
    norms = row_norms(found)
    missing = len(inputs) - norms.shape[1]  # what comes after the longest sequence
    return torch.cat([norms, norms.new_zeros(len(norms), missing, norms.shape[2])], dim=1)


def _wanted(wrt: str, network: Network) -> tuple[int, str, str]:
    """The lowest layer that takes part, which of its values is measured, and what it tells of its inputs."""
    layers = {f"hidden:{layer}": (layer, "hidden", NOTHING) for layer in range(network.layers)}
    choices = {"input": (0, "told", NORM), "embedding": (0, "told", PROJECTION)} | layers
    if wrt not in list(choices):  # what cannot be a key, as a list, is no choice either
        raise Problem(N_("wrt must be one of: {choices}; got {got}."), choices=", ".join(choices), got=wrt)
    return choices[wrt]


def _symbols(targets: Inputs | int | None, logits: Tensor) -> Tensor:
    """k of every output, ids [time, batch]."""
    if targets is None:
        return logits.argmax(-1)
    ids = as_tensor(targets, logits.device)
    if ids.dim() == 0:
        ids = ids.expand(logits.shape[:-1])
    if ids.is_floating_point() or ids.dtype == torch.bool or ids.shape != logits.shape[:-1]:
        raise Problem(
            N_("Targets must be ids [time, batch] = {expected}, one id, or none; got {got}."),
            expected=list(logits.shape[:-1]),
            got=list(ids.shape),
        )
    low, high = (int(value) for value in torch.aminmax(ids))
    if low < 0 or high >= logits.shape[-1]:
        raise Problem(
            N_("Target ids must be 0 to {high}; got {got}."), high=logits.shape[-1] - 1, got=low if low < 0 else high
        )
    return ids.long()


@in_own_modes
def loss_contributions(
    network: Network | Shape,
    inputs: Inputs,
    targets: Inputs,
    weights: Numbers | None = None,
    of: str = "hidden",
    **given: Any,
) -> Floats:
    """Which loss sends how much of its error how far back: ‖∂L<s>/∂a<t>‖, [layer, s, t]; `of="cell"`: of c<t>.

    L<s> and `weights` are those of `gradient_norms`, so that the last row that counts is its `of="last"`. The gradient
    of the total J at t is the sum of the column's gradients, its norm at most the sum of their norms. What comes later
    than s: exactly 0. In float64. Raises `Problem` for weights of another shape, another `of`, or a cell without c<t>.
    Of a network of another shape, `given` says what `gradient_norms` says of it.
    """
    check_state_part(network, of)
    if isinstance(network, Shape):
        shaped = ShapeRun(network, Given(inputs, targets, **given))
        own = counted_losses(shaped.losses, weights) * shaped.losses / shaped.losses.shape[1]
        return np.stack([sent.mean(-1).numpy() for sent in shaped.norms(own, [(n, of) for n in range(network.layers)])])
    run = Run.of(measured_copy(network), inputs)
    logits = run.logits.requires_grad_(True)
    losses = step_losses(logits, targets)
    counted = counted_losses(losses, weights)
    # Each loss depends on its own logits alone, so that one backward through the sum gives every ∂L<s>/∂ logits.
    (by_logit,) = torch.autograd.grad((counted * losses).mean(dim=1).sum(), logits)
    seeds = by_logit @ run.network.get_parameter("W_y").detach()
    time = len(losses)
    found = np.zeros((network.layers, time, time))
    for b in range(run.batch):
        layers = run.layers(b, NOTHING, torch.float64)
        for reached in sweep(layers, seeds[:, b], np.arange(time)):
            if reached.layer >= 0:
                found[reached.layer, reached.start :, reached.t] += reached.norms(of) / run.batch
    return found


def check_state_part(network: Network | Shape, of: str) -> None:
    """`Problem` unless `of` is "hidden", or "cell" of a network that has a memory cell."""
    choices = ["hidden", "cell"] if network.has_memory else ["hidden"]
    if of not in choices:
        raise Problem(N_("of must be one of: {choices}; got {got}."), choices=", ".join(choices), got=of)
