"""RNN Explorer: recurrent networks in the lecture's notation, and what can be measured inside them.

    network = explorer.Network(cell="lstm", input_size=65, hidden_size=64, output_size=65)
    trace = explorer.record(network, inputs)

Names are loaded when they are first used, so that `import explorer` does not wait for torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.answers import Answer, ask
    from explorer.config import Config
    from explorer.convert import from_torch
    from explorer.generation import Writer
    from explorer.gradients import (
        connectivity,
        gradient_norms,
        jacobian_bound,
        jacobian_norms,
        jacobian_spectrum,
        loss_contributions,
    )
    from explorer.network import Network
    from explorer.problem import Problem
    from explorer.records import Batch, Sample, Snapshot, Trace
    from explorer.trace import record
    from explorer.training import Trainer

__all__ = [
    "Answer",
    "Batch",
    "Config",
    "Network",
    "Problem",
    "Sample",
    "Snapshot",
    "Trace",
    "Trainer",
    "Writer",
    "ask",
    "connectivity",
    "from_torch",
    "gradient_norms",
    "jacobian_bound",
    "jacobian_norms",
    "jacobian_spectrum",
    "loss_contributions",
    "record",
]

_HOME = {
    "Answer": "answers",
    "ask": "answers",
    "Batch": "records",
    "Config": "config",
    "Network": "network",
    "Problem": "problem",
    "Sample": "records",
    "Snapshot": "records",
    "Trace": "records",
    "Trainer": "training",
    "Writer": "generation",
    "connectivity": "gradients",
    "from_torch": "convert",
    "gradient_norms": "gradients",
    "jacobian_bound": "gradients",
    "jacobian_norms": "gradients",
    "jacobian_spectrum": "gradients",
    "loss_contributions": "gradients",
    "record": "trace",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"explorer.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
