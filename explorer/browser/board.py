"""The board: networks side by side as live heat maps over time, with one cursor through all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.browser._ask import listen, require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.names import TITLES
from explorer.problem import N_

Floats: TypeAlias = NDArray[np.floating[Any]]
Kind: TypeAlias = Literal["text", "words", "values"]

ROWS = ("hidden", "update", "reset", "forget", "output", "candidate", "cell")
KINDS = ("text", "words", "values")
SCALES = ("diverging", "sequential")
STEPS = (1, 500)
FLOOR = 1e-8
"""Gradients below this share of their value at the loss are drawn alike."""

WORDS: Mapping[str, str] = {
    "board": N_("The networks over time. Arrow keys move the time step, Enter holds it."),
    "hint": N_("Point at a step, or press ← and →. A click holds it."),
    "position": N_("step {t} of {steps}"),
    "held": N_("held · Esc releases"),
    "walk": N_("Walk the text"),
    "stop": N_("Stop"),
    "ribbon": N_("It reads, and expects next"),
    "readout": N_("at ⟨{t}⟩ reads “{reads}”, expects “{expects}” {percent} %, comes “{comes}”"),
    "ribbon_values": N_("Given, wanted (dotted), and answered"),
    "readout_values": N_("at ⟨{t}⟩ reads {reads}, answers {expects}, wanted {comes}"),
    "gradient": N_("gradient {value} of its value at the loss"),
    "gradient_unknown": N_("no gradient here"),
    "reach": N_("reach {reach}"),
    "heat_map": N_("{title}: {units} units over {steps} steps, from {low} to {high}"),
    "strip": N_("{title}: {steps} steps, reach {reach}"),
    "ribbon_label": N_("What the network reads: {text}"),
    "look": N_("Look at “{word}”"),
    "left": N_("{left} of the difference left"),
    "left_before": N_("no difference yet"),
    "left_strip": N_("{title}: what is left of the difference, over {steps} steps"),
    "right_twice": N_("right both times"),
    "same_twice": N_("prefers “{answer}” both times"),
    "wrong_twice": N_("wrong both times"),
    "language": "en",
}
"""The texts that the board shows itself; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Panel:
    """One heat map: `values` [unit, time] on the fixed scale from `low` to `high`, whose middle is 0 if it diverges.

    `row` decides which panels of different columns stand side by side (one of `ROWS`); `title` is its label, `symbol`
    names one unit's value in a readout ("a" gives "a₁₇ = 0.43"), `hint` follows the label in grey.
    """

    row: str
    title: str
    symbol: str
    values: Floats
    scale: Literal["diverging", "sequential"] = "diverging"
    low: float = -1.0
    high: float = 1.0
    hint: str = ""


@dataclass(frozen=True)
class Choice:
    """That the sequence ends in a choice of two answers, which what is read at step `at` decides.

    `openings` are its beginnings up to there, as it is and turned round ("The cat", "The cats"); `answers` are what is
    right after them ("was", "were"); `title` names what is left of the difference between the two; `look` is a sentence
    about it, which follows a link to step `at`.
    """

    at: int
    openings: tuple[str, str]
    answers: tuple[str, str]
    title: str
    look: str


@dataclass(frozen=True, eq=False)
class Column:
    """One network. What it is called, its headline numbers, what it expects at each step, and its heat maps.

    `cell` ("rnn", "gru" or "lstm") gives the colour. `numbers` are (value, label), ready to read; the last one is in
    that colour. `predictions` holds one entry a step: (label, probability 0 … 1), or a number where the board shows
    values. `gradient` [time] holds magnitudes of ∂L/∂a<t> (0 and NaN may occur); its last entry is the one at the loss,
    to which the others are compared. `reach` counts steps back from there. `order` lists the units from top to bottom
    (indices into the panels' rows; None: as they come). `note` fills the place where other cells have gates.

    Of a sequence that ends in a choice: `chances` [2, 2] are the probabilities, after each opening, of each answer;
    `left` [time] is how much of the difference between the openings is left (1: all; it may grow; NaN before it).
    """

    cell: str
    title: str
    caption: str
    numbers: Sequence[tuple[str, str]]
    predictions: Sequence[tuple[str, float]] | Sequence[float]
    gradient: Floats
    reach: int
    panels: Sequence[Panel]
    note: str | None = None
    order: Sequence[int] | None = field(default=None)
    chances: Floats | None = None
    left: Floats | None = None


def message(
    columns: Sequence[Column],
    *,
    inputs: Sequence[str] | Floats,
    targets: Sequence[str] | Floats,
    words: Mapping[str, str] = WORDS,
    cursor: int | None = None,
    gradient_title: str = "Gradient of the last loss",
    kind: Kind = "text",
    value_range: tuple[float, float] = (-1.0, 1.0),
    choice: Choice | None = None,
) -> bytes:
    """What `board` sends to the browser; see there for the arguments and the errors."""
    steps = len(inputs)
    require(kind in KINDS, f"kind must be one of {KINDS}; got {kind!r}")
    require(1 <= len(columns) <= 4, f"a board has 1 to 4 columns; got {len(columns)}")
    require(STEPS[0] <= steps <= STEPS[1], f"inputs must have {STEPS[0]} to {STEPS[1]} steps; got {steps}")
    require(len(targets) == steps, f"targets must have one entry per input, {steps}; got {len(targets)}")
    missing = sorted(set(WORDS) - set(words))
    require(not missing, f"words lacks {missing}")
    require(value_range[0] < value_range[1], f"value_range must be (low, high) with low < high; got {value_range}")
    require(
        choice is None or (kind != "values" and 0 <= choice.at < steps),
        f"a choice is decided by a symbol at one of {steps} steps; got {choice} for kind {kind!r}",
    )
    arrays: list[Bytes] = []
    header: dict[str, Any] = {
        "kind": kind,
        "steps": steps,
        "words": {name: words[name] for name in WORDS},
        "cursor": None if cursor is None else max(0, min(int(cursor), steps - 1)),
        "gradientTitle": gradient_title,
        "range": [float(value_range[0]), float(value_range[1])],
        "columns": [_column(column, steps, kind, arrays) | _chosen(column, steps, choice) for column in columns],
        "choice": None if choice is None else asdict(choice),
    }
    if kind == "values":
        given = np.asarray(inputs, dtype=np.float64).reshape(steps, -1)
        header["inputs"] = _numbers(given[:, 0])
        header["marks"] = [int(t) for t in np.flatnonzero(given[:, 1])] if given.shape[1] > 1 else []
        header["targets"] = _numbers(targets)
    else:
        header["inputs"] = [str(symbol) for symbol in inputs]
        header["targets"] = [str(symbol) for symbol in targets]
    return pack(header, arrays)


def board(
    columns: Sequence[Column],
    *,
    inputs: Sequence[str] | Floats,
    targets: Sequence[str] | Floats,
    key: str,
    words: Mapping[str, str] = WORDS,
    cursor: int | None = None,
    gradient_title: str = "Gradient of the last loss",
    kind: Kind = "text",
    value_range: tuple[float, float] = (-1.0, 1.0),
    choice: Choice | None = None,
) -> Any:
    """Show the columns and return the component's result; its `cursor` is the time step (0 …) looked at, or None.

    `inputs` and `targets` have one entry a step (1 to 500): symbols for kind "text", words for "words". For "values"
    they are numbers, drawn as lines on the fixed `value_range`: inputs [time] or [time, 2] (where the second is not 0,
    the first is marked), targets [time], NaN where nothing is wanted. `words` holds the texts of `WORDS`, translated.
    `choice` says that the sequence ends in a choice; then each column has its `chances` and `left`.

    Hovering moves the cursor in the browser alone. Python hears of it when it is held by a click or has rested for
    400 ms. A `cursor` that differs from the one last passed is held there, and one beyond the last step counts as that.
    Every move is also a window event "explorer:cursor" with detail {t, source} (t None: gone), to which the board
    listens too; with `pin: true` in the detail it holds the step, so prose can point at one.

    Raises ValueError for lengths and shapes that do not fit each other and for names that are not known.
    """
    data = message(
        columns,
        inputs=inputs,
        targets=targets,
        words=words,
        cursor=cursor,
        gradient_title=gradient_title,
        kind=kind,
        value_range=value_range,
        choice=choice,
    )
    return _BOARD(data=data, key=key, on_cursor_change=listen)


def _column(column: Column, steps: int, kind: str, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"column {column.title!r}"
    require(column.cell in TITLES, f"{where}: cell must be one of {tuple(TITLES)}; got {column.cell!r}")
    got = len(column.predictions)
    require(got == steps, f"{where}: predictions must have {steps} steps; got {got}")
    shape = np.shape(column.gradient)
    require(shape == (steps,), f"{where}: gradient must be [{steps} steps]; got {shape}")
    order = None if column.order is None else np.asarray(column.order, dtype=np.int64)
    packed: dict[str, Any] = {
        "cell": column.cell,
        "title": column.title,
        "caption": column.caption,
        "numbers": [[str(value), str(label)] for value, label in column.numbers],
        "gradient": _relative(np.asarray(column.gradient, dtype=np.float64)),
        "reach": int(column.reach),
        "note": column.note,
        "units": None if order is None else [int(unit) for unit in order],
        "panels": [_panel(panel, steps, order, where, arrays) for panel in column.panels],
    }
    if kind == "values":
        return {**packed, "predictions": _numbers(column.predictions)}
    labels, probabilities = zip(*column.predictions, strict=True)
    arrays.append(quantise(probabilities, 0.0, 1.0))
    return {**packed, "predictions": [str(label) for label in labels], "probabilities": len(arrays) - 1}


def _chosen(column: Column, steps: int, choice: Choice | None) -> dict[str, Any]:
    if choice is None:
        return {}
    where = f"column {column.title!r}"
    chances, left = (np.asarray(values, np.float64) for values in (column.chances, column.left))
    fits = chances.shape == (2, 2)
    require(fits, f"{where}: chances must be [2 openings, 2 answers] beside a choice; got {chances.shape}")
    require(left.shape == (steps,), f"{where}: left must be [{steps} steps] beside a choice; got {left.shape}")
    return {"chances": [_numbers(row) for row in chances], "left": _numbers(left)}


def _panel(panel: Panel, steps: int, order: Any, where: str, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"{where}, panel {panel.title!r}"
    require(panel.row in ROWS, f"{where}: row must be one of {ROWS}; got {panel.row!r}")
    require(panel.scale in SCALES, f"{where}: scale must be one of {SCALES}; got {panel.scale!r}")
    values = np.asarray(panel.values)
    fits = values.ndim == 2 and values.shape[0] > 0 and values.shape[1] == steps
    require(fits, f"{where}: values must be [units, {steps} steps]; got {values.shape}")
    if order is not None:
        whole = np.array_equal(np.sort(order), np.arange(values.shape[0]))
        require(whole, f"{where}: order must name each of the {values.shape[0]} units once")
        values = values[order]
    arrays.append(quantise(values, panel.low, panel.high))
    return {
        "row": panel.row,
        "title": panel.title,
        "symbol": panel.symbol,
        "scale": panel.scale,
        "low": float(panel.low),
        "high": float(panel.high),
        "hint": panel.hint,
        "clipped": bool(np.any((values < panel.low) | (values > panel.high))),
        "values": len(arrays) - 1,
    }


def _relative(gradient: NDArray[np.float64]) -> list[float | None] | None:
    """log₁₀ of the gradient over its last value, from log₁₀(FLOOR) to 8; None where, or if, it says nothing."""
    magnitudes = np.abs(gradient)
    last = float(magnitudes[-1])
    if not (np.isfinite(last) and last > 0.0):
        return None
    with np.errstate(divide="ignore"):
        logarithms = np.log10(magnitudes) - np.log10(last)
    return _numbers(np.clip(logarithms, np.log10(FLOOR), 8.0), digits=2)


def _numbers(values: Any, digits: int = 4) -> list[float | None]:
    """Plain numbers for the header, which may hold no NaN."""
    return [round(float(v), digits) if np.isfinite(v) else None for v in np.asarray(values, dtype=np.float64).ravel()]


_BOARD = component(__file__, height=780)
