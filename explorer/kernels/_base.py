"""What every kernel is: something that runs a cell over a sequence and fills a tape."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from explorer.border import as_array
from explorer.cells._base import State, is_ids
from explorer.modes import own_modes
from explorer.records import Array
from explorer.registry import Registry

if TYPE_CHECKING:
    from explorer.kernels._machine import Program

Stepper = Callable[[Array, Array], Array]
"""Ids [batch] or vectors [batch, input], and the parts of a state [part, batch, hidden] → the parts a step later.

The parts are those of `State.parts`. What comes in stays as it is.
"""


@dataclass(eq=False)
class Tape:
    """What one layer computed on a sequence, each tensor [time, batch, hidden] and without autograd history.

    `hidden` is a<t>, `cell` c<t> (None where the cell has none of its own), `gates` what the cell calls by name. After
    `backward`, `grad_hidden` and `grad_cell` are the BPTT gradients ∂J/∂a<t> and ∂J/∂c<t>: total derivatives, through
    all later steps. They stay None before, and where nothing asked for a gradient. `initial` is the state before the
    first step, None where it is 0.
    """

    hidden: Tensor = field(default_factory=lambda: torch.empty(0))
    cell: Tensor | None = None
    gates: dict[str, Tensor] = field(default_factory=dict)
    grad_hidden: Tensor | None = None
    grad_cell: Tensor | None = None
    initial: State | None = None


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

    @classmethod
    def stepper(cls, cell: Any) -> Stepper:
        """`step` for many steps one by one, in NumPy; the weights are those that the cell has when this is called."""

        def step(x: Array, parts: Array) -> Array:
            with own_modes(), torch.no_grad():
                inputs, before = torch.from_numpy(x).to(own.device), State(*torch.from_numpy(parts).to(own))
                inputs = inputs if is_ids(inputs) else inputs.to(own)
                return np.stack([as_array(part) for part in cls.step(cell, inputs, before).parts])

        own = cell.initial_state(1).hidden
        return step

    @classmethod
    def programs(cls) -> Sequence[Program]:
        """All machine code that it may call, with whatever options a cell has."""
        return ()


kernels: Registry[Kernel] = Registry("kernel")
