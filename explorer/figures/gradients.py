"""How far back the last error reaches: the gradient at every time step, on one fixed logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.figures._place import BESIDE, OVER, beside
from explorer.figures.curves import power_of_ten, upright
from explorer.records import Array

_HEADROOM = 0.3  # decades above the top, so that a line there is not cut
_DECADES = 2  # an exploding gradient raises the top by so many at a time


def gradient_curves(
    norms: Mapping[str, Array],
    reach: Mapping[str, int] | None = None,
    *,
    relative: bool = True,
    floor: float = 1e-8,
    threshold: float = 0.01,
    threshold_label: str = "1 %",
    cursor: int | None = None,
    x_title: str = "time step ⟨t⟩",
    y_title: str = "",
    names: Mapping[str, str] | None = None,
    bound: Array | None = None,
    bound_name: str = "bound",
    dotted: Sequence[str] = (),
    height: int = 260,
) -> go.Figure:
    """‖∂L⟨T⟩/∂a⟨t⟩‖ over time, one line a cell, with a marker where the cell's reach ends.

    `norms` maps a cell's key to magnitudes [time] ≥ 0; `relative` divides each line by its own value at the loss, the
    last step. `reach` maps it to how many steps back the relative gradient stays above `threshold`. What is under
    `floor` is drawn at the floor and named on hover with its own value. `cursor`: a time step, 0 … T−1. On screen time
    runs from ⟨1⟩ to ⟨T⟩. `height` in px. Values that are not finite are gaps.

    `bound` [time], 1 at the last step, is what theory allows the plain RNN at most: a thin dashed line that bears its
    name and may leave the picture, whose range follows what was measured. The lines of `dotted` are drawn dotted.
    """
    colours = _style.COLOURS
    reach = reach or {}
    lines = {cell: _relative(values) if relative else _style.finite_or_gap(values) for cell, values in norms.items()}
    time = max([1, *(len(values) for values in lines.values())])
    foot = math.floor(math.log10(floor) + 1e-9)
    top = highest_decade(lines.values())
    limit = None if bound is None else _style.finite_or_gap(bound)
    if limit is not None:
        top = max(top, min(highest_decade([limit]), _DECADES))
    scale = _style.Scale(10.0 ** (foot - 0.1), 10.0 ** (top + _HEADROOM), height - _style.TOP - _style.BOTTOM, log=True)

    called = {cell: _style.plain((names or {}).get(cell, _style.name_of(cell))) for cell in norms}
    texts = {cell: f"{called[cell]} {reach[cell]}" if cell in reach else called[cell] for cell in norms}
    layout = _style.base_layout(colours, height=height, right=_style.margin_for(list(texts.values()), least=60.0))
    layout["xaxis"] |= {
        "range": [1, max(time, 2)],
        "title": _style.axis_title(x_title, colours),
        "tickmode": "array",
        "tickvals": time_ticks(time),
        "ticktext": [f"⟨{t}⟩" for t in time_ticks(time)],
        "unifiedhovertitle": {"text": "⟨%{x}⟩"},
    }
    apart = max(2, 2 * -(-(top - foot) // 12))
    exponents = [e for e in range(top, foot - 1, -1) if e % apart == 0]  # 1 is always among them
    if relative:  # the threshold has its own line and label: a grid line under it would fill its dashes
        exponents = [e for e in exponents if abs(e - math.log10(threshold)) > 1e-9]
    layout["yaxis"] |= {
        "type": "log",
        "range": scale.range,
        "title": _style.axis_title(y_title, colours),
        "tickmode": "array",
        "tickvals": [10.0**e for e in exponents],
        "ticktext": [power_of_ten(e) for e in exponents],
    }
    layout["shapes"] = [_threshold(threshold, colours)] if relative else []
    if cursor is not None:
        layout["shapes"].append(upright(cursor + 1, colours))
    ends = _end_labels(lines, texts, reach, colours)
    if relative:
        ends.append(_style.Label(_style.plain(threshold_label), None, threshold, colours["muted"]))
    layout["annotations"] = _style.notes_for(ends, scale, colours["background"])
    data = [_line(cell, called[cell], values, floor, colours) for cell, values in lines.items()]
    for cell in dotted:
        data[list(lines).index(cell)]["line"]["dash"] = "dot"
    if limit is not None and np.isfinite(limit).any():
        name = _style.plain(bound_name)
        data.append(_line("rnn", name, limit, floor, colours) | {"line": _thin_dashes(colours)})
        others = [_floored(values, floor) for values in lines.values() if len(values) == len(limit)]
        if relative:
            others.append(np.full(len(limit), threshold))
        layout["annotations"].append(_bound_label(name, limit, others, scale, colours))
    data += [
        _marker(cell, lines[cell], steps, floor, colours) for cell, steps in reach.items() if _has(lines, cell, steps)
    ]
    return _style.built(data, layout)


def highest_decade(lines: Any) -> int:
    """The power of ten at the top of the axis: 0 as long as nothing exceeds 1 by half, then even numbers."""
    most = max((float(np.nanmax(v)) for v in lines if np.isfinite(v).any()), default=1.0)
    if most <= 10.0**_HEADROOM:
        return 0
    return _DECADES * math.ceil(math.log10(most) / _DECADES - 1e-9)


def time_ticks(time: int) -> list[int]:
    """About five time steps, from 1 on: round ones between the first and the last.

    >>> time_ticks(48)
    [1, 10, 20, 30, 40, 48]
    """
    step = max(1, int(_style.nice_step(time, 5)))
    inner = [t for t in range(step, time, step) if t > step / 2 and time - t > step / 2 and t > 1]
    return [1, *inner, time] if time > 1 else [1]


def _relative(values: Array) -> Array:
    """Values over their last one; all gaps where that is 0 or not finite (nothing reaches back from no error)."""
    cleaned = _style.finite_or_gap(values)
    if not len(cleaned) or not cleaned[-1] > 0:
        return np.full(cleaned.shape, np.nan)
    with np.errstate(over="ignore"):
        return _style.finite_or_gap(cleaned / cleaned[-1])


def _floored(values: Array, floor: float) -> Array:
    """A copy with everything below the floor on it; gaps stay gaps."""
    return np.where(np.isnan(values), np.nan, np.maximum(values, floor))


def _has(lines: Mapping[str, Array], cell: str, steps: int) -> bool:
    values = lines.get(cell)
    return values is not None and 0 <= steps < len(values) and bool(np.isfinite(values[len(values) - 1 - steps]))


def _end_labels(
    lines: Mapping[str, Array],
    texts: Mapping[str, str],
    reach: Mapping[str, int],
    colours: Mapping[str, str],
) -> list[_style.Label]:
    """Names beside the last step; where lines end together, the furthest reach on top, as the lines themselves lie."""
    ends = []
    for cell in sorted(lines, key=lambda c: reach.get(c, 0)):
        known = np.flatnonzero(np.isfinite(lines[cell]))
        if len(known):
            ink = _style.colour_of(cell, ink=True)
            ends.append(_style.Label(texts[cell], None, float(lines[cell][known[-1]]), ink, bold=True))
    return ends


def _threshold(threshold: float, colours: Mapping[str, str]) -> dict[str, Any]:
    line = {"color": colours["muted"], "width": 1, "dash": "dash"}
    return {
        "type": "line", "layer": "between", "xref": "paper", "x0": 0, "x1": 1, "yref": "y",
        "y0": threshold, "y1": threshold, "line": line,
    }  # fmt: skip


def _line(cell: str, name: str, values: Array, floor: float, colours: Mapping[str, str]) -> dict[str, Any]:
    kept = _style.thin_out(len(values))
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": kept + 1,
        "y": _style.compact(_floored(values[kept], floor)),
        "customdata": _style.compact(values[kept]),
        "line": {"color": _style.colour_of(cell), "width": 2},
        "hovertemplate": f"{name} %{{customdata:.1e}}<extra></extra>",
    }


def _thin_dashes(colours: Mapping[str, str]) -> dict[str, Any]:
    return {"color": _style.colour_of("rnn"), "width": 1, "dash": "5px,4px"}


def _bound_label(
    name: str, limit: Array, others: Sequence[Array], scale: _style.Scale, colours: Mapping[str, str]
) -> dict[str, Any]:
    place = beside(limit, others, name, scale)
    return {
        "text": name, "x": place.at + 1, "xref": "x", "xanchor": "left" if place.begins else "right",
        "y": scale.axis(float(limit[place.at])), "yref": "y", "yanchor": "bottom" if place.above else "top",
        "xshift": BESIDE if place.begins else -BESIDE, "yshift": OVER if place.above else -OVER,
        "borderpad": 0, "showarrow": False,
        "font": {"color": _style.colour_of("rnn", ink=True), "size": _style.FONT_SIZE},
    }  # fmt: skip


def _marker(cell: str, values: Array, steps: int, floor: float, colours: Mapping[str, str]) -> dict[str, Any]:
    at = len(values) - 1 - steps
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{_style.name_of(cell)} reach",
        "x": np.array([at + 1]),
        "y": _floored(values[at : at + 1], floor),
        "marker": {
            "color": _style.colour_of(cell),
            "size": 9,
            "line": {"color": colours["background"], "width": 2},
        },
        "hoverinfo": "skip",
    }
