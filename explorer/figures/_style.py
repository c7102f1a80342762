"""What all figures share: colours of the cells in both themes, a bare layout, labels that do not overlap."""

from __future__ import annotations

import base64
import html
import math
import textwrap
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.names import LOOKS
from explorer.records import Array

PANDAS = threading.RLock()
"""Held while plotly may look into pandas, and while pandas is loaded: plotly looks into it as soon as any thread begins
to load it, and fails on what is there by half."""


def family(cell: str) -> str:
    """What a variant of a cell is one of: "gru-simple" is a "gru"."""
    return cell.partition("-")[0]


# `low-…`, `zero` and `high-…` are the steps of a diverging scale, as the canvas components draw it.
# `ink-…` are the cells' hues for small text; a dark page has contrast enough without.
LIGHT: Mapping[str, str] = {
    **{family(cell): look.light for cell, look in LOOKS.items()},
    **{f"ink-{family(cell)}": look.ink for cell, look in LOOKS.items()},
    "text": "#1C2330",
    "muted": "#5B6575",
    "grid": "#E4E7EC",
    "background": "#FFFFFF",
    "low-3": "#1B4F8F",
    "low-2": "#4A90C8",
    "low-1": "#B9D7EA",
    "zero": "#F8F8F9",
    "high-1": "#F6C6B2",
    "high-2": "#D9604A",
    "high-3": "#981B2C",
}
DARK: Mapping[str, str] = {
    **{family(cell): look.dark for cell, look in LOOKS.items()},
    **{f"ink-{family(cell)}": look.dark for cell, look in LOOKS.items()},
    "text": "#E8EBF1",
    "muted": "#9AA4B5",
    "grid": "#262D3A",
    "background": "#0F131A",
    "low-3": "#62B0F5",
    "low-2": "#2F75B9",
    "low-1": "#1A3F66",
    "zero": "#161920",
    "high-1": "#64282C",
    "high-2": "#B53D39",
    "high-3": "#F5775F",
}
COLOURS: Mapping[str, str] = {name: f"var(--{name})" for name in LIGHT}
"""The colours of a figure: names, for which the browser puts those of its theme."""

FONT_SIZE = 12  # px
LINE_HEIGHT = 16  # px, of direct labels
CHARACTER = 8.4  # px, a generous mean width at FONT_SIZE
POINTS = 200  # at most so many a line: more than the pixels that an eye tells apart at this size
TOP, BOTTOM, LEFT = 8, 40, 42  # px: fixed margins, so that the plot area never moves


def colour_of(cell: str, ink: bool = False) -> str:
    """The colour of a cell by its key ("gru-simple" is a GRU); muted if it has none. `ink`: for small text."""
    return COLOURS.get(f"ink-{family(cell)}" if ink else family(cell), COLOURS["muted"])


def name_of(cell: str) -> str:
    """A cell's key as people write it."""
    return " ".join([family(cell).upper(), *cell.split("-")[1:]])


def plain(text: str) -> str:
    """Text that plotly shows as it is, instead of reading tags in it."""
    return html.escape(text, quote=False)


def wrapped(text: str, width: int = 14) -> str:
    """Plain text in lines of about `width` characters, so that a long translated label still fits a margin."""
    return "<br>".join(plain(line) for line in textwrap.wrap(text, width, break_long_words=False)) or " "


def margin_for(labels: Sequence[str], least: float = 16.0) -> float:
    """The right margin in px that holds wrapped labels, rounded up to 12 px so that it does not follow every digit."""
    longest = max((len(line) for label in labels for line in label.split("<br>")), default=0)
    return max(least, 12.0 * math.ceil((longest * CHARACTER + 10.0) / 12.0))


def left_of_numbers(most: int) -> float:
    """The left margin in px that holds a title and, beside it, whole numbers up to `most`."""
    return LEFT + CHARACTER * max(0, len(str(most)) - 2)


def thin_out(length: int, points: int = POINTS) -> Array:
    """Indices [≤ points + 1] into `length` values: an even stride that keeps the last one."""
    if length <= points:
        return np.arange(length)
    stride = -(-length // points)
    kept = np.arange(0, length, stride)
    return kept if kept[-1] == length - 1 else np.append(kept, length - 1)


def finite_or_gap(values: Array) -> Array:
    """A copy in float64 [same shape] with NaN for everything that is not finite: plotly leaves a gap there."""
    copy = np.array(values, dtype=np.float64)
    copy[~np.isfinite(copy)] = np.nan
    return copy


def compact(values: Array) -> Array:
    """The same numbers in float32: a pixel needs no more digits, and half as much is sent."""
    with np.errstate(over="ignore"):
        return finite_or_gap(values.astype(np.float32)).astype(np.float32)


def nice_step(span: float, parts: int = 5) -> float:
    """The smallest of 1, 2, 5 × 10^k that divides `span` (above 0) into at most `parts` parts."""
    raw = span / parts
    power = 10.0 ** math.floor(math.log10(raw))
    return next(float(f"{m * power:.12g}") for m in (1, 2, 5, 10, 20) if m * power >= raw * (1 - 1e-9))


def round_range(low: float, high: float, unit: float) -> tuple[float, float]:
    """The narrowest multiples of `unit` around [low, high], without the dust that floating point leaves."""
    first, last = math.floor(low / unit + 1e-9), math.ceil(high / unit - 1e-9)
    return float(f"{first * unit:.12g}"), float(f"{last * unit:.12g}")


def apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres (px, upwards) for labels of these heights: near the wanted ones, not overlapping, inside [low, high].

    Labels keep their order; those too close become one stack around their mean place. When they cannot all fit, the
    lowest ones leave the range.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    stacks: list[tuple[float, float, list[int]]] = []  # bottom, height, members from below

    def placed(centre: float, height: float) -> float:
        return min(max(centre - height / 2, low), high - height)

    for index in order:
        members, height = [index], heights[index]
        bottom = placed(wanted[index], height)
        while stacks and stacks[-1][0] + stacks[-1][1] > bottom:
            _, lower, others = stacks.pop()
            members, height = others + members, lower + height
            bottom = placed(sum(wanted[i] for i in members) / len(members), height)
        stacks.append((bottom, height, members))
    centres = [0.0] * len(wanted)
    for bottom, _, members in stacks:
        below = bottom
        for index in members:
            centres[index] = below + heights[index] / 2
            below += heights[index]
    return centres


@dataclass(frozen=True)
class Scale:
    """A fixed vertical range in the data's units, and how it lies on the screen (`height` px of plot area)."""

    low: float
    high: float
    height: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """px above the bottom; beyond the range at its end."""
        low, high, value = (self._flat(v) for v in (self.low, self.high, value))
        return self.height * min(1.0, max(0.0, (value - low) / (high - low)))

    def _flat(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.log else value

    def axis(self, value: float) -> float:
        """A value as plotly's annotations want it: its logarithm on a log axis, at the range's end beyond the range."""
        return self._flat(min(max(value, self.low), self.high))

    @property
    def range(self) -> list[float]:
        """The range as plotly's axes want it."""
        return [self._flat(self.low), self._flat(self.high)]


@dataclass(frozen=True)
class Label:
    """A direct label at (x, y) in data units, or at the right edge where x is None."""

    text: str
    x: float | None
    y: float
    colour: str
    bold: bool = False


def notes_for(labels: Sequence[Label], scale: Scale, background: str) -> list[dict[str, Any]]:
    """Direct labels beside their lines, moved apart vertically where they would overlap."""
    heights = [LINE_HEIGHT * (1.0 + label.text.count("<br>")) for label in labels]
    wanted = [scale(label.y) for label in labels]
    centres = apart(wanted, heights, -6.0, scale.height + 6.0)
    return [
        {
            "text": f"<b>{label.text}</b>" if label.bold else label.text,
            "x": 1.0 if label.x is None else label.x,
            "xref": "paper" if label.x is None else "x",
            "y": scale.axis(label.y),
            "yref": "y",
            "yshift": round(centre - want, 1),
            "xshift": 6,
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
            "bgcolor": "rgba(0,0,0,0)" if label.x is None else background,
            "font": {"color": label.colour, "size": FONT_SIZE},
        }
        for label, want, centre in zip(labels, wanted, centres, strict=True)
    ]


def base_layout(colours: Mapping[str, str], *, height: int, right: float) -> dict[str, Any]:
    """A layout with nothing in it that the picture does not need. Without a template: the default one adds 6.5 kB."""
    axis: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "color": colours["muted"],
        "gridcolor": colours["grid"],
        "linecolor": colours["grid"],
        "tickfont": {"size": FONT_SIZE, "color": colours["muted"]},
        "automargin": False,
        "showspikes": False,  # the browser draws its own, thinner line
    }
    return {
        "template": {},
        "height": height,
        "margin": {"l": LEFT, "r": right, "t": TOP, "b": BOTTOM, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": FONT_SIZE, "color": colours["text"]},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": colours["background"],
            "bordercolor": colours["grid"],
            "font": {"size": FONT_SIZE, "color": colours["text"]},
        },
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": {**axis, "showgrid": True, "ticklabelstandoff": 5},
    }


def axis_title(text: str, colours: Mapping[str, str]) -> dict[str, Any]:
    """An axis title in the quiet grey."""
    return {"text": plain(text), "font": {"size": FONT_SIZE, "color": colours["muted"]}, "standoff": 4}


def built(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure, from plain dictionaries. Against plotly's schema only tests check it: that takes 3 ms more."""
    # Of an empty array plotly makes no base64: one that stays an array cannot be sent as JSON.
    data = [
        {name: [] if isinstance(value, np.ndarray) and not value.size else value for name, value in trace.items()}
        for trace in data
    ]
    with PANDAS:
        return go.Figure(data=data, layout=layout, _validate=False)


def as_dict(figure: go.Figure) -> dict[str, Any]:
    """The figure as plain dictionaries, its arrays as base64: as `to_dict` of plotly, in a third of the time."""
    data = [trace.to_plotly_json() for trace in figure.data]
    packed: dict[str, Any] = _packed({"data": data, "layout": figure.layout.to_plotly_json()})
    return packed


def _packed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: one if name == "range" else _packed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_packed(one) for one in value]
    return _array(value) if isinstance(value, np.ndarray) else value


def _array(values: Array) -> Any:
    """What plotly.js calls a typed array; one of whole numbers in as few bytes as they need."""
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8 and values.size:
        kinds = ("i1", "i2", "i4") if values.dtype.kind == "i" else ("u1", "u2", "u4")
        low, high = values.min(), values.max()
        fits = [kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max]
        values = values.astype(fits[0]) if fits else values
    name = values.dtype.str[1:]
    if name not in ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8") or not values.size:
        return values
    packed = {"dtype": name, "bdata": base64.b64encode(values.tobytes()).decode("ascii")}
    return packed | ({"shape": ", ".join(map(str, values.shape))} if values.ndim > 1 else {})
