"""One answer, after everything was read: many-to-one."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from explorer.border import Numbers, as_tensor
from explorer.kernels import Tape
from explorer.problem import N_
from explorer.shapes._base import shapes
from explorer.shapes._lengths import Lengths
from explorer.shapes._one_stack import OneStack


@shapes.register("last-step")
class LastStep(OneStack):
    r"""Many-to-one: $\hat y$ from $a^{<T_x>}$, and from what reading backwards holds at the first step.

    Lecture 8, "Типи архітектур RNNs": what a review feels, what a figure does.
    """

    title: ClassVar[str] = N_("Many-to-one")
    formula: ClassVar[str] = r"T_x > 1,\ T_y = 1"

    def forward(
        self,
        inputs: Numbers,
        targets: Numbers | None = None,
        lengths: Numbers | None = None,
        target_lengths: Numbers | None = None,
        tapes: list[Tape] | None = None,
    ) -> Tensor:
        """See `Shape.forward`: [1, batch, output]."""
        hidden, kept = self.states(inputs, lengths, tapes)
        return self.readout(kept.ends(hidden, self.hidden_size)).unsqueeze(0)

    def running(self, inputs: Numbers, lengths: Numbers | None, logits: Tensor) -> Tensor:
        """Logits [T_x, batch, output] that it would give if each sequence ended there; 0 in padding. No gradient.

        With two directions every beginning is read anew from its end.
        """
        with torch.no_grad():
            if self.directions == 1:
                return super().forward(inputs, lengths=lengths)
            x = as_tensor(inputs, self.W_y.device)
            kept, ends = Lengths.of(x, lengths), range(1, len(x) + 1)
            found = [self(kept.blank(x)[:end])[0] for end in ends]
            return kept.blank(torch.stack(found))
