"""From the settings of a run to the network that they name."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import torch

from explorer.cells import cells
from explorer.config import Config
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.shapes import Shape, shapes
from explorer.tasks import Task


def make_network(config: Config, task: Task) -> Network | Shape:
    """The network that a config names, for a task. Raises `Problem` for an unknown cell and an absent device."""
    _check_device(config.device)
    units = matched_hidden_size(config, task) if config.match_parameters else config.hidden_size
    return _network(config, task, units).to(config.device)


def _network(config: Config, task: Task, hidden_size: int) -> Network | Shape:
    sizes = config.cell, task.input_size, hidden_size, task.output_size, config.layers, config.seed
    options = _cell_options(config)
    if not task.shape:
        return Network(*sizes, **options)
    return shapes[task.shape](*sizes, directions=task.directions, embedding_size=task.embedding_size, **options)


def _check_device(device: str) -> None:
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there[device]:
        raise Problem(
            N_("There is no device “{device}” on this machine. Choose one of: {choices}."),
            device=device,
            choices=", ".join(name for name, present in there.items() if present),
        )


def matched_hidden_size(config: Config, task: Task, to: str = "lstm") -> int:
    """The number of hidden units that gives `config.cell` about as many parameters as an LSTM of its size has."""
    if config.cell == to:
        return config.hidden_size

    def count(cell: str, units: int) -> int:
        asked = config.changed(cell=cell)
        if task.shape:
            return _network(asked, task, units).parameter_count
        options = _cell_options(asked)
        return Network.count_parameters(cell, task.input_size, units, task.output_size, config.layers, **options)

    wanted, most = count(to, config.hidden_size), 4 * config.hidden_size
    # More units are more parameters: the first that has enough, or the one before it.
    first = bisect_left(range(1, most), wanted, key=lambda units: count(config.cell, units)) + 1
    return min((max(1, first - 1), first), key=lambda units: abs(count(config.cell, units) - wanted))


def _cell_options(config: Config) -> dict[str, Any]:
    return {name: getattr(config, name) for name in cells[config.cell].options}


def plain(network: Network | Shape) -> Network:
    """The network itself, where it is the ordinary one; TypeError for one of another shape."""
    if isinstance(network, Shape):
        raise TypeError(f"expected a Network; got one of the shape {type(network).__name__}")
    return network
