"""A layer whose loops over time are compiled: all that comes before and after the loops, the same for every cell.

Hidden units are filled up with zeros to whole tiles (`_panels.padded`) on the way in, and cut again on the way out.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import Cell, State, is_ids
from explorer.kernels._base import Kernel, Stepper, Tape
from explorer.kernels._compile import compiled
from explorer.kernels._loop import CellLoop
from explorer.kernels._panels import add_product, filled, padded, panels
from explorer.records import Array

BLOCK_BYTES = 1 << 21
"""Of slopes that are kept until they go into the gradient of the weights. A fresh page costs more than arithmetic on
it: with the slopes of all steps, 5 MB for an LSTM at batch 32 and hidden 128, the system takes 3 of 10 ms."""


@dataclass(frozen=True)
class Block:
    """One of the quantities that a cell computes at every step, [time, batch, hidden].

    Before the loop it holds W_x x<t> + b of its matrix W = [W_a | W_x]; the loop adds W_a a<t−1> and makes it what it
    is to be. `inputs` and `recurrent` say which parts of the matrix act here; `acts_on` is the block on which the
    recurrent part acts, where that is not a<t−1>. A block without a matrix is room for the loop. `gate` is its name on
    the tape, if it has one.
    """

    gate: str | None = None
    matrix: str | None = None
    bias: str | None = None
    inputs: bool = True
    recurrent: bool = True
    acts_on: int | None = None

    @classmethod
    def of(cls, k: str, gate: str, acts_on: int | None = None) -> Block:
        """W_k [a<t−1>, x<t>] + b_k."""
        return cls(gate, f"W_{k}", f"b_{k}", acts_on=acts_on)


@dataclass(frozen=True)
class Recurrence:
    """What a cell adds to the common part: its blocks, and one loop over time in either direction.

    `forward(variant, values, states, weights)` makes values [block, time, batch, hidden] and states [state, time + 1,
    batch, hidden] of a<t> (and c<t>), whose entry 0 is the initial state. `weights[block]` are W_aᵀ for `add_product`.

    `backward(variant, start, stop, values, states, weights, grads, slopes)` goes from step stop − 1 down to start. It
    makes slopes[:, t − start] = ∂J/∂z<t> of each block, and completes grads, ∂J/∂a<t> (and ∂J/∂c<t>) in the order of
    states, of which it finds the part that comes from outside. `weights[block]` are W_a.
    """

    blocks: tuple[Block, ...]
    forward: Callable[..., None]
    backward: Callable[..., None]
    variant: int | bool = 0

    def run(self, cell: Cell, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`. Where compiled loops cannot go, on other devices and types, the plain loop does."""
        if not _can_go(state):
            return CellLoop.run(cell, inputs, state, tape)
        parameters = [cell.get_parameter(name) for name in self.parameters]
        hidden, last_cell = _Sequence.apply(  # type: ignore[no-untyped-call]
            self, tape, inputs, state.hidden, state.cell, *parameters
        )
        return hidden, State(hidden[-1], last_cell)

    def step(self, cell: Cell, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        if not _can_go(state):
            return CellLoop.step(cell, x, state)
        parts = [part.numpy(force=True) for part in state.parts]
        before = np.empty((len(parts), *parts[0].shape), parts[0].dtype)  # np.stack takes four times as long
        for k, part in enumerate(parts):
            before[k] = part
        return State(*map(torch.from_numpy, self.stepper(cell)(x.numpy(force=True), before)))

    def stepper(self, cell: Cell) -> Stepper:
        """See `Kernel.stepper`. The forward loop goes one step, with the matrices as they lie in the cell.

        With NumPy rather than torch, of which a call takes three times as long, and calls set the pace here: the 64 000
        multiplications of an LSTM with 128 units take 3 µs.
        """
        own: Any = cell._parameters  # a module's attributes take longer to find than a step takes to multiply
        matrices = tuple([own[name].numpy(force=True) for name in self._matrices])
        biases = tuple([own[name].numpy(force=True) for name in self._biases])
        count, kind = len(self.blocks), matrices[0].dtype

        def step(x: Array, parts: Array) -> Array:
            states = np.empty((len(parts), 2, *parts.shape[1:]), kind)
            states[:, 0] = parts
            values = np.empty((count, 1, *parts.shape[1:]), kind)
            _input_step(values, self._inputs, matrices, biases, x)
            self.forward(self.variant, values, states, matrices)
            return states[:, 1]

        return step

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the cell's parameters, each once."""
        names = [name for block in self.blocks for name in (block.matrix, block.bias) if name]
        return tuple(dict.fromkeys(names))

    # What a block does not have is never read: any will do.

    @cached_property
    def _matrices(self) -> tuple[str, ...]:
        return tuple(block.matrix or self.parameters[0] for block in self.blocks)

    @cached_property
    def _biases(self) -> tuple[str, ...]:
        return tuple(block.bias or self.parameters[1] for block in self.blocks)

    @cached_property
    def _inputs(self) -> tuple[bool, ...]:
        return tuple(block.inputs for block in self.blocks)


class CompiledKernel(Kernel):
    """A kernel that a recurrence describes."""

    @staticmethod
    @abstractmethod
    def recurrence(cell: Any) -> Recurrence:
        """That of this cell, with its options."""

    @classmethod
    def run(cls, cell: Any, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        return cls.recurrence(cell).run(cell, inputs, state, tape)

    @classmethod
    def step(cls, cell: Any, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        return cls.recurrence(cell).step(cell, x, state)

    @classmethod
    def stepper(cls, cell: Any) -> Stepper:
        """See `Kernel.stepper`."""
        return cls.recurrence(cell).stepper(cell) if _can_go(cell.initial_state(1)) else super().stepper(cell)


def _can_go(state: State) -> bool:
    return state.hidden.device.type == "cpu" and state.hidden.dtype in (torch.float32, torch.float64)


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
        recurrence: Recurrence,
        tape: Tape | None,
        inputs: Tensor,
        initial: Tensor,
        initial_cell: Tensor | None,
        *parameters: Tensor,
    ) -> tuple[Tensor, Tensor | None]:
        blocks, named = recurrence.blocks, dict(zip(recurrence.parameters, parameters, strict=True))
        (steps, batch), hidden = inputs.shape[:2], initial.shape[1]
        flat = inputs.flatten(0, 1).contiguous()
        weights = _buffer(initial, len(blocks), len(parameters[0][0]), hidden)
        values = _buffer(initial, len(blocks), steps, batch, hidden)
        for k, block in enumerate(blocks):
            if block.matrix and block.bias:
                weights[k, :, :hidden] = named[block.matrix].t()
                _input_part(values[k].flatten(0, 1), block, flat, weights[k, hidden:], filled(named[block.bias]))
        initials = [initial] if initial_cell is None else [initial, initial_cell]
        states = _buffer(initial, len(initials), steps + 1, batch, hidden)
        states[:, 0, :, :hidden] = torch.stack(initials)
        recurrent = panels(weights[:, :hidden]).contiguous()
        recurrence.forward(recurrence.variant, values.numpy(), states.numpy(), recurrent.numpy())
        ctx.save_for_backward(*parameters)
        ctx.kept = (recurrence, tape, flat, hidden, values, states)
        after = states[:, 1:, :, :hidden]
        if tape is not None:
            tape.hidden, tape.cell = after[0], None if initial_cell is None else after[1]
            tape.gates = {block.gate: values[k, ..., :hidden] for k, block in enumerate(blocks) if block.gate}
        return after[0], None if initial_cell is None else after[1, -1].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_hidden: Tensor, from_last_cell: Tensor | None) -> tuple[Any, ...]:
        recurrence, tape, flat, hidden, values, states = ctx.kept
        named = dict(zip(recurrence.parameters, ctx.saved_tensors, strict=True))
        grads = _buffer(states, *states.shape[:3], hidden)
        grads[0, 0], grads[0, 1:, :, :hidden] = 0, from_hidden
        if from_last_cell is not None:
            grads[1, -1, :, :hidden] = from_last_cell
        # The weights of a block without a matrix are never read: any will do.
        matrices = [named[block.matrix or recurrence.parameters[0]] for block in recurrence.blocks]
        recurrent = torch.stack([panels(matrix[:, :hidden]) for matrix in matrices]).numpy()
        # Gradients of the matrices are found transposed, [hidden + input, hidden].
        found = {name: _zeros(parameter.t()) for name, parameter in named.items()}
        from_inputs = _zeros(flat) if ctx.needs_input_grad[2] else None
        arrays = values.numpy(), states.numpy(), recurrent, grads.numpy()
        room = torch.empty_like(values[:, : _block_steps(values)], memory_format=torch.contiguous_format).flatten()
        for start, stop in _backwards(values):
            slopes = room[: values[:, start:stop].numel()].view(len(values), stop - start, *values.shape[2:])
            recurrence.backward(recurrence.variant, start, stop, *arrays, slopes.numpy())
            now = slice(start * slopes.shape[2], stop * slopes.shape[2])
            for k, block in enumerate(recurrence.blocks):
                if not block.matrix or not block.bias:
                    continue
                slope, gradient = slopes[k].flatten(0, 1), found[block.matrix]
                if block.recurrent:
                    acted_on = states[0] if block.acts_on is None else values[block.acts_on]
                    _add_outer(gradient[:hidden], acted_on[start:stop].flatten(0, 1)[:, :hidden], slope)
                if block.inputs:
                    _add_outer(gradient[hidden:], flat[now], slope)
                    if from_inputs is not None:
                        w_x = panels(named[block.matrix][:, hidden:])
                        add_product(from_inputs[now].numpy(), slope.numpy(), w_x.numpy())
                found[block.bias] += slope.sum(0)
        if tape is not None:
            tape.grad_hidden = grads[0, 1:, :, :hidden]
            tape.grad_cell = None if from_last_cell is None else grads[1, 1:, :, :hidden]
        to_inputs = None if from_inputs is None else from_inputs[:, : flat.shape[1]].view(*values.shape[1:3], -1)
        to_cell = None if from_last_cell is None else grads[1, 0, :, :hidden]
        to_parameters = [found[name][..., :hidden].t() for name in recurrence.parameters]
        return None, None, to_inputs, grads[0, 0, :, :hidden], to_cell, *to_parameters


def _buffer(like: Tensor, *shape: int) -> Tensor:
    """Room for `shape`, the last axis filled up, with zeros there."""
    columns = padded(shape[-1], like)
    return like.new_empty(shape) if columns == shape[-1] else like.new_zeros(*shape[:-1], columns)


def _zeros(like: Tensor) -> Tensor:
    return like.new_zeros(*like.shape[:-1], padded(like.shape[-1], like))


def _block_steps(values: Tensor) -> int:
    """How many time steps of slopes are kept at once."""
    return max(1, BLOCK_BYTES // (values[:, 0].numel() * values.element_size()))


def _backwards(values: Tensor) -> Iterator[tuple[int, int]]:
    """Blocks of time steps, start and stop, the last first."""
    for stop in range(values.shape[1], 0, -_block_steps(values)):
        yield max(0, stop - _block_steps(values)), stop


def _input_part(out: Tensor, block: Block, inputs: Tensor, weights: Tensor, bias: Tensor) -> None:
    """W_x x + b of all steps at once. Ids choose a row, which is what multiplying with a one-hot vector does."""
    if block.inputs and is_ids(inputs):
        _take_rows(out.numpy(), inputs.numpy(), weights.add_(bias).numpy())
        return
    out[:] = bias
    if block.inputs:
        add_product(out.numpy(), inputs.numpy(), panels(weights).numpy())


def _add_outer(out: Tensor, x: Tensor, slope: Tensor) -> None:
    """Σ x<t> (∂J/∂z<t>)ᵀ over time and batch: the gradient of a transposed matrix that acted on x."""
    if is_ids(x):
        _add_rows(out.numpy(), x.numpy(), slope.numpy())
    else:
        add_product(out.numpy(), x.t().numpy(), panels(slope).numpy())


@compiled
def _take_rows(out: Any, ids: Any, table: Any) -> None:
    for n in range(len(ids)):
        out[n] = table[ids[n]]


@compiled
def _add_rows(table: Any, ids: Any, rows: Any) -> None:
    for n in range(len(ids)):
        row, target = rows[n], table[ids[n]]
        for j in range(len(row)):
            target[j] += row[j]


@compiled
def _input_step(values: Any, uses_inputs: Any, matrices: Any, biases: Any, x: Any) -> None:
    """W_x x + b of one step, with the matrices as they lie in the cell."""
    hidden = values.shape[3]
    for k in range(len(matrices)):
        for row in range(values.shape[2]):
            values[k, 0, row] = biases[k]
        if not uses_inputs[k]:
            continue
        if x.ndim == 1:
            for row in range(len(x)):
                for j in range(hidden):
                    values[k, 0, row, j] += matrices[k][j, hidden + x[row]]
        else:
            add_product(values[k, 0], x, matrices[k][:, hidden:])
