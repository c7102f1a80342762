"""Matrix products for the kernels: through oneDNN where that is faster than the library behind torch's `mm`.

On processors with AVX-512 that are not Intel's, MKL, which serves `mm`, runs at half their speed; oneDNN, which serves
torch's own LSTM, does not. Measured, one thread: 512 × 2048 by 2048 × 128 takes 3.4 ms with `mm`, 2.2 with oneDNN;
64 steps of 32 × 512 by 512 × 128 take 3.2 and 2.1. A call of oneDNN costs 15 µs more, so that small products stay with
`mm`, as do float64, other devices, and builds of torch without it.
"""

from __future__ import annotations

import torch
from torch import Tensor

SMALLEST_ONCE = 24 << 20
"""Multiplications from which one single product is worth a call of oneDNN."""

SMALLEST_STEP = 1 << 20
"""The same for the product of one time step, with weights brought into oneDNN's order beforehand."""


def _has_onednn() -> bool:
    # Operators that torch's own compiler emits; they are not in its documentation, hence the check.
    available = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(available) and all(
        hasattr(torch.ops.mkldnn, name) for name in ("_linear_pointwise", "_reorder_linear_weight")
    )


ONEDNN = _has_onednn()


def _suits(tensor: Tensor, multiplications: int, smallest: int) -> bool:
    return ONEDNN and multiplications >= smallest and tensor.dtype == torch.float32 and tensor.device.type == "cpu"


def weight_gradient(grad_pre: Tensor, state_prev: Tensor) -> Tensor:
    """Σ_t ∂J/∂z<t> a<t−1>ᵀ over time and batch as one product, [rows, hidden]."""
    rows, columns = grad_pre.flatten(0, 1), state_prev.flatten(0, 1)
    if _suits(rows, rows.numel() * columns.shape[1], SMALLEST_ONCE):
        # Rows of a wider matrix are copied first: with gaps between them oneDNN takes a hundred times as long.
        dense = columns.contiguous().t(), rows.contiguous().t()
        transposed: Tensor = torch.ops.mkldnn._linear_pointwise(*dense, None, "none", [], "")
        return transposed.t()
    return rows.t() @ columns


class StepProduct:
    """Adds x Wᵀ to a tensor, once a time step: `weights` [rows, columns] stay the same, x [batch, columns] changes."""

    def __init__(self, weights: Tensor, batch: int) -> None:
        self.transposed = weights.t()
        self.packed: Tensor | None = None
        if _suits(weights, batch * weights.numel(), SMALLEST_STEP):
            self.packed = torch.ops.mkldnn._reorder_linear_weight(weights.contiguous(), batch)

    def add(self, to: Tensor, x: Tensor) -> Tensor:
        """`to` [batch, rows], increased in place."""
        if self.packed is None:
            return to.addmm_(x, self.transposed)
        return to.add_(torch.ops.mkldnn._linear_pointwise(x, self.packed, None, "none", [], ""))
