"""The nested long short-term memory: a memory cell that is kept by an LSTM of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor, sigmoid, tanh

from explorer.cells._base import Cell, State, cells, product
from explorer.names import options_of
from explorer.settings import Setting


@cells.register("nested-lstm")
class NestedLSTM(Cell):
    r"""An LSTM whose memory cell $c$ is the output of an inner LSTM with a memory $\bar c$ of its own.

    The outer gates and the candidate are those of the LSTM, from $[a^{<t-1>}, x^{<t>}]$:

    $$\tilde c^{<t>} = \tanh(W_c [a^{<t-1>}, x^{<t>}] + b_c)$$
    $$\Gamma_u = \sigma(W_u [a^{<t-1>}, x^{<t>}] + b_u)$$
    $$\Gamma_f = \sigma(W_f [a^{<t-1>}, x^{<t>}] + b_f)$$
    $$\Gamma_o = \sigma(W_o [a^{<t-1>}, x^{<t>}] + b_o)$$

    What the LSTM would add up is what the inner LSTM reads, $\bar a$ as its previous state and $\bar x$ as its input:

    $$\bar a = \Gamma_f * c^{<t-1>}, \quad \bar x = \Gamma_u * \tilde c^{<t>}$$
    $$\tilde{\bar c}^{<t>} = \tanh(\bar W_c [\bar a, \bar x] + \bar b_c)$$
    $$\bar\Gamma_k = \sigma(\bar W_k [\bar a, \bar x] + \bar b_k), \quad k = u, f, o$$
    $$\bar c^{<t>} = \bar\Gamma_u * \tilde{\bar c}^{<t>} + \bar\Gamma_f * \bar c^{<t-1>}$$
    $$c^{<t>} = \bar\Gamma_o * \tanh(\bar c^{<t>})$$
    $$a^{<t>} = \Gamma_o * \tanh(c^{<t>})$$

    Source: J. Moniz and D. Krueger, "Nested LSTMs", ACML, arXiv:1801.10308, 2017, in the notation of lecture 8; one of
    the three networks of A. Madsen, "Visualizing memorization in RNNs", Distill, 2019, to which the lecture points.
    `forget_bias` is added to the initial $b_f$ and $\bar b_f$. The gates it reports are the outer ones.
    """

    gates: ClassVar[tuple[str, ...]] = ("update", "forget", "output", "candidate")
    has_memory: ClassVar[bool] = True
    matrices: ClassVar[tuple[str, ...]] = ("c", "u", "f", "o")
    options: ClassVar[Mapping[str, Setting]] = options_of("nested-lstm")
    W_c: Tensor
    b_c: Tensor
    W_u: Tensor
    b_u: Tensor
    W_f: Tensor
    b_f: Tensor
    W_o: Tensor
    b_o: Tensor
    W_inner_c: Tensor
    b_inner_c: Tensor
    W_inner_u: Tensor
    b_inner_u: Tensor
    W_inner_f: Tensor
    b_inner_f: Tensor
    W_inner_o: Tensor
    b_inner_o: Tensor
    forget_bias: float

    @classmethod
    def shapes(cls, input_size: int, hidden_size: int, **options: Any) -> dict[str, tuple[int, ...]]:
        """Those of the four matrices on [a<t−1>, x<t>], then of the four inner ones, [hidden, hidden + hidden]."""
        outer = super().shapes(input_size, hidden_size, **options)
        weights = {f"W_inner_{k}": (hidden_size, 2 * hidden_size) for k in cls.matrices}
        return outer | weights | {f"b_inner_{k}": (hidden_size,) for k in cls.matrices}

    def initialise(self, generator: torch.Generator) -> None:
        """Draw every parameter, then open both forget gates by `forget_bias`."""
        super().initialise(generator)
        self.b_f += self.forget_bias
        self.b_inner_f += self.forget_bias

    def initial_state(self, batch: int) -> State:
        """a<0> = 0, c<0> = 0 and the inner memory too."""
        state = super().initial_state(batch)
        return replace(state, inner=torch.zeros_like(state.hidden))

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step of the equations above."""
        hidden_prev, cell_prev, inner_prev = state.hidden, state.memory, state.inner_memory
        candidate_pre = product(self.W_c, (hidden_prev, x)) + self.b_c
        candidate = tanh(candidate_pre)
        gamma_u_pre = product(self.W_u, (hidden_prev, x)) + self.b_u
        gamma_u = sigmoid(gamma_u_pre)
        gamma_f_pre = product(self.W_f, (hidden_prev, x)) + self.b_f
        gamma_f = sigmoid(gamma_f_pre)
        gamma_o_pre = product(self.W_o, (hidden_prev, x)) + self.b_o
        gamma_o = sigmoid(gamma_o_pre)

        inner_hidden = gamma_f * cell_prev
        inner_x = gamma_u * candidate
        inner_candidate_pre = product(self.W_inner_c, (inner_hidden, inner_x)) + self.b_inner_c
        inner_candidate = tanh(inner_candidate_pre)
        inner_gamma_u_pre = product(self.W_inner_u, (inner_hidden, inner_x)) + self.b_inner_u
        inner_gamma_u = sigmoid(inner_gamma_u_pre)
        inner_gamma_f_pre = product(self.W_inner_f, (inner_hidden, inner_x)) + self.b_inner_f
        inner_gamma_f = sigmoid(inner_gamma_f_pre)
        inner_gamma_o_pre = product(self.W_inner_o, (inner_hidden, inner_x)) + self.b_inner_o
        inner_gamma_o = sigmoid(inner_gamma_o_pre)
        inner = inner_gamma_u * inner_candidate + inner_gamma_f * inner_prev

        cell = inner_gamma_o * tanh(inner)
        hidden = gamma_o * tanh(cell)
        gates = {"update": gamma_u, "forget": gamma_f, "output": gamma_o, "candidate": candidate}
        return State(hidden, cell, inner), gates
