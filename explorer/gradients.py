"""Magnitudes of gradients, measured at every time step."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.kernels import Tape
from explorer.losses import step_losses
from explorer.network import Inputs, Network
from explorer.problem import N_, Problem
from explorer.records import Floats


def gradient_norms(
    network: Network,
    inputs: Inputs,
    targets: Inputs,
    of: str = "last",
    weights: NDArray[Any] | Tensor | None = None,
) -> dict[str, Floats]:
    """How strongly the loss depends on each time step: BPTT gradients, {"hidden": [layer, time], "cell": …}.

    "hidden" is ‖∂L<T>/∂a<t>‖ for `of="last"`, ‖∂J/∂a<t>‖ for `of="total"`; "cell" the same for c<t>, where the network
    has a memory cell. L<t> is the mean over the batch of `step_losses`, J = Σ_t L<t> (lecture 8, "Зворотне поширення у
    часі"); `weights` [time, batch], 0 or 1, says which losses count, and T is the last step at which one does. The norm
    is L2 over hidden units for each sequence, then averaged over the batch.

    Computed on a copy in float64: 500 steps of a vanishing gradient underflow float32. `network` is left as it was.
    """
    measured = copy.deepcopy(network).double().requires_grad_(True)
    tapes: list[Tape] = []
    losses = step_losses(measured(inputs, tapes=tapes), targets)
    _objective(losses, of, weights).backward()  # type: ignore[no-untyped-call]
    gradients = {"hidden": [tape.grad_hidden for tape in tapes], "cell": [tape.grad_cell for tape in tapes]}
    return {
        name: np.stack([sequence_norms(gradient) for gradient in by_layer if gradient is not None])
        for name, by_layer in gradients.items()
        if name == "hidden" or measured.has_memory
    }


def _objective(losses: Tensor, of: str, weights: NDArray[Any] | Tensor | None) -> Tensor:
    counted = torch.ones_like(losses) if weights is None else torch.as_tensor(weights).to(losses)
    if counted.shape != losses.shape:
        raise Problem(
            N_("weights must be [time, batch] = {expected}; got {got}."),
            expected=list(losses.shape),
            got=list(counted.shape),
        )
    steps = torch.nonzero((counted > 0).any(dim=1)).flatten()
    if len(steps) == 0:
        raise Problem(N_("weights must count at least one loss; all are 0."))
    by_step = (counted * losses).mean(dim=1)
    if of == "last":
        return by_step[steps[-1]]
    if of == "total":
        return by_step.sum()
    raise Problem(N_("of must be “last” or “total”; got {got}."), got=of)


def sequence_norms(gradient: Tensor) -> Floats:
    """L2 norm over hidden units of each sequence, then the mean over the batch: [time, batch, hidden] → [time]."""
    norms: Floats = gradient.norm(dim=-1).mean(dim=-1).cpu().numpy()
    return norms


def loss_weights_sum(weights: NDArray[Any] | Tensor) -> float:
    """The factor from the gradient of the mean over counted losses to that of each sequence's own J = Σ_t L<t>."""
    return float(weights.sum())
