"""The long short-term memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor, sigmoid, tanh

from explorer.cells._base import Cell, State, cells, product
from explorer.names import options_of
from explorer.settings import Setting


@cells.register("lstm")
class LSTM(Cell):
    r"""The long short-term memory: a memory cell $c$ beside the hidden state $a$.

    $$\tilde c^{<t>} = \tanh(W_c [a^{<t-1>}, x^{<t>}] + b_c)$$
    $$\Gamma_u = \sigma(W_u [a^{<t-1>}, x^{<t>}] + b_u)$$
    $$\Gamma_f = \sigma(W_f [a^{<t-1>}, x^{<t>}] + b_f)$$
    $$\Gamma_o = \sigma(W_o [a^{<t-1>}, x^{<t>}] + b_o)$$
    $$c^{<t>} = \Gamma_u * \tilde c^{<t>} + \Gamma_f * c^{<t-1>}$$
    $$a^{<t>} = \Gamma_o * c^{<t>}$$

    Source: lecture 8, "LSTM", after S. Hochreiter and J. Schmidhuber, 1997; the forget gate is from F. Gers et al.,
    2000. With `output_activation="tanh"` the last line is $a^{<t>} = \Gamma_o * \tanh(c^{<t>})$, as in torch.
    `forget_bias` is added to the initial $b_f$: at 0 the memory halves at each step (R. Jozefowicz et al., 2015).
    """

    gates: ClassVar[tuple[str, ...]] = ("update", "forget", "output", "candidate")
    has_memory: ClassVar[bool] = True
    matrices: ClassVar[tuple[str, ...]] = ("c", "u", "f", "o")
    options: ClassVar[Mapping[str, Setting]] = options_of("lstm")
    W_c: Tensor
    b_c: Tensor
    W_u: Tensor
    b_u: Tensor
    W_f: Tensor
    b_f: Tensor
    W_o: Tensor
    b_o: Tensor
    output_activation: str
    forget_bias: float

    def initialise(self, generator: torch.Generator) -> None:
        """Draw every parameter, then open the forget gate by `forget_bias`."""
        super().initialise(generator)
        self.b_f += self.forget_bias

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step of the equations above."""
        hidden_prev, cell_prev = state.hidden, state.memory
        candidate_pre = product(self.W_c, (hidden_prev, x)) + self.b_c
        candidate = tanh(candidate_pre)
        gamma_u_pre = product(self.W_u, (hidden_prev, x)) + self.b_u
        gamma_u = sigmoid(gamma_u_pre)
        gamma_f_pre = product(self.W_f, (hidden_prev, x)) + self.b_f
        gamma_f = sigmoid(gamma_f_pre)
        gamma_o_pre = product(self.W_o, (hidden_prev, x)) + self.b_o
        gamma_o = sigmoid(gamma_o_pre)
        cell = gamma_u * candidate + gamma_f * cell_prev
        hidden = gamma_o * (tanh(cell) if self.output_activation == "tanh" else cell)
        return State(hidden, cell), {"update": gamma_u, "forget": gamma_f, "output": gamma_o, "candidate": candidate}
