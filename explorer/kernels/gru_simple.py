"""The simplified gated recurrent unit over a whole sequence."""

from __future__ import annotations

from typing import Any

from explorer.cells.gru_simple import SimpleGRU
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._compile import compiled
from explorer.kernels._panels import add_product, row
from explorer.kernels._sequence import Block, CompiledKernel, Recurrence

GATES = CANDIDATE, UPDATE = 0, 1


@compiled
def _forward(_: int, values: Any, states: Any, weights: Any) -> None:
    """cells.gru_simple.SimpleGRU, step by step; a<t> = c<t>, and c<t> = c<t−1> + Γu ∗ (c̃ − c<t−1>)."""
    for t in range(values.shape[1]):
        for k in GATES:
            add_product(values[k, t], states[0, t], weights[k])
        candidate, gamma_u, hidden_prev, hidden = (
            row(values, CANDIDATE, t),
            row(values, UPDATE, t),
            row(states, 0, t),
            row(states, 0, t + 1),
        )
        for i in range(len(hidden)):
            candidate[i] = tanh(candidate[i])
            gamma_u[i] = sigmoid(gamma_u[i])
            hidden[i] = hidden_prev[i] + gamma_u[i] * (candidate[i] - hidden_prev[i])


@compiled
def _backward(_: int, start: int, stop: int, values: Any, states: Any, weights: Any, grads: Any, slopes: Any) -> None:
    """The chain rule through the lines of `_forward`, last to first; x (1 − x) is x − x x, which needs no constant."""
    for t in range(stop - 1, start - 1, -1):
        s = t - start
        candidate, gamma_u, hidden_prev = row(values, CANDIDATE, t), row(values, UPDATE, t), row(states, 0, t)
        to_candidate, to_u = row(slopes, CANDIDATE, s), row(slopes, UPDATE, s)
        to_hidden, to_hidden_prev = row(grads, 0, t + 1), row(grads, 0, t)
        for i in range(len(to_hidden)):
            to_c = to_hidden[i] * gamma_u[i]
            to_candidate[i] = to_c - to_c * candidate[i] * candidate[i]
            to_u[i] = to_hidden[i] * (candidate[i] - hidden_prev[i]) * (gamma_u[i] - gamma_u[i] * gamma_u[i])
            to_hidden_prev[i] += to_hidden[i] - to_c
        for k in GATES:
            add_product(grads[0, t], slopes[k, s], weights[k])


RECURRENCE = Recurrence((Block.of("c", "candidate"), Block.of("u", "update")), _forward, _backward)


@kernels.register("gru-simple")
class SimpleGRUKernel(CompiledKernel):
    """Equal to `cells.gru_simple.SimpleGRU`, step by step."""

    @staticmethod
    def recurrence(cell: SimpleGRU) -> Recurrence:
        """See `CompiledKernel.recurrence`."""
        return RECURRENCE
