"""What each network produces by itself, side by side: text, a continued curve, or answers beside the true ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.browser._source import component
from explorer.figures._style import DARK, LIGHT, finite_or_gap, nice_step, round_range, thin_out
from explorer.problem import N_
from explorer.records import Array, Sample

_component = component(__file__, height=164)

_DRAWN = ("curve", "pairs")  # every other kind is read
_PAIRS = 120  # more dots than this are a cloud

# What the person reads; a page passes them translated.
WORDS: Mapping[str, str] = {
    "empty": N_("Nothing yet: press Play."),
    "error": N_("error {error}"),
    "error_help": N_("Root of the mean squared error"),
    "given": N_("given"),
    "true": N_("true"),
    "predicted": N_("predicted"),
    "language": "en",
}


@dataclass(frozen=True)
class Pane:
    """One pane: whose it is (a cell's key), its heading, a quiet caption at the right, and its content."""

    cell: str
    title: str
    caption: str
    sample: Sample | None


def samples(panes: Sequence[Pane], *, key: str, words: Mapping[str, str] | None = None, height: int = 140) -> None:
    """Show the panes in a row, under each other where it is narrow; call again with the same `key` to update in place.

    `words` replaces entries of `WORDS`. `height` of each pane's content in px: fixed, longer text scrolls.
    """
    _component(data=payload(panes, words, height), key=key)


def payload(panes: Sequence[Pane], words: Mapping[str, str] | None = None, height: int = 140) -> dict[str, Any]:
    """What the browser gets: JSON. All panes share one scale, which the true values alone decide."""
    low, high = true_range([pane.sample.true for pane in panes if pane.sample is not None])
    return {
        "panes": [_pane(pane) for pane in panes],
        "range": [low, high],
        "height": height,
        "words": {**WORDS, **(words or {})},
        "palettes": {"light": dict(LIGHT), "dark": dict(DARK)},
    }


def true_range(true: Sequence[Array]) -> tuple[float, float]:
    """A range in round numbers that holds all true values, with half as much to spare for those who miss them."""
    known = [v[np.isfinite(v)] for v in map(np.asarray, true)]
    low = min((float(v.min()) for v in known if len(v)), default=0.0)
    high = max((float(v.max()) for v in known if len(v)), default=1.0)
    span = high - low if high - low > 1e-6 * max(1.0, abs(low), abs(high)) else 1.0
    spare = 0.2 * span
    unit = nice_step(span + 2 * spare, 12)
    return round_range(low - spare, high + spare, unit)


def error_of(sample: Sample) -> float | None:
    """Root of the mean squared error where the network was on its own; None where nothing is known."""
    first = sample.start if sample.kind == "curve" else 0
    difference = finite_or_gap(sample.predicted)[first:] - finite_or_gap(sample.true)[first:]
    known = difference[~np.isnan(difference)]
    return float(np.sqrt(np.mean(known**2))) if len(known) else None


def _pane(pane: Pane) -> dict[str, Any]:
    shown: dict[str, Any] = {"cell": pane.cell.split("-")[0], "title": pane.title, "caption": pane.caption}
    sample = pane.sample
    if sample is None:
        return {**shown, "kind": "none"}
    if sample.kind not in _DRAWN:
        given = sample.start if sample.text else 0
        return {**shown, "kind": "text", "given": sample.in_words[:given], "own": sample.in_words[given:]}
    kept = thin_out(len(sample.true), _PAIRS) if sample.kind == "pairs" else np.arange(len(sample.true))
    error = error_of(sample)
    return {
        **shown,
        "kind": sample.kind,
        "start": sample.start,
        "true": _numbers(np.asarray(sample.true)[kept]),
        "predicted": _numbers(np.asarray(sample.predicted)[kept]),
        "error": None if error is None else f"{error:.3g}",
    }


def _numbers(values: Array) -> list[float | None]:
    """Numbers for JSON: four significant digits are finer than a pixel; None is a gap."""
    return [None if math.isnan(v) else float(f"{v:.4g}") for v in finite_or_gap(values).tolist()]
