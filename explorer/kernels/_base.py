"""What every kernel is: something that runs a cell over a sequence and fills a tape."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from explorer.cells._base import State
from explorer.registry import Registry


@dataclass(eq=False)
class Tape:
    """What one layer computed on a sequence, each tensor [time, batch, hidden] and without autograd history.

    `hidden` is a<t>, `cell` c<t> (None where the cell has none of its own), `gates` what the cell calls by name. After
    `backward`, `grad_hidden` and `grad_cell` are the BPTT gradients ∂J/∂a<t> and ∂J/∂c<t>: total derivatives, through
    all later steps. They stay None before, and where nothing asked for a gradient.
    """

    hidden: Tensor = field(default_factory=lambda: torch.empty(0))
    cell: Tensor | None = None
    gates: dict[str, Tensor] = field(default_factory=dict)
    grad_hidden: Tensor | None = None
    grad_cell: Tensor | None = None


class Kernel(ABC):
    """Runs a cell over a sequence."""

    @staticmethod
    @abstractmethod
    def run(cell: Any, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """Hidden states [time, batch, hidden] and the state after the last step; fills `tape` if there is one.

        `inputs` are ids [time, batch] or vectors [time, batch, input]. Differentiable once with respect to the cell's
        parameters, to vectors and to `state`.
        """

    @staticmethod
    def step(cell: Any, x: Tensor, state: State) -> State:
        """One step without gradient, from ids [batch] or vectors [batch, input] to the next state."""
        after: State = cell(x, state)[0]
        return after


kernels: Registry[Kernel] = Registry("kernel")
