"""An answer at every step: T_x = T_y."""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from explorer.border import Numbers
from explorer.kernels import Tape
from explorer.problem import N_
from explorer.shapes._base import Shape, shapes


@shapes.register("every-step")
class EveryStep(Shape):
    r"""Many-to-many with $T_x = T_y$: $\hat y^{<t>}$ from $a^{<t>}$, of both directions where it reads in both.

    Lecture 8, "RNN – Many-to-many: T_x = T_y": naming persons, coding stretches of DNA. With one input it is the
    ordinary network, one-to-one; with one direction it is `Network`, of the same seed and the same numbers.
    """

    title: ClassVar[str] = N_("Many-to-many, Tₓ = T_y")
    formula: ClassVar[str] = r"T_x = T_y > 1"

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
        """See `Shape.forward`: as many answers as inputs."""
        x, kept = self.entered(inputs, lengths)
        return kept.filled(self.readout(self.reader(x, kept, tapes=tapes)), len(inputs))
