"""How an error flows back through networks, measured whole: gradients, Jacobian products, bound, eigenvalues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from explorer.config import Config
from explorer.lessons.forget.record import Flow
from explorer.names import CELLS

if TYPE_CHECKING:
    from explorer.network import Network
    from explorer.tasks import Task

JACOBIAN_LIMIT = 4e8
"""Multiplications, T · hidden³ · layers, beyond which Jacobian products would keep a person waiting for seconds."""


def vanishing(config: Config, cells: Sequence[str] = CELLS) -> dict[str, Flow]:
    """Measure a fresh network of each cell on the task's probe: the networks that a run of `config` starts from.

    For "adding" the probe is a row of random numbers, T = `time_steps` long; for "agreement" a sentence. The loss is
    that at the last step. Raises `Problem` for unknown names and for settings that no network can be made from.
    """
    from explorer.making import make_network, plain
    from explorer.tasks import make_task

    found = {}
    for cell in cells:
        own = config.changed(cell=cell)
        task = make_task(own)
        found[cell] = _measured(plain(make_network(own, task)), task, 0)
    return found


def trained(state: bytes) -> Flow:
    """Measure the network of a trainer's `state()`. Raises `Problem` when the bytes are not one."""
    from explorer.making import plain
    from explorer.training import Trainer

    trainer = Trainer.from_state(state)
    return _measured(plain(trainer.network), trainer.task, trainer.step)


def _measured(network: Network, task: Task, step: int) -> Flow:
    from explorer.gradients import gradient_norms, jacobian_bound, jacobian_norms

    probe = task.probe()
    time = len(probe.inputs)
    cheap = time * network.hidden_size**3 * network.layers <= JACOBIAN_LIMIT
    gradient = gradient_norms(network, probe.inputs, probe.targets, weights=probe.weights)["hidden"]
    finite = bool(np.isfinite(gradient).all())  # products of what has overflowed have no norm
    recurrent = None
    if network.cell_name == "rnn":
        weights = [network.weights(layer)["W_a"][:, : network.hidden_size] for layer in range(network.layers)]
        recurrent = np.linalg.eigvals(np.stack(weights).astype(np.float64)).astype(np.complex128)
    return Flow(
        gradient=gradient,
        jacobian=jacobian_norms(network, probe.inputs) if cheap and finite else None,
        memory_jacobian=jacobian_norms(network, probe.inputs, of="cell")
        if cheap and finite and network.has_memory
        else None,
        eigenvalues=recurrent,
        bound=None if recurrent is None else jacobian_bound(network, time),
        update=_update(network, task),
        step=step,
    )


def _update(network: Network, task: Task) -> float:
    """‖∂J/∂W‖ over all weights, of the loss that training takes, in float64 on a copy."""
    import torch

    from explorer.gradients._copy import measured_copy
    from explorer.gradients.norms import counted_losses
    from explorer.losses import step_losses
    from explorer.modes import own_modes

    with own_modes():
        probe = task.probe()
        measured = measured_copy(network)
        losses = step_losses(measured(probe.inputs), probe.targets)
        counted = counted_losses(losses, probe.weights)
        slopes = torch.autograd.grad((losses * counted).sum() / counted.sum(), list(measured.parameters()))
    return float(np.hypot.reduce([float(torch.linalg.vector_norm(slope)) for slope in slopes]))
