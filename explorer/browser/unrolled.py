"""What `unrolled.js` needs of whoever draws a network unrolled in one line: when it answers, and the texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from explorer.problem import N_

Kind: TypeAlias = Literal["every", "end"]
"""Whether a network answers at every step, or once, at the end."""

KINDS: tuple[Kind, ...] = get_args(Kind)

LENGTHS: Mapping[str, str] = {
    "lengths_every": N_("T_x = T_y = {count}"),
    "lengths_end": N_("T_x = {count}, T_y = 1"),
}
"""What stands beside the picture."""
