"""The long short-term memory over a whole sequence."""

from __future__ import annotations

from typing import Any

from explorer.cells.lstm import LSTM
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._compile import compiled
from explorer.kernels._panels import add_product, row
from explorer.kernels._sequence import Block, CompiledKernel, Recurrence

GATES = CANDIDATE, UPDATE, FORGET, OUTPUT = 0, 1, 2, 3
HIDDEN, CELL = 0, 1


@compiled
def _gates(array: Any, t: int) -> tuple[Any, Any, Any, Any]:
    return row(array, CANDIDATE, t), row(array, UPDATE, t), row(array, FORGET, t), row(array, OUTPUT, t)


@compiled
def _forward(squash: bool, values: Any, states: Any, weights: Any) -> None:
    """cells.lstm.LSTM, step by step."""
    for t in range(values.shape[1]):
        for k in GATES:
            add_product(values[k, t], states[HIDDEN, t], weights[k])
        candidate, gamma_u, gamma_f, gamma_o = _gates(values, t)
        cell_prev, cell, hidden = row(states, CELL, t), row(states, CELL, t + 1), row(states, HIDDEN, t + 1)
        for i in range(len(cell)):
            candidate[i] = tanh(candidate[i])
            gamma_u[i] = sigmoid(gamma_u[i])
            gamma_f[i] = sigmoid(gamma_f[i])
            gamma_o[i] = sigmoid(gamma_o[i])
            cell[i] = gamma_u[i] * candidate[i] + gamma_f[i] * cell_prev[i]
            hidden[i] = gamma_o[i] * (tanh(cell[i]) if squash else cell[i])


@compiled
def _backward(
    squash: bool, start: int, stop: int, values: Any, states: Any, weights: Any, grads: Any, slopes: Any
) -> None:
    """The chain rule through the lines of `_forward`, last to first; x (1 − x) is x − x x, which needs no constant."""
    for t in range(stop - 1, start - 1, -1):
        candidate, gamma_u, gamma_f, gamma_o = _gates(values, t)
        to_candidate, to_u, to_f, to_o = _gates(slopes, t - start)
        cell_prev, cell, to_hidden = row(states, CELL, t), row(states, CELL, t + 1), row(grads, HIDDEN, t + 1)
        to_cell, to_cell_prev = row(grads, CELL, t + 1), row(grads, CELL, t)
        for i in range(len(cell)):
            visible = tanh(cell[i]) if squash else cell[i]
            to_visible = to_hidden[i] * gamma_o[i]
            to_cell[i] += to_visible - to_visible * visible * visible if squash else to_visible
            to_o[i] = to_hidden[i] * visible * (gamma_o[i] - gamma_o[i] * gamma_o[i])
            to_f[i] = to_cell[i] * cell_prev[i] * (gamma_f[i] - gamma_f[i] * gamma_f[i])
            to_u[i] = to_cell[i] * candidate[i] * (gamma_u[i] - gamma_u[i] * gamma_u[i])
            to_candidate[i] = gamma_u[i] * (to_cell[i] - to_cell[i] * candidate[i] * candidate[i])
            to_cell_prev[i] = to_cell[i] * gamma_f[i]
        for k in GATES:
            add_product(grads[HIDDEN, t], slopes[k, t - start], weights[k])


BLOCKS = (Block.of("c", "candidate"), Block.of("u", "update"), Block.of("f", "forget"), Block.of("o", "output"))
RECURRENCES = {squash: Recurrence(BLOCKS, _forward, _backward, squash) for squash in (False, True)}


@kernels.register("lstm")
class LSTMKernel(CompiledKernel):
    """Equal to `cells.lstm.LSTM`, step by step."""

    @staticmethod
    def recurrence(cell: LSTM) -> Recurrence:
        """See `CompiledKernel.recurrence`."""
        return RECURRENCES[cell.output_activation == "tanh"]
