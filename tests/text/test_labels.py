"""Symbols as they stand alone: whatever Unicode has, something is there to see."""

from __future__ import annotations

import doctest
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.text import labels
from explorer.text.labels import UNSEEN, label, named, several_in_one, visible

INK = ("L", "N", "P", "S")
# Whatever may show as nothing: controls, marks, white space, and what the table lists.
DOUBTFUL = st.one_of(
    st.characters(categories=["Cc", "Cf", "Cn", "Co", "Mn", "Me", "Mc", "Zs", "Zl", "Zp"]),
    st.sampled_from(sorted(UNSEEN)).map(chr),
)


@cache
def is_ink(c):
    """Whether it is a letter, figure, mark of punctuation or sign, and no filler by its name."""
    name = unicodedata.name(c, "").split()
    return unicodedata.category(c)[0] in INK and not {"FILLER", "BLANK", "NOTEHEAD"} & set(name)


def has_ink(text):
    return any(map(is_ink, text))


def test_the_examples_are_true():
    assert doctest.testmod(labels).failed == 0


@pytest.fixture(scope="module")
def every_label():
    """All characters of Unicode with their labels, and every hundredth code point that is none yet."""
    points = range(sys.maxunicode + 1)
    return {c: label(c) for c in map(chr, points) if unicodedata.category(c) != "Cn" or ord(c) % 100 == 0}


def test_no_character_of_unicode_shows_as_nothing(every_label):
    blank = [f"U+{ord(c):04X}" for c, shown in every_label.items() if shown != c and not has_ink(shown)]
    assert blank == []
    # What is shown as it is: ink, or private signs that a font may have; and nothing that is white or turns the line.
    assert {unicodedata.category(c)[0] for c, shown in every_label.items() if shown == c} == set(INK)


def test_different_characters_have_different_labels(every_label):
    signs = "␣⏎⇥"  # which stand for white space, and for themselves
    assert len(set(every_label.values())) == len(every_label) - len(signs)
    assert label(" \n\t") == signs == label(signs)


@pytest.mark.parametrize(
    "point",
    [0xFE0F, 0x3164, 0x115F, 0x1160, 0x2800, 0x17B4, 0x17B5, 0xFFA0, 0x034F, 0x200B, 0x00AD, 0x00A0, 0x3000, 0x2028,
     0x202E, 0xFEFF, 0x180B, 0xE0001, 0xE0101, 0xE000, 0x0007, 0xD800],
)  # fmt: skip
def test_what_shows_as_nothing_is_named(point):
    assert label(chr(point)) == named(chr(point)) == f"U+{point:04X}"


@given(st.lists(DOUBTFUL, min_size=1, max_size=6).map("".join))
@example("\ufe0f")
@example("\u3164\u2800")
@example("a\u0301")
def test_a_longer_symbol_is_never_blank_either(symbol):
    assert has_ink(label(symbol))
    assert not any(ord(c) in UNSEEN or c.isspace() for c in label(symbol))


@given(st.text(st.one_of(DOUBTFUL, st.characters()), max_size=8))
def test_where_white_space_is_shown_by_itself_everything_else_is_named_too(symbol):
    if set(symbol) <= set(" \n\t"):
        assert named(symbol) == symbol
    else:
        assert has_ink(named(symbol)) or named(symbol) == symbol.strip(" \n\t") == ""
        assert not any(ord(c) in UNSEEN for c in named(symbol))


def test_marks_stand_on_something_unless_a_letter_carries_them():
    assert label("\u0301") == "◌\u0301"
    assert label("\u0e31") == "◌\u0e31"  # of combining class 0
    assert label("e\u0301") == "e\u0301"
    assert label(" the") == "␣the"
    assert label("⟨EOS⟩") == named("⟨EOS⟩") == "⟨EOS⟩"


def test_in_a_running_text_only_what_leaves_no_ink_is_written_out():
    assert visible("a\u200bb \u00a0\n\u202ec\ufeff שלום") == "a⟨U+200B⟩b \u00a0\n⟨U+202E⟩c⟨U+FEFF⟩ שלום"


@pytest.mark.parametrize(
    "several",
    ["❤\ufe0f", "👩\u200d💻", "👍🏽", "🇺🇦", "e\u0301", "🏴\u200d☠\ufe0f", "क\u093f", "1\ufe0f\u20e3"],
)
def test_one_character_that_is_several_symbols_is_found_in_a_text(several):
    assert several_in_one(f"so {several}{several} it is") == several


@pytest.mark.parametrize(
    "text", ["", "plain", "Їжак і ґава", " \u0301a", "a\u00adb\u200bc", "日本語", "\u0301" * 50, "\u200d\u200d"]
)
def test_where_every_character_is_one_symbol_none_is_found(text):
    assert several_in_one(text) == ""


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_one_character_is_found_wherever_a_long_text_is_cut(monkeypatch, size):
    monkeypatch.setattr("explorer.text._base.PART", size)
    for several in ("❤\ufe0f", "👩\u200d💻", "🇺🇦", "e\u0301\u0300\u0302", "🏴\u200d☠\ufe0f"):
        assert several_in_one(f"so a long {several} it is") == several
    assert several_in_one("a" + "\u0301" * 40 + "b" + "\u0301" * 20) == ""


def test_accents_without_end_are_passed_over_at_once():
    assert several_in_one("a" + "\u0301" * 2_000_000) == ""
    assert several_in_one(("a" + "\u0301" * 40) * 20_000 + " ❤\ufe0f") == "❤\ufe0f"
