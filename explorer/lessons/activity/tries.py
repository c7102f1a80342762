"""What to try on this page: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.problem import N_

PRESETS: Mapping[str, Preset] = {
    "learn": Preset(
        N_("Learn it from nothing"),
        N_("To sit down is to stand up with the frames in reverse order. Watch the verdict turn while it happens."),
        {},
    ),
    "one-unit": Preset(
        N_("Four units"),
        N_("Four numbers are all that is kept from frame to frame. Which activities can still be told apart?"),
        {"hidden_size": 4},
    ),
    "no-bias": Preset(
        N_("Forget bias 0"),
        N_("How someone stood at the beginning is gone after a few frames. Does that hurt?"),
        {"forget_bias": 0.0},
    ),
}
