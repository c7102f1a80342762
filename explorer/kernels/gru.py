"""The gated recurrent unit over a whole sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from explorer.cells.gru import GRU
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._sequence import CompiledKernel, Layer
from explorer.kernels._step import Block, Recurrence, Step

# `INNER` is what stands inside of W_c's part of the equation: Γr ∗ c<t−1>, or, if the reset comes after the product,
# W_ca c<t−1> + b_ca.
RESET, UPDATE, CANDIDATE, INNER = range(4)


def _forward(step: Step, reset_after: bool) -> None:
    """cells.gru.GRU, one step; a<t> = c<t>, and c<t> = c<t−1> + Γu ∗ (c̃ − c<t−1>)."""
    gamma_r, gamma_u, candidate, inner = step.values
    (hidden_prev,), (hidden,) = step.before, step.after
    step.add_product(gamma_r, hidden_prev, RESET)
    step.add_product(gamma_u, hidden_prev, UPDATE)
    if reset_after:
        step.add_product(inner, hidden_prev, INNER)
    else:
        for i in step.units():
            gamma_r[i] = reset = sigmoid(gamma_r[i])
            inner[i] = reset * hidden_prev[i]
        step.add_product(candidate, inner, CANDIDATE)
    for i in step.units():
        if reset_after:
            gamma_r[i] = reset = sigmoid(gamma_r[i])
            candidate[i] = proposed = tanh(candidate[i] + reset * inner[i])
        else:
            candidate[i] = proposed = tanh(candidate[i])
        gamma_u[i] = update = sigmoid(gamma_u[i])
        hidden[i] = hidden_prev[i] + update * (proposed - hidden_prev[i])


def _backward(step: Step, reset_after: bool) -> None:
    """The chain rule through the lines of `_forward`, last to first."""
    gamma_r, gamma_u, candidate, inner = step.values
    to_r, to_u, to_candidate, to_inner = step.slopes
    (hidden_prev,), (to_hidden,), (to_hidden_prev,) = step.before, step.to_after, step.to_before
    for i in step.units():
        to_c = to_hidden[i] * gamma_u[i]
        to_candidate[i] = proposed = to_c * (1 - candidate[i] * candidate[i])
        to_u[i] = to_hidden[i] * (candidate[i] - hidden_prev[i]) * (gamma_u[i] * (1 - gamma_u[i]))
        to_hidden_prev[i] += to_hidden[i] - to_c
        if reset_after:
            to_inner[i] = proposed * gamma_r[i]
            to_r[i] = proposed * inner[i] * (gamma_r[i] * (1 - gamma_r[i]))
        else:
            to_inner[i] = 0
    if reset_after:
        step.add_product(to_hidden_prev, to_inner, INNER)
    else:
        step.add_product(to_inner, to_candidate, CANDIDATE)
        for i in step.units():
            to_r[i] = to_inner[i] * hidden_prev[i] * (gamma_r[i] * (1 - gamma_r[i]))
            to_hidden_prev[i] += to_inner[i] * gamma_r[i]
    step.add_product(to_hidden_prev, to_r, RESET)
    step.add_product(to_hidden_prev, to_u, UPDATE)


GATES = (Block.of("r", "reset"), Block.of("u", "update"))
BEFORE = (Block.of("c", "candidate", acts_on=INNER), Block())
AFTER = (Block("candidate", "W_c", "b_c", recurrent=False), Block(None, "W_c", "b_ca", inputs=False))
LAYERS = {
    False: Layer("gru", Recurrence((*GATES, *BEFORE), 1, _forward, _backward, False)),
    True: Layer("gru-reset-after", Recurrence((*GATES, *AFTER), 1, _forward, _backward, True)),
}


@kernels.register("gru")
class GRUKernel(CompiledKernel):
    """Equal to `cells.gru.GRU`, step by step, with the reset before or after the product."""

    layers: ClassVar[Mapping[Any, Layer]] = LAYERS

    @classmethod
    def layer(cls, cell: GRU) -> Layer:
        """See `CompiledKernel.layer`."""
        return cls.layers[cell.reset_after]
