"""Units: one text, coloured by one unit of a network; arrow keys flick through the units, a drag selects a span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from explorer.browser._ask import listen, require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.names import CELLS
from explorer.problem import N_
from explorer.records import Floats

SCALES = ("diverging", "sequential")
STEPS = (1, 400)

WORDS: Mapping[str, str] = {
    "group": N_(
        "The text under one unit. Up and down: another unit. Left and right: another step, with Shift a span. "
        "Escape lets go."
    ),
    "text": N_("{title}, unit {unit}, {quantity}: {text}"),
    "unit": N_("unit {unit}"),
    "before": N_("The unit before"),
    "next": N_("The next unit"),
    "of": N_("What colours the text"),
    "hint": N_("↑ ↓ unit · ← → step · drag or Shift + ← → selects a span"),
    "reads": N_("⟨{t}⟩ “{symbol}”: {name} = {value}"),
    "beyond": N_("or more"),
    "searching": N_("Looking for units that hold through “{span}” …"),
    "clear": N_("Let go of the span"),
    "together": N_("{units} of {all} units"),
    "language": "en",
}
"""The texts that the component shows; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Quantity:
    """What can colour the text: `values` [unit, time], on the fixed scale from `low` to `high`, whose middle is 0 if it
    diverges. `name` goes into the link, `symbol` ("Γf") onto its button, `title` is what it is.
    """

    name: str
    title: str
    symbol: str
    values: Floats
    scale: str = "diverging"
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True)
class Found:
    """The answer to a selected span, steps `first` to `last`: the units that hold through it, and where else they do.

    `said` tells about the units, `elsewhere` about the passages, each (before, the passage itself, after, units).
    """

    first: int
    last: int
    units: Sequence[int]
    said: str
    elsewhere: str
    passages: Sequence[tuple[str, str, str, int]]


def message(
    quantities: Sequence[Quantity],
    *,
    cell: str,
    title: str,
    text: Sequence[str],
    order: Sequence[int],
    facts: Sequence[str],
    unit: int,
    quantity: str,
    caption: str = "",
    warning: str = "",
    note: str = "",
    unknown: Sequence[int] = (),
    apart: bool = False,
    cursor: int = 0,
    span: tuple[int, int] | None = None,
    wish: int = 0,
    found: Found | None = None,
    words: Mapping[str, str] = WORDS,
) -> bytes:
    """What `units` sends to the browser; see there for the arguments and the errors."""
    steps, count = len(text), len(order)
    require(cell in CELLS, f"cell must be one of {CELLS}; got {cell!r}")
    require(STEPS[0] <= steps <= STEPS[1], f"text must have {STEPS[0]} to {STEPS[1]} steps; got {steps}")
    require(count > 0, "there must be a unit")
    require(np.array_equal(np.sort(order), np.arange(count)), f"order must name each of the {count} units once")
    require(len(facts) == count, f"facts must have one entry a unit, {count}; got {len(facts)}")
    require(len(quantities) > 0, "there must be a quantity")
    missing = sorted(set(WORDS) - set(words))
    require(not missing, f"words lacks {missing}")
    names = [one.name for one in quantities]
    arrays: list[Bytes] = []
    header = {
        "cell": cell,
        "title": title,
        "caption": caption,
        "warning": warning,
        "note": note,
        "text": [str(symbol) for symbol in text],
        "unknown": [int(t) for t in unknown],
        "apart": bool(apart),
        "order": [int(one) for one in order],
        "facts": [str(fact) for fact in facts],
        "unit": int(unit) if 0 <= unit < count else int(order[0]),
        "quantity": quantity if quantity in names else names[0],
        "cursor": max(0, min(int(cursor), steps - 1)),
        "span": _span(span, steps),
        "wish": int(wish),
        "token": _token(text, wish),
        "found": None if found is None else _answer(found),
        "quantities": [_quantity(one, count, steps, arrays) for one in quantities],
        "words": {name: words[name] for name in WORDS},
    }
    return pack(header, arrays)


def units(quantities: Sequence[Quantity], *, key: str, **shown: Any) -> tuple[int, int] | None:
    """Show a text coloured by one unit; return the span of steps that is selected, (first, last), or None.

    `text` are the symbols as a person sees them (1 to 400), `unknown` the places of those that the network does not
    know, and `note` a line about them; `apart`: they are words. `title`, `caption` and `warning` name the network of
    the kind `cell`. `order` lists the units (0 …) in the order in which keys go through them, `facts` says one line
    about each. `unit`, `quantity`, `cursor` and `span` are what is looked at first; `found` answers a span.

    The values travel once, as bytes; flicking, hovering and selecting happen in the browser alone, which writes unit,
    quantity, step and span into the address as "unit", "of", "t" and "span" (all from 1). Python hears of a finished
    span only; what it passes is looked at when the text, the network or `wish` is another than before. Each step is
    also a window event "explorer:cursor" with detail {t, source}, which the text follows too, and an event
    "explorer:unit" with detail {unit} chooses a unit.

    Raises ValueError for lengths and shapes that do not fit each other and for names that are not known.
    """
    result = _UNITS(data=message(quantities, **shown), key=key, on_span_change=listen)
    return heard(getattr(result, "span", None), shown["text"], shown.get("wish", 0), shown.get("span"))


def heard(state: Any, text: Sequence[str], wish: int, otherwise: tuple[int, int] | None) -> tuple[int, int] | None:
    """The span that the browser told of this text since this wish; `otherwise` if it has told of none."""
    if not isinstance(state, Mapping) or state.get("token") != _token(text, wish):
        return otherwise
    return _span(state.get("span"), len(text))


def _token(text: Sequence[str], wish: int) -> str:
    """What tells what the browser says about this text from what it said before."""
    return f"{crc32(chr(0).join(text).encode(errors='replace')):08x}-{wish}"


def _span(wanted: Any, steps: int) -> tuple[int, int] | None:
    """A pair of steps in order, inside the text; None for anything else."""
    try:
        first, last = (int(t) for t in wanted)
    except (TypeError, ValueError):
        return None
    return (first, last) if 0 <= first <= last < steps else None


def _answer(found: Found) -> dict[str, Any]:
    return {
        "first": int(found.first),
        "last": int(found.last),
        "units": [int(unit) for unit in found.units],
        "said": found.said,
        "elsewhere": found.elsewhere,
        "passages": [[*map(str, parts), int(count)] for *parts, count in found.passages],
    }


def _quantity(one: Quantity, count: int, steps: int, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"quantity {one.name!r}"
    require(one.scale in SCALES, f"{where}: scale must be one of {SCALES}; got {one.scale!r}")
    got = np.shape(one.values)
    require(got == (count, steps), f"{where}: values must be [{count} units, {steps} steps]; got {got}")
    arrays.append(quantise(one.values, one.low, one.high))
    return {
        "name": one.name,
        "title": one.title,
        "symbol": one.symbol,
        "scale": one.scale,
        "low": float(one.low),
        "high": float(one.high),
    }


_UNITS = component(__file__, height=171)
