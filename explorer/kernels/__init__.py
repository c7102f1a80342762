"""The recurrences of `cells` over a whole sequence, forward and backward derived by hand, for speed.

A loop over time is compiled by Numba: its matrix products are of our own (`_panels`, `_tile`), because those of MKL and
oneDNN reach a third and a half of the processor's speed at the size of one time step, and σ and tanh are computed a
vector register at once (`_activations`). Milliseconds of processor time for forward and backward, 64 steps, one thread
of an AMD EPYC (Zen 5); ours keeps every gate and every gradient by step, torch's nn.RNN, nn.GRU and nn.LSTM keep none
(`benchmarks/bench_cells.py`):

    batch, hidden    rnn ours, torch's    gru ours, torch's    lstm ours, torch's
    16, 64           0.9, 2.6             1.5, 7.2             1.9, 2.1
    32, 128          2.1, 6.3             5.2, 18.5            6.7, 8.6

That is with the caches full of each other's numbers; one layer over and over takes 0.4, 1.1, 1.3 and 1.5, 4.8, 6.5.

The price: 0.8 s until Numba is imported and ready in a process, and on a machine that has never run it 4 s of compiling
for the first cell and 1 s for each other. Hence nothing here is imported before a first sequence runs.
"""

from __future__ import annotations

from functools import cache

from explorer.kernels._base import Kernel, Stepper, Tape, kernels
from explorer.kernels._loop import CellLoop
from explorer.kernels._prepare import PIECES, Report, is_there, pieces, report_nothing
from explorer.registry import import_modules

__all__ = ["CellLoop", "Kernel", "Stepper", "Tape", "compile_all", "kernel_for", "kernels", "ready"]


@cache
def _load() -> None:
    import_modules(__name__, list(__path__))


def kernel_for(cell_name: str) -> type[Kernel]:
    """The kernel that registered for this cell; the plain loop over its steps where none did."""
    _load()
    if cell_name not in kernels:
        return CellLoop
    return kernels[cell_name]


def ready(cell_name: str) -> bool:
    """Whether this cell's first step need not wait for a compiler; True where nothing of it is compiled.

    Looks at what this process has loaded and at what any process has kept on disk; may be called at every turn.
    """
    return kernel_for(cell_name) is CellLoop or is_there(cell_name)


def compile_all(report: Report = report_nothing) -> None:
    """Make, or load, the machine code of every cell, and keep it on disk for other processes.

    `report(done, total)` is called before the first piece and after each. What cannot be kept is made all the same.
    """
    _load()
    done, total = 0, PIECES * len(kernels)
    report(done, total)
    for name, kernel in kernels.items():
        for _ in pieces(name, kernel):
            done += 1
            report(done, total)
