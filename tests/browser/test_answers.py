"""What the panel of answers sends to the browser, and what it refuses."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from explorer.browser.answers import WORDS, Answered, message
from tests.declared import declared
from tests.lessons.opened import unpacked

TOKENS = ["<b>Harry</b>", "met", "Hermione"]


def column(**changes: Any) -> Answered:
    used = np.array([[3.0, 1.0, 0.0], [0.0, 2.0, 2.0], [0.0, 0.0, 0.0]])
    return dataclasses.replace(Answered("gru", "Harry", "F1 81 %", np.array([1.0, 0.0, 0.5]), used), **changes)


def send(*columns: Answered, **how: Any) -> tuple[dict[str, Any], list[np.ndarray[Any, Any]]]:
    usual = {"labels": ("nobody", "person"), "kind": "every", "shape": "Many-to-many"}
    header, rest = unpacked(message(TOKENS, columns or [column()], **{**usual, **how}))
    places = [(place["offset"], place["shape"]) for place in header["arrays"]]
    bytes_ = np.frombuffer(rest, np.uint8)
    return header, [bytes_[offset : offset + int(np.prod(shape))].reshape(shape) for offset, shape in places]


def test_shares_and_what_each_answer_used_relative_to_the_most() -> None:
    header, (shares, used) = send(column(wrong=[False, True, False]), both=True)
    assert (header["shape"], header["both"]) == ("Many-to-many", True)
    assert header["tokens"] == TOKENS
    assert header["labels"] == ["nobody", "person"]
    assert header["columns"][0]["wrong"] == [1]
    assert shares.tolist() == [255, 0, 128]
    assert used.tolist() == [[255, 85, 0], [0, 255, 255], [0, 0, 0]]
    assert header["columns"][0]["peaks"][:2] == [0.75, 0.5]


def test_the_last_answer_is_one_that_used_and_may_be_wrong() -> None:
    header, (_, used) = send(column(used=np.array([[3.0, 1.0, np.nan]]), wrong=[True]), kind="end")
    assert used.tolist() == [[255, 85, 0]]
    assert header["columns"][0]["peaks"] == [0.75]
    assert header["columns"][0]["wrong"] == [0]


def test_nobody_knows_what_is_wrong_unless_it_is_told() -> None:
    assert send()[0]["columns"][0]["wrong"] is None
    assert send(column(wrong=[False] * 3))[0]["columns"][0]["wrong"] == []


def test_of_several_labels_the_shares_of_all_are_sent_and_the_likeliest_is_alone_at_the_top() -> None:
    shares = np.array([[0.2, 0.5, 0.3], [0.3333, 0.3333, 0.3334], [0.0, 0.0, 0.0]])
    labels = ("O", "PER", "<i>LOC</i>")
    header, (sent, _) = send(column(shares=shares), labels=labels)
    assert header["labels"] == list(labels)
    assert sent.tolist() == [[51, 128, 77], [84, 84, 85], [1, 0, 0]]


def test_the_script_declares_what_is_sent() -> None:
    header, _ = send()
    assert set(header) == declared("browser/answers", "Data")
    assert set(header["columns"][0]) == declared("browser/answers", "Column")


@pytest.mark.parametrize(
    ("changes", "how", "said"),
    [
        ({"cell": "perceptron"}, {}, "cell must be one of"),
        ({"shares": np.ones(2)}, {}, r"shares must be \[3\]"),
        ({}, {"kind": "end"}, r"used must be \[1, 3\]"),
        ({"used": np.ones((1, 3))}, {}, r"used must be \[3, 3\]"),
        ({"wrong": [True]}, {}, "wrong must be"),
        ({}, {"labels": ("a", "b", "c")}, r"shares must be \[3, 3\]"),
        ({"shares": np.ones((3, 3)), "wrong": [True] * 3}, {"labels": ("a", "b", "c")}, "of 3 answers of 3 labels"),
        ({}, {"labels": ("a",)}, "labels must be"),
        ({}, {"kind": "middle"}, "kind must be"),
        ({}, {"words": {name: "" for name in WORDS if name != "hint_end"}}, "words lacks"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], how: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        send(column(**changes), **how)
