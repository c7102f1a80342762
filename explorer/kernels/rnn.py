"""The plain recurrent network over a whole sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from explorer.cells.rnn import RNN
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._sequence import CompiledKernel, Layer
from explorer.kernels._step import Block, Recurrence, Step


def _forward(step: Step, activation: str) -> None:
    """cells.rnn.RNN, one step."""
    (hidden_pre,), (hidden_prev,), (hidden,) = step.values, step.before, step.after
    step.add_product(hidden_pre, hidden_prev, 0)
    for i in step.units():
        if activation == "tanh":
            hidden[i] = tanh(hidden_pre[i])
        elif activation == "relu":
            hidden[i] = hidden_pre[i].at_least(0)
        else:
            hidden[i] = sigmoid(hidden_pre[i])


def _backward(step: Step, activation: str) -> None:
    """∂J/∂z = ∂J/∂a ∗ g'(z), where g'(z) follows from a = g(z)."""
    (to_pre,), (hidden,) = step.slopes, step.after
    (to_hidden,), (to_hidden_prev,) = step.to_after, step.to_before
    for i in step.units():
        if activation == "tanh":
            to_pre[i] = to_hidden[i] * (1 - hidden[i] * hidden[i])
        elif activation == "relu":
            to_pre[i] = hidden[i].where(">", 0, to_hidden[i], 0)
        else:
            to_pre[i] = to_hidden[i] * (hidden[i] * (1 - hidden[i]))
    step.add_product(to_hidden_prev, to_pre, 0)


BLOCKS = (Block(None, "W_a", "b_a"),)
LAYERS = {
    name: Layer(f"rnn-{name}", Recurrence(BLOCKS, 1, _forward, _backward, name)) for name in ("tanh", "relu", "sigmoid")
}


@kernels.register("rnn")
class RNNKernel(CompiledKernel):
    """Equal to `cells.rnn.RNN`, step by step."""

    layers: ClassVar[Mapping[Any, Layer]] = LAYERS

    @classmethod
    def layer(cls, cell: RNN) -> Layer:
        """See `CompiledKernel.layer`."""
        return cls.layers[cell.activation]
