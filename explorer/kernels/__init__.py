"""The recurrences of `cells` over a whole sequence, forward and backward derived by hand, for speed.

A whole pass is one function in machine code. Its matrix products are of our own (`_product`), because those of MKL and
oneDNN reach a third and a half of the processor's speed at the size of one time step; σ and tanh are computed a vector
register at once (`_activations`). Milliseconds of processor time for forward and backward, 64 steps, one thread of an
AMD EPYC (Zen 5); ours keeps every gate and every gradient by step, torch's nn.RNN, nn.GRU and nn.LSTM keep none
(`benchmarks/bench_cells.py`):

    batch, hidden    rnn ours, torch's    gru ours, torch's    lstm ours, torch's
    16, 64           0.9, 2.6             1.5, 7.2             1.9, 2.1
    32, 128          2.1, 6.3             5.2, 18.5            6.7, 8.6

The code is written in LLVM's language (`_emit`, `_step`, `_forward`, `_backward`) and compiled where it runs, once for
a machine: a tenth of a second of processor time for a cell, and 2 ms to load it from disk afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from explorer.kernels._base import Kernel, Stepper, Tape, kernels
from explorer.kernels._loop import CellLoop
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
    _load()
    return cell_name not in kernels or all(program.ready for program in kernels[cell_name].programs())


def compile_all(report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Make, or load, the machine code of every cell, and keep it on disk for other processes.

    `report(done, total)` is called before the first piece and after each. What cannot be kept is made all the same.
    """
    _load()
    programs = [program for kernel in kernels.values() for program in kernel.programs()]
    report(0, len(programs))
    for done, program in enumerate(programs, 1):
        program.load()
        report(done, len(programs))
