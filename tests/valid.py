"""Every figure that a test draws is checked against plotly's schema: whatever stands in one, once a process."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import _style

ANYTHING = ("x", "y", "z", "customdata")
"""Of a trace, what the schema allows to be any array."""

draw = _style.built
_known: set[str] = set()


def built(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """The figure as the app draws it. Raises ValueError for what plotly's schema does not know."""
    for trace in data:
        _check(data=trace)
    for name, value in layout.items():
        for one in value if isinstance(value, list) else [value]:  # notes and shapes
            _check(layout={name: [one] if isinstance(value, list) else one})
    return draw(data, layout)


def _check(**part: dict[str, Any]) -> None:
    """Every trace and every entry of a layout is valid by itself; so all of them are."""
    about = {kind: {name: _kind(name, value) for name, value in said.items()} for kind, said in part.items()}
    key = json.dumps(about, default=_plain)
    if key not in _known:
        with _style.PANDAS:
            go.Figure(**part)
        _known.add(key)


def _kind(name: str, value: Any) -> Any:
    return f"{type(value)} {np.ndim(value)}" if name in ANYTHING else value


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else repr(value)
