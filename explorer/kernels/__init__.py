"""The recurrences of `cells` over a whole sequence, forward and backward derived by hand, for speed.

Torch operations in place rather than compiled loops, because matrix products set the pace (10 of an LSTM's 12 ms at
batch 32, hidden 128) and a compiled loop would call the same library for them, after seconds of compiling at a first
visit. Milliseconds of processor time for forward and backward, 64 steps, one thread of an AMD EPYC (Zen 5); ours keeps
every gate and every gradient by step, torch's nn.RNN, nn.GRU and nn.LSTM keep none (`benchmarks/bench_cells.py`):

    batch, hidden    rnn ours, torch's    gru ours, torch's    lstm ours, torch's
    16, 64           1.1, 2.4             3.3, 7.4             3.7, 1.6
    32, 128          3.6, 6.0             11.6, 18.9           12.3, 8.5
"""

from __future__ import annotations

from explorer.kernels._base import Kernel, Tape, kernels
from explorer.kernels._loop import CellLoop
from explorer.registry import import_modules

__all__ = ["CellLoop", "Kernel", "Tape", "kernel_for", "kernels"]

import_modules(__name__, list(__path__))


def kernel_for(cell_name: str) -> type[Kernel]:
    """The kernel that registered for this cell; the plain loop over its steps where none did."""
    return dict(kernels).get(cell_name, CellLoop)
