"""A layer whose loops over time are compiled: all that comes before and after the loops, the same for every cell.

Hidden units are filled up with zeros to whole tiles (`_panels.padded`) on the way in, and cut again on the way out.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from explorer.cells._base import Cell, State
from explorer.kernels._base import Kernel, Stepper, Tape
from explorer.kernels._compile import compiled
from explorer.kernels._loop import CellLoop
from explorer.kernels._panels import add_product, filled, padded, panels
from explorer.kernels._plain import can_stand_for
from explorer.problem import N_, Problem
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
        """See `Kernel.run`. Where compiled loops cannot go (`can_stand_for`), the plain loop does."""
        if not can_stand_for(cell, inputs, *state.parts):
            return CellLoop.run(cell, inputs, state, tape)
        own: Any = cell._parameters  # a module's attributes take longer to find than a small step takes to multiply
        parameters = [own[name] for name in self.parameters]
        hidden, last_cell = _Sequence.apply(  # type: ignore[no-untyped-call]
            self, tape, inputs, state.hidden, state.cell, *parameters
        )
        # Not a view: whoever resets a state in place must not reach what the way back needs.
        return hidden, State(hidden[-1].clone(), last_cell)

    def step(self, cell: Cell, x: Tensor, state: State) -> State:
        """See `Kernel.step`."""
        if not can_stand_for(cell, x, *state.parts):
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
        own: Any = cell._parameters
        matrices = tuple([own[name].numpy(force=True) for name in self.matrices])
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

    def named(self, parameters: Sequence[Tensor]) -> dict[str, Array]:
        """Those that `parameters` names, as arrays."""
        return {name: own.numpy(force=True) for name, own in zip(self.parameters, parameters, strict=True)}

    # What a block does not have is never read: any will do.

    @cached_property
    def matrices(self) -> tuple[str, ...]:
        """Names of the blocks' matrices."""
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
        return cls.recurrence(cell).stepper(cell) if can_stand_for(cell) else super().stepper(cell)


class Context(Protocol):
    """The part of torch's autograd context that is used here; what is no tensor hangs on it as an attribute."""

    needs_input_grad: tuple[bool, ...]
    saved_tensors: tuple[Tensor, ...]
    kept: Any

    def save_for_backward(self, *tensors: Tensor) -> None: ...


class _Sequence(torch.autograd.Function):
    # Torch makes room and takes the results; in between NumPy has the arrays, since a view of a tensor takes ten times
    # as long as one of an array: in a small network longer than the arithmetic.

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
        blocks, named = recurrence.blocks, recurrence.named(parameters)
        (steps, batch), hidden = inputs.shape[:2], initial.shape[1]
        flat = _flat(inputs)
        weights = _buffer(initial, len(blocks), parameters[0].shape[1], hidden).numpy()
        values = _buffer(initial, len(blocks), steps, batch, hidden)
        for block, out, turned in zip(blocks, _rows(values.numpy()), weights, strict=True):
            if block.matrix and block.bias:
                turned[:, :hidden] = named[block.matrix].T
                _input_part(out, block, flat, turned[hidden:], filled(named[block.bias]))
        initials = [initial] if initial_cell is None else [initial, initial_cell]
        states = _buffer(initial, len(initials), steps + 1, batch, hidden)
        for state, part in zip(states.numpy(), initials, strict=True):
            state[0, :, :hidden] = part.numpy(force=True)
        recurrent = np.ascontiguousarray(panels(weights[:, :hidden]))
        recurrence.forward(recurrence.variant, values.numpy(), states.numpy(), recurrent)
        # All that a backward reads is saved with torch, which refuses it if anybody has changed it by then.
        ctx.save_for_backward(inputs, values, states, *parameters)
        ctx.kept = (recurrence, tape, hidden)
        after = states[:, 1:, :, :hidden]
        if tape is not None:
            tape.hidden, tape.cell = after[0], None if initial_cell is None else after[1]
            tape.gates = {block.gate: values[k, ..., :hidden] for k, block in enumerate(blocks) if block.gate}
        return after[0], None if initial_cell is None else after[1, -1].clone()

    @staticmethod
    def backward(ctx: Context, from_hidden: Tensor, from_last_cell: Tensor | None) -> tuple[Any, ...]:
        if torch.is_grad_enabled():
            # Torch's own once_differentiable would let a second derivative come out as 0 where that is allowed.
            raise Problem(
                N_("The fast engine can be differentiated once. For a second derivative choose engine=“cell”.")
            )
        recurrence, tape, hidden = ctx.kept
        inputs, kept_values, kept_states, *parameters = ctx.saved_tensors
        flat, named = _flat(inputs), recurrence.named(parameters)
        kept_grads = _buffer(kept_states, *kept_states.shape[:3], hidden)
        values, states, grads = kept_values.numpy(), kept_states.numpy(), kept_grads.numpy()
        grads[0, 0], grads[0, 1:, :, :hidden] = 0, from_hidden.numpy()
        if from_last_cell is not None:
            grads[1, -1, :, :hidden] = from_last_cell.numpy()
        recurrent = np.stack([panels(named[matrix][:, :hidden]) for matrix in recurrence.matrices])
        # Gradients of the matrices are found transposed, [hidden + input, hidden].
        found = {name: _zeros(parameter.T) for name, parameter in named.items()}
        from_inputs = _zeros(flat) if ctx.needs_input_grad[2] else None
        all_values, hidden_states = _rows(values), _rows(states)[0]
        steps, batch = values.shape[1:3]
        room = kept_values.new_empty(values[:, : _block_steps(values)].size).numpy()
        for start, stop in _backwards(values):
            slopes = room[: values[:, start:stop].size].reshape(len(values), stop - start, *values.shape[2:])
            recurrence.backward(recurrence.variant, start, stop, values, states, recurrent, grads, slopes)
            now = slice(start * batch, stop * batch)
            for block, slope in zip(recurrence.blocks, _rows(slopes), strict=True):
                if not block.matrix or not block.bias:
                    continue
                gradient = found[block.matrix]
                if block.recurrent:
                    acted_on = hidden_states if block.acts_on is None else all_values[block.acts_on]
                    _add_outer(gradient[:hidden], acted_on[now, :hidden], slope)
                if block.inputs:
                    _add_outer(gradient[hidden:], flat[now], slope)
                    if from_inputs is not None:
                        add_product(from_inputs[now], slope, panels(named[block.matrix][:, hidden:]))
                _add_up(found[block.bias], slope)
        if tape is not None:
            tape.grad_hidden = kept_grads[0, 1:, :, :hidden]
            tape.grad_cell = None if from_last_cell is None else kept_grads[1, 1:, :, :hidden]
        to_inputs = None
        if from_inputs is not None:
            to_inputs = torch.from_numpy(from_inputs)[:, : flat.shape[1]].view(steps, batch, -1)
        to_cell = None if from_last_cell is None else kept_grads[1, 0, :, :hidden]
        to_parameters = [torch.from_numpy(found[name][..., :hidden].T) for name in recurrence.parameters]
        return None, None, to_inputs, kept_grads[0, 0, :, :hidden], to_cell, *to_parameters


def _flat(inputs: Tensor) -> Array:
    """[time, batch, …] as [time · batch, …]."""
    return inputs.flatten(0, 1).contiguous().numpy(force=True)


def _buffer(like: Tensor, *shape: int) -> Tensor:
    """Room for `shape`, the last axis filled up, with zeros there."""
    columns = padded(shape[-1], like.element_size())
    return like.new_empty(shape) if columns == shape[-1] else like.new_zeros(*shape[:-1], columns)


def _zeros(like: Array) -> Array:
    return np.zeros((*like.shape[:-1], padded(like.shape[-1], like.itemsize)), like.dtype)


def _rows(array: Array) -> Array:
    """[block, time, batch, hidden] as [block, time · batch, hidden]."""
    return array.reshape(len(array), -1, array.shape[-1])


def _block_steps(values: Array) -> int:
    """How many time steps of slopes are kept at once."""
    return max(1, BLOCK_BYTES // values[:, 0].nbytes)


def _backwards(values: Array) -> Iterator[tuple[int, int]]:
    """Blocks of time steps, start and stop, the last first."""
    for stop in range(values.shape[1], 0, -_block_steps(values)):
        yield max(0, stop - _block_steps(values)), stop


def _input_part(out: Array, block: Block, inputs: Array, weights: Array, bias: Array) -> None:
    """W_x x + b of all steps at once. Ids choose a row, which is what multiplying with a one-hot vector does."""
    if block.inputs and inputs.ndim == 1:
        weights += bias
        _take_rows(out, inputs, weights)
        return
    out[:] = bias
    if block.inputs:
        add_product(out, inputs, panels(weights))


def _add_outer(out: Array, x: Array, slope: Array) -> None:
    """Σ x<t> (∂J/∂z<t>)ᵀ over time and batch: the gradient of a transposed matrix that acted on x."""
    if x.ndim == 1:
        _add_rows(out, x, slope)
    else:
        add_product(out, x.T, panels(slope))


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
def _add_up(total: Any, rows: Any) -> None:
    for n in range(len(rows)):
        for j in range(len(total)):
            total[j] += rows[n, j]


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
