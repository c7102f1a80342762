"""Tokens as corpora with a label a token have them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import penn
from explorer.text.penn import tokens


def test_the_examples_are_true():
    found = doctest.testmod(penn)
    assert (found.attempted > 0, found.failed) == (True, 0)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Harry Potter and Hermione Granger invented a new spell.",
         "Harry|Potter|and|Hermione|Granger|invented|a|new|spell|."),
        ("“It’s J. R. Smith’s,” I'd said.", "“|It|'s|J.|R.|Smith|'s|,|”|I|'d|said|."),
        ("It was I. We can't go...", "It|was|I|.|We|ca|n't|go|..."),
        ("Dr. No met St. Clair in vitamin C.", "Dr.|No|met|St.|Clair|in|vitamin|C."),
        ("Пан Коваль з'їв м’яч.", "Пан|Коваль|з'їв|м'яч|."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_cut_as_corpora_are(text, cut):
    assert tokens(text) == (cut.split("|") if cut else [])


@given(st.text(alphabet="aBz .'’n'ts,!Мя\n", max_size=60))
def test_nothing_but_white_space_is_lost(text):
    assert "".join(tokens(text)) == "".join(text.split()).replace("’", "'")
