"""What this lesson's address may say: beside the usual, a plan of settings and the tokens that were chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeAlias

from explorer.app import link
from explorer.sampling import check

LONGEST = 400  # tokens that a network writes here at most
MAX_PROMPT = 200
SEED, SEEDS = 1, 9999
WARMEST = 2.0

Settings: TypeAlias = tuple[int, float, int, float]
"""From which token on (counted from 0), temperature, k, p."""


def _plan(text: str) -> list[Settings]:
    """ "12_0.5_0_1~…": from token 12 on at temperature 0.5, and so on. Raises ValueError for what makes no sense."""
    plan = []
    for part in filter(None, text.split("~")):
        at, temperature, k, p = part.split("_")
        check(float(temperature), int(k) or None, float(p))
        if not 1 <= int(at) <= LONGEST or float(temperature) > WARMEST:
            raise ValueError(part)
        plan.append((int(at) - 1, float(temperature), int(k), float(p)))
    if any(one[0] >= other[0] for one, other in pairwise([(0,), *plan])):
        raise ValueError(text)
    return plan


def _picks(text: str) -> Mapping[str, Mapping[int, int]]:
    """ "lstm.12.5~…": the LSTM's token 12 is number 5, by cell and place. Raises ValueError for what makes no sense."""
    picks: dict[str, dict[int, int]] = {}
    for part in filter(None, text.split("~")):
        cell, at, token = part.split(".")
        if not 1 <= int(at) <= LONGEST or int(token) < 0:
            raise ValueError(part)
        picks.setdefault(cell, {})[int(at) - 1] = int(token)
    return picks


PARAMETERS: link.Table = {
    **link.NETWORKS,
    "seed": link.whole(0, SEEDS, SEED),
    "prompt": link.text(MAX_PROMPT, None),
    "temperature": link.number(0, WARMEST, browser=True),
    "k": link.whole(1, 1 << 20, browser=True),
    "p": link.number(0.01, 1, browser=True),
    "t": link.whole(1, LONGEST, browser=True),
    "then": link.special(_plan, [], browser=True),
    "pick": link.special(_picks, {}, browser=True),
}
