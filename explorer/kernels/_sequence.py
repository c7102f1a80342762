"""A layer in machine code, as a step of torch's autograd: room for what the code computes, and where it begins.

Hidden units are filled up to whole tiles (`_machine.padded`) in all arrays that the code writes, and cut again here.
"""

from __future__ import annotations

import ctypes
import threading
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
import torch
from llvmlite import ir
from torch import Tensor

from explorer.cells._base import Cell, State
from explorer.kernels import _backward, _forward
from explorer.kernels._base import Kernel, Stepper, Tape
from explorer.kernels._loop import CellLoop
from explorer.kernels._machine import Arguments, Program, arguments, padded
from explorer.kernels._plain import can_stand_for
from explorer.kernels._product import products
from explorer.kernels._step import Recurrence
from explorer.problem import N_, Problem
from explorer.records import Array

KINDS = (torch.float32, torch.float64)
NUMPY_KINDS = {4: np.float32, 8: np.float64}
CHUNK_ROWS = 256
"""Of slopes, rows of time and batch, that are kept until they go into the gradients of the parameters: few enough to
stay in the second-level cache, and many enough that it pays to fetch those gradients."""

# glibc gives memory back to the system, and fetches it anew page by page, once as much is free as twice the largest
# piece that was ever freed. A pass over a large sequence takes and frees several megabytes; with new pages for them an
# LSTM's takes a quarter longer. This piece is never touched, so that it costs nothing.
torch.empty(31 << 20, dtype=torch.uint8)


@dataclass(frozen=True, eq=False)
class Layer:
    """A recurrence in machine code. `name` is what the code is kept under, one a recurrence."""

    name: str
    recurrence: Recurrence

    def run(self, cell: Cell, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`. Where machine code cannot go (`can_stand_for`), the plain loop does."""
        if not can_stand_for(cell, inputs, *state.parts):
            return CellLoop.run(cell, inputs, state, tape)
        hidden, last_cell = _Sequence.apply(  # type: ignore[no-untyped-call]
            self, tape, inputs, state.hidden, state.cell, *self._parameters(cell)
        )
        # Not a view: whoever resets a state in place must not reach what the way back needs.
        return hidden, State(hidden[-1].clone(), last_cell)

    def step(self, cell: Cell, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        if not can_stand_for(cell, x, *state.parts):
            return CellLoop.step(cell, x, state)
        own, parts = _contiguous(self._parameters(cell)), _contiguous(state.parts)
        flat, hidden = _flat(x, own[0]), parts[0].shape[1]
        inputs = [0 if tensor is None else tensor.data_ptr() for tensor in flat]
        after, given = _room_for_step(self, own, len(x), inputs, [part.data_ptr() for part in parts])
        self.program(own[0].dtype)["step"](given)
        return State(*map(torch.from_numpy, after[:, :, :hidden]))

    def stepper(self, cell: Cell) -> Stepper:
        """See `Kernel.stepper`."""
        return _Stepper(self, _contiguous(self._parameters(cell)))

    def _parameters(self, cell: Cell) -> list[Tensor]:
        own: Any = cell._parameters  # a module's attributes take longer to find than a small step takes to multiply
        return [own[name] for name in self.parameters]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the cell's parameters, matrices first."""
        return self.recurrence.matrices + self.recurrence.biases

    def program(self, kind: torch.dtype) -> Program:
        """Its functions for one type of numbers."""
        return self._programs[kind]

    @cached_property
    def _programs(self) -> dict[torch.dtype, Program]:
        return {kind: self._program(kind.itemsize) for kind in KINDS}

    def _program(self, itemsize: int) -> Program:
        def write(module: ir.Module) -> None:
            for part in (_forward.write_forward, _forward.write_step, _backward.write_backward):
                part(module, self.recurrence, itemsize)

        return Program(f"{self.name}-float{8 * itemsize}", write, products(itemsize))


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
        return cls.layer(cell).stepper(cell) if can_stand_for(cell) else super().stepper(cell)


class Context(Protocol):
    """The part of torch's autograd context that is used here; what is no tensor hangs on it as an attribute."""

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
        own = _contiguous(parameters)
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
        # All that a backward reads is saved with torch, which refuses it if anybody has changed it by then.
        ctx.save_for_backward(inputs, values, states, *parameters)
        ctx.kept = (layer, tape, hidden)
        after = states[:, 1:, :, :hidden]
        if tape is not None:
            tape.hidden, tape.cell = after[0], None if initial_cell is None else after[1]
            gates = enumerate(block.gate for block in recurrence.blocks)
            tape.gates = {gate: values[k, ..., :hidden] for k, gate in gates if gate}
        return after[0], None if initial_cell is None else after[1, -1].clone()

    @staticmethod
    def backward(ctx: Context, from_hidden: Tensor, from_last_cell: Tensor | None) -> tuple[Any, ...]:
        if torch.is_grad_enabled():
            # Torch's own once_differentiable would let a second derivative come out as 0 where that is allowed.
            raise Problem(
                N_("The fast engine can be differentiated once. For a second derivative choose engine=“cell”.")
            )
        layer, tape, hidden = ctx.kept
        inputs, values, states, *parameters = ctx.saved_tensors
        recurrence, own, flat = layer.recurrence, _contiguous(parameters), _flat(inputs, states)
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

    Room and arguments are made once, with the first step, and with NumPy rather than torch, of which a call takes three
    times as long. Calls set the pace here: the 64 000 multiplications of an LSTM with 128 units take 2 µs.
    """

    def __init__(self, layer: Layer, parameters: Sequence[Tensor]) -> None:
        self._layer, self._parameters = layer, parameters
        self._lock = threading.Lock()
        self._x: Array = np.empty(0)
        self._parts: Array = self._x
        self._hidden = parameters[0].shape[0]

    def __call__(self, x: Array, parts: Array) -> Array:
        with self._lock:
            if x.shape != self._x.shape or x.dtype.kind != self._x.dtype.kind:
                self._make_room(x, parts)
            self._x[...], self._parts[...] = x, parts
            self._code(self._arguments)
            return self._after[:, :, : self._hidden].copy()

    def _make_room(self, x: Array, parts: Array) -> None:
        ids = x.dtype.kind in "iu"
        self._x = np.empty(x.shape, np.int64 if ids else parts.dtype)
        self._parts = np.empty((len(parts), len(x), self._hidden), parts.dtype)
        inputs = [_address(self._x), 0] if ids else [0, _address(self._x)]
        given = [_address(part) for part in self._parts]
        self._after, self._arguments = _room_for_step(self._layer, self._parameters, len(x), inputs, given)
        self._code = self._layer.program(self._parameters[0].dtype)["step"]


def _room_for_step(
    layer: Layer, parameters: Sequence[Tensor], batch: int, inputs: Sequence[int], parts: Sequence[int]
) -> tuple[Array, Arguments]:
    """Room for the parts of the next state, [part, batch, hidden], and arguments of `step`.

    `inputs` are the addresses of ids and of vectors, of which one is 0, and `parts` those of the state's parts.
    """
    (hidden, length), itemsize = parameters[0].shape, parameters[0].itemsize
    columns, states = padded(hidden, itemsize), 2 * len(parts)
    room = np.zeros((states + len(layer.recurrence.blocks), batch, columns), NUMPY_KINDS[itemsize])
    address = _address(room)
    values = address + states * batch * columns * itemsize
    own = [parameter.data_ptr() for parameter in parameters]
    return room[1:states:2], arguments(values, address, *inputs, *own, *parts, batch, hidden, columns, length - hidden)


def _address(array: Array) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(array.data))  # array.ctypes.data takes five times as long


def _contiguous(tensors: Sequence[Tensor]) -> list[Tensor]:
    return [tensor if tensor.is_contiguous() else tensor.contiguous() for tensor in tensors]


def _flat(inputs: Tensor, like: Tensor) -> tuple[Tensor | None, Tensor | None]:
    """Ids, and vectors: one of them is None."""
    if inputs.is_floating_point():
        return None, inputs.detach().to(like.dtype).contiguous()
    return inputs.long().contiguous(), None


def _room(like: Tensor, *shape: int) -> Tensor:
    """Room for `shape`, the last axis filled up, with zeros there."""
    columns = padded(shape[-1], like.itemsize)
    return like.new_empty(shape) if columns == shape[-1] else like.new_zeros(*shape[:-1], columns)


def _addresses(pointers: Sequence[Tensor | None], integers: Sequence[int]) -> Arguments:
    """Arguments of a `Call`: contiguous tensors, which must outlive it, and integers."""
    values = [0 if tensor is None else tensor.data_ptr() for tensor in pointers]
    return arguments(*values, *integers)
