"""An answer at every step: T_x = T_y."""

from __future__ import annotations

from typing import ClassVar

from explorer.problem import N_
from explorer.shapes._base import shapes
from explorer.shapes._one_stack import OneStack


@shapes.register("every-step")
class EveryStep(OneStack):
    r"""Many-to-many with $T_x = T_y$: $\hat y^{<t>}$ from $a^{<t>}$, of both directions where it reads in both.

    Lecture 8, "RNN – Many-to-many: T_x = T_y": naming persons, coding stretches of DNA. With one input it is the
    ordinary network, one-to-one; with one direction it is `Network`, of the same seed and the same numbers.
    """

    title: ClassVar[str] = N_("Many-to-many, Tₓ = T_y")
    formula: ClassVar[str] = r"T_x = T_y > 1"
