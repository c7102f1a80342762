"""The unit that carries the number: what it does in sentences of either number, and what the verb does without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style
from explorer.records import Array

MARKS = {"rnn": "circle", "gru": "square", "lstm": "diamond"}
_BAND = 0.16  # opacity


def number_traces(
    singular: Array,
    plural: Array,
    words: Sequence[str],
    *,
    cell: str,
    names: tuple[str, str] = ("one", "several"),
    noun: int = 1,
    y_title: str = "",
    height: int = 260,
) -> go.Figure:
    """A unit's state over sentences about one and about several animals, each [3, time]: mean and middle half.

    A line for the mean (plural dashed), a band for the middle half; `words` [time] stand below. A thin line marks the
    step `noun`. The range is that of the data, and holds 0.
    """
    colours = _style.COLOURS
    both = [np.asarray(one, np.float64) for one in (singular, plural)]
    known = np.concatenate([one.ravel() for one in both])
    known = np.append(known[np.isfinite(known)], 0)
    unit = _style.nice_step(max(float(np.ptp(known)), 1e-3))
    low, high = _style.round_range(float(known.min()), float(known.max()) + 1e-9, unit)
    scale = _style.Scale(low, high, height - _style.TOP - _style.BOTTOM - 22)
    called = [_style.plain(name) for name in names]
    layout = _style.base_layout(colours, height=height, right=_style.margin_for(called))
    layout["margin"]["b"] += 22
    steps = len(words)
    layout["xaxis"] |= {
        "range": [1, steps],
        "tickmode": "array",
        "tickvals": list(range(1, steps + 1)),
        "ticktext": [_style.plain(word) for word in words],
        "tickangle": -40,
    }
    layout["yaxis"] |= {"range": scale.range, "dtick": unit, "title": _style.axis_title(y_title, colours)}
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": noun + 1,
            "x1": noun + 1,
            "y0": 0,
            "y1": 1,
            "line": {"color": colours["muted"], "width": 1, "dash": "dot"},
        }
    ]
    inks = (_style.colour_of(cell), colours["text"])
    data: list[dict[str, Any]] = []
    for (_, lower, upper), colour in zip(both, inks, strict=True):
        data.append(_band(lower, upper, colour))
    for values, colour, name, dash in zip(both, inks, called, ("solid", "dash"), strict=True):
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": np.arange(1, steps + 1),
                "y": _style.compact(values[0]),
                "line": {"color": colour, "width": 2, "dash": dash},
                "hovertemplate": f"{name} %{{y:.2f}}<extra></extra>",
            }
        )
    inked = (_style.colour_of(cell, ink=True), colours["text"])
    ends = [
        _style.Label(name, None, float(np.nan_to_num(one[0, -1])), ink, bold=True)
        for name, one, ink in zip(called, both, inked, strict=True)
    ]
    layout["annotations"] = _style.notes_for(ends, scale, colours["background"])
    return _style.built(data, layout)


def told_and_decided(
    told: Mapping[str, Array],
    swapped: Mapping[str, Array],
    *,
    named: Mapping[str, Sequence[int]],
    names: Mapping[str, str],
    x_title: str = "how well it tells the number",
    y_title: str = "right verbs with it swapped",
    guess: str = "guess",
    unit: str = "unit",
    height: int = 320,
) -> go.Figure:
    """One mark a unit: how well it tells the number (0 to 1), and the share of right verbs with it swapped.

    `told` and `swapped` map a cell to [unit]; what was not measured (NaN) is left out. `named` are the units to label.
    """
    colours = _style.COLOURS
    layout = _style.base_layout(colours, height=height, right=20)
    layout |= {"hovermode": "closest", "showlegend": True}
    layout["margin"] |= {"t": _style.TOP + 26, "l": _style.LEFT + 22}
    layout["legend"] = {
        "orientation": "h",
        "x": 0,
        "y": 1.01,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": _style.FONT_SIZE, "color": colours["text"]},
        "bgcolor": "rgba(0,0,0,0)",
    }
    layout["xaxis"] |= {
        "range": [-0.04, 1.06],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "title": _style.axis_title(x_title, colours),
        "showgrid": True,
    }
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    layout["yaxis"] |= {
        "range": [-0.05, 1.07],
        "tickvals": shares,
        "ticktext": [f"{100 * share:g} %" for share in shares],
        "title": _style.axis_title(y_title, colours),
    }
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 0.5,
            "y1": 0.5,
            "line": {"color": colours["muted"], "width": 1, "dash": "dash"},
        }
    ]
    notes: list[dict[str, Any]] = [_note(1.0, 0.5, guess, colours["muted"], "right", 9, "paper")]
    data = []
    for cell, x in told.items():
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": _style.plain(names[cell]),
                "x": _style.compact(x),
                "y": _style.compact(swapped[cell]),
                "customdata": np.arange(1, len(x) + 1),
                "marker": {
                    "symbol": MARKS.get(cell, "cross"),
                    "size": 8,
                    "color": _style.colour_of(cell),
                    "opacity": 0.75,
                    "line": {"width": 1, "color": colours["background"]},
                },
                "hovertemplate": f"{_style.plain(names[cell])} {_style.plain(unit)} %{{customdata}}: "
                "%{x:.2f} · %{y:.0%}<extra></extra>",
            }
        )
        for one in dict.fromkeys(named.get(cell, ())):
            if np.isfinite(x[one]) and np.isfinite(swapped[cell][one]):
                ink = _style.colour_of(cell, ink=True)
                left = x[one] > 0.8
                text = f"<b>{_style.plain(names[cell])} {one + 1}</b>"
                anchor = "right" if left else "left"
                notes.append(_note(float(x[one]), float(swapped[cell][one]), text, ink, anchor, 0, "x"))
    layout["annotations"] = notes
    return _style.built(data, layout)


def _note(x: float, y: float, text: str, colour: str, anchor: str, shift: int, ref: str) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "xref": ref,
        "yref": "y",
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": "middle",
        "xshift": 0 if ref == "paper" else (-8 if anchor == "right" else 8),
        "yshift": shift,
        "font": {"size": _style.FONT_SIZE, "color": colour},
    }


def _band(lower: Array, upper: Array, colour: str) -> dict[str, Any]:
    """The middle half as one closed outline; places without a value are left out."""
    known = np.flatnonzero(np.isfinite(lower) & np.isfinite(upper))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([known, known[::-1]]) + 1,
        "y": _style.compact(np.concatenate([upper[known], lower[known][::-1]])),
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "opacity": _BAND,
        "hoverinfo": "skip",
    }
