"""The long short-term memory over a whole sequence."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explorer.cells._base import State
from explorer.cells.lstm import LSTM
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

# The order of the stacked gates: those that act on c stand together, so that one product serves their gradients.
OUTPUT, UPDATE, FORGET, CANDIDATE = range(4)


@kernels.register("lstm")
class LSTMKernel(Kernel):
    """Equal to `cells.lstm.LSTM`, step by step."""

    @staticmethod
    def run(cell: LSTM, inputs: Tensor, state: State, tape: Tape | None) -> tuple[Tensor, State]:
        """See `Kernel.run`."""
        w_a, w_x, bias = stack_weights(cell, "oufc", doubled="c")
        hidden, memory = _Sequence.apply(  # type: ignore[no-untyped-call]
            tape, cell.output_activation == "tanh", input_product(inputs, w_x, bias), w_a, state.hidden, state.cell
        )
        return hidden, State(hidden[-1], memory)


class _Sequence(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Context, tape: Tape | None, squash: bool, pre: Tensor, w_a: Tensor, initial: Tensor, initial_cell: Tensor
    ) -> tuple[Tensor, Tensor]:
        # `pre` holds the input product and belongs to this call alone: step by step it becomes the gates, in place.
        gates = pre.view(*pre.shape[:2], 4, -1)
        states, memory = with_initial(initial, len(pre)), with_initial(initial_cell, len(pre))
        squashed = torch.empty_like(memory[1:]) if squash else memory[1:]
        hidden_steps, cell_steps = states.unbind(0), memory.unbind(0)
        outputs, updates, forgets, candidates = (gates[:, :, k].unbind(0) for k in range(4))
        product = StepProduct(w_a, len(initial))
        minus_one = pre.new_tensor(-1.0)
        for t, (stacked_pre, visible) in enumerate(zip(pre.unbind(0), squashed.unbind(0), strict=True)):
            product.add(stacked_pre, hidden_steps[t]).sigmoid_()
            candidate = torch.add(minus_one, candidates[t], alpha=2, out=candidates[t])
            cell = torch.mul(forgets[t], cell_steps[t], out=cell_steps[t + 1]).addcmul_(updates[t], candidate)
            if squash:
                torch.tanh(cell, out=visible)
            torch.mul(outputs[t], visible, out=hidden_steps[t + 1])
        ctx.save_for_backward(w_a)
        ctx.kept = (tape, squash, gates, states, memory, squashed)
        if tape is not None:
            names = {"update": UPDATE, "forget": FORGET, "output": OUTPUT, "candidate": CANDIDATE}
            tape.hidden, tape.cell = states[1:], memory[1:]
            tape.gates = {name: gates[:, :, k] for name, k in names.items()}
        return states[1:], memory[-1].clone()

    @staticmethod
    @once_differentiable
    def backward(ctx: Context, from_outside: Tensor, from_last_cell: Tensor) -> tuple[Any, ...]:
        (w_a,) = ctx.saved_tensors
        tape, squash, gates, states, memory, squashed = ctx.kept
        grads = gradient_buffer(from_outside)
        cell_grads = torch.empty_like(grads)
        cell_grads[-1] = from_last_cell
        grad_gates = torch.empty_like(gates)
        to_cell = gates[:, :, OUTPUT]
        if squash:
            to_cell = to_cell * (1 - squashed * squashed)
        hidden_steps, cell_steps, wide_steps = grads.unbind(0), cell_grads.unbind(0), cell_grads.unsqueeze(2).unbind(0)
        grad_pre = grad_gates.flatten(2)
        stacked, output = grad_pre.unbind(0), grad_gates[:, :, OUTPUT].unbind(0)
        to_gates = grad_gates[:, :, UPDATE:].unbind(0)
        carried, forgets = to_cell.unbind(0), gates[:, :, FORGET].unbind(0)
        product = StepProduct(w_a.t(), grads.shape[1])
        for block, block_steps in backwards(gates):
            _slopes(gates[block], memory[block], squashed[block], out=grad_gates[block])
            for t in block_steps:
                grad_cell = cell_steps[t + 1].addcmul_(hidden_steps[t + 1], carried[t])
                output[t].mul_(hidden_steps[t + 1])
                to_gates[t].mul_(wide_steps[t + 1])
                product.add(hidden_steps[t], stacked[t])
                torch.mul(grad_cell, forgets[t], out=cell_steps[t])
        if tape is not None:
            tape.grad_hidden, tape.grad_cell = grads[1:], cell_grads[1:]
        return None, None, grad_pre, weight_gradient(grad_pre, states[:-1]), grads[0], cell_grads[0]


def _slopes(gates: Tensor, memory_prev: Tensor, squashed: Tensor, out: Tensor) -> None:
    """∂a/∂z_o, then ∂c/∂z of the three gates that act on c, [time, batch, gate, hidden]."""
    output, update, forget, candidate = gates.unbind(2)
    sigmoid_slope(output, squashed, out=out[:, :, OUTPUT])
    sigmoid_slope(update, candidate, out=out[:, :, UPDATE])
    sigmoid_slope(forget, memory_prev, out=out[:, :, FORGET])
    candidate_slope(candidate, update, out=out[:, :, CANDIDATE])
