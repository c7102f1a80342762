"""Control characters, and where a long text is cut around them."""

from __future__ import annotations

import doctest

import pytest

from explorer.text import control_characters
from explorer.text.control_characters import binary, first_control, right_to_left, without_controls


def test_the_examples_are_true():
    found = doctest.testmod(control_characters)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_a_text_that_runs_from_right_to_left_is_told():
    assert right_to_left("שלום עולם ok")
    assert not right_to_left("hello שלום")
    assert not right_to_left("12 34")


@pytest.mark.parametrize("size", [1, 5, 7, 64])
def test_a_sequence_is_left_out_as_a_whole_wherever_a_long_text_is_cut(monkeypatch, size):
    text = "one \x1b[1;31mtwo\x1b[0m three\x00 " * 30
    whole = without_controls(text)
    monkeypatch.setattr("explorer.text._base.PART", size)
    assert without_controls(text) == whole == ("one two three " * 30, {"ANSI": 60, "U+0000": 30})
    assert first_control(text) == (4, "\x1b")
    assert not binary(text)


def test_the_first_control_character_is_found_in_any_part(monkeypatch):
    monkeypatch.setattr("explorer.text._base.PART", 8)
    assert first_control("a" * 30 + "\x01" + "b\x02") == (30, "\x01")
    assert first_control("Кіт\t\n" * 30) is None
