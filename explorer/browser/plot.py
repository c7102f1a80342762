"""A plotly figure that is redrawn in place while its data changes, in the colours of the page's theme."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from explorer.browser._source import component, publish
from explorer.figures._style import DARK, LIGHT, as_dict
from explorer.problem import N_

_HEAD = 42  # px: title and subtitle
_component = component(__file__, height=_HEAD + 260)
# Plotly's own build of what lies between two straight axes, of the version that the Python package pinned beside it
# speaks to; that package brings the whole, three times as much to load and to start, with its maps and solids.
_PLOTLY = publish(Path(__file__).with_name("plotly-cartesian.min.js"))

# What the person reads; a page passes them translated. "summary" is for those who cannot see the picture.
WORDS: Mapping[str, str] = {
    "summary": "",
    "svg": N_("SVG"),
    "png": N_("PNG"),
    "save": N_("Save the picture as {format}"),
    "zoom": N_("Zoom"),
    "zoom_help": N_("Drag over the picture to zoom in"),
    "reset": N_("Reset"),
    "reset_help": N_("Show the whole range again"),
    "language": "en",
}


def plot(
    figure: go.Figure | Mapping[str, Any],
    *,
    key: str,
    height: int = 260,
    title: str = "",
    subtitle: str = "",
    words: Mapping[str, str] | None = None,
    follow_cursor: bool = False,
    bands: bool = False,
    choose_unit: bool = False,
) -> None:
    """Show `figure` under a heading; call it again with the same `key` to redraw in place.

    The figure's colours are names, `explorer.figures._style.COLOURS`: the browser puts those of its theme for them. A
    page that shows the same one again and again passes its `as_dict`, which then is made once.
    `height` of the picture in px, reserved from the start. `words` replaces entries of `WORDS`. `follow_cursor`: the
    x-axis is time ⟨1⟩ … ⟨T⟩, and a line follows the time step that any panel of the page points at; with `bands` the
    y-axis is time too, and frames around the column and the row of that step do. `choose_unit`: the y-axis names units
    (from 1), and a click is a window event "explorer:unit" with detail {unit} (from 0).
    """
    data = payload(figure, height, title, subtitle, words, follow_cursor, bands, choose_unit)
    _component(data=data, key=key, height=_HEAD + height)


def payload(
    figure: go.Figure | Mapping[str, Any],
    height: int,
    title: str = "",
    subtitle: str = "",
    words: Mapping[str, str] | None = None,
    follow_cursor: bool = False,
    bands: bool = False,
    choose_unit: bool = False,
) -> dict[str, object]:
    """What the browser gets: JSON, in which arrays are base64 (so NaN survives, and a number costs 5–11 bytes)."""
    return {
        "figure": figure if isinstance(figure, Mapping) else as_dict(figure),
        "height": height,
        "title": title,
        "subtitle": subtitle,
        "words": {**WORDS, **(words or {})},
        "follow": follow_cursor,
        "bands": bands,
        "choose": choose_unit,
        "plotly": _PLOTLY,
        "palettes": {"light": dict(LIGHT), "dark": dict(DARK)},
    }
