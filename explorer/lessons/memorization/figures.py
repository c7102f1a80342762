"""What networks use on the average: by distance, and by letters read of the word that they are in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.records import Array

Spans = Mapping[str, tuple[Array, Array, Array]]
"""A cell's key → mean, lower and upper edge of the middle half, each [axis], as shares from 0 to 1."""

_BAND = 0.16  # opacity


def used_by_lag(
    spans: Spans,
    *,
    lags: int = 40,
    floor: float = 1e-4,
    x_title: str = "letters back",
    names: Mapping[str, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """The share of a prediction's dependence by distance, 0 (the letter just read) to `lags`, on a log scale to 100 %.

    A line a cell for the mean, a band for the middle half of the positions. What is below `floor` lies on it and is
    named on hover with its own value. `height` in px.
    """
    colours = _style.COLOURS
    drawn = {cell: tuple(_style.finite_or_gap(v[: lags + 1]) for v in span) for cell, span in spans.items()}
    scale = _style.Scale(floor, 1.0, height - _style.TOP - _style.BOTTOM, log=True)
    layout, called = _layout(drawn, scale, names, colours, height)
    exponents = range(0, math.floor(math.log10(floor) + 1e-9) - 1, -1)
    layout["xaxis"] |= {
        "range": [0, lags],
        "title": _style.axis_title(x_title, colours),
        "tickmode": "linear",
        "tick0": 0,
        "dtick": 10,
    }
    layout["yaxis"] |= {
        "type": "log",
        "range": scale.range,
        "tickmode": "array",
        "tickvals": [10.0**e for e in exponents],
        "ticktext": [f"{'≤ ' if 10.0**e <= floor else ''}{100 * 10.0**e:g} %" for e in exponents],
    }
    data = [trace for cell, span in drawn.items() for trace in _band(cell, span, floor, colours)]
    data += [_line(cell, called[cell], span[0], floor, colours) for cell, span in drawn.items()]
    return _style.built(data, layout)


def by_letters(
    spans: Spans,
    *,
    x_title: str = "letters of the word read",
    names: Mapping[str, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """A share, 0 to 100 %, by how many letters of the current word have been read.

    A line a cell for the mean, a band for the middle half of the positions; gaps where there are none.
    """
    colours = _style.COLOURS
    drawn = {cell: tuple(_style.finite_or_gap(v) for v in span) for cell, span in spans.items()}
    scale = _style.Scale(0.0, 1.0, height - _style.TOP - _style.BOTTOM)
    layout, called = _layout(drawn, scale, names, colours, height)
    last = max([1, *(len(span[0]) - 1 for span in drawn.values())])
    layout["xaxis"] |= {
        "range": [0, last],
        "title": _style.axis_title(x_title, colours),
        "tickmode": "linear",
        "tick0": 0,
        "dtick": 2,
    }
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    layout["yaxis"] |= {
        "range": scale.range,
        "tickmode": "array",
        "tickvals": shares,
        "ticktext": [f"{100 * share:g} %" for share in shares],
    }
    data = [trace for cell, span in drawn.items() for trace in _band(cell, span, 0.0, colours)]
    data += [_line(cell, called[cell], span[0], 0.0, colours) for cell, span in drawn.items()]
    return _style.built(data, layout)


def _layout(
    drawn: Mapping[str, tuple[Array, ...]],
    scale: _style.Scale,
    names: Mapping[str, str] | None,
    colours: Mapping[str, str],
    height: int,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The bare layout with each line's name at its end, and the names."""
    called = {cell: _style.plain((names or {}).get(cell, _style.name_of(cell))) for cell in drawn}
    layout = _style.base_layout(colours, height=height, right=_style.margin_for(list(called.values())))
    layout["margin"]["l"] += 22  # room for “≤ 0.01 %”
    ends = []
    # Of lines that end together at the floor, the one that came down last stands highest.
    for cell, (mean, *_) in sorted(drawn.items(), key=lambda item: float(np.nansum(item[1][0] > scale.low))):
        known = np.flatnonzero(np.isfinite(mean))
        if len(known):
            ink = _style.colour_of(cell, ink=True)
            ends.append(_style.Label(called[cell], None, max(float(mean[known[-1]]), scale.low), ink, bold=True))
    layout["annotations"] = _style.notes_for(ends, scale, colours["background"])
    return layout, called


def _band(cell: str, span: tuple[Array, ...], floor: float, colours: Mapping[str, str]) -> list[dict[str, Any]]:
    """The middle half as one closed outline; places without a value are left out."""
    _, low, high = span
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    outline = np.concatenate([np.maximum(high[known], floor), np.maximum(low[known], floor)[::-1]])
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"{_style.name_of(cell)} ±",
            "x": np.concatenate([known, known[::-1]]),
            "y": _style.compact(outline),
            "fill": "toself",
            "fillcolor": _style.colour_of(cell),
            "line": {"width": 0},
            "opacity": _BAND,
            "hoverinfo": "skip",
        }
    ]


def _line(cell: str, name: str, mean: Array, floor: float, colours: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": np.arange(len(mean)),
        "y": _style.compact(np.where(np.isnan(mean), np.nan, np.maximum(mean, floor))),
        "customdata": _style.compact(100 * mean),
        "line": {"color": _style.colour_of(cell), "width": 2},
        "hovertemplate": f"{name} %{{customdata:.2~g}} %<extra></extra>",
    }
