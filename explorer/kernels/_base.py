"""What all kernels share: the tape, the input product of all steps at once, buffers with one entry for t = 0."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from explorer.cells._base import Cell, State, is_ids
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


kernels: Registry[Kernel] = Registry("kernel")


class Context(Protocol):
    """The part of torch's autograd context that kernels use; what a forward keeps hangs on it as attributes."""

    needs_input_grad: tuple[bool, ...]
    saved_tensors: tuple[Tensor, ...]
    kept: Any

    def save_for_backward(self, *tensors: Tensor) -> None: ...


def stack_weights(cell: Cell, names: Sequence[str], doubled: Sequence[str] = ()) -> tuple[Tensor, Tensor, Tensor]:
    """Matrices of several gates as one: (W_·a [gates · hidden, hidden], W_·x [gates · hidden, input], b_·).

    One large product is faster than several small ones. `doubled` gates get twice their pre-activation, because
    tanh(z) = 2 σ(2 z) − 1: one σ then serves all gates, and torch's σ takes a quarter of the time of its tanh.
    """
    weights = [cell.get_parameter(f"W_{name}") for name in names]
    biases = [cell.get_parameter(f"b_{name}") for name in names]
    stacked: tuple[Tensor, Tensor, Tensor] = _Stack.apply(  # type: ignore[no-untyped-call]
        [names.index(name) for name in doubled], *weights, *biases
    )
    return stacked


class _Stack(torch.autograd.Function):
    """Autograd's own way back through the slices would fill a matrix of zeros for each of them."""

    @staticmethod
    def forward(ctx: Context, doubled: list[int], *parameters: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        count = len(parameters) // 2
        hidden = parameters[0].shape[0]
        weights, bias = torch.cat(parameters[:count]), torch.cat(parameters[count:])
        for k in doubled:
            weights[k * hidden : (k + 1) * hidden] *= 2
            bias[k * hidden : (k + 1) * hidden] *= 2
        ctx.kept = (doubled, count)
        return weights[:, :hidden], weights[:, hidden:], bias

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_a: Tensor, from_x: Tensor, from_bias: Tensor) -> tuple[Any, ...]:
        doubled, count = ctx.kept
        weights = torch.cat([from_a, from_x], dim=1).chunk(count)
        biases = from_bias.clone().chunk(count)
        for k in doubled:
            weights[k].mul_(2)
            biases[k].mul_(2)
        return None, *weights, *biases


def input_product(inputs: Tensor, weights: Tensor, bias: Tensor) -> Tensor:
    """W_x x<t> + b for all steps at once, [time, batch, rows]. Ids look their column up."""
    if is_ids(inputs):
        return functional.embedding(inputs, (weights.t() + bias).contiguous())
    return functional.linear(inputs, weights, bias)


def with_initial(initial: Tensor, steps: int) -> Tensor:
    """A buffer [time + 1, batch, hidden] whose entry 0 is the initial state; step t goes to entry t + 1."""
    buffer = initial.new_empty(steps + 1, *initial.shape)
    buffer[0] = initial
    return buffer


def gradient_buffer(from_outside: Tensor) -> Tensor:
    """A buffer [time + 1, batch, hidden]: entry t + 1 starts with what reaches a<t> from outside the recurrence."""
    buffer = from_outside.new_empty(from_outside.shape[0] + 1, *from_outside.shape[1:])
    buffer[0] = 0
    buffer[1:] = from_outside
    return buffer


def sigmoid_slope(gate: Tensor, factor: Tensor, out: Tensor) -> Tensor:
    """factor · Γ (1 − Γ) into `out`, at one pass over memory and without the two temporaries of the plain formula."""
    slope: Tensor = torch.ops.aten.sigmoid_backward.grad_input(factor, gate, grad_input=out)
    return slope


def candidate_slope(candidate: Tensor, factor: Tensor, out: Tensor) -> Tensor:
    """factor · (1 − c̃²) / 2 into `out`: the derivative with respect to 2 z (see `stack_weights`)."""
    slope: Tensor = torch.ops.aten.tanh_backward.grad_input(factor, candidate, grad_input=out)
    return slope.mul_(0.5)


BLOCK_BYTES = 1 << 19


def backwards(gates: Tensor) -> Iterator[tuple[slice, range]]:
    """Blocks of time steps, the last first, and the steps of each, the last first.

    Local derivatives are computed for a block at once, which is faster than step by step, and used before they have
    left the processor's cache, which is faster than all at once.
    """
    size = max(1, BLOCK_BYTES // (gates[0].numel() * gates.element_size()))
    for stop in range(len(gates), 0, -size):
        start = max(0, stop - size)
        yield slice(start, stop), range(stop - 1, start - 1, -1)
