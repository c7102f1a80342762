"""The plain recurrent network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from explorer.cells._base import Cell, Choice, Option, State, cells, product

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


@cells.register("rnn")
class RNN(Cell):
    r"""The plain recurrent network.

    $$a^{<t>} = g(W_a [a^{<t-1>}, x^{<t>}] + b_a)$$

    Source: lecture 8, "Пряме поширення" and "Спрощення позначень в RNN"; J. Elman, "Finding structure in time", 1990.
    The activation g is tanh as in the lecture's RNN block, or one of its two other common ones.
    """

    matrices: ClassVar[tuple[str, ...]] = ("a",)
    options: ClassVar[Mapping[str, Option]] = {"activation": Choice("tanh", tuple(ACTIVATIONS)), **Cell.common_options}
    W_a: Tensor
    b_a: Tensor
    activation: str

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step of the equations above."""
        g = ACTIVATIONS[self.activation]
        hidden_prev = state.hidden
        hidden_pre = product(self.W_a, (hidden_prev, x)) + self.b_a
        hidden = g(hidden_pre)
        return State(hidden), {}
