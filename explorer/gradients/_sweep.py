"""One sweep back through time for the derivatives of many outputs: rows join the batch at the steps they belong to.

The usual way, one backward pass for each output, walks T steps T times with a product of one row each; the sweep walks
them once. Rows are kept near 1 by powers of two, which changes no digit, and the exponents are counted apart: a
derivative 10⁻³⁰⁰ times as large as at its output neither underflows nor loses precision, in float32 as in float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.border import as_tensor
from explorer.cells import State
from explorer.cells._base import is_ids
from explorer.gradients._derived import DerivedLayer, ways
from explorer.gradients._layers import INPUTS, Adjoint, AnyLayer, Layer
from explorer.kernels import Tape, is_untouched
from explorer.network import Inputs, Network
from explorer.records import Floats

FAR = 24
"""A row is rescaled when its norm leaves 2^±FAR."""

TOGETHER = 16
"""Rows are computed from a multiple of this on: oneDNN keeps a program for each number of rows, up to 1 MB of it."""

SAFE = {torch.float32: 1e-15, torch.float64: 1e-130}
"""Norms above it, and below its inverse, come from squares that neither underflow nor overflow."""


@dataclass(frozen=True)
class Run:
    """A network after it ran over some inputs without gradient; each of the sequences can be walked back."""

    network: Network
    inputs: Tensor
    logits: Tensor
    tapes: list[Tape]

    @classmethod
    def of(cls, measured: Network, inputs: Inputs) -> Run:
        """Run over ids [time, batch] or vectors [time, batch, input]. `Problem` for other inputs."""
        tapes: list[Tape] = []
        with torch.no_grad():
            logits = measured(inputs, tapes=tapes)
        x = as_tensor(inputs, logits.device)
        return cls(measured, x.long() if is_ids(x) else x.to(logits.dtype), logits, tapes)

    @property
    def batch(self) -> int:
        """How many sequences there are."""
        return self.inputs.shape[1]

    def layers(self, b: int, tells: str, dtype: torch.dtype, lowest: int = 0) -> list[Layer]:
        """The layers from `lowest` up on sequence b; the lowest tells of its inputs what `tells` says."""
        way = way_of(self.network) or AnyLayer
        found: list[Layer] = []
        with torch.no_grad():
            for number, cell in list(enumerate(self.network.every_cell()))[lowest:]:
                inputs = self.tapes[number - 1].hidden if number else self.inputs
                told = INPUTS if found else tells
                found.append(way(cell, inputs[:, b : b + 1], _only(self.tapes[number], b), told, dtype))
        return found


def _only(tape: Tape, b: int) -> Tape:
    """The tape of one sequence of the batch."""
    cell = None if tape.cell is None else tape.cell[:, b : b + 1]
    return Tape(tape.hidden[:, b : b + 1], cell, {name: gate[:, b : b + 1] for name, gate in tape.gates.items()})


def way_of(network: Network) -> type[DerivedLayer] | None:
    """The class with the derivatives of the network's cell, if they are written down and nobody hooks into it."""
    name = network.cell_name
    if not all(is_untouched(cell) for cell in network.every_cell()):
        return None
    return ways[name] if name in ways else None  # noqa: SIM401 - a registry refuses unknown names with a Problem


@dataclass(slots=True)
class Reached:
    """Where the sweep is: `layer` (−1: below the lowest) at step `t`, with the rows from `start` on.

    `state` is ∂y/∂a<t>, ∂y/∂c<t>, … of that layer, which lasts until the next one is reached; `told_norms` [rows] are
    those of what the lowest layer tells of its inputs. The true values are 2^`exponents` times as large.
    """

    t: int
    layer: int
    start: int
    exponents: NDArray[np.int32]
    state: State | None = None
    told_norms: Tensor | None = None

    def norms(self, field: str = "told") -> Floats:
        """L2 norm of each row: of "told", or of "hidden" or "cell" of the state."""
        found = self.told_norms if field == "told" else row_norms(getattr(self.state, field))
        if found is None:
            raise RuntimeError("nothing is told of the inputs")
        return np.ldexp(found.cpu().numpy().astype(np.float64), self.exponents)


def sweep(layers: Sequence[Layer], seeds: Tensor, enters: NDArray[Any], into: str = "hidden") -> Iterator[Reached]:
    """Go back through all steps and layers with ∂y/∂a<t> (or c<t>, `into`) of the last layer, `seeds` [rows, hidden].

    Row i joins at step `enters[i]`; these never fall from row to row. Yields every layer at every step, the last first.
    """
    adjoints = [Adjoint.zeros(len(seeds), layer.initial, seeds.dtype) for layer in layers]
    exponents = np.zeros(len(seeds), dtype=np.int32)
    time = len(layers[0].hidden)
    starts = [*np.searchsorted(enters, np.arange(time)).tolist(), len(seeds)]
    entrance: Tensor = getattr(adjoints[-1].state, into)
    with torch.no_grad():
        for t in reversed(range(time)):
            start, stop = starts[t], starts[t + 1]
            for adjoint in adjoints:
                adjoint.packed[start:stop] = 0  # what rows that had not joined yet gathered is not theirs
            entrance[start:stop] = seeds[start:stop]
            waiting = start % TOGETHER
            rows = [adjoint.since(start - waiting) for adjoint in adjoints]
            for number in reversed(range(len(layers))):
                layers[number].total(t, rows[number])
                yield Reached(t, number, start, exponents[start:], state=rows[number].since(waiting).state)
                told = layers[number].back(t, rows[number])
                if number:
                    rows[number - 1].state.hidden.add_(told)
            norms = row_norms(told[waiting:]) if told.shape[1] else None
            yield Reached(t, -1, start, exponents[start:], told_norms=norms)
            # As long as what reaches the inputs is near 1, so are the rows, and need no look of their own.
            if norms is None or not _between(norms, 2.0**-FAR):
                _rescale([adjoint.since(waiting) for adjoint in rows], exponents[start:])


def _rescale(rows: Sequence[Adjoint], exponents: NDArray[np.int32]) -> None:
    largest = np.max([row_norms(adjoint.packed).cpu().numpy() for adjoint in rows], axis=0)
    _, by = np.frexp(np.where(np.isfinite(largest), largest, 1.0))
    # What float32 cannot hold as one factor is left for the next step.
    by = np.where(np.abs(by) <= FAR, 0, np.clip(by, -100, 100)).astype(np.int32)
    if by.any():
        exponents += by
        for adjoint in rows:
            factor = torch.as_tensor(np.ldexp(1.0, -by), device=adjoint.packed.device)
            adjoint.packed.mul_(factor.to(adjoint.packed.dtype).unsqueeze(1))


def row_norms(values: Tensor) -> Tensor:
    """L2 norm over the last axis, of numbers of any size: squares that would underflow or overflow are avoided."""
    found: Tensor = torch.linalg.vector_norm(values, dim=-1)
    safe = SAFE[values.dtype]
    if values.shape[-1] and not _between(found, safe):
        extreme = ~((found > safe) & (found < 1 / safe))
        largest = values[extreme].abs().amax(dim=-1, keepdim=True)
        scale = torch.where((largest > 0) & largest.isfinite(), largest, 1.0)
        found[extreme] = torch.linalg.vector_norm(values[extreme] / scale, dim=-1) * scale.squeeze(-1)
    return found


def _between(norms: Tensor, low: float) -> bool:
    """Whether all are above `low` and below its inverse, and none is NaN."""
    if norms.numel() == 0:
        return True
    smallest, largest = torch.aminmax(norms)
    return float(smallest) > low and float(largest) < 1 / low
