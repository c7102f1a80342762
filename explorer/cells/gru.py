"""The gated recurrent unit with its update and reset gates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from torch import Tensor, sigmoid, tanh

from explorer.cells._base import Cell, State, cells, product
from explorer.names import options_of
from explorer.settings import Setting


@cells.register("gru")
class GRU(Cell):
    r"""The gated recurrent unit; its memory is its hidden state.

    $$\Gamma_r = \sigma(W_r [c^{<t-1>}, x^{<t>}] + b_r)$$
    $$\tilde c^{<t>} = \tanh(W_c [\Gamma_r * c^{<t-1>}, x^{<t>}] + b_c)$$
    $$\Gamma_u = \sigma(W_u [c^{<t-1>}, x^{<t>}] + b_u)$$
    $$c^{<t>} = \Gamma_u * \tilde c^{<t>} + (1 - \Gamma_u) * c^{<t-1>}$$
    $$a^{<t>} = c^{<t>}$$

    Source: lecture 8, "Full GRU", after K. Cho et al., arXiv:1406.1078, 2014. With `reset_after=True` the reset gate
    acts after the product, which needs a bias $b_{ca}$ of its own, as in torch and cuDNN:

    $$\tilde c^{<t>} = \tanh(\Gamma_r * (W_{ca} c^{<t-1>} + b_{ca}) + W_{cx} x^{<t>} + b_c)$$

    Γu multiplies the candidate, as in the lecture; torch's z multiplies the old state: z = 1 − Γu.
    """

    gates: ClassVar[tuple[str, ...]] = ("update", "reset", "candidate")
    matrices: ClassVar[tuple[str, ...]] = ("c", "u", "r")
    options: ClassVar[Mapping[str, Setting]] = options_of("gru")
    W_c: Tensor
    b_c: Tensor
    W_u: Tensor
    b_u: Tensor
    W_r: Tensor
    b_r: Tensor
    b_ca: Tensor
    reset_after: bool

    @classmethod
    def shapes(cls, input_size: int, hidden_size: int, **options: Any) -> dict[str, tuple[int, ...]]:
        """Those of the three matrices, and b_ca where the reset comes after the product."""
        shapes = super().shapes(input_size, hidden_size, **options)
        return shapes | {"b_ca": (hidden_size,)} if options.get("reset_after") else shapes

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        """One step of the equations above."""
        cell_prev = state.hidden
        gamma_r_pre = product(self.W_r, (cell_prev, x)) + self.b_r
        gamma_r = sigmoid(gamma_r_pre)
        if self.reset_after:
            recurrent_part = cell_prev @ self.W_c[:, : self.hidden_size].t() + self.b_ca
            input_part = product(self.W_c, (cell_prev.new_zeros(cell_prev.shape), x)) + self.b_c
            candidate_pre = gamma_r * recurrent_part + input_part
        else:
            candidate_pre = product(self.W_c, (gamma_r * cell_prev, x)) + self.b_c
        candidate = tanh(candidate_pre)
        gamma_u_pre = product(self.W_u, (cell_prev, x)) + self.b_u
        gamma_u = sigmoid(gamma_u_pre)
        cell = gamma_u * candidate + (1 - gamma_u) * cell_prev
        hidden = cell
        return State(hidden), {"update": gamma_u, "reset": gamma_r, "candidate": candidate}
