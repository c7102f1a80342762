"""Derivatives of a network of any shape, by autograd over the cells' own steps: many rows of outputs at once.

The sweep (`_sweep`) is faster, and serves networks that read in one direction and answer at every step.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, cast

import torch
from torch import Tensor

from explorer.border import Numbers, as_tensor
from explorer.cells import Cell, State
from explorer.cells._base import is_ids
from explorer.gradients._derived import ways
from explorer.gradients._layers import NOTHING, AnyLayer, Layer
from explorer.gradients._sweep import row_norms
from explorer.kernels import Tape, is_untouched
from explorer.problem import N_, Problem
from explorer.shapes import FORWARD, Lengths, Reel, Shape

TOGETHER = 64
"""Rows that go back at once: each takes as much memory as the whole run."""


@dataclass(frozen=True)
class Given:
    """What a network of some shape runs on, as the arguments of `Shape.forward`; and which part of it is measured.

    `segment` "" is the first.
    """

    inputs: Numbers
    targets: Numbers | None = None
    lengths: Numbers | None = None
    target_lengths: Numbers | None = None
    segment: str = ""
    direction: str = FORWARD


class ShapeRun:
    """A copy of a network in float64 after it ran step by step, with everything that is needed to go back.

    Attributes: `entered` [time in, batch, …], the vectors that the first layer read; `logits`; `layers`, the cell and
    the tape of each measured layer.
    """

    entered: Tensor

    def __init__(self, shape: Shape, given: Given) -> None:
        self.given = given
        self.shape = copy.deepcopy(shape).to("cpu", torch.float64).requires_grad_(True)
        forward = given.inputs, given.targets, given.lengths, given.target_lengths
        tapes: list[Tape] = []
        with torch.no_grad():  # with a gradient the tapes would wait for it, for one row at a time
            self.shape(*forward, tapes)
        self._states: dict[Cell, list[State]] = {}
        self._gates: dict[Cell, list[dict[str, Tensor]]] = {}
        for cell in self.shape.every_cell():
            cell.register_forward_hook(self._keep)
        self._enter = self.shape.entered
        self.shape.entered = self._leaf  # type: ignore[method-assign]
        self.shape.engine = "cell"
        self.logits = self.shape(*forward)
        reels = list(zip(self.shape.every_cell(), cast("list[Reel]", tapes), strict=True))
        wanted = given.segment or shape.segments[0], given.direction
        self.layers = [(cell, reel) for cell, reel in reels if (reel.segment, reel.direction) == wanted]
        if not self.layers:
            there = dict.fromkeys(f"{reel.segment} {reel.direction}".strip() for _, reel in reels)
            raise Problem(
                N_("There is no part “{segment}” that reads {direction}. There is: {choices}."),
                segment=given.segment,
                direction=given.direction,
                choices=", ".join(there),
            )

    def _leaf(self, inputs: Numbers, lengths: Numbers | None = None) -> tuple[Tensor, Lengths]:
        """In place of `Shape.entered`: vectors, also of ids, at which derivatives end."""
        x, kept = self._enter(inputs, lengths)
        vectors = torch.nn.functional.one_hot(x, self.shape.input_size).to(torch.float64) if is_ids(x) else x
        self.entered = vectors.detach().requires_grad_()
        return self.entered, kept

    def _keep(self, cell: Any, _inputs: Any, output: tuple[State, dict[str, Tensor]]) -> None:
        self._states.setdefault(cell, []).append(output[0])
        self._gates.setdefault(cell, []).append(output[1])

    @property
    def time(self) -> int:
        """How many positions the measured part has, padding included."""
        reel = self.layers[0][1]
        first = reel.segment == self.shape.segments[0] and self.shape.reads_all
        return len(self.given.inputs) if first else len(self.logits)

    @cached_property
    def losses(self) -> Tensor:
        """L<t> of every answer, [T_y, batch]."""
        given = self.given
        if given.targets is None:
            raise Problem(N_("A loss needs targets: what the network should have answered."))
        return self.shape.losses(self.logits, given.targets, given.lengths, given.target_lengths)

    @property
    def answered(self) -> Lengths:
        """How many answers of each sequence are no padding."""
        given = self.given
        return self.shape.answered(as_tensor(given.targets, self.losses.device), given.lengths, given.target_lengths)

    def nodes(self, layer: int, of: str) -> list[Tensor]:
        """What is measured at each step of reading: a<t> ("hidden"), c<t> ("cell"), or a gate; [batch, hidden] each."""
        cell = self.layers[layer][0]
        if of in ("hidden", "cell"):
            return [getattr(state, of) for state in self._states[cell]]
        return [gates[of] for gates in self._gates[cell]]

    def norms(self, outputs: Tensor, places: Sequence[tuple[int, str]]) -> list[Tensor]:
        """‖∂ output / ∂ node‖ of many outputs [rows, batch], by position, [rows, time, batch].

        One for each of the `places`, a layer and what is measured there: all of them on one way back.
        """
        nodes = [self.nodes(layer, of) for layer, of in places]
        gradients = iter(self.back(outputs, list(chain.from_iterable(nodes))))
        by_place = []
        for (layer, _), of_place in zip(places, nodes, strict=True):
            found = row_norms(torch.stack(list(islice(gradients, len(of_place))), dim=1))
            by_place.append(self.layers[layer][1].by_position(found.permute(1, 2, 0), self.time).permute(2, 0, 1))
        return by_place

    def back(self, outputs: Tensor, nodes: Sequence[Tensor]) -> list[Tensor]:
        """∂ output / ∂ node of many outputs [rows, batch]: of each node [batch, …] or [time, batch, …] a row more.

        The sequences of a batch know nothing of each other, so that one row goes back for all of them.
        """
        count = len(outputs)
        if count == 1:
            ones = torch.ones_like(outputs)
            row = torch.autograd.grad(outputs, nodes, ones, retain_graph=True, materialize_grads=True)
            return [gradient.unsqueeze(0) for gradient in row]
        rows = torch.eye(count, dtype=outputs.dtype).unsqueeze(2).expand(count, count, outputs.shape[1])
        found = []
        for start in range(0, count, TOGETHER):
            with torch.autograd.set_detect_anomaly(False):
                options: dict[str, Any] = {"retain_graph": True, "is_grads_batched": True, "materialize_grads": True}
                found.append(torch.autograd.grad(outputs, nodes, rows[start : start + TOGETHER], **options))
        return [torch.cat(parts) for parts in zip(*found, strict=True)]

    def way(self, layer: int, b: int) -> Layer:
        """One layer's way back over sequence b, in the order of reading; as long as that sequence is."""
        cell, reel = self.layers[layer]
        end = reel.lengths.time if reel.lengths.each is None else int(reel.lengths.each[b])
        memory = None if reel.cell is None else reel.cell[:end, b : b + 1]
        gates = {name: gate[:end, b : b + 1] for name, gate in reel.gates.items()}
        initial = None if reel.initial is None else reel.initial.map(lambda part: part[b : b + 1].detach())
        tape = Tape(reel.hidden[:end, b : b + 1], memory, gates, initial=initial)
        name = self.shape.cell_name
        kind = ways[name] if name in ways and is_untouched(self._own(cell)) else AnyLayer
        with torch.no_grad():
            return kind(cell, reel.inputs[:end, b : b + 1], tape, NOTHING, torch.float64)

    def _own(self, cell: Cell) -> Cell:
        """The cell without the hook that keeps its states."""
        cell._forward_hooks.clear()
        return cell


def objective(losses: Tensor, counted: Tensor, of: str) -> Tensor:
    """J, or the last counted L<t> of each sequence, as the mean over the batch. Shapes [T_y, batch]."""
    if not bool((counted > 0).any()):
        raise Problem(N_("weights must count at least one loss; all are 0."))
    if of == "total":
        return (counted * losses).sum(0).mean()
    if of == "last":
        steps = torch.arange(len(losses)).unsqueeze(1)
        last = (steps * (counted > 0)).argmax(0, keepdim=True)
        return (counted * losses).gather(0, last).mean()
    raise Problem(N_("of must be “last” or “total”; got {got}."), got=of)
