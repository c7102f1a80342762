"""Ribbons: one text under several networks, each letter coloured by how much the prediction depends on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.names import LOOKS
from explorer.problem import N_
from explorer.records import Array, Floats

CELLS = tuple(LOOKS)
LOWEST, HIGHEST = -6.0, 3.0
"""Decades of absolute strength that are told apart in a message; the browser draws those from 10⁻³ to 100."""
GUESSES = 3

WORDS: Mapping[str, str] = {
    "group": N_("The text under each network. Arrow keys move the cursor, Enter pins it, Escape lets go."),
    "ribbon": N_("{title} reads: {text}"),
    "walk": N_("Walk the text"),
    "stop": N_("Stop"),
    "share": N_("share of the row"),
    "absolute": N_("absolute strength"),
    "show": N_("What the colours show"),
    "share_unit": N_("of the row"),
    "absolute_unit": N_("‖∂ logit / ∂ letter‖"),
    "more": N_("or more"),
    "hint": N_("← → move · click pins"),
    "pinned": N_("pinned · Esc lets go"),
    "guesses": N_("guesses next"),
    "asked": N_("asked about"),
    "near": N_("{near} of the weight is in the last 3 letters."),
    "early": N_("Too early to tell: it has read only {count}."),
    "before": N_("{before} lies before this word, most of it in “{word}” ({share}, {lag} back)."),
    "before_only": N_("{before} lies before this word."),
    "far": N_("“{word}”, {lag} back, still holds {share}."),
    "nothing": N_("The prediction does not depend on any letter."),
    "probe": N_("“{letter}”, {lag} back: {value}"),
    "language": "en",
}
"""The texts that the ribbons show; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Ribbon:
    """One network. `cell` gives the colour; `caption` follows the title in grey, `warning` stands out beside it.

    `shares` and `strengths` [time, time] are what the prediction at s (row) takes from each letter t ≤ s: as a share of
    the row, and as a norm. `best` ids and `chances` [time, 3] are the likeliest next symbols, `asked` and
    `asked_chance` [time] the one that the rows are about. `near`, `before`, `top`, `top_share`, `far`, `far_share`
    [time] are each row in numbers, as `explorer.memory.ReadOut` explains them.
    """

    cell: str
    title: str
    caption: str
    warning: str
    shares: Floats
    strengths: Floats
    best: Array
    chances: Floats
    asked: Array
    asked_chance: Floats
    near: Floats
    before: Floats
    top: Array
    top_share: Floats
    far: Array
    far_share: Floats


def message(
    ribbons: Sequence[Ribbon],
    *,
    text: Sequence[str],
    unknown: Sequence[int],
    symbols: Sequence[str],
    words: Sequence[tuple[int, int]],
    cursor: int,
    note: str = "",
    pinned: bool = False,
    absolute: bool = False,
    texts: Mapping[str, str] = WORDS,
) -> bytes:
    """What `ribbons` sends to the browser; see there for the arguments and the errors."""
    time = len(text)
    require(1 <= len(ribbons) <= 4, f"there are 1 to 4 ribbons; got {len(ribbons)}")
    require(1 <= time <= 400, f"text must have 1 to 400 symbols; got {time}")
    missing = sorted(set(WORDS) - set(texts))
    require(not missing, f"texts lacks {missing}")
    arrays: list[Bytes] = []
    # Of the names only those that are shown travel: there may be thousands of words.
    named = np.unique(np.concatenate([np.append(ribbon.best, ribbon.asked) for ribbon in ribbons]).astype(np.int64))
    header = {
        "text": [str(symbol) for symbol in text],
        "unknown": [int(t) for t in unknown],
        "symbols": [str(symbols[i]) for i in named],
        "long": bool(np.median([len(symbols[i]) for i in named]) > 1),
        "spans": [[int(first), int(last)] for first, last in words],
        "cursor": max(0, min(int(cursor), time - 1)),
        "note": note,
        "pinned": bool(pinned),
        "absolute": bool(absolute),
        "words": {name: texts[name] for name in WORDS},
        "ribbons": [_ribbon(ribbon, time, named, arrays) for ribbon in ribbons],
    }
    return pack(header, arrays)


def ribbons(
    shown: Sequence[Ribbon],
    *,
    text: Sequence[str],
    unknown: Sequence[int],
    symbols: Sequence[str],
    words: Sequence[tuple[int, int]],
    cursor: int,
    key: str,
    note: str = "",
    pinned: bool = False,
    absolute: bool = False,
    texts: Mapping[str, str] = WORDS,
) -> None:
    """Show the ribbons, one below the other, with one cursor through all of them.

    `text` [time] are the symbols as a person sees them (1 to 400), `unknown` the places of those that the networks do
    not know, `note` a line below about them, `symbols` the names of everything that they can guess, `words` the first
    and last place of each word. `cursor` is the place looked at when this text is first shown, `pinned` holds it there;
    `absolute` shows strengths on a logarithmic scale instead of shares. `texts` holds `WORDS`, translated.

    The whole lower triangles travel once, as bytes; hovering, pinning, walking and switching the scale happen in the
    browser alone, which writes place and scale into the address as "t" (from 1) and "show". Each move is also a window
    event "explorer:cursor" with detail {t, source}, which the ribbons follow too.

    Raises ValueError for lengths and shapes that do not fit each other.
    """
    data = message(
        shown,
        text=text,
        unknown=unknown,
        symbols=symbols,
        words=words,
        cursor=cursor,
        note=note,
        pinned=pinned,
        absolute=absolute,
        texts=texts,
    )
    _RIBBONS(data=data, key=key)


def decades(strengths: Floats) -> Bytes:
    """log₁₀ of magnitudes as bytes: 0 for nothing or less than 10⁻⁶, 1 … 255 from there to 10³.

    >>> decades(np.array([0.0, 1e-9, 1e-6, 1e3, 1e9, float("nan")])).tolist()
    [0, 0, 1, 255, 255, 0]
    """
    values = np.nan_to_num(np.asarray(strengths, dtype=np.float64), nan=0.0, posinf=1e300)
    logs = np.log10(np.maximum(values, 1e-300))
    scaled = 1 + 254 * (np.minimum(logs, HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return np.where(logs < LOWEST - 1e-9, 0, np.floor(np.maximum(scaled, 0) + 0.5)).astype(np.uint8)


def _ribbon(ribbon: Ribbon, time: int, named: Array, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"ribbon {ribbon.title!r}"
    require(ribbon.cell in CELLS, f"{where}: cell must be one of {CELLS}; got {ribbon.cell!r}")
    for name in ("shares", "strengths"):
        got = np.shape(getattr(ribbon, name))
        require(got == (time, time), f"{where}: {name} must be [{time}, {time}]; got {got}")
    for name in ("best", "chances"):
        got = np.shape(getattr(ribbon, name))
        fits = len(got) == 2 and got[0] == time and got[1] <= GUESSES
        require(fits, f"{where}: {name} must be [{time}, at most {GUESSES}]; got {got}")
    for name in ("asked", "asked_chance", "near", "before", "top", "top_share", "far", "far_share"):
        got = np.shape(getattr(ribbon, name))
        require(got == (time,), f"{where}: {name} must be [{time}]; got {got}")
    lower = np.tril_indices(time)
    start = len(arrays)
    arrays += [
        quantise(np.sqrt(np.asarray(ribbon.shares, dtype=np.float64)[lower]), 0.0, 1.0),  # √: small shares keep digits
        decades(np.asarray(ribbon.strengths)[lower]),
        _pairs(np.searchsorted(named, ribbon.best)),
        quantise(ribbon.chances, 0.0, 1.0),
        _pairs(np.searchsorted(named, ribbon.asked)),
        quantise(ribbon.asked_chance, 0.0, 1.0),
    ]
    return {
        "cell": ribbon.cell,
        "title": ribbon.title,
        "caption": ribbon.caption,
        "warning": ribbon.warning,
        "array": start,
        "near": _permille(ribbon.near),
        "before": _permille(ribbon.before),
        "top": [int(word) for word in ribbon.top],
        "topShare": _permille(ribbon.top_share),
        "far": [int(word) for word in ribbon.far],
        "farShare": _permille(ribbon.far_share),
    }


def _pairs(places: Array) -> Bytes:
    """Numbers below 65,536 as two bytes each, the lower first."""
    return np.asarray(places).astype("<u2").view(np.uint8).ravel()


def _permille(shares: Floats) -> list[int]:
    return [int(value) for value in np.rint(1000 * np.asarray(shares, dtype=np.float64))]


_RIBBONS = component(__file__, height=542)
