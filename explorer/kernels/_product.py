"""Whether a large product may go through oneDNN, which torch's own LSTM uses, instead of the library behind `mm`.

On processors with AVX-512 that are not Intel's, MKL, which serves `mm`, runs at a third of their speed and oneDNN at
half of it: 32 × 128 by 128 × 512 takes 50 µs with `mm`, 35 with oneDNN, 19 with the compiled product in `_panels`.
"""

from __future__ import annotations

import torch


def _has_onednn() -> bool:
    # Operators that torch's own compiler emits; they are not in its documentation, hence the check.
    available = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return bool(available) and all(
        hasattr(torch.ops.mkldnn, name) for name in ("_linear_pointwise", "_reorder_linear_weight")
    )


ONEDNN = _has_onednn()
