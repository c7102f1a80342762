"""Letters of DNA as numbers: what a network reads of them, and the way back."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import bases as module
from explorer.text.bases import as_inputs, by_base, by_step, codon, codons, letters, marked, numbers


def test_the_examples_are_true():
    found = doctest.testmod(module)
    assert (found.attempted > 0, found.failed) == (True, 0)


@given(st.text("ACGTN", min_size=1, max_size=40), st.booleans())
def test_letters_of_either_case_come_back(written, small):
    assert letters(numbers(written.lower() if small else written)) == written
    coding = np.arange(len(written)) % 2 == 0
    said = marked(numbers(written), coding)
    assert said.upper() == written
    assert [letter.isupper() for letter in said] == coding.tolist()


def test_codons_of_each_frame_and_none_with_an_unknown_base():
    read = codons(numbers("ATGCNATG")[:, None])
    assert read[:, 0].tolist() == [codon("ATG"), codon("TGC"), -1, -1, -1, codon("ATG")]


@pytest.mark.parametrize("a_step", [1, 3])
def test_a_step_reads_its_bases_one_hot_and_an_unknown_one_as_a_quarter_of_each(a_step):
    strand = numbers("ACGTN")[:, None]
    read = as_inputs(strand, a_step)
    assert read.shape == (-(-5 // a_step), 1, 4 * a_step)
    by_letter = read.reshape(-1, 4)
    assert by_letter[:4].tolist() == np.eye(4).tolist()
    assert (by_letter[4:] == 0.25).all()


@given(st.integers(1, 20), st.integers(1, 3), st.sampled_from([1, 3]))
def test_what_is_said_by_step_is_what_is_said_by_base(count, batch, a_step):
    said = np.arange(count * batch).reshape(count, batch) + 1
    steps = by_step(said, a_step)
    assert steps.shape == (-(-count // a_step), batch, a_step)
    back = by_base(steps)
    assert (back[:count] == said).all()
    assert (back[count:] == 0).all()
