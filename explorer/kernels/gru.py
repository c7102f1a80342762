"""The gated recurrent unit over a whole sequence."""

from __future__ import annotations

from typing import Any

from explorer.cells.gru import GRU
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._compile import compiled
from explorer.kernels._panels import add_product, row
from explorer.kernels._sequence import Block, CompiledKernel, Recurrence

# `INNER` is what stands inside of W_c's part of the equation: Γr ∗ c<t−1>, or, if the reset comes after the product,
# W_ca c<t−1> + b_ca.
RESET, UPDATE, CANDIDATE, INNER = range(4)


@compiled
def _blocks(array: Any, t: int) -> tuple[Any, Any, Any, Any]:
    return row(array, RESET, t), row(array, UPDATE, t), row(array, CANDIDATE, t), row(array, INNER, t)


@compiled
def _forward(reset_after: bool, values: Any, states: Any, weights: Any) -> None:
    """cells.gru.GRU, step by step; a<t> = c<t>, and c<t> = c<t−1> + Γu ∗ (c̃ − c<t−1>)."""
    for t in range(values.shape[1]):
        gamma_r, gamma_u, candidate, inner = _blocks(values, t)
        hidden_prev, hidden = row(states, 0, t), row(states, 0, t + 1)
        add_product(values[RESET, t], states[0, t], weights[RESET])
        add_product(values[UPDATE, t], states[0, t], weights[UPDATE])
        if reset_after:
            add_product(values[INNER, t], states[0, t], weights[INNER])
            for i in range(len(hidden)):
                gamma_r[i] = sigmoid(gamma_r[i])
                candidate[i] += gamma_r[i] * inner[i]
        else:
            for i in range(len(hidden)):
                gamma_r[i] = sigmoid(gamma_r[i])
                inner[i] = gamma_r[i] * hidden_prev[i]
            add_product(values[CANDIDATE, t], values[INNER, t], weights[CANDIDATE])
        for i in range(len(hidden)):
            candidate[i] = tanh(candidate[i])
            gamma_u[i] = sigmoid(gamma_u[i])
            hidden[i] = hidden_prev[i] + gamma_u[i] * (candidate[i] - hidden_prev[i])


@compiled
def _backward(
    reset_after: bool, start: int, stop: int, values: Any, states: Any, weights: Any, grads: Any, slopes: Any
) -> None:
    """The chain rule through the lines of `_forward`, last to first; x (1 − x) is x − x x, which needs no constant."""
    for t in range(stop - 1, start - 1, -1):
        s = t - start
        gamma_r, gamma_u, candidate, inner = _blocks(values, t)
        to_r, to_u, to_candidate, to_inner = _blocks(slopes, s)
        hidden_prev, to_hidden, to_hidden_prev = row(states, 0, t), row(grads, 0, t + 1), row(grads, 0, t)
        for i in range(len(to_hidden)):
            to_c = to_hidden[i] * gamma_u[i]
            to_candidate[i] = to_c - to_c * candidate[i] * candidate[i]
            to_u[i] = to_hidden[i] * (candidate[i] - hidden_prev[i]) * (gamma_u[i] - gamma_u[i] * gamma_u[i])
            to_hidden_prev[i] += to_hidden[i] - to_c
        if reset_after:
            for i in range(len(to_hidden)):
                to_inner[i] = to_candidate[i] * gamma_r[i]
                to_r[i] = to_candidate[i] * inner[i] * (gamma_r[i] - gamma_r[i] * gamma_r[i])
            add_product(grads[0, t], slopes[INNER, s], weights[INNER])
        else:
            to_inner[:] = 0
            add_product(slopes[INNER, s], slopes[CANDIDATE, s], weights[CANDIDATE])
            for i in range(len(to_hidden)):
                to_r[i] = to_inner[i] * hidden_prev[i] * (gamma_r[i] - gamma_r[i] * gamma_r[i])
                to_hidden_prev[i] += to_inner[i] * gamma_r[i]
        add_product(grads[0, t], slopes[RESET, s], weights[RESET])
        add_product(grads[0, t], slopes[UPDATE, s], weights[UPDATE])


GATES = (Block.of("r", "reset"), Block.of("u", "update"))
BEFORE = (Block.of("c", "candidate", acts_on=INNER), Block())
AFTER = (Block("candidate", "W_c", "b_c", recurrent=False), Block(None, "W_c", "b_ca", inputs=False))
RECURRENCES = {
    False: Recurrence((*GATES, *BEFORE), _forward, _backward, False),
    True: Recurrence((*GATES, *AFTER), _forward, _backward, True),
}


@kernels.register("gru")
class GRUKernel(CompiledKernel):
    """Equal to `cells.gru.GRU`, step by step, with the reset before or after the product."""

    @staticmethod
    def recurrence(cell: GRU) -> Recurrence:
        """See `CompiledKernel.recurrence`."""
        return RECURRENCES[cell.reset_after]
