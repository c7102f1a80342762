"""What this lesson's address may say."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app import link
from explorer.lessons.gates.record import QUANTITIES
from explorer.lessons.gates.texts import MAX_TEXT
from explorer.names import CELLS
from explorer.problem import N_

MOST_UNITS = 4 * 512  # what the largest size can become where cells are given as many parameters as an LSTM
ORDERS: Mapping[str, str] = {
    "slow": N_("slow ones on top"),
    "half-life": N_("longest half-life on top"),
    "mean": N_("largest mean on top"),
    "clusters": N_("alike ones together"),
    "like": N_("alike to the unit shown"),
}

PARAMETERS: link.Table = {
    **link.NETWORKS,
    "cell": link.one_of(CELLS),
    "layer": link.whole(1, 4, 1),
    "order": link.one_of(ORDERS, "slow"),
    "text": link.text(MAX_TEXT),
    "passage": link.whole(1, 999, 1),
    "unit": link.whole(1, MOST_UNITS, browser=True),
    "of": link.one_of(QUANTITIES, browser=True),
    "t": link.whole(1, MAX_TEXT, 1, browser=True),
    "span": link.like(r"[1-9]\d{0,2}-[1-9]\d{0,2}", browser=True),
}
