"""What the browser says that it shows, checked; and the same as a table for a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from explorer.lessons.sampling.sampling import LONGEST, Start
from explorer.names import TITLES

MOST = 8  # networks that write side by side, and more
KINDS: Mapping[str, type | tuple[type, ...]] = {
    "token": int,
    "level": (int, float, type(None)),
    "share": (int, float),
    "plain": (int, float),
    "rank": int,
}


def understood(rest: Any, symbols: Sequence[str]) -> tuple[Start, Mapping[str, Any]] | None:
    """Where the writing stands, and its columns; None where the browser does not say what our script says."""
    try:
        plan = [(int(t), float(temperature), int(k), float(p)) for t, temperature, k, p in rest["plan"]]
        picks = {str(cell): {int(t): int(i) for t, i in those.items()} for cell, those in rest["picks"].items()}
        start, columns, shown = Start(plan, picks, int(rest["cursor"])), dict(rest["columns"]), str(rest["id"])
        lengths = {len(column[name]) for column in columns.values() for name in KINDS}
        kinds = all(isinstance(v, KINDS[n]) for column in columns.values() for n in KINDS for v in column[n])
        known = all(0 <= token < len(symbols) for column in columns.values() for token in column["token"])
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    fits = kinds and known and all(length <= LONGEST for length in lengths) and plan[:1] and plan[0][0] == 0
    fits = fits and len(plan) <= LONGEST and len(columns) <= MOST
    return (start, {"id": shown, "plan": rest["plan"], "columns": columns}) if fits else None


def table(rest: Mapping[str, Any] | None, symbols: Sequence[str], given: int) -> dict[str, list[Any]]:
    """What is on screen as columns, a row a token; t counts from 1, the `given` tokens included; None: no rows yet."""
    rows = list(_rows(rest, symbols, given)) if rest else []
    return {name: [row[i] for row in rows] for i, name in enumerate(FIELDS)}


FIELDS = (
    "network",
    "t",
    "token",
    "u",
    "probability",
    "probability_at_temperature_1",
    "rank",
    "by_hand",
    "temperature",
    "top_k",
    "top_p",
)


def _rows(rest: Mapping[str, Any], symbols: Sequence[str], given: int) -> Iterator[tuple[Any, ...]]:
    for cell, columns in rest["columns"].items():
        for i, token in enumerate(columns["token"]):
            _from, temperature, k, p = [entry for entry in rest["plan"] if entry[0] <= i][-1]
            level, share, plain, rank = (columns[name][i] for name in ("level", "share", "plain", "rank"))
            place = (TITLES.get(cell, cell), max(1, given) + i, symbols[token])
            drawn = (math.nan if level is None else level, share, plain, rank + 1, level is None)
            yield (*place, *drawn, float(temperature), k or len(symbols), float(p))
