"""The recurrences of `cells` over a whole sequence, forward and backward derived by hand, for speed."""

from __future__ import annotations

from explorer.kernels._base import Kernel, Tape, kernels
from explorer.kernels._loop import CellLoop
from explorer.registry import import_modules

__all__ = ["CellLoop", "Kernel", "Tape", "kernel_for", "kernels"]

import_modules(__name__, list(__path__))


def kernel_for(cell_name: str) -> type[Kernel]:
    """The kernel that registered for this cell; the plain loop over its steps where none did."""
    return dict(kernels).get(cell_name, CellLoop)
