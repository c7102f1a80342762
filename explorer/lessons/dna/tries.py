"""What to try on this page: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.problem import N_

PRESETS: Mapping[str, Preset] = {
    "both": Preset(
        N_("Read from both ends"),
        N_("A stretch that has a start and no stop is none. Who reads from both ends knows that in time."),
        {},
    ),
    "one": Preset(
        N_("Read in one direction"),
        N_("What follows is not known yet. How much worse is it, and where in the strand?"),
        {"directions": 1},
    ),
    "long": Preset(
        N_("Longer strands"),
        N_("128 steps, three bases each: a start is further from its stop. Which network still knows the frame?"),
        {"time_steps": 128},
    ),
}
