"""What cannot be seen in a text: control characters and where a long text is cut around them, and what is kept."""

from __future__ import annotations

import doctest

import pytest

from explorer.text import corpora, invisible
from explorer.text.invisible import binary, first_control, right_to_left, unseen, visible, without_controls

UKRAINIAN = corpora.load("ukrainian")[:5000]


def test_the_examples_are_true():
    found = doctest.testmod(invisible)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_what_cannot_be_seen_is_counted_and_can_be_made_visible():
    text = "a\u200bb\u200b\u202ec\ufeff שלום"
    assert unseen(text) == {"U+200B": 2, "U+202E": 1, "U+FEFF": 1}
    assert visible(text) == "a⟨U+200B⟩b⟨U+200B⟩⟨U+202E⟩c⟨U+FEFF⟩ שלום"
    assert unseen(UKRAINIAN) == {}
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
