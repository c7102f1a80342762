"""What a second direction brings: of each cell the score with one, with both, and the way between."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style

_ROW = 52  # px
_BOTTOM = 24
_LEFT = 58  # px, for the cells' names


def direction_scores(
    one: Mapping[str, Sequence[float]],
    both: Mapping[str, Sequence[float]],
    *,
    one_name: str = "one direction",
    both_name: str = "both",
    spelt: Callable[[float], str] = "{:.1%}".format,
    names: Mapping[str, str] | None = None,
) -> go.Figure:
    """Scores from 0 to 1 that networks reach in one direction, and in both: a row a cell.

    `one` and `both` map the same cells' keys to the scores of several seeds. The mean of the first is a ring, that of
    the second a dot, each seed's a stroke; the scale begins at the tenth below the least and ends at 1. A row is 52 px
    high. `spelt` writes a score. Raises ValueError where the cells differ or one has no score.
    """
    if list(one) != list(both) or not all(len(scores) for scores in (*one.values(), *both.values())):
        raise ValueError(f"one and both must have scores of the same cells; got {dict(one)} and {dict(both)}")
    colours = _style.COLOURS
    least = min(min(scores) for scores in (*one.values(), *both.values()))
    low = max(0.0, math.floor(10 * (least - 0.02)) / 10)
    height = _ROW * len(one) + _style.TOP + _BOTTOM
    layout = _style.base_layout(colours, height=height, right=24.0)
    layout["margin"] |= {"l": _LEFT, "b": _BOTTOM}
    layout["hovermode"] = "closest"
    ticks = np.linspace(low, 1.0, round(10 * (1.0 - low)) + 1)
    layout["xaxis"] |= {
        "range": [low - 0.02, 1.02],
        "showgrid": True,
        "tickmode": "array",
        "tickvals": ticks.tolist(),
        "ticktext": [f"{tick:.0%}".replace("%", " %") for tick in ticks],
    }
    layout["yaxis"] |= {"range": [len(one) - 0.5, -0.5], "showgrid": False, "showticklabels": False}
    called = {cell: _style.plain((names or {}).get(cell, _style.name_of(cell))) for cell in one}
    layout["annotations"] = [_named(called[cell], cell, row) for row, cell in enumerate(one)]
    data = []
    for row, cell in enumerate(one):
        means = [float(np.mean(scores[cell])) for scores in (one, both)]
        data.append(_between(means, row, cell))
        for scores, name, ring in ((one[cell], one_name, True), (both[cell], both_name, False)):
            said = f"{called[cell]}, {_style.plain(name)}"
            where = "top left" if (means[0] < means[1]) == ring else "top right"
            mean = float(np.mean(scores))
            data.append(_strokes([spelt(score) for score in scores], scores, row, cell, said))
            data.append(_mean(spelt(mean), mean, row, cell, said, ring) | {"textposition": where})
    return _style.built(data, layout)


def _named(name: str, cell: str, row: int) -> dict[str, Any]:
    font = {"color": _style.colour_of(cell, ink=True), "size": _style.FONT_SIZE}
    place = {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -10, "y": row, "yref": "y", "yanchor": "middle"}
    return {"text": f"<b>{name}</b>", "showarrow": False, "font": font, **place}


def _between(means: Sequence[float], row: int, cell: str) -> dict[str, Any]:
    line = {"color": _style.colour_of(cell), "width": 3}
    return {"type": "scatter", "mode": "lines", "x": means, "y": [row] * 2, "line": line, "opacity": 0.35,
            "hoverinfo": "skip"}  # fmt: skip


def _strokes(texts: Sequence[str], scores: Sequence[float], row: int, cell: str, said: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(scores),
        "y": [row] * len(scores),
        "text": list(texts),
        "marker": {"symbol": "line-ns-open", "size": 16, "color": _style.colour_of(cell), "line": {"width": 1.5}},
        "hovertemplate": f"{said}: %{{text}}<extra></extra>",
    }


def _mean(text: str, mean: float, row: int, cell: str, said: str, ring: bool) -> dict[str, Any]:
    colour = _style.colour_of(cell)
    inside = _style.COLOURS["background"] if ring else colour
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": said,
        "x": [mean],
        "y": [row],
        "text": [text],
        "textfont": {"color": _style.colour_of(cell, ink=True), "size": _style.FONT_SIZE},
        "marker": {"size": 12, "color": inside, "line": {"color": colour, "width": 2}},
        "hovertemplate": f"{said}: %{{text}}<extra></extra>",
        "cliponaxis": False,
    }
