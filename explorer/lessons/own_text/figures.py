"""Few things compared by one number each: bars that lie, named at the left, with their value at the end."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explorer.figures import _style

_LONGEST = 14  # characters of a name
_GAP = 0.28  # between bars, as a share of a row


def bars(
    names: Sequence[str],
    values: Sequence[float],
    told: Sequence[str],
    *,
    strong: Sequence[bool] = (),
    rows: int = 0,
    height: int = 260,
) -> go.Figure:
    """A bar for each name, from the top down; `told` are the values as they are to be read.

    `strong` ones stand out. `rows`: leave room for so many, so that pictures beside each other agree. `height` in px.
    Long names are cut, and shown whole on hover.
    """
    colours = _style.COLOURS
    rows = max(rows, len(names), 1)
    most = max([*values, 1e-12])
    marked = [*strong, *[False] * len(names)][: len(names)]
    short = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names]
    layout = _style.base_layout(colours, height=height, right=_style.margin_for([_style.plain(text) for text in told]))
    left = 12.0 + _style.CHARACTER * max([3, *(len(name) for name in short)])
    layout["margin"] |= {"l": left, "b": 8}
    layout |= {"bargap": _GAP, "hovermode": "closest"}
    layout["xaxis"] |= {"range": [0, most], "visible": False}
    layout["yaxis"] |= {
        "range": [rows - 0.5, -0.5],
        "showgrid": False,
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [_style.plain(name) for name in short],
        "tickfont": {"size": _style.FONT_SIZE, "color": colours["text"]},
    }
    layout["annotations"] = [
        {
            "x": value,
            "y": row,
            "text": _style.plain(text),
            "xanchor": "left",
            "xshift": 4,
            "showarrow": False,
            "font": {"size": _style.FONT_SIZE, "color": colours["text" if mark else "muted"]},
        }
        for row, (value, text, mark) in enumerate(zip(values, told, marked, strict=True))
    ]
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": list(range(len(names))),
        "marker": {"color": [colours["text" if mark else "muted"] for mark in marked]},
        "customdata": [f"{_style.plain(name)}: {_style.plain(text)}" for name, text in zip(names, told, strict=True)],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return _style.built([bar], layout)
