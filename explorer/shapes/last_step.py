"""One answer, after everything was read: many-to-one."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from explorer.border import Numbers, as_tensor
from explorer.kernels import Tape
from explorer.problem import N_
from explorer.shapes._base import Shape, shapes
from explorer.shapes._lengths import Lengths


@shapes.register("last-step")
class LastStep(Shape):
    r"""Many-to-one: $\hat y$ from $a^{<T_x>}$, and from what reading backwards holds at the first step.

    Lecture 8, "Типи архітектур RNNs": what a review feels, what a figure does.
    """

    title: ClassVar[str] = N_("Many-to-one")
    formula: ClassVar[str] = r"T_x > 1,\ T_y = 1"

    def build(self) -> None:
        """One stack, and a readout of all its directions."""
        self.reader = self.stack("", self.draw_embedding())
        self.draw_readout(self.directions * self.hidden_size)

    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """See `Shape.forward`: [1, batch, output]."""
        x, kept = self.entered(inputs, lengths)
        return self.readout(kept.ends(self.reader(x, kept, tapes=tapes), self.hidden_size)).unsqueeze(0)

    def running(self, inputs: Numbers, lengths: Numbers | None, logits: Tensor) -> Tensor:
        """Logits [T_x, batch, output] that it would give if each sequence ended there; 0 in padding. No gradient.

        With two directions every beginning is read anew from its end.
        """
        with torch.no_grad():
            if self.directions == 1:
                x, kept = self.entered(inputs, lengths)
                return kept.filled(self.readout(self.reader(x, kept)), len(inputs))
            x = as_tensor(inputs, self.W_y.device)
            kept, ends = Lengths.of(x, lengths), range(1, len(x) + 1)
            found = [self(kept.blank(x)[:end])[0] for end in ends]
            return kept.blank(torch.stack(found))
