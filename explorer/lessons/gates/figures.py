"""Units of a network: what each does over time, how saturated its gates are, how long its memory lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.records import Array

FEW = 40  # so many symbols still have room under the time axis
SHAPES = {"forget": "circle", "update": "square", "output": "diamond", "reset": "triangle-up"}
DEPTHS = ("", "-open", "-dot", "-open-dot")
"""A gate's mark by layer; deeper ones than the fourth repeat."""

Gates = Mapping[str, Array]
"""A gate's key → shares from 0 to 1, [layer, unit]."""

_BINS = np.linspace(-1, 3, 17)  # decades of steps, four bins each
_DIVERGING = ("low-3", "low-2", "low-1", "zero", "high-1", "high-2", "high-3")


def unit_heat_map(
    values: Array,
    order: Sequence[int],
    *,
    cell: str = "",
    low: float = -1.0,
    high: float = 1.0,
    symbols: Sequence[str] | None = None,
    x_title: str = "time step ⟨t⟩",
    y_title: str = "unit",
    name: str = "",
    height: int = 240,
) -> go.Figure:
    """`values` [unit, time] as colours, the units from top to bottom in `order`, on the fixed scale `low` … `high`.

    The scale runs from nothing to the colour of `cell`; without one it diverges around its middle. `symbols` [time]
    stand under the time axis as far as there is room. What is no number stays empty. `name` ("Γf") is for the hover.
    """
    colours = _style.COLOURS
    units, steps = values.shape
    layout = _style.base_layout(colours, height=height, right=46)
    names = [str(unit + 1) for unit in order]
    ticks = np.unique(np.linspace(0, units - 1, min(units, 8)).round().astype(int))
    layout["margin"]["l"] = _style.left_of_numbers(units)
    layout |= {"hovermode": "closest"}
    layout["xaxis"] |= {
        "range": [0.5, steps + 0.5],
        "title": _style.axis_title(x_title, colours),
        "nticks": 8,
    }
    if symbols is not None and steps <= FEW:
        texts = [_style.plain(symbol) for symbol in symbols]
        layout["xaxis"] |= {"tickmode": "array", "tickvals": list(range(1, steps + 1)), "ticktext": texts}
        layout["xaxis"] |= {"title": None, "tickangle": -40}
        layout["margin"]["b"] += 18
    layout["yaxis"] |= {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": names,
        "range": [units - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": [names[k] for k in ticks],
        "showgrid": False,
        "title": _style.axis_title(y_title, colours),
    }
    stops = [colours["zero"], _style.colour_of(cell)] if cell else [colours[key] for key in _DIVERGING]
    middle = [] if cell else [(low + high) / 2]
    trace = {
        "type": "heatmap",
        "x": np.arange(1, steps + 1),
        "y": names,
        "z": _style.compact(values[np.asarray(order)]),
        "zmin": low,
        "zmax": high,
        "colorscale": [[k / (len(stops) - 1), colour] for k, colour in enumerate(stops)],
        "colorbar": {
            "thickness": 8,
            "len": 1,
            "outlinewidth": 0,
            "xpad": 6,
            "ypad": 0,
            "tickmode": "array",
            "tickvals": [low, *middle, high],
            "ticktext": [f"{value:g}".replace("-", "−") for value in (low, *middle, high)],
            "tickfont": {"size": _style.FONT_SIZE, "color": colours["muted"]},
        },
        "hoverongaps": False,
        "hovertemplate": f"{_style.plain(y_title)} %{{y}} ⟨%{{x}}⟩: {_style.plain(name)} = %{{z:.2f}}<extra></extra>",
    }
    return _style.built([trace], layout)


def saturation_scatter(
    below: Gates,
    above: Gates,
    *,
    cell: str,
    names: Mapping[str, str],
    x_title: str = "share of time below 0.1",
    y_title: str = "share of time above 0.9",
    words: tuple[str, str] = ("unit", "layer"),
    height: int = 300,
) -> go.Figure:
    """One mark a unit: how often its gate is nearly shut (to the right) and nearly open (upwards), both 0 to 100 %.

    The mark's shape tells the gate, its filling the layer. Above the dotted line nothing can be: there the shares would
    add up to more than 1. `names` maps gates to their symbols, `words` are "unit" and "layer" for the hover.
    """
    colours = _style.COLOURS
    layout = _style.base_layout(colours, height=height, right=16)
    layout |= {"hovermode": "closest", "showlegend": True}
    layout["legend"] = _legend(colours)
    layout["margin"] |= {"t": _style.TOP + 26, "l": _style.LEFT + 22}
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    axis = {
        "range": [-0.03, 1.03],
        "tickmode": "array",
        "tickvals": shares,
        "ticktext": [f"{100 * share:g} %" for share in shares],
        "showgrid": True,
    }
    layout["xaxis"] |= {**axis, "title": _style.axis_title(x_title, colours)}
    layout["yaxis"] |= {**axis, "title": _style.axis_title(y_title, colours)}
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 1],
            "y": [1, 0],
            "line": {"color": colours["muted"], "width": 1, "dash": "dot"},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]
    for gate in (gate for gate in SHAPES if gate in below):
        for layer, (left, right) in enumerate(zip(below[gate], above[gate], strict=True)):
            several = f" · {words[1]} {layer + 1}" if len(below[gate]) > 1 else ""
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": _style.plain(names[gate]) + several,
                    "x": _style.compact(left),
                    "y": _style.compact(right),
                    "customdata": np.arange(1, len(left) + 1),
                    "marker": {
                        "symbol": SHAPES[gate] + DEPTHS[layer % len(DEPTHS)],
                        "size": 8,
                        "color": _mark_colour(gate, cell, colours),
                        "opacity": 0.8,
                        "line": {"width": 1, "color": colours["background"]},
                    },
                    "hovertemplate": f"{_style.plain(names[gate])} · {words[0]} %{{customdata}}{several}: "
                    "%{x:.0%} · %{y:.0%}<extra></extra>",
                }
            )
    return _style.built(data, layout)


def half_life_histogram(
    half_lives: Mapping[str, Array],
    *,
    names: Mapping[str, str],
    x_title: str = "half-life (steps)",
    y_title: str = "units",
    height: int = 300,
) -> go.Figure:
    """How many units of each cell have which half-life, on a log axis from 0.1 to 1,000 steps.

    Anything shorter or longer is counted in the first and the last bin; what is no number is left out.
    """
    colours = _style.COLOURS
    layout = _style.base_layout(colours, height=height, right=30)
    layout |= {"hovermode": "closest", "showlegend": True, "barmode": "group", "bargap": 0.08, "bargroupgap": 0}
    layout["legend"] = _legend(colours)
    layout["margin"] |= {"t": _style.TOP + 26}
    layout["xaxis"] |= {
        "range": [-1.12, 3.12],
        "title": _style.axis_title(x_title, colours),
        "tickmode": "array",
        "tickvals": [-1, 0, 1, 2, 3],
        "ticktext": ["≤ 0.1", "1", "10", "100", "≥ 1,000"],
    }
    layout["yaxis"] |= {"title": _style.axis_title(y_title, colours), "rangemode": "tozero"}
    centres = (_BINS[1:] + _BINS[:-1]) / 2
    edges = [f"{10**a:.2g} – {10**b:.2g}" for a, b in pairwise(_BINS)]
    edges[0], edges[-1] = f"≤ {10 ** _BINS[1]:.2g}", f"≥ {10 ** _BINS[-2]:.2g}"
    data, most = [], 0
    for cell, values in half_lives.items():
        known = np.asarray(values, np.float64).ravel()
        known = np.clip(known[~np.isnan(known)], 0.1, 1000)
        counts, _ = np.histogram(np.log10(known), _BINS)
        most = max(most, int(counts.max()))
        data.append(
            {
                "type": "bar",
                "name": _style.plain(names[cell]),
                "x": centres,
                "y": counts,
                "customdata": edges,
                "marker": {
                    "color": _style.colour_of(cell),
                    "pattern": {
                        "shape": "/" if cell == "gru" else "",
                        "solidity": 0.35,
                        "fillmode": "overlay",
                        "fgcolor": colours["zero"],
                    },
                    "line": {"width": 0},
                },
                "hovertemplate": f"{_style.plain(names[cell])}: %{{y}} · %{{customdata}}<extra></extra>",
            }
        )
    layout["margin"]["l"] = _style.left_of_numbers(most)
    return _style.built(data, layout)


def _legend(colours: Mapping[str, str]) -> dict[str, Any]:
    """One line above the picture."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.01,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": _style.FONT_SIZE, "color": colours["text"]},
        "bgcolor": "rgba(0,0,0,0)",
        "itemclick": "toggle",
        "itemdoubleclick": False,
    }


def _mark_colour(gate: str, cell: str, colours: Mapping[str, str]) -> str:
    """The first gate of a cell in its colour, the others in neutral ones: shapes tell them apart, too."""
    first = "forget" if cell == "lstm" else "update"
    return _style.colour_of(cell) if gate == first else colours["muted" if gate != "output" else "text"]
