"""The simplified gated recurrent unit over a whole sequence."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import State
from explorer.cells.gru_simple import SimpleGRU
from explorer.kernels._base import (
    Context,
    Kernel,
    Tape,
    backwards,
    candidate_slope,
    gradient_buffer,
    input_product,
    kernels,
    sigmoid_slope,
    stack_weights,
    with_initial,
)
from explorer.kernels._product import StepProduct, weight_gradient

UPDATE, CANDIDATE = range(2)


@kernels.register("gru-simple")
class SimpleGRUKernel(Kernel):
    """Equal to `cells.gru_simple.SimpleGRU`, step by step."""

    @staticmethod
    def run(cell: SimpleGRU, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        w_a, w_x, bias = stack_weights(cell, "uc", doubled="c")
        hidden: Tensor = _Sequence.apply(  # type: ignore[no-untyped-call]
            tape, input_product(inputs, w_x, bias), w_a, state.hidden
        )
        return hidden, State(hidden[-1])


class _Sequence(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Context, tape: Tape | None, pre: Tensor, w_a: Tensor, initial: Tensor) -> Tensor:
        # `pre` holds the input product and belongs to this call alone: step by step it becomes the gates, in place.
        gates = pre.view(*pre.shape[:2], 2, -1)
        states = with_initial(initial, len(pre))
        steps = states.unbind(0)
        updates, candidates = gates[:, :, UPDATE].unbind(0), gates[:, :, CANDIDATE].unbind(0)
        product = StepProduct(w_a, len(initial))
        minus_one = pre.new_tensor(-1.0)
        for t, stacked_pre in enumerate(pre.unbind(0)):
            product.add(stacked_pre, steps[t]).sigmoid_()
            candidate = torch.add(minus_one, candidates[t], alpha=2, out=candidates[t])
            torch.lerp(steps[t], candidate, updates[t], out=steps[t + 1])
        ctx.save_for_backward(w_a)
        ctx.kept = (tape, gates, states)
        if tape is not None:
            tape.hidden = states[1:]
            tape.gates = {"update": gates[:, :, UPDATE], "candidate": gates[:, :, CANDIDATE]}
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_outside: Tensor) -> tuple[Any, ...]:
        (w_a,) = ctx.saved_tensors
        tape, gates, states = ctx.kept
        grads = gradient_buffer(from_outside)
        grad_gates, keep = torch.empty_like(gates), torch.empty_like(states[1:])
        grad_pre = grad_gates.flatten(2)
        steps, wide_steps, keeps = grads.unbind(0), grads.unsqueeze(2).unbind(0), keep.unbind(0)
        stacked, to_gates = grad_pre.unbind(0), grad_gates.unbind(0)
        product = StepProduct(w_a.t(), grads.shape[1])
        for block, block_steps in backwards(gates):
            update_slopes(gates[block], states[block], keep[block], out=grad_gates[block])
            for t in block_steps:
                to_gates[t].mul_(wide_steps[t + 1])
                product.add(steps[t], stacked[t]).addcmul_(steps[t + 1], keeps[t])
        if tape is not None:
            tape.grad_hidden = grads[1:]
        return None, grad_pre, weight_gradient(grad_pre, states[:-1]), grads[0]


def update_slopes(gates: Tensor, states_prev: Tensor, keep: Tensor, out: Tensor) -> None:
    """From Γu and c̃, the two of `gates`: ∂c/∂z_u and ∂c/∂(2 z_c) into the two of `out`, and 1 − Γu into `keep`."""
    update, candidate = gates.unbind(2)
    torch.sub(update.new_ones(()), update, out=keep)
    change = torch.sub(candidate, states_prev, out=out[:, :, 0])
    sigmoid_slope(update, change, out=change)
    candidate_slope(candidate, update, out=out[:, :, 1])
