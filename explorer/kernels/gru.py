"""The gated recurrent unit over a whole sequence."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import State
from explorer.cells.gru import GRU
from explorer.kernels._base import (
    Context,
    Kernel,
    Tape,
    backwards,
    gradient_buffer,
    input_product,
    kernels,
    sigmoid_slope,
    stack_weights,
    with_initial,
)
from explorer.kernels._product import weight_gradient
from explorer.kernels.gru_simple import update_slopes

# Γr and Γu stand together because one product gives both; Γu and c̃ because one product takes both gradients.
RESET, UPDATE, CANDIDATE = range(3)


@kernels.register("gru")
class GRUKernel(Kernel):
    """Equal to `cells.gru.GRU`, step by step, with the reset before or after the product."""

    @staticmethod
    def run(cell: GRU, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        w_a, w_x, bias = stack_weights(cell, "ruc", doubled="c")
        w_gates, w_candidate = w_a[: 2 * cell.hidden_size], w_a[2 * cell.hidden_size :]
        pre = input_product(inputs, w_x, bias)
        after = (2 * cell.b_ca,) if cell.reset_after else ()
        sequence = _ResetAfter if cell.reset_after else _ResetBefore
        hidden: Tensor = sequence.apply(  # type: ignore[no-untyped-call]
            tape, pre, w_gates, w_candidate, state.hidden, *after
        )
        return hidden, State(hidden[-1])


class _ResetBefore(torch.autograd.Function):
    """c̃ = tanh(W_c [Γr ∗ c<t−1>, x<t>] + b_c), as in the lecture."""

    @staticmethod
    def forward(
        ctx: Context, tape: Tape | None, pre: Tensor, w_gates: Tensor, w_candidate: Tensor, initial: Tensor
    ) -> Tensor:
        gates, states, both, (resets, updates, candidates) = _buffers(pre, initial)
        reset_states = torch.empty_like(states[1:])
        steps = states.unbind(0)
        gates_t, candidate_t = w_gates.t(), w_candidate.t()
        minus_one = pre.new_tensor(-1.0)
        for t, reset_state in enumerate(reset_states.unbind(0)):
            both[t].addmm_(steps[t], gates_t).sigmoid_()
            torch.mul(resets[t], steps[t], out=reset_state)
            candidate = candidates[t].addmm_(reset_state, candidate_t).sigmoid_()
            torch.add(minus_one, candidate, alpha=2, out=candidate)
            torch.lerp(steps[t], candidate, updates[t], out=steps[t + 1])
        ctx.save_for_backward(w_gates, w_candidate)
        ctx.kept = (tape, gates, states, reset_states)
        _write(tape, gates, states)
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_outside: Tensor) -> tuple[Any, ...]:
        w_gates, w_candidate = ctx.saved_tensors
        tape, gates, states, reset_states = ctx.kept
        grads = gradient_buffer(from_outside)
        grad_gates, keep = torch.empty_like(gates), torch.empty_like(states[1:])
        steps, wide_steps, keeps = grads.unbind(0), grads.unsqueeze(2).unbind(0), keep.unbind(0)
        resets = gates[:, :, RESET].unbind(0)
        to_reset, to_candidate = grad_gates[:, :, RESET].unbind(0), grad_gates[:, :, CANDIDATE].unbind(0)
        to_both, to_rest = grad_gates[:, :, :2].flatten(2).unbind(0), grad_gates[:, :, 1:].unbind(0)
        grad_reset_state = torch.empty_like(steps[0])
        for block, block_steps in backwards(gates):
            _slopes(gates[block], states[block], states[block], keep[block], out=grad_gates[block])
            for t in block_steps:
                to_rest[t].mul_(wide_steps[t + 1])
                torch.mm(to_candidate[t], w_candidate, out=grad_reset_state)
                to_reset[t].mul_(grad_reset_state)
                steps[t].addmm_(to_both[t], w_gates).addcmul_(steps[t + 1], keeps[t]).addcmul_(
                    grad_reset_state, resets[t]
                )
        if tape is not None:
            tape.grad_hidden = grads[1:]
        grad_w_gates = weight_gradient(grad_gates[:, :, :2].flatten(2), states[:-1])
        grad_w_candidate = weight_gradient(grad_gates[:, :, CANDIDATE], reset_states)
        return None, grad_gates.flatten(2), grad_w_gates, grad_w_candidate, grads[0]


class _ResetAfter(torch.autograd.Function):
    """c̃ = tanh(Γr ∗ (W_ca c<t−1> + b_ca) + W_cx x<t> + b_c), as in torch."""

    @staticmethod
    def forward(
        ctx: Context,
        tape: Tape | None,
        pre: Tensor,
        w_gates: Tensor,
        w_candidate: Tensor,
        initial: Tensor,
        b_ca: Tensor,
    ) -> Tensor:
        gates, states, both, (resets, updates, candidates) = _buffers(pre, initial)
        products = torch.empty_like(states[1:])
        steps = states.unbind(0)
        gates_t, candidate_t = w_gates.t(), w_candidate.t()
        minus_one = pre.new_tensor(-1.0)
        for t, recurrent_part in enumerate(products.unbind(0)):
            both[t].addmm_(steps[t], gates_t).sigmoid_()
            torch.addmm(b_ca, steps[t], candidate_t, out=recurrent_part)
            candidate = candidates[t].addcmul_(resets[t], recurrent_part).sigmoid_()
            torch.add(minus_one, candidate, alpha=2, out=candidate)
            torch.lerp(steps[t], candidate, updates[t], out=steps[t + 1])
        ctx.save_for_backward(w_gates, w_candidate)
        ctx.kept = (tape, gates, states, products)
        _write(tape, gates, states)
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_outside: Tensor) -> tuple[Any, ...]:
        w_gates, w_candidate = ctx.saved_tensors
        tape, gates, states, products = ctx.kept
        grads = gradient_buffer(from_outside)
        reset = gates[:, :, RESET]
        grad_gates, keep = torch.empty_like(gates), torch.empty_like(states[1:])
        grad_products = torch.empty_like(products)
        steps, wide_steps, keeps = grads.unbind(0), grads.unsqueeze(2).unbind(0), keep.unbind(0)
        resets, to_products = reset.unbind(0), grad_products.unbind(0)
        to_reset, to_candidate = grad_gates[:, :, RESET].unbind(0), grad_gates[:, :, CANDIDATE].unbind(0)
        to_both, to_rest = grad_gates[:, :, :2].flatten(2).unbind(0), grad_gates[:, :, 1:].unbind(0)
        for block, block_steps in backwards(gates):
            _slopes(gates[block], states[block], products[block], keep[block], out=grad_gates[block])
            for t in block_steps:
                to_rest[t].mul_(wide_steps[t + 1])
                to_reset[t].mul_(to_candidate[t])
                torch.mul(to_candidate[t], resets[t], out=to_products[t])
                steps[t].addmm_(to_both[t], w_gates).addmm_(to_products[t], w_candidate).addcmul_(
                    steps[t + 1], keeps[t]
                )
        if tape is not None:
            tape.grad_hidden = grads[1:]
        grad_w_gates = weight_gradient(grad_gates[:, :, :2].flatten(2), states[:-1])
        grad_w_candidate = weight_gradient(grad_products, states[:-1])
        return None, grad_gates.flatten(2), grad_w_gates, grad_w_candidate, grads[0], grad_products.sum((0, 1))


def _buffers(pre: Tensor, initial: Tensor) -> tuple[Tensor, Tensor, tuple[Tensor, ...], list[tuple[Tensor, ...]]]:
    """Gates [time, batch, gate, hidden], states [time + 1, …]; by step: Γr and Γu as one, then each gate alone.

    `pre` holds the input product and belongs to the caller alone: step by step it becomes the gates, in place.
    """
    gates = pre.view(*pre.shape[:2], 3, -1)
    states = with_initial(initial, len(pre))
    both = pre[:, :, : 2 * initial.shape[-1]].unbind(0)
    return gates, states, both, [gates[:, :, k].unbind(0) for k in (RESET, UPDATE, CANDIDATE)]


def _write(tape: Tape | None, gates: Tensor, states: Tensor) -> None:
    if tape is not None:
        tape.hidden = states[1:]
        names = {"update": UPDATE, "reset": RESET, "candidate": CANDIDATE}
        tape.gates = {name: gates[:, :, k] for name, k in names.items()}


def _slopes(gates: Tensor, states_prev: Tensor, reset_factor: Tensor, keep: Tensor, out: Tensor) -> None:
    """Local derivatives [time, batch, gate, hidden] into `out`, 1 − Γu into `keep`; Γr multiplies `reset_factor`."""
    sigmoid_slope(gates[:, :, RESET], reset_factor, out=out[:, :, RESET])
    update_slopes(gates[:, :, UPDATE:], states_prev, keep, out=out[:, :, UPDATE:])
