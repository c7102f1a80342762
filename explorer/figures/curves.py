"""How each network learns: one line a cell, named at its end, beside baselines that anyone can reach."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.records import Array

Curves = Mapping[str, tuple[Array, Array]]

_FIRST = 5  # values whose median says where a curve starts
_DECADES = 2  # a log range covers at least so many
_PARTS = 6  # a linear range has at most so many ticks above its foot


def learning_curves(
    curves: Curves,
    *,
    x_title: str = "training step",
    y_title: str = "",
    baselines: Mapping[str, float] | None = None,
    ghosts: Sequence[Curves] = (),
    unit: str = "",
    log: bool = False,
    y_range: tuple[float, float] | None = None,
    until: int | None = None,
    shown_step: int | None = None,
    names: Mapping[str, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """A metric over training steps.

    `curves` maps a cell's key to (steps, values), each [points], steps increasing. `baselines` maps a translated name
    to a value in the same unit. `ghosts` are the curves of earlier runs, drawn faintly. `unit` follows the values on
    hover; `names` replaces the cells' names. The ranges grow in coarse steps, from the baselines, from where the curves
    start and from the least value so far (a short spike leaves the range); `y_range` and `until` (the last step) fix
    them. `shown_step` draws a vertical line. `height` in px. Values that are not finite are gaps.
    """
    colours = _style.COLOURS
    anchors = {name: float(value) for name, value in (baselines or {}).items() if math.isfinite(value)}
    drawn = {cell: _prepared(steps, values, log) for cell, (steps, values) in curves.items()}
    faint = [(cell, _prepared(steps, values, log)) for run in ghosts for cell, (steps, values) in run.items()]
    every = [values for _, values in drawn.values()] + [values for _, (_, values) in faint]
    low, high = y_range or value_range(every, list(anchors.values()), log=log)
    last = max([1, *(int(steps[-1]) for steps, _ in drawn.values() if len(steps))])
    end = float(until) if until else step_range(last)
    scale = _style.Scale(low, high, height - _style.TOP - _style.BOTTOM, log)

    wrapped = {name: _style.wrapped(name) for name in anchors}
    called = {cell: _style.plain((names or {}).get(cell, _style.name_of(cell))) for cell in curves}
    right = _style.margin_for([*wrapped.values(), *called.values()])
    labels = _end_labels(drawn, called, colours)
    edge = [_style.Label(wrapped[name], None, value, colours["muted"]) for name, value in anchors.items()]
    room = 1.0 - 70.0 / 400.0  # lines that end further right have their names beside the baselines' names
    if any(label.x is not None and label.x > room * end for label in labels):
        notes = _style.notes_for(edge + labels, scale, colours["background"])
    else:
        notes = _style.notes_for(edge, scale, colours["background"])
        notes += _style.notes_for(labels, scale, colours["background"])

    layout = _style.base_layout(colours, height=height, right=right)
    layout["xaxis"] |= {
        "range": [0, end],
        "title": _style.axis_title(x_title, colours),
        "nticks": 6,
        "tickformat": ",d",
        "hoverformat": ",d",
    }
    layout["yaxis"] |= {"range": scale.range, "title": _style.axis_title(y_title, colours)}
    layout["yaxis"] |= _log_ticks(low, high) if log else {"tickmode": "linear", "tick0": 0, "dtick": _tick(low, high)}
    layout["shapes"] = [_baseline(value, colours) for value in anchors.values()]
    if shown_step is not None:
        layout["shapes"].append(upright(shown_step, colours))
    layout["annotations"] = notes
    suffix = f" {_style.plain(unit)}" if unit else ""
    data = [_ghost(cell, *line, colours) for cell, line in faint]
    data += [_line(cell, called[cell], *line, suffix, colours) for cell, line in drawn.items()]
    return _style.built(data, layout)


def value_range(values: Sequence[Array], baselines: Sequence[float] = (), *, log: bool = False) -> tuple[float, float]:
    """A range for curves of [points] each that rarely changes while they grow.

    Its top comes from where the curves start, the baselines and 98 % of the values; its foot is 0 for a quantity that
    is never negative, or, with baselines, a round number at most half the lowest of them. On a log scale both are
    whole decades.
    """
    finite = [known for known in (v[np.isfinite(v)] for v in values) if len(known)]
    if log:
        finite, baselines = [v[v > 0] for v in finite if (v > 0).any()], [b for b in baselines if b > 0]
    starts = [float(np.median(v[:_FIRST])) for v in finite]
    usual = [float(np.percentile(v, 98)) for v in finite]
    least = min([*(float(v.min()) for v in finite), *baselines], default=0.0)
    most = max([*starts, *usual, *baselines], default=1.0)
    if log:
        top = math.ceil(math.log10(most) - 1e-9) if finite or baselines else 0
        foot = math.floor(math.log10(least) + 1e-9) if finite or baselines else 0
        return 10.0 ** min(foot, top - _DECADES), 10.0**top
    lowest = least if least < 0 else min([least, *(0.5 * b for b in baselines)]) if baselines else 0.0
    span = max(most, 0.0) - lowest
    if span < 1e-12:
        return 0.0, 1.0
    return _style.round_range(lowest, max(most, 0.0), _style.nice_step(span, _PARTS))


def step_range(last: int) -> float:
    """The right end of an axis on which `last` training steps are shown: it grows by a quarter to a half at a time."""
    power = 10.0 ** math.floor(math.log10(max(last, 100)))
    return next(m * power for m in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if m * power >= last)


def upright(x: float, colours: Mapping[str, str]) -> dict[str, Any]:
    """A thin vertical line at x, over the whole height."""
    line = {"color": colours["text"], "width": 1}
    return {"type": "line", "xref": "x", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _prepared(steps: Array, values: Array, log: bool) -> tuple[Array, Array]:
    """Thinned copies, with gaps where there is nothing to draw."""
    kept = _style.thin_out(len(steps))
    cleaned = _style.finite_or_gap(np.asarray(values)[kept])
    if log:
        cleaned[cleaned <= 0] = np.nan
    return np.array(np.asarray(steps)[kept]), cleaned


def _tick(low: float, high: float) -> float:
    return _style.nice_step(high - low, _PARTS)


def _log_ticks(low: float, high: float) -> dict[str, Any]:
    """Decades written as people write them, at most six."""
    first, final = round(math.log10(low)), round(math.log10(high))
    exponents = range(final, first - 1, -max(1, -(-(final - first) // 6)))
    return {
        "type": "log",
        "tickmode": "array",
        "tickvals": [10.0**e for e in exponents],
        "ticktext": [power_of_ten(e) for e in exponents],
    }


def power_of_ten(exponent: int) -> str:
    """A decade in plain characters; 1, 10 and 100 as they are.

    >>> power_of_ten(-8), power_of_ten(0)
    ('10⁻⁸', '1')
    """
    if 0 <= exponent <= 2:
        return str(10**exponent)
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _end_labels(drawn: Curves, called: Mapping[str, str], colours: Mapping[str, str]) -> list[_style.Label]:
    """Each line's name at its last finite value."""
    labels = []
    for cell, (steps, values) in drawn.items():
        known = np.flatnonzero(np.isfinite(values))
        if len(known):
            x, y = float(steps[known[-1]]), float(values[known[-1]])
            labels.append(_style.Label(called[cell], x, y, _style.colour_of(cell, ink=True), bold=True))
    return labels


def _baseline(value: float, colours: Mapping[str, str]) -> dict[str, Any]:
    line = {"color": colours["muted"], "width": 1, "dash": "1px,3px"}
    return {
        "type": "line", "layer": "between", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": value, "y1": value,
        "line": line,
    }  # fmt: skip


def _line(cell: str, name: str, steps: Array, values: Array, suffix: str, colours: Mapping[str, str]) -> dict[str, Any]:
    alone = np.isfinite(values).sum() < 2  # one point is no line: before training there would be nothing to see
    return {
        "type": "scatter",
        "mode": "markers" if alone else "lines",
        "name": name,
        "x": steps,
        "y": _style.compact(values),
        "line": {"color": _style.colour_of(cell), "width": 2},
        "marker": {"color": _style.colour_of(cell), "size": 6},
        "hovertemplate": f"{name} %{{y:.4~g}}{suffix}<extra></extra>",
    }


def _ghost(cell: str, steps: Array, values: Array, colours: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"{_style.name_of(cell)} ·",
        "x": steps,
        "y": _style.compact(values),
        "line": {"color": _style.colour_of(cell), "width": 1},
        "opacity": 0.3,
        "hoverinfo": "skip",
    }
