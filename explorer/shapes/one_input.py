"""Answers from one input: one-to-many."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from explorer.border import Numbers, as_tensor
from explorer.cells._base import is_ids
from explorer.kernels import Tape
from explorer.problem import N_, Problem
from explorer.shapes._base import Shape, shapes
from explorer.shapes._lengths import Lengths


@shapes.register("one-input")
class OneInput(Shape):
    r"""One-to-many: $x$ at the first step only; then every answer $y^{<t-1>}$ is the input of the next step.

    The cells read $[x^{<t>}, y^{<t-1>}]$, one of them 0. Lecture 8, "Типи архітектур RNNs": writing music.
    """

    title: ClassVar[str] = N_("One-to-many")
    formula: ClassVar[str] = r"T_x = 1,\ T_y > 1"
    both: ClassVar[bool] = False  # what follows is not written yet
    reads_all: ClassVar[bool] = False

    def build(self) -> None:
        """One stack that reads input and answer, and a readout."""
        self.reader = self.stack("", self.draw_embedding() + self.output_size)
        self.draw_readout(self.hidden_size)

    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """See `Shape.forward`; inputs [1, batch, …]. It reads `targets` [T_y, batch], each after it was asked for."""
        x, y = self._first(inputs), written(targets, self.W_y.device)
        answered = Lengths.of(y, target_lengths)
        y, kept = answered.cut(y)
        read = x.new_zeros(len(y), x.shape[0], x.shape[1] + self.output_size)
        read[0, :, : x.shape[1]] = x
        if len(y) > 1:
            read[1:, :, x.shape[1] :] = functional.one_hot(y[:-1], self.output_size).to(x.dtype)
        return kept.filled(self.readout(self.reader(read, kept, tapes=tapes)), answered.time)

    def write(self, inputs: Numbers, steps: int) -> Tensor:
        """The likeliest answers, ids [steps, batch], each read before the next is given."""
        with torch.no_grad():
            x = self._first(inputs)
            written = torch.zeros(1, len(x), dtype=torch.long, device=x.device)
            for _ in range(steps):
                last = self(inputs, written)[-1:].argmax(-1)
                written = torch.cat([written[:-1], last, last])
            return written[:-1]

    def _first(self, inputs: Numbers) -> Tensor:
        x, _ = self.entered(inputs)
        if len(x) != 1:
            raise Problem(N_("This network reads one input: [1, batch, …]; got {got} steps."), got=len(x))
        return functional.one_hot(x[0], self.input_size).to(self.dtype) if is_ids(x) else x[0]


def written(targets: Numbers | None, device: torch.device) -> Tensor:
    """Ids [time, batch] that a network reads while it writes; `Problem` for anything else."""
    if targets is None:
        raise Problem(N_("This network reads what it writes: give targets [time, batch], or ask it to write."))
    y = as_tensor(targets, device)
    if y.dim() != 2 or y.is_floating_point() or y.dtype == torch.bool:
        raise Problem(N_("Targets must be ids [time, batch]; got {got}."), got=list(y.shape))
    return y
