"""The rules that find coding bases without a network, and scores: against what can be counted by hand."""

from __future__ import annotations

import doctest
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import coding as module
from explorer.text.bases import numbers
from explorer.text.coding import Hexamers, auc, best_threshold, f1, open_frames


def test_the_examples_are_true():
    found = doctest.testmod(module)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_an_open_frame_goes_from_the_first_start_to_the_first_stop_and_needs_both():
    strand = "CATGATGCCCTAACCTAGATGCC"
    found = open_frames(numbers(strand)[:, None])[:, 0]
    assert found.tolist() == [0] + [12] * 12 + [0] * 10
    assert not open_frames(numbers("ATGCCCC")[:, None]).any()


@given(st.text("ATG", min_size=3, max_size=60))
def test_open_frames_are_those_of_a_regular_expression(strand):
    expected = np.zeros(len(strand), int)
    for frame in range(3):
        spelt = " ".join(strand[i : i + 3] for i in range(frame, len(strand) - 2, 3))
        for match in re.finditer(r"ATG (?:(?!TAA|TAG|TGA)... )*?(?:TAA|TAG|TGA)", spelt):
            start, size = match.start() // 4 * 3 + frame, (match.end() - match.start() + 1) // 4 * 3
            expected[start : start + size] = np.maximum(expected[start : start + size], size)
    assert open_frames(numbers(strand)[:, None])[:, 0].tolist() == expected.tolist()


def test_hexamers_tell_where_they_were_counted():
    rng = np.random.default_rng(0)
    strands = rng.integers(0, 4, (600, 20)).astype(np.int8)
    known = np.zeros(strands.shape, bool)
    known[200:400] = True
    strands[200:400] = np.tile(numbers("GCCAAG"), 34)[:200, None]
    hexamers = Hexamers.of(strands, known)
    assert hexamers.best_window(strands, known, (9, 250)) == 9
    scores = hexamers.scores(strands, 9)
    assert scores.shape == strands.shape
    assert auc(scores, known) > 0.99
    # A window of nothing but itself is the log-odds of one hexamer, that around the base.
    one = hexamers.scores(strands, 0)
    assert one[300, 0] == pytest.approx(hexamers.log_odds[int("".join(map(str, strands[297:303, 0])), 4)])
    unknown = np.full((20, 1), 4, np.int8)
    assert not hexamers.scores(unknown, 9).any()


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_scores_are_those_of_every_pair_and_every_threshold(pairs):
    scores, true = np.array([score for score, _ in pairs], float), np.array([yes for _, yes in pairs])
    won = [(a > b) + (a == b) / 2 for a in scores[true] for b in scores[~true]]
    assert auc(scores, true) == pytest.approx(np.mean(won)) if won else np.isnan(auc(scores, true))
    if true.any():
        best = max(f1(scores >= threshold, true) for threshold in scores)
        assert f1(scores >= best_threshold(scores, true), true) == pytest.approx(best)
