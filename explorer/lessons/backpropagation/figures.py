"""Who sends how much of the error how far: the matrix of every loss against every step before it."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.figures.curves import power_of_ten
from explorer.records import Array


def contributions(
    norms: Array,
    *,
    cell: str,
    floor: float = 1e-4,
    top: float = 10.0,
    x_title: str = "step ⟨t⟩ where it arrives",
    y_title: str = "loss L⟨s⟩ that sends it",
    height: int = 340,
) -> go.Figure:
    """‖∂L⟨s⟩/∂a⟨t⟩‖ as a heat map: a row a loss s, the last one lowest; a column a step t.

    `norms` [loss, time]; the colours are those of `cell` on a fixed log scale from `floor` to `top`. What lies below
    the floor but is not 0 has its colour and its own value on hover; what is exactly 0, the future, has none.
    `height` in px. Values that are not finite are gaps.
    """
    colours = _style.COLOURS
    values = _style.finite_or_gap(norms)
    time = len(values)
    low, high = math.log10(floor), math.log10(top)
    with np.errstate(divide="ignore"):
        logs = np.where(values > 0, np.clip(np.log10(np.maximum(values, 1e-300)), low, high), np.nan)
    steps = np.arange(1, time + 1)
    layout = _style.base_layout(colours, height=height, right=86)
    layout["margin"] |= {"l": 64, "t": 10, "b": 44}
    named = steps[:: 1 + time // 10]
    ticks = {"tickmode": "array", "tickvals": named, "ticktext": [f"⟨{t}⟩" for t in named], "tickangle": 0}
    ticks["showgrid"] = False
    layout["xaxis"] |= {**ticks, "range": [0.5, time + 0.5], "title": _style.axis_title(x_title, colours)}
    layout["yaxis"] |= {**ticks, "range": [time + 0.5, 0.5], "title": _style.axis_title(y_title, colours)}
    layout["hovermode"] = "closest"
    exponents = range(math.ceil(low), math.floor(high) + 1)
    names = [power_of_ten(e) for e in exponents]
    heat = {
        "type": "heatmap",
        "x": steps,
        "y": steps,
        "z": _style.compact(logs),
        "customdata": values,
        "zmin": low,
        "zmax": high,
        "xgap": 1,
        "ygap": 1,
        "colorscale": [[0.0, colours["grid"]], [1.0, _style.colour_of(cell)]],
        "hovertemplate": "‖∂L⟨%{y}⟩/∂a⟨%{x}⟩‖ = %{customdata:.2~g}<extra></extra>",
        "hoverongaps": False,
        "colorbar": {
            "tickvals": list(exponents),
            "ticktext": [f"≤ {names[0]}", *names[1:-1], f"≥ {names[-1]}"],
            "tickfont": {"size": _style.FONT_SIZE, "color": colours["muted"]},
            "thickness": 10, "outlinewidth": 0, "len": 1, "x": 1.01,
        },
    }  # fmt: skip
    return _style.built([heat], layout)
