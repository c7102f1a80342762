"""The plain recurrent network over a whole sequence."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import State
from explorer.cells.rnn import RNN
from explorer.kernels._base import (
    Context,
    Kernel,
    Tape,
    gradient_buffer,
    input_product,
    kernels,
    stack_weights,
    with_initial,
)
from explorer.kernels._product import StepProduct, weight_gradient


@kernels.register("rnn")
class RNNKernel(Kernel):
    """Equal to `cells.rnn.RNN`, step by step."""

    @staticmethod
    def run(cell: RNN, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        w_a, w_x, bias = stack_weights(cell, "a", doubled="a" if cell.activation == "tanh" else "")
        hidden: Tensor = _Sequence.apply(  # type: ignore[no-untyped-call]
            tape, cell.activation, input_product(inputs, w_x, bias), w_a, state.hidden
        )
        return hidden, State(hidden[-1])


class _Sequence(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Context, tape: Tape | None, activation: str, pre: Tensor, w_a: Tensor, initial: Tensor) -> Tensor:
        states = with_initial(initial, len(pre))
        steps = states.unbind(0)
        product = StepProduct(w_a, len(initial))
        minus_one = pre.new_tensor(-1.0)
        for hidden_pre, hidden_prev, hidden in zip(pre.unbind(0), steps, steps[1:], strict=False):
            # `pre` holds the input product and belongs to this call alone: the recurrent product is added in place.
            product.add(hidden_pre, hidden_prev)
            if activation == "relu":
                torch.clamp_min(hidden_pre, 0.0, out=hidden)
                continue
            torch.sigmoid(hidden_pre, out=hidden)
            if activation == "tanh":
                torch.add(minus_one, hidden, alpha=2, out=hidden)
        ctx.save_for_backward(w_a)
        ctx.kept = (tape, activation, states)
        if tape is not None:
            tape.hidden = states[1:]
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_outside: Tensor) -> tuple[Any, ...]:
        (w_a,) = ctx.saved_tensors
        tape, activation, states = ctx.kept
        grads = gradient_buffer(from_outside)
        grad_pre = _slope(activation, states[1:])
        steps = grads.unbind(0)
        product = StepProduct(w_a.t(), grads.shape[1])
        for grad_hidden, grad_prev, slope in zip(steps[:0:-1], steps[-2::-1], grad_pre.unbind(0)[::-1], strict=True):
            slope.mul_(grad_hidden)
            product.add(grad_prev, slope)
        if tape is not None:
            tape.grad_hidden = grads[1:]
        return None, None, grad_pre, weight_gradient(grad_pre, states[:-1]), grads[0]


def _slope(activation: str, hidden: Tensor) -> Tensor:
    """∂a/∂z of all steps, from a alone; for tanh with respect to 2 z (see `stack_weights`)."""
    if activation == "relu":
        return (hidden > 0).to(hidden.dtype)
    if activation == "sigmoid":
        return hidden * (1 - hidden)
    return torch.addcmul(hidden.new_tensor(0.5), hidden, hidden, value=-0.5)
