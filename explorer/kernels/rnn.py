"""The plain recurrent network over a whole sequence."""

from __future__ import annotations

from typing import Any

from explorer.cells.rnn import RNN
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._compile import compiled
from explorer.kernels._panels import add_product, row
from explorer.kernels._sequence import Block, CompiledKernel, Recurrence

TANH, RELU, SIGMOID = range(3)


@compiled
def _forward(activation: int, values: Any, states: Any, weights: Any) -> None:
    """cells.rnn.RNN, step by step."""
    for t in range(values.shape[1]):
        add_product(values[0, t], states[0, t], weights[0])
        hidden_pre, hidden = row(values, 0, t), row(states, 0, t + 1)
        if activation == TANH:
            for i in range(len(hidden)):
                hidden[i] = tanh(hidden_pre[i])
        elif activation == RELU:
            for i in range(len(hidden)):
                hidden[i] = 0 if hidden_pre[i] < 0 else hidden_pre[i]
        else:
            for i in range(len(hidden)):
                hidden[i] = sigmoid(hidden_pre[i])


@compiled
def _backward(
    activation: int, start: int, stop: int, values: Any, states: Any, weights: Any, grads: Any, slopes: Any
) -> None:
    """∂J/∂z = ∂J/∂a ∗ g'(z), where g'(z) follows from a = g(z); x (1 − x) is x − x x, which needs no constant."""
    for t in range(stop - 1, start - 1, -1):
        hidden, to_hidden, to_pre = row(states, 0, t + 1), row(grads, 0, t + 1), row(slopes, 0, t - start)
        if activation == TANH:
            for i in range(len(hidden)):
                to_pre[i] = to_hidden[i] - to_hidden[i] * hidden[i] * hidden[i]
        elif activation == RELU:
            for i in range(len(hidden)):
                to_pre[i] = to_hidden[i] if hidden[i] > 0 else 0
        else:
            for i in range(len(hidden)):
                to_pre[i] = to_hidden[i] * (hidden[i] - hidden[i] * hidden[i])
        add_product(grads[0, t], slopes[0, t - start], weights[0])


BLOCKS = (Block(None, "W_a", "b_a"),)
NUMBERS = {"tanh": TANH, "relu": RELU, "sigmoid": SIGMOID}
RECURRENCES = {name: Recurrence(BLOCKS, _forward, _backward, number) for name, number in NUMBERS.items()}


@kernels.register("rnn")
class RNNKernel(CompiledKernel):
    """Equal to `cells.rnn.RNN`, step by step."""

    @staticmethod
    def recurrence(cell: RNN) -> Recurrence:
        """See `CompiledKernel.recurrence`."""
        return RECURRENCES[cell.activation]
