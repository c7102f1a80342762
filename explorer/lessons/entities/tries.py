"""What to try on this page: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.problem import N_

PRESETS: Mapping[str, Preset] = {
    "both": Preset(
        N_("Read in both directions"),
        N_("What follows a name decides too: toys are on sale, presidents were born. Watch the score."),
        {},
    ),
    "one": Preset(
        N_("Read in one direction"),
        N_("The lecture's drawback: no future inputs. How much worse does each network get?"),
        {"directions": 1},
    ),
    "small": Preset(
        N_("Eight units"),
        N_("How little memory is enough to tell a person from a street? Which cell makes most of it?"),
        {"hidden_size": 8},
    ),
}
