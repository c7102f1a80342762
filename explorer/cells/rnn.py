"""The plain recurrent network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from explorer.cells._base import Cell, State, cells, product
from explorer.names import options_of
from explorer.settings import Setting

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}


@cells.register("rnn")
class RNN(Cell):
    r"""The plain recurrent network.

    $$a^{<t>} = g(W_a [a^{<t-1>}, x^{<t>}] + b_a)$$

    Source: lecture 8, "Пряме поширення" and "Спрощення позначень в RNN"; J. Elman, "Finding structure in time", 1990.
    The activation g is tanh as in the lecture's RNN block, or one of its two other common ones.
    """

    matrices: ClassVar[tuple[str, ...]] = ("a",)
    options: ClassVar[Mapping[str, Setting]] = options_of("rnn")
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
