from __future__ import annotations

import codecs
import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import corpora

LONG = "Кіт спав. The cat slept.\n" * 10


@pytest.mark.parametrize("name", corpora.NAMES)
def test_our_corpora_are_long_clean_and_end_a_line(name):
    text = corpora.load(name)
    assert len(text) >= 60_000
    assert text.endswith("\n")
    assert "\r" not in text
    assert len(set(text)) < 200
    assert all(c == "\n" or unicodedata.category(c)[0] != "C" for c in set(text))
    assert corpora.own_text(text) == text
    assert corpora.load(name) is text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("english", "abcdefghijklmnopqrstuvwxyz"), ("ukrainian", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")],
)
def test_prose_uses_the_whole_alphabet_of_its_language_and_no_other(name, letters):
    used = {c for c in corpora.load(name).lower() if c.isalpha()}
    assert used == set(letters)


def test_networks_read_the_reference_that_they_have_learnt_whatever_python_runs():
    digest = hashlib.sha256(corpora.load("python").encode()).hexdigest()
    assert digest == "2a95af4ac93f5b719944030ce3769070ddf827d847cba42192afa8da989e5dc4"


def test_an_unknown_corpus_lists_the_known_ones():
    with pytest.raises(Problem, match="english, ukrainian, python"):
        corpora.load("klingon")


def test_a_missing_file_is_a_problem_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(corpora, "ASSETS", tmp_path)
    with pytest.raises(Problem, match="Install the app again"):
        corpora.load.__wrapped__("english")


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x85", "\f"])
def test_own_text_loses_its_mark_and_gets_plain_newlines(mark, newline):
    assert corpora.own_text(mark + LONG.replace("\n", newline).encode()) == LONG
    assert corpora.own_text(mark.decode() + LONG.replace("\n", newline)) == LONG


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (LONG.encode("utf-16"), r"UTF-8; byte 1 \(0xFF\)"),
        (LONG.encode("cp1251"), r"UTF-8; byte 3 \(0xF2\)"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), r"byte 1 \(0x89\)"),
        (("a" + "\0" + LONG).encode(), r"character 2 is U\+0000"),
        (("a\x1b[0m" + LONG).encode(), r"U\+001B"),
        (LONG + "\ud800", "character 251 is half"),
        ("ab" * 99, "at least 200 characters to learn from; this one has 198"),
        ("", "this one has 0"),
        ("\n" * 300, r"2 different characters; this one has only '\\n'"),
        ("ab" * 16_000_001, "at most 32,000,000 characters; this one has 32,000,002"),
        (b"ab" * 16_000_001, r"at most 32,000,000 bytes \(32 MB\); this one has 32,000,002"),
    ],
)
def test_each_way_to_fail_says_what_was_expected_and_what_came(data, words):
    with pytest.raises(Problem, match=words):
        corpora.own_text(data)


def test_the_limits_themselves_are_allowed():
    assert len(corpora.own_text("ab" * 100)) == corpora.MIN_CHARACTERS
    assert len(corpora.own_text("ab" * 16_000_000)) == corpora.MAX_CHARACTERS
    assert len(corpora.own_text(("🙂🙃" * 4_000_000).encode())) == corpora.MAX_BYTES / 4


@given(st.binary(max_size=600))
def test_any_bytes_are_either_a_clean_text_or_a_problem(data):
    try:
        text = corpora.own_text(data)
    except Problem:
        return  # any other error fails the test
    assert corpora.own_text(text) == text


@given(st.text(min_size=4, max_size=80), st.integers(1, 30))
def test_the_parts_of_a_split_are_the_text_and_each_holds_a_window(text, window):
    if len(text) < 2 * window:
        with pytest.raises(Problem, match=f"two windows of {window}"):
            corpora.split(text, window)
        return
    training, validation = corpora.split(text, window)
    assert training + validation == text
    assert len(validation) == max(len(text) // 10, window)
    assert len(training) >= window
