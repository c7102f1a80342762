"""Where the eigenvalues of the recurrent weights lie: inside the unit circle what they multiply shrinks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.records import Array

_RANGES = (1.25, 2.25, 3.25)  # so that the scale stays while the weights learn; beyond them in steps of 2


def eigenvalue_plane(
    eigenvalues: Array,
    before: Array | None = None,
    *,
    cell: str = "rnn",
    now_name: str = "now",
    before_name: str = "at the start",
    x_title: str = "real part",
    y_title: str = "imaginary part",
    height: int = 300,
) -> go.Figure:
    """Complex eigenvalues [hidden] in the plane, with the unit circle; `before` [hidden] are earlier ones, as rings.

    Both axes have one scale and one fixed range, ±1.25 as long as everything lies within. On hover a point says its
    value and its distance λ from 0. `height` in px. Values that are not finite are left out.
    """
    colours = _style.COLOURS
    now, earlier = _finite(eigenvalues), _finite(before if before is not None else np.zeros(0))
    end = plane_range(np.concatenate([now, earlier]))
    layout = _style.base_layout(colours, height=height, right=12.0)
    ticks = [-1, 0, 1] if end < 3 else list(range(-int(end), int(end) + 1, max(1, int(end) // 3)))
    axis = {"range": [-end, end], "tickmode": "array", "tickvals": ticks, "showgrid": False, "constrain": "domain"}
    layout["xaxis"] |= axis | {"title": _style.axis_title(x_title, colours), "scaleanchor": "y", "scaleratio": 1}
    layout["yaxis"] |= axis | {"title": _style.axis_title(y_title, colours)}
    layout["hovermode"] = "closest"
    layout["shapes"] = [_axis_line(colours, across=True), _axis_line(colours, across=False), _circle(colours)]
    data = []
    if before is not None:
        data.append(_points(earlier, before_name, "muted", colours, ring=True))
    data.append(_points(now, now_name, cell, colours, ring=False))
    return _style.built(data, layout)


def plane_range(eigenvalues: Array) -> float:
    """The half-width of both axes: 1.25, 2.25, 3.25, and then in steps of 2.

    >>> plane_range(np.array([0.5 + 0.5j])), plane_range(np.array([-1.5 + 0j])), plane_range(np.array([4.0 + 0j]))
    (1.25, 2.25, 5.25)
    """
    most = max((float(np.abs(part).max()) for part in (eigenvalues.real, eigenvalues.imag) if part.size), default=0.0)
    inside = [end for end in _RANGES if most <= end - 0.1]
    return inside[0] if inside else _RANGES[-1] + 2.0 * np.ceil((most + 0.1 - _RANGES[-1]) / 2.0)


def _finite(values: Array) -> Array:
    numbers = np.asarray(values, dtype=np.complex128)
    if numbers.ndim != 1:
        raise ValueError(f"eigenvalues must be [hidden]; got {numbers.shape}. Pick one layer: eigenvalues[layer].")
    return numbers[np.isfinite(numbers)]


def _points(values: Array, name: str, colour: str, colours: Mapping[str, str], *, ring: bool) -> dict[str, Any]:
    marker: dict[str, Any] = {"color": colours[colour], "size": 7}
    if ring:
        marker |= {"symbol": "circle-open", "size": 6, "line": {"width": 1}}
    label = _style.plain(name)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label,
        "x": values.real,
        "y": values.imag,
        "customdata": np.abs(values),
        "marker": marker,
        "opacity": 0.7 if ring else 0.85,
        "hovertemplate": f"{label}: %{{x:.2f}} %{{y:+.2f}} i · |λ| = %{{customdata:.2f}}<extra></extra>",
    }


def _circle(colours: Mapping[str, str]) -> dict[str, Any]:
    line = {"color": colours["muted"], "width": 1, "dash": "dash"}
    return {"type": "circle", "layer": "between", "x0": -1, "x1": 1, "y0": -1, "y1": 1, "line": line}


def _axis_line(colours: Mapping[str, str], *, across: bool) -> dict[str, Any]:
    along, other = ("x", "y") if across else ("y", "x")
    line = {"color": colours["grid"], "width": 1}
    return {
        "type": "line", "layer": "below", f"{along}ref": "paper", f"{along}0": 0, f"{along}1": 1,
        f"{other}ref": other, f"{other}0": 0, f"{other}1": 0, "line": line,
    }  # fmt: skip
