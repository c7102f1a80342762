"""Machine code before it is needed: whether a cell's is there, and making that of all cells piece by piece."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import torch

from explorer.cells import cells
from explorer.kernels._base import Kernel

# How many units fill one panel of the weights, and how many fill several, depends on the processor.
SIZES = ((4, 3), (64, 3), (64, 40))
loaded: set[str] = set()


def is_there(cell_name: str) -> bool:
    """Whether the kernel's code for what the app trains is loaded here, or was kept by this or another process."""
    return cell_name in loaded or any((folder / _mark(cell_name)).exists() for folder in _folders())


def pieces(name: str, kernel: type[Kernel]) -> Iterator[None]:
    """Compile, or load, what the app's networks need of one kernel; each item is one piece done."""
    for hidden, inputs in SIZES:
        for ids in (True, False):
            _run(name, kernel, hidden, inputs, ids)
            yield
    loaded.add(name)
    _keep(_mark(name))


PIECES = 2 * len(SIZES)


def _run(name: str, kernel: type[Kernel], hidden: int, inputs: int, ids: bool) -> None:
    cell = cells[name](inputs, hidden, generator=torch.Generator().manual_seed(0))
    x = torch.zeros(2, 2, dtype=torch.long) if ids else torch.zeros(2, 2, inputs, requires_grad=True)
    with torch.enable_grad():
        kernel.run(cell, x, cell.initial_state(2), None)[0].sum().backward()  # type: ignore[no-untyped-call]
    parts = torch.stack(cell.initial_state(1).parts).numpy()
    kernel.stepper(cell)(x[0, :1].numpy(force=True), parts)


@cache
def _mark(name: str) -> str:
    from llvmlite import binding

    from explorer.kernels._compile import DIGEST

    return f"{name}-{DIGEST}-{binding.get_host_cpu_name()}.ready"


def _folders() -> tuple[Path, ...]:
    return Path(__file__).parent / "__pycache__", Path.home() / ".cache" / "rnn-explorer"


def _keep(mark: str) -> None:
    for folder in _folders():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder)
            os.close(descriptor)
            Path(name).replace(folder / mark)
            return


def report_nothing(done: int, total: int) -> None:
    """A report that nobody reads."""


Report = Callable[[int, int], None]
