"""The way back through one step of a layer, for the derivatives of many outputs at once; of any cell, by autograd.

The rows of an `Adjoint` are outputs (or losses, or units). `_derived` has faster ways for the cells whose derivatives
are written down.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from explorer.cells import Cell, State
from explorer.cells._base import is_ids
from explorer.kernels import Tape

INPUTS, NORM, PROJECTION, NOTHING = "inputs", "norm", "projection", "nothing"
"""What a layer tells of its inputs: ∂y/∂x<t>; something of the same L2 norm; ∂y/∂(W_x x<t>), all gates; nothing."""


@dataclass(frozen=True)
class Adjoint:
    """∂y/∂a<t> (and ∂y/∂c<t>, …) of many outputs y, changed in place from step to step.

    `state` holds it by name, each [rows, hidden]: views of the columns of `packed` [rows, parts · hidden].
    """

    packed: Tensor
    state: State

    @classmethod
    def zeros(cls, rows: int, like: State, dtype: torch.dtype) -> Adjoint:
        """Room for a number of rows, in the form of a state."""
        size = like.hidden.shape[-1]
        packed = like.hidden.new_zeros(rows, len(like.parts) * size, dtype=dtype)
        columns = iter(packed.chunk(len(like.parts), dim=1))
        return cls(packed, like.map(lambda _: next(columns)))

    def since(self, start: int) -> Adjoint:
        """The rows from `start` on, in the same memory."""
        return Adjoint(self.packed[start:], self.state.map(lambda part: part[start:]))


class Layer(ABC):
    """One layer after its run over one sequence, and its way back."""

    hidden: Tensor
    """a<t> of every step, [time, hidden], in float64."""

    initial: State
    """The state before the first step, each [1, hidden]."""

    @abstractmethod
    def __init__(self, cell: Any, inputs: Tensor, tape: Tape, tells: str, dtype: torch.dtype) -> None:
        """From ids [time, 1] or vectors [time, 1, input], the tape of the run over them, and the type of adjoints."""

    @abstractmethod
    def total(self, t: int, adjoint: Adjoint) -> None:
        """Add to what came back from step t + 1 and from above what c<t> does through a<t>, in place."""

    @abstractmethod
    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """Go from step t to step t − 1, in place; returns what `tells` asks for, [rows, …]."""


class AnyLayer(Layer):
    """A layer of any cell: each step is run again from its kept state, and all rows go back through it by autograd."""

    def __init__(self, cell: Cell, inputs: Tensor, tape: Tape, tells: str, dtype: torch.dtype) -> None:
        """See `Layer`. Runs again, since a state may hold more than a tape; in float64, whatever `dtype` is."""
        self.cell, self.inputs, self.tells = cell, inputs, tells
        self.initial, self.hidden = tape.initial or cell.initial_state(1), tape.hidden[:, 0]
        self._states = [self.initial]
        with torch.no_grad():
            for x in inputs:
                self._states.append(cell(x, self._states[-1])[0])
        self._back: tuple[list[Tensor], Tensor] | None = None

    def total(self, t: int, adjoint: Adjoint) -> None:
        """See `Layer`; goes the whole step at once, and keeps the rest for `back`."""
        # Anomaly detection looks at numbers one by one, which the rows of a batch of gradients are not.
        with torch.enable_grad(), torch.autograd.set_detect_anomaly(False):
            self._go(t, adjoint)

    def _go(self, t: int, adjoint: Adjoint) -> None:
        before = self._states[t].map(lambda part: part.detach().requires_grad_())
        x = self._vectors(self.inputs[t]) if self.tells in (INPUTS, NORM) else self.inputs[t]
        after: State = self.cell(x, before)[0]
        sinks: list[Tensor] = []
        if self.tells in (INPUTS, NORM):
            sinks = [x]
        elif self.tells == PROJECTION:
            # b_k is added to W_k [a<t−1>, x<t>], so that both have the same derivative.
            sinks = [self.cell.get_parameter(f"b_{k}") for k in self.cell.matrices]
        wanted = [*after.parts, *before.parts, *sinks]
        # Copies, because what has no further path comes back as the very tensor that went in.
        rows = [part.to(self.hidden.dtype, copy=True).unsqueeze(1) for part in adjoint.state.parts]
        found = torch.autograd.grad(after.parts, wanted, rows, is_grads_batched=True, materialize_grads=True)
        flat = [gradient.flatten(1) for gradient in found]
        count = len(after.parts)
        for part, all_of_it in zip(adjoint.state.parts, flat[:count], strict=True):
            part.copy_(all_of_it)
        told = torch.cat(flat[2 * count :], dim=1) if sinks else rows[0].new_empty(len(rows[0]), 0)
        self._back = flat[count : 2 * count], told

    def _vectors(self, x: Tensor) -> Tensor:
        if is_ids(x):
            x = torch.nn.functional.one_hot(x, self.cell.input_size)
        return x.detach().to(self.hidden.dtype).requires_grad_()

    def back(self, t: int, adjoint: Adjoint) -> Tensor:
        """See `Layer`."""
        if self._back is None:
            raise RuntimeError("total must come before back at every step")
        (before, told), self._back = self._back, None
        for part, gone_back in zip(adjoint.state.parts, before, strict=True):
            part.copy_(gone_back)
        return told
