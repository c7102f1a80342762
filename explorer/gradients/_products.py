"""Products of many rows with a matrix that changes from step to step."""

from __future__ import annotations

import torch
from torch import Tensor

# An operator that torch's own compiler emits; it is not in torch's documentation, hence the check.
ONEDNN: bool = bool(torch.backends.mkldnn.is_available()) and hasattr(  # type: ignore[no-untyped-call]
    torch.ops.mkldnn, "_linear_pointwise"
)

SMALLEST = 1 << 20
"""Multiplications from which one product is worth a call of oneDNN, which takes 15 µs more and then half the time."""


def product(rows: Tensor, matrix: Tensor) -> Tensor:
    """rows · matrix; in float32 on a processor through oneDNN.

    MKL, which serves torch's `mm`, runs at half of its speed where the processor has AVX-512 and is not Intel's:
    128 × 512 by 512 × 320 takes 0.43 ms with `mm`, 0.21 with oneDNN, which also serves torch's own LSTM.
    """
    large = rows.numel() * matrix.shape[1] >= SMALLEST
    if ONEDNN and large and rows.dtype == torch.float32 and rows.device.type == "cpu":
        through_onednn: Tensor = torch.ops.mkldnn._linear_pointwise(rows, matrix.t(), None, "none", [], "")
        return through_onednn
    return rows @ matrix


def combined(*weighted: tuple[Tensor, Tensor], out: Tensor) -> Tensor:
    """Σ_k diag(slope_k) W_k into `out`: how one step depends on [a<t−1>, x<t>], through all gates at once.

    Slopes are [hidden, 1], matrices [hidden, columns]. Building it costs as much as a dozen rows and saves
    every row the product with each W_k.
    """
    (slope, matrix), *rest = weighted
    torch.mul(matrix, slope, out=out)
    for slope, matrix in rest:
        out.addcmul_(matrix, slope)
    return out
