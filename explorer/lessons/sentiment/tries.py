"""What to try on this page: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.problem import N_

PRESETS: Mapping[str, Preset] = {
    "learn": Preset(
        N_("Learn it from nothing"),
        N_("Half a minute of opinions from a grammar, in which counting words is not enough. Who finds it first?"),
        {},
    ),
    "two-layers": Preset(
        N_("Two layers"),
        N_("Does a second layer help to turn a sentence round, or does it only take longer?"),
        {"layers": 2},
    ),
    "no-bias": Preset(
        N_("Forget bias 0"),
        N_("“not” stands far before what it turns round. Does an LSTM whose memory halves at each step still know?"),
        {"forget_bias": 0.0},
    ),
}
