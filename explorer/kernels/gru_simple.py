"""The simplified gated recurrent unit over a whole sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from explorer.cells.gru_simple import SimpleGRU
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._sequence import CompiledKernel, Layer
from explorer.kernels._step import Block, Recurrence, Step

GATES = CANDIDATE, UPDATE = 0, 1


def _forward(step: Step, _: Any) -> None:
    """cells.gru_simple.SimpleGRU, one step; a<t> = c<t>, and c<t> = c<t−1> + Γu ∗ (c̃ − c<t−1>)."""
    (candidate, gamma_u), (hidden_prev,), (hidden,) = step.values, step.before, step.after
    for k in GATES:
        step.add_product(step.values[k], hidden_prev, k)
    for i in step.units():
        candidate[i] = proposed = tanh(candidate[i])
        gamma_u[i] = update = sigmoid(gamma_u[i])
        hidden[i] = hidden_prev[i] + update * (proposed - hidden_prev[i])


def _backward(step: Step, _: Any) -> None:
    """The chain rule through the lines of `_forward`, last to first."""
    (candidate, gamma_u), (to_candidate, to_u) = step.values, step.slopes
    (hidden_prev,), (to_hidden,), (to_hidden_prev,) = step.before, step.to_after, step.to_before
    for i in step.units():
        to_c = to_hidden[i] * gamma_u[i]
        to_candidate[i] = to_c * (1 - candidate[i] * candidate[i])
        to_u[i] = to_hidden[i] * (candidate[i] - hidden_prev[i]) * (gamma_u[i] * (1 - gamma_u[i]))
        to_hidden_prev[i] += to_hidden[i] - to_c
    for k in GATES:
        step.add_product(to_hidden_prev, step.slopes[k], k)


LAYER = Layer("gru-simple", Recurrence((Block.of("c", "candidate"), Block.of("u", "update")), 1, _forward, _backward))


@kernels.register("gru-simple")
class SimpleGRUKernel(CompiledKernel):
    """Equal to `cells.gru_simple.SimpleGRU`, step by step."""

    layers: ClassVar[Mapping[Any, Layer]] = {None: LAYER}

    @classmethod
    def layer(cls, cell: SimpleGRU) -> Layer:
        """See `CompiledKernel.layer`."""
        return LAYER
