"""A layer in machine code, as a step of torch's autograd: room for what the code computes, and where it begins.

Hidden units are filled up to whole tiles (`_machine.padded`) in all arrays that the code writes, and cut again here.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol

import numpy as np
import torch
from llvmlite import ir
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import Cell, State
from explorer.kernels import _backward, _forward
from explorer.kernels._base import Kernel, Stepper, Tape
from explorer.kernels._loop import CellLoop
from explorer.kernels._machine import Arguments, Program, arguments, padded
from explorer.kernels._product import products
from explorer.kernels._step import Recurrence
from explorer.records import Array

KINDS = (torch.float32, torch.float64)
CHUNK_ROWS = 256
"""Of slopes, rows of time and batch, that are kept until they go into the gradients of the parameters: few enough to
stay in the second-level cache, and many enough that it pays to fetch those gradients."""

# glibc gives memory back to the system, and fetches it anew page by page, once as much is free as twice the largest
# piece that was ever freed. A pass over a large sequence takes and frees several megabytes; with new pages for them an
# LSTM's takes a quarter longer. This piece is never touched, so that it costs nothing.
torch.empty(31 << 20, dtype=torch.uint8)


@dataclass(frozen=True)
class Layer:
    """A recurrence in machine code. `name` is what the code is kept under, one a recurrence."""

    name: str
    recurrence: Recurrence

    def run(self, cell: Cell, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`. Where machine code cannot go, on other devices and types, the plain loop does."""
        if not _can_go(state):
            return CellLoop.run(cell, inputs, state, tape)
        own: Any = cell._parameters  # a module's attributes take longer to find than a small step takes to multiply
        parameters = [own[name] for name in self.parameters]
        hidden, last_cell = _Sequence.apply(  # type: ignore[no-untyped-call]
            self, tape, inputs, state.hidden, state.cell, *parameters
        )
        return hidden, State(hidden[-1], last_cell)

    def step(self, cell: Cell, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        if not _can_go(state):
            return CellLoop.step(cell, x, state)
        parts = np.stack([part.numpy(force=True) for part in state.parts])
        return State(*map(torch.from_numpy, self.stepper(cell)(x.numpy(force=True), parts)))

    def stepper(self, cell: Cell) -> Stepper:
        """See `Kernel.stepper`."""
        own: Any = cell._parameters
        return _Stepper(self, [own[name].detach().contiguous() for name in self.parameters])

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the cell's parameters, matrices first."""
        return self.recurrence.matrices + self.recurrence.biases

    def program(self, kind: torch.dtype) -> Program:
        """Its functions for one type of numbers."""
        return _program(self, kind.itemsize)


@cache
def _program(layer: Layer, itemsize: int) -> Program:
    def write(module: ir.Module) -> None:
        for part in (_forward.write_forward, _forward.write_step, _backward.write_backward):
            part(module, layer.recurrence, itemsize)

    return Program(f"{layer.name}-float{8 * itemsize}", write, products(itemsize))


class CompiledKernel(Kernel):
    """A kernel that recurrences describe, one for each value of those options that change the equations."""

    layers: ClassVar[Mapping[Any, Layer]]

    @classmethod
    @abstractmethod
    def layer(cls, cell: Any) -> Layer:
        """That of this cell, with its options."""

    @classmethod
    def programs(cls) -> Sequence[Program]:
        """See `Kernel.programs`."""
        return [layer.program(kind) for layer in cls.layers.values() for kind in KINDS]

    @classmethod
    def run(cls, cell: Any, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        return cls.layer(cell).run(cell, inputs, state, tape)

    @classmethod
    def step(cls, cell: Any, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        return cls.layer(cell).step(cell, x, state)

    @classmethod
    def stepper(cls, cell: Any) -> Stepper:
        """See `Kernel.stepper`."""
        return cls.layer(cell).stepper(cell) if _can_go(cell.initial_state(1)) else super().stepper(cell)


def _can_go(state: State) -> bool:
    return state.hidden.device.type == "cpu" and state.hidden.dtype in KINDS


class Context(Protocol):
    """The part of torch's autograd context that is used here; what a forward keeps hangs on it as an attribute."""

    needs_input_grad: tuple[bool, ...]
    saved_tensors: tuple[Tensor, ...]
    kept: Any

    def save_for_backward(self, *tensors: Tensor) -> None: ...


class _Sequence(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Context,
        layer: Layer,
        tape: Tape | None,
        inputs: Tensor,
        initial: Tensor,
        initial_cell: Tensor | None,
        *parameters: Tensor,
    ) -> tuple[Tensor, Tensor | None]:
        recurrence, (steps, batch), hidden = layer.recurrence, inputs.shape[:2], initial.shape[1]
        flat, length = _flat(inputs, initial), parameters[0].shape[1]
        own = [parameter.contiguous() for parameter in parameters]
        values = _room(initial, len(recurrence.blocks), steps, batch, hidden)
        states = _room(initial, recurrence.parts, steps + 1, batch, hidden)
        states[0, 0, :, :hidden] = initial
        if initial_cell is not None:
            states[1, 0, :, :hidden] = initial_cell
        packed = _room(initial, len(recurrence.matrices), length, hidden)
        biases = _room(initial, len(recurrence.biases), hidden)
        pointers = [values, states, packed, biases, *flat, *own]
        sizes = [steps, batch, hidden, values.shape[3], length - hidden]
        layer.program(initial.dtype)["forward"](_addresses(pointers, sizes))
        ctx.save_for_backward(*parameters)
        ctx.kept = (layer, tape, flat, hidden, values, states)
        after = states[:, 1:, :, :hidden]
        if tape is not None:
            tape.hidden, tape.cell = after[0], None if initial_cell is None else after[1]
            gates = enumerate(block.gate for block in recurrence.blocks)
            tape.gates = {gate: values[k, ..., :hidden] for k, gate in gates if gate}
        return after[0], None if initial_cell is None else after[1, -1].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_hidden: Tensor, from_last_cell: Tensor | None) -> tuple[Any, ...]:
        layer, tape, flat, hidden, values, states = ctx.kept
        recurrence, own = layer.recurrence, [parameter.contiguous() for parameter in ctx.saved_tensors]
        blocks, steps, batch, columns = values.shape
        length = own[0].shape[1]
        chunk = min(steps, max(1, CHUNK_ROWS // batch))
        grads = _room(states, *states.shape[:3], hidden)
        grads[0, 0], grads[0, 1:, :, :hidden] = 0, from_hidden
        if from_last_cell is not None:
            grads[1, -1, :, :hidden] = from_last_cell
        matrices = len(recurrence.matrices)
        slopes, regrouped = _room(values, blocks, chunk, batch, hidden), _room(values, chunk * batch, hidden)
        packed = _room(values, matrices, hidden, hidden)
        # Gradients of the matrices are found transposed, [hidden + input, hidden].
        found = [values.new_zeros(*parameter.shape[1:], columns) for parameter in own]
        packed_inputs = to_inputs = None
        if ctx.needs_input_grad[2]:
            packed_inputs = _room(values, matrices, hidden, length - hidden)
            to_inputs = values.new_zeros(steps * batch, packed_inputs.shape[2])
        pointers = [values, states, grads, slopes, regrouped, packed, packed_inputs, *flat, to_inputs, *found]
        sizes = [steps, chunk, batch, hidden, columns, length - hidden, padded(length - hidden, values.itemsize)]
        layer.program(values.dtype)["backward"](_addresses([*pointers, *own[:matrices]], sizes))
        if tape is not None:
            tape.grad_hidden = grads[0, 1:, :, :hidden]
            tape.grad_cell = None if from_last_cell is None else grads[1, 1:, :, :hidden]
        if to_inputs is not None:
            to_inputs = to_inputs[:, : length - hidden].view(steps, batch, -1)
        to_cell = None if from_last_cell is None else grads[1, 0, :, :hidden]
        to_parameters = [gradient[..., :hidden].t() for gradient in found]
        return None, None, to_inputs, grads[0, 0, :, :hidden], to_cell, *to_parameters


class _Stepper:
    """A `Stepper`. The code goes one step, with the matrices as they lie in the cell.

    Room and arguments are made once, with the first step: calls set the pace here, since the 64 000 multiplications of
    an LSTM with 128 units take 2 µs.
    """

    def __init__(self, layer: Layer, parameters: Sequence[Tensor]) -> None:
        self._layer, self._parameters = layer, parameters
        self._lock = threading.Lock()
        self._values, self._x, self._states = parameters[0].new_empty(0), np.empty(0), np.empty(0)
        self._hidden = parameters[0].shape[0]

    def __call__(self, x: Array, parts: Array) -> Array:
        with self._lock:
            if x.shape != self._x.shape or x.dtype.kind != self._x.dtype.kind:
                self._make_room(x, parts)
            self._x[...] = x
            self._states[:, 0, :, : self._hidden] = parts
            self._code(self._arguments)
            return self._states[:, 1, :, : self._hidden].copy()

    def _make_room(self, x: Array, parts: Array) -> None:
        recurrence, own = self._layer.recurrence, self._parameters[0]
        columns, ids = padded(self._hidden, own.itemsize), x.dtype.kind in "iu"
        inputs = torch.zeros(x.shape, dtype=torch.int64 if ids else own.dtype)
        values = own.new_zeros(len(recurrence.blocks), len(x), columns)
        states = own.new_zeros(len(parts), 2, len(x), columns)
        self._x, self._states, self._values = inputs.numpy(), states.numpy(), values
        pointers = [values, states, *((inputs, None) if ids else (None, inputs)), *self._parameters]
        sizes = [len(x), self._hidden, columns, own.shape[1] - self._hidden]
        self._code, self._arguments = self._layer.program(own.dtype)["step"], _addresses(pointers, sizes)


def _flat(inputs: Tensor, like: Tensor) -> tuple[Tensor | None, Tensor | None]:
    """Ids, and vectors: one of them is None."""
    if inputs.is_floating_point():
        return None, inputs.detach().to(like.dtype).contiguous()
    return inputs.to(torch.int64).contiguous(), None


def _room(like: Tensor, *shape: int) -> Tensor:
    """Room for `shape`, the last axis filled up, with zeros there."""
    columns = padded(shape[-1], like.itemsize)
    return like.new_empty(shape) if columns == shape[-1] else like.new_zeros(*shape[:-1], columns)


def _addresses(pointers: Sequence[Tensor | None], integers: Sequence[int]) -> Arguments:
    """Arguments of a `Call`: contiguous tensors, which must outlive it, and integers."""
    values = [0 if tensor is None else tensor.data_ptr() for tensor in pointers]
    return arguments(*values, *integers)
