"""Magnitudes of the gradient of one loss, at every time step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.border import Numbers, as_tensor
from explorer.cells import Cell
from explorer.gradients._copy import measured_copy
from explorer.gradients._derived import gradient
from explorer.gradients._shapes import Given, ShapeRun, objective
from explorer.gradients._sweep import row_norms, way_of
from explorer.kernels import Tape
from explorer.losses import step_losses
from explorer.modes import in_own_modes
from explorer.network import Inputs, Network
from explorer.problem import N_, Problem
from explorer.records import Floats
from explorer.shapes import Shape

OBJECTIVES = ("last", "total")
"""Whose gradient is measured: L<T>, the last loss that counts, or J, the sum of all."""


@in_own_modes
def gradient_norms(
    network: Network | Shape,
    inputs: Inputs,
    targets: Inputs,
    of: str = "last",
    weights: Numbers | None = None,
    **given: Any,
) -> dict[str, Floats]:
    """How strongly the loss depends on each time step: BPTT gradients, {"hidden": [layer, time], "cell": …, …}.

    "hidden" is ‖∂L<T>/∂a<t>‖ for `of="last"`, ‖∂J/∂a<t>‖ for `of="total"`; "cell" the same for c<t>, where the network
    has a memory cell; each gate by its name ("update", …) the same for Γ<t>, and "candidate" for c̃<t>. L<t> is the
    mean over the batch of `step_losses`, J = Σ_t L<t> (lecture 8, "Зворотне поширення у часі"); `weights` [time,
    batch], 0 or 1, says which losses count, and T is the last step at which one does. The norm is L2 over hidden units
    for each sequence, then averaged over the batch.

    Of a network of another shape, `given` may say `lengths` and `target_lengths` [batch], and which part is measured:
    its `segment` and its `direction`. Time is then that of the part, and T the last answer of each sequence.

    Computed on a copy in float64: 500 steps of a vanishing gradient underflow float32. `network` is left as it was.
    Raises `Problem` for another `of` and for weights of another shape or all 0.
    """
    if isinstance(network, Shape):
        run = ShapeRun(network, Given(inputs, targets, **given))
        kinds = ["hidden", *(["cell"] if run.shape.has_memory else []), *run.shape.gates]
        return _of_shape(run, of, weights, kinds)
    measured = measured_copy(network)
    way = way_of(network)
    watched = []
    if way is None:
        measured.engine = "cell"
        watched = [_Gates(cell) for cell in measured.every_cell()]
    tapes: list[Tape] = []
    losses = step_losses(measured(inputs, tapes=tapes), targets)
    _objective(losses, of, weights).backward()  # type: ignore[no-untyped-call]
    found: dict[str, list[Floats]] = {}
    for number, (cell, tape) in enumerate(zip(measured.every_cell(), tapes, strict=True)):
        of_layer = {"hidden": gradient(tape.grad_hidden)}
        if measured.has_memory:
            of_layer["cell"] = gradient(tape.grad_cell)
        with torch.no_grad():
            of_layer |= watched[number].gradients() if way is None else way.gate_gradients(cell, tape)
        for name, values in of_layer.items():
            found.setdefault(name, []).append(sequence_norms(values))
    return {name: np.stack(by_layer) for name, by_layer in found.items()}


@in_own_modes
def hidden_norms(
    network: Network | Shape, inputs: Inputs, targets: Inputs, weights: Numbers | None = None, **given: Any
) -> dict[str, Floats]:
    """ "hidden" of `gradient_norms`, [layer, time], for each `of`: {"last": …, "total": …}."""
    if isinstance(network, Shape):
        run = ShapeRun(network, Given(inputs, targets, **given))  # which is most of the work
        return {of: _of_shape(run, of, weights, ["hidden"])["hidden"] for of in OBJECTIVES}
    return {of: gradient_norms(network, inputs, targets, of, weights)["hidden"] for of in OBJECTIVES}


def _of_shape(run: ShapeRun, of: str, weights: Numbers | None, kinds: Sequence[str]) -> dict[str, Floats]:
    counted = run.answered.blank(counted_losses(run.losses, weights))
    goal = objective(run.losses, counted, of).view(1, 1)
    places = [(layer, kind) for kind in kinds for layer in range(len(run.layers))]
    found: dict[str, list[Floats]] = {}
    for (_, kind), norms in zip(places, run.norms(goal, places), strict=True):
        found.setdefault(kind, []).append(norms[0].mean(-1).numpy())
    return {kind: np.stack(by_layer) for kind, by_layer in found.items()}


class _Gates:
    """Keeps every gate that a cell reports while it runs step by step, so that autograd leaves its gradient on it."""

    def __init__(self, cell: Cell) -> None:
        self._steps: list[dict[str, Tensor]] = []
        cell.register_forward_hook(self._keep)

    def _keep(self, cell: Any, inputs: Any, output: Any) -> None:
        _, gates = output
        for gate in gates.values():
            gate.retain_grad()
        self._steps.append(gates)

    def gradients(self) -> dict[str, Tensor]:
        """∂J/∂Γ<t> by name, [time, batch, hidden]; 0 where no loss depends on the step."""
        return {name: torch.stack([_gradient(gates[name]) for gates in self._steps]) for name in self._steps[0]}


def _gradient(gate: Tensor) -> Tensor:
    return torch.zeros_like(gate) if gate.grad is None else gate.grad


def _objective(losses: Tensor, of: str, weights: Numbers | None) -> Tensor:
    counted = counted_losses(losses, weights)
    steps = torch.nonzero((counted > 0).any(dim=1)).flatten()
    if len(steps) == 0:
        raise Problem(N_("weights must count at least one loss; all are 0."))
    by_step = (counted * losses).mean(dim=1)
    if of == "last":
        return by_step[steps[-1]]
    if of == "total":
        return by_step.sum()
    raise Problem(N_("of must be “last” or “total”; got {got}."), got=of)


def counted_losses(losses: Tensor, weights: Numbers | None) -> Tensor:
    """Weights [time, batch] of losses; 1 for all if None. `Problem` for another shape."""
    counted = torch.ones_like(losses) if weights is None else as_tensor(weights, losses.device).to(losses)
    if counted.shape != losses.shape:
        raise Problem(
            N_("weights must be [time, batch] = {expected}; got {got}."),
            expected=list(losses.shape),
            got=list(counted.shape),
        )
    return counted


def sequence_norms(gradient: Tensor) -> Floats:
    """L2 norm over hidden units of each sequence, then the mean over the batch: [time, batch, hidden] → [time]."""
    norms: Floats = row_norms(gradient).mean(dim=-1).cpu().numpy()
    return norms


def loss_weights_sum(weights: Numbers) -> float:
    """The factor from the gradient of the mean over counted losses to that of each sequence's own J = Σ_t L<t>."""
    return float(weights.sum())
