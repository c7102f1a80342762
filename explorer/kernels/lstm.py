"""The long short-term memory over a whole sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from explorer.cells.lstm import LSTM
from explorer.kernels._activations import sigmoid, tanh
from explorer.kernels._base import kernels
from explorer.kernels._sequence import CompiledKernel, Layer
from explorer.kernels._step import Block, Recurrence, Step

GATES = CANDIDATE, UPDATE, FORGET, OUTPUT = 0, 1, 2, 3
HIDDEN, CELL = 0, 1


def _forward(step: Step, squash: bool) -> None:
    """cells.lstm.LSTM, one step."""
    values = step.values
    for k in GATES:
        step.add_product(values[k], step.before[HIDDEN], k)
    for i in step.units():
        candidate = tanh(values[CANDIDATE][i])
        gamma_u, gamma_f, gamma_o = (sigmoid(values[k][i]) for k in (UPDATE, FORGET, OUTPUT))
        cell = gamma_u * candidate + gamma_f * step.before[CELL][i]
        hidden = gamma_o * (tanh(cell) if squash else cell)
        step.after[CELL][i], step.after[HIDDEN][i] = cell, hidden
        values[CANDIDATE][i], values[UPDATE][i], values[FORGET][i], values[OUTPUT][i] = (
            candidate,
            gamma_u,
            gamma_f,
            gamma_o,
        )


def _backward(step: Step, squash: bool) -> None:
    """The chain rule through the lines of `_forward`, last to first."""
    for i in step.units():
        candidate, gamma_u, gamma_f, gamma_o = (step.values[k][i] for k in GATES)
        to_hidden, cell, cell_prev = step.to_after[HIDDEN][i], step.after[CELL][i], step.before[CELL][i]
        visible = tanh(cell) if squash else cell
        to_visible = to_hidden * gamma_o
        to_cell = step.to_after[CELL][i] + (to_visible * (1 - visible * visible) if squash else to_visible)
        step.slopes[OUTPUT][i] = to_hidden * visible * (gamma_o * (1 - gamma_o))
        step.slopes[FORGET][i] = to_cell * cell_prev * (gamma_f * (1 - gamma_f))
        step.slopes[UPDATE][i] = to_cell * candidate * (gamma_u * (1 - gamma_u))
        step.slopes[CANDIDATE][i] = to_cell * gamma_u * (1 - candidate * candidate)
        step.to_after[CELL][i] = to_cell
        step.to_before[CELL][i] = to_cell * gamma_f
    for k in GATES:
        step.add_product(step.to_before[HIDDEN], step.slopes[k], k)


BLOCKS = (Block.of("c", "candidate"), Block.of("u", "update"), Block.of("f", "forget"), Block.of("o", "output"))
LAYERS = {
    "identity": Layer("lstm", Recurrence(BLOCKS, 2, _forward, _backward, False)),
    "tanh": Layer("lstm-tanh", Recurrence(BLOCKS, 2, _forward, _backward, True)),
}


@kernels.register("lstm")
class LSTMKernel(CompiledKernel):
    """Equal to `cells.lstm.LSTM`, step by step."""

    layers: ClassVar[Mapping[Any, Layer]] = LAYERS

    @classmethod
    def layer(cls, cell: LSTM) -> Layer:
        """See `CompiledKernel.layer`."""
        return cls.layers[cell.output_activation]
