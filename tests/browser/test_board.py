"""What the board and the history send to the browser, and what they refuse."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.browser import board, history
from explorer.browser.board import Column, Panel
from tests.declared import declared

STEPS, UNITS = 5, 3


def unpack(message: bytes) -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    payload = np.frombuffer(message, np.uint8, offset=4 + length)
    arrays = []
    for place in header.get("arrays", []):
        size = int(np.prod(place["shape"]))
        arrays.append(payload[place["offset"] : place["offset"] + size].reshape(place["shape"]))
    return header, arrays


def panel(**changes: Any) -> Panel:
    values = np.linspace(-1, 1, UNITS * STEPS).reshape(UNITS, STEPS)
    return dataclasses.replace(Panel("hidden", "Hidden state a⟨t⟩", "a", values), **changes)


def column(**changes: Any) -> Column:
    plain = Column(
        cell="gru",
        title="GRU",
        caption="12,846 parameters",
        numbers=[("2.26", "bits per character"), ("9 steps", "reach")],
        predictions=[("e", 0.0), ("f", 0.25), ("g", 0.5), ("h", 0.75), ("i", 1.0)],
        gradient=np.array([0.0, 1e-12, 1e-3, 1e-1, 10.0]),
        reach=1,
        panels=[panel()],
    )
    return dataclasses.replace(plain, **changes)


def send(*columns: Column, **changes: Any) -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    how: dict[str, Any] = {"inputs": list("hello"), "targets": list("ello!"), **changes}
    return unpack(board.message(columns or (column(),), **how))


def test_panels_and_probabilities_arrive_as_bytes() -> None:
    header, arrays = send()
    sent = header["columns"][0]
    values = arrays[sent["panels"][0]["values"]]
    assert values.shape == (UNITS, STEPS)
    assert (values[0, 0], values[-1, -1]) == (0, 255)
    assert arrays[sent["probabilities"]].tolist() == [0, 64, 128, 191, 255]
    assert sent["predictions"] == list("efghi")
    assert header["inputs"] == list("hello")
    assert header["steps"] == STEPS


def test_the_gradient_is_relative_to_the_loss_on_a_log_scale_with_a_floor() -> None:
    header, _ = send()
    assert header["columns"][0]["gradient"] == [-8, -8, -4, -2, 0]


@pytest.mark.parametrize("last", [0.0, math.nan, math.inf])
def test_without_a_gradient_at_the_loss_there_is_none(last: float) -> None:
    header, _ = send(column(gradient=np.array([1, 1, 1, 1, last])))
    assert header["columns"][0]["gradient"] is None


def test_gaps_and_explosions_of_the_gradient() -> None:
    header, _ = send(column(gradient=np.array([math.nan, math.inf, 1e3, -10.0, 1.0])))
    assert header["columns"][0]["gradient"] == [None, 8, 3, 1, 0]


def test_order_sorts_the_rows_and_keeps_the_numbers_of_the_units() -> None:
    values = np.array([[-1.0] * STEPS, [0.0] * STEPS, [1.0] * STEPS])
    header, arrays = send(column(panels=[panel(values=values)], order=[2, 0, 1]))
    sent = header["columns"][0]
    assert sent["units"] == [2, 0, 1]
    assert arrays[sent["panels"][0]["values"]][:, 0].tolist() == [255, 0, 128]


def test_values_outside_a_scale_are_clipped_and_said_to_be() -> None:
    values = np.full((UNITS, STEPS), 0.5)
    assert send(column(panels=[panel(values=values)]))[0]["columns"][0]["panels"][0]["clipped"] is False
    values[1, 2] = 1.5
    assert send(column(panels=[panel(values=values)]))[0]["columns"][0]["panels"][0]["clipped"] is True


def test_numbers_are_drawn_as_lines_with_gaps_and_marks() -> None:
    inputs = np.array([[0.1, 0], [0.2, 1], [0.3, 0], [0.4, 1], [0.5, 0]])
    targets = np.array([math.nan] * 4 + [0.6])
    header, _ = send(
        column(predictions=[0.0, 0.1, 0.2, math.nan, 0.6]),
        inputs=inputs,
        targets=targets,
        kind="values",
        value_range=(0, 1),
    )
    assert header["inputs"] == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert header["marks"] == [1, 3]
    assert header["targets"] == [None, None, None, None, 0.6]
    assert header["columns"][0]["predictions"] == [0.0, 0.1, 0.2, None, 0.6]


@pytest.mark.parametrize(("cursor", "kept"), [(None, None), (0, 0), (4, 4), (99, 4), (-1, 0)])
def test_a_cursor_stays_on_the_board(cursor: int | None, kept: int | None) -> None:
    assert send(cursor=cursor)[0]["cursor"] == kept


def test_a_large_board_takes_little_more_than_a_byte_a_value() -> None:
    rng = np.random.default_rng(0)
    panels = [panel(row=row, values=rng.normal(size=(512, 500))) for row in ("hidden", "update")]
    big = column(predictions=[("e", 0.5)] * 500, gradient=np.ones(500), panels=panels)
    message = board.message([big] * 3, inputs=["a"] * 500, targets=["b"] * 500)
    assert len(message) < 1_700_000


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"inputs": [], "targets": []}, "inputs must have 1 to 500 steps; got 0"),
        ({"inputs": ["h"] * 501, "targets": ["e"] * 501}, "got 501"),
        ({"targets": ["e"]}, "targets must have one entry per input, 5; got 1"),
        ({"kind": "sound"}, "kind must be one of"),
        ({"value_range": (1, 1)}, "value_range"),
        ({"words": {"hint": "x"}}, r"words lacks \['board'"),
    ],
)
def test_a_board_says_what_it_expected(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        send(**changes)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"cell": "esn"}, "column 'GRU': cell must be one of"),
        ({"predictions": [("e", 0.5)]}, "predictions must have 5 steps; got 1"),
        ({"gradient": np.ones(4)}, r"gradient must be \[5 steps\]; got \(4,\)"),
        ({"order": [0, 0, 1]}, "order must name each of the 3 units once"),
        ({"panels": [panel(row="memory")]}, "panel 'Hidden state a⟨t⟩': row must be one of"),
        ({"panels": [panel(scale="rainbow")]}, "scale must be one of"),
        ({"panels": [panel(values=np.ones((STEPS, UNITS)))]}, r"\[units, 5 steps\]; got \(5, 3\)"),
        ({"panels": [panel(values=np.ones((0, STEPS)))]}, r"\[units, 5 steps\]; got \(0, 5\)"),
        ({"panels": [panel(low=1.0, high=-1.0)]}, "low < high"),
    ],
)
def test_a_column_says_what_it_expected(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        send(column(**changes))


@pytest.mark.parametrize("columns", [[], [column()] * 5])
def test_a_board_has_one_to_four_columns(columns: list[Column]) -> None:
    with pytest.raises(ValueError, match="1 to 4 columns"):
        board.message(columns, inputs=list("hello"), targets=list("ello!"))


@pytest.mark.parametrize(("module", "scripts"), [(board, "*.js"), (history, "history.js")])
def test_the_script_uses_every_word(module: Any, scripts: str) -> None:
    found = Path(module.__file__).parent.glob(scripts)
    text = "\n".join(script.read_text(encoding="utf-8") for script in found)
    unused = [
        w
        for w in set(module.WORDS) - {"language"}
        if not re.search(rf"words\.{w}\b|[{{ ]{w}[,: ].*}} = data\.words", text)
    ]
    assert unused == []


def test_the_history_sends_its_steps() -> None:
    header, _ = unpack(history.message([0, 10, 30], shown=10, live=False))
    assert (header["steps"], header["shown"], header["live"]) == ([0, 10, 30], 10, False)
    assert unpack(history.message([]))[0]["steps"] == []


@pytest.mark.parametrize("steps", [[3, 2], [1, 1]])
def test_the_steps_of_a_history_rise(steps: list[int]) -> None:
    with pytest.raises(ValueError, match="steps must rise strictly"):
        history.message(steps)


# -- a sequence that ends in a choice -------------------------------------------------------------------------------

CHOICE = board.Choice(1, ("a b", "a c"), ("was", "were"), "Memory of “b” or “c”", "Most of it lasts.")
CHOSEN = {"chances": np.array([[0.9, 0.1], [0.2, 0.8]]), "left": np.array([np.nan, 1.0, 0.5, 0.25, 12.0])}


def test_a_choice_travels_with_what_each_network_answers_and_still_holds() -> None:
    header, _ = send(column(**CHOSEN), choice=CHOICE)
    assert header["choice"] == {
        "at": 1,
        "openings": ["a b", "a c"],
        "answers": ["was", "were"],
        "title": "Memory of “b” or “c”",
        "look": "Most of it lasts.",
    }
    assert header["columns"][0]["chances"] == [[0.9, 0.1], [0.2, 0.8]]
    assert header["columns"][0]["left"] == [None, 1.0, 0.5, 0.25, 12.0]


def test_without_a_choice_nothing_of_it_travels() -> None:
    header, _ = send(column(**CHOSEN))
    assert header["choice"] is None
    assert {"chances", "left"}.isdisjoint(header["columns"][0])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"chances": np.ones((3, 2))}, r"chances must be \[2 openings, 2 answers\] beside a choice; got \(3, 2\)"),
        ({"chances": None}, r"chances must be \[2 openings, 2 answers\]"),
        ({"left": np.ones(4)}, r"left must be \[5 steps\] beside a choice; got \(4,\)"),
        ({"left": None}, r"left must be \[5 steps\]"),
    ],
)
def test_a_column_that_does_not_fit_the_choice_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        send(column(**{**CHOSEN, **changes}), choice=CHOICE)


@pytest.mark.parametrize("at", [-1, STEPS])
def test_a_choice_is_decided_at_a_step_that_there_is(at: int) -> None:
    with pytest.raises(ValueError, match="decided by a symbol at one of 5 steps"):
        send(column(**CHOSEN), choice=dataclasses.replace(CHOICE, at=at))


def test_the_script_declares_what_is_sent() -> None:
    script = "browser/board"
    choice = board.Choice(1, ("The cat", "The cats"), ("was", "were"), "title", "look")
    header, _ = send(column(chances=np.full((2, 2), 0.5), left=np.ones(STEPS)), choice=choice, kind="words")
    assert set(header) == declared(script, "Sequence", "Texts")
    assert set(header["choice"]) == declared(script, "Choice")
    assert set(header["columns"][0]) == declared(script, "Column")
    assert set(header["columns"][0]["panels"][0]) == declared(script, "Panel")
    numbers = np.arange(STEPS) / STEPS
    header, _ = send(column(predictions=numbers), kind="values", inputs=numbers, targets=numbers)
    assert set(header) == declared(script, "Sequence", "Numbers")


def test_the_script_of_the_history_declares_what_is_sent() -> None:
    assert set(unpack(history.message([0, 10]))[0]) == declared("browser/history", "Data")
