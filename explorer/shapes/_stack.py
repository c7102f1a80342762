"""Layers of a cell in one direction or in both: what every shape reads with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from torch import Tensor, nn

from explorer.cells import Cell, State, cells
from explorer.kernels import CellLoop, Tape, kernel_for
from explorer.shapes._lengths import Lengths

FORWARD, BACKWARD = "forward", "backward"
DIRECTIONS = FORWARD, BACKWARD


@dataclass(eq=False)
class Reel(Tape):
    """The tape of one layer that read in one direction: its steps are in the order in which they were read.

    `segment` names the stack it belongs to; `inputs` is what the cell read, [time, batch] or [time, batch, input], from
    `initial` on.
    """

    segment: str = ""
    layer: int = 0
    direction: str = FORWARD
    lengths: Lengths = field(default_factory=lambda: Lengths(0))
    inputs: Tensor = field(default_factory=lambda: torch.empty(0))

    def by_position(self, values: Tensor, time: int | None = None) -> Tensor:
        """Values by step as values by position in the sequence, 0 in padding; of `time` positions, where given."""
        placed = self.lengths.turned(values) if self.direction == BACKWARD else values
        return self.lengths.filled(placed, time or len(placed))


class Stack(nn.Module):
    """`layers` layers of a cell; with two `directions` each layer reads both what comes before and what follows.

    A layer above reads a→<t> and a←<t> of the one below, one after the other, as in M. Schuster and K. Paliwal,
    "Bidirectional recurrent neural networks", 1997, and in torch. To read backwards is to read the reversed sequence.
    """

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        layers: int,
        directions: int,
        *,
        segment: str = "",
        generator: torch.Generator,
        dtype: torch.dtype,
        options: Mapping[str, Any],
    ) -> None:
        super().__init__()
        self.cell_name, self.segment, self.layers, self.directions = cell, segment, layers, directions
        self.engine = "kernel"
        sizes = [input_size] + [directions * hidden_size] * (layers - 1)
        self.cells = nn.ModuleList(
            cells[cell](size, hidden_size, generator=generator, dtype=dtype, **options)
            for size in sizes
            for _ in range(directions)
        )

    @property
    def by_layer(self) -> list[list[Cell]]:
        """The cells of each layer: the one that reads forwards, and the one that reads backwards."""
        found = cast("list[Cell]", list(self.cells))
        return [found[start : start + self.directions] for start in range(0, len(found), self.directions)]

    def forward(
        self,
        inputs: Tensor,
        lengths: Lengths,
        initial: Sequence[State] | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """a<t> [time, batch, directions · hidden] of the last layer, from ids [time, batch] or vectors.

        `initial` is a state a layer, zeros where there is none. Each cell appends a `Reel` to `tapes`.
        """
        kernel = CellLoop if self.engine == "cell" else kernel_for(self.cell_name)
        below = inputs
        for layer, of_layer in enumerate(self.by_layer):
            sides = []
            for direction, cell in zip(DIRECTIONS, of_layer, strict=False):
                before = cell.initial_state(inputs.shape[1]) if initial is None else initial[layer]
                read = lengths.turned(below) if direction == BACKWARD else below
                tape = None
                if tapes is not None:
                    tape = Reel(
                        initial=before,
                        segment=self.segment,
                        layer=layer,
                        direction=direction,
                        lengths=lengths,
                        inputs=read.detach(),
                    )
                    tapes.append(tape)
                hidden, _ = kernel.run(cell, read, before, tape)
                sides.append(lengths.turned(hidden) if direction == BACKWARD else hidden)
            below = torch.cat(sides, dim=-1) if len(sides) > 1 else sides[0]
        return below
