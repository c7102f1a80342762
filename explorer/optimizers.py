"""The optimisers of `Config`, over all weights as one vector."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import unwrap
from typing import Any

import torch
from torch.optim import Optimizer

from explorer.config import Config

KEPT: Mapping[str, frozenset[str]] = {
    "adam": frozenset({"step", "exp_avg", "exp_avg_sq"}),
    "sgd": frozenset(),
    "rmsprop": frozenset({"step", "square_avg"}),
}
"""What each optimiser keeps for every parameter, by torch's names."""


def make_optimizer(config: Config, weights: torch.nn.Parameter) -> Optimizer:
    """The optimiser that the config names."""
    rate = config.learning_rate
    made: Optimizer
    if config.optimizer == "adam":
        made = _light(torch.optim.Adam)([weights], lr=rate, fused=True)
    elif config.optimizer == "sgd":
        made = _light(torch.optim.SGD)([weights], lr=rate, fused=True)
    else:
        made = _light(torch.optim.RMSprop)([weights], lr=rate)
    return made


def _light(kind: Any) -> Any:
    """The same optimiser without the import of torch's compiler, which nothing here uses.

    torch keeps its compiler away from a few methods of every optimiser, and imports it for that when they are first
    called: 900 modules, which take longer than torch itself, in each process that trains. Here stand the methods
    themselves, in the mode that the wrapper gives `step`.
    """
    wrapped = ("add_param_group", "zero_grad", "state_dict", "load_state_dict")
    methods: dict[str, Any] = {name: unwrap(getattr(Optimizer, name)) for name in wrapped}
    return type(kind.__name__, (kind,), methods | {"step": torch.no_grad()(unwrap(kind.step))})
