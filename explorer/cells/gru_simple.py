"""The simplified gated recurrent unit: an update gate only."""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor, sigmoid, tanh

from explorer.cells._base import Cell, State, cells, product


@cells.register("gru-simple")
class SimpleGRU(Cell):
    r"""The gated recurrent unit without a reset gate; its memory is its hidden state.

    $$\tilde c^{<t>} = \tanh(W_c [c^{<t-1>}, x^{<t>}] + b_c)$$
    $$\Gamma_u = \sigma(W_u [c^{<t-1>}, x^{<t>}] + b_u)$$
    $$c^{<t>} = \Gamma_u * \tilde c^{<t>} + (1 - \Gamma_u) * c^{<t-1>}$$
    $$a^{<t>} = c^{<t>}$$

    Source: lecture 8, "GRU", after K. Cho et al., arXiv:1406.1078, 2014.
    """

    gates: ClassVar[tuple[str, ...]] = ("update", "candidate")
    matrices: ClassVar[tuple[str, ...]] = ("c", "u")
    W_c: Tensor
    b_c: Tensor
    W_u: Tensor
    b_u: Tensor

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step of the equations above."""
        cell_prev = state.hidden
        candidate_pre = product(self.W_c, (cell_prev, x)) + self.b_c
        candidate = tanh(candidate_pre)
        gamma_u_pre = product(self.W_u, (cell_prev, x)) + self.b_u
        gamma_u = sigmoid(gamma_u_pre)
        cell = gamma_u * candidate + (1 - gamma_u) * cell_prev
        hidden = cell
        return State(hidden), {"update": gamma_u, "candidate": candidate}
