"""Strands that people bring: what is in them, and a clear word about what is none."""

from __future__ import annotations

import doctest
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import strands
from explorer.text.bases import letters, marked
from explorer.text.strands import read, windows

SEQUENCE = "acgtacgtaaatgcccgggtaaccgtacgtacgtacgttagctagctagcacgtacgatgcatgcacgtg"


def genbank(*locations, sequence=SEQUENCE, end="//\n"):
    """A record with a CDS at each location."""
    lines = [
        f"LOCUS       AB000001    {len(sequence):>11} bp    DNA     linear   INV 01-JAN-2020",
        "DEFINITION  a strand.",
        "ACCESSION   AB000001",
        "VERSION     AB000001.1",
        "FEATURES             Location/Qualifiers",
        f"     source          1..{len(sequence)}",
    ]
    for location in locations:
        lines += [f"     CDS             {location}", '                     /gene="one"']
    lines.append("ORIGIN")
    for start in range(0, len(sequence), 60):
        tens = (sequence[start : start + 60][i : i + 10] for i in range(0, 60, 10))
        lines.append(f"{start + 1:>9} " + " ".join(tens).rstrip())
    return "\n".join(lines) + "\n" + end


def test_the_examples_are_true():
    found = doctest.testmod(strands)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_capitals_among_small_letters_code():
    one, two = read(">first gene\r\nacgtATGCC\r\nCTAAacg\r\n\r\n>second\nTTTTTTTT\n")
    assert (one.name, marked(one.bases, one.coding)) == ("first gene", "acgtATGCCCTAAacg")
    assert (two.name, marked(two.bases, two.coding)) == ("second", "TTTTTTTT")


@pytest.mark.parametrize("written", ["AGCCCCCTGTGAGGAACTAG", "agccccctgt gaggaactag\n", ">x\nAGCCCCCTGTGAGGAACTAG"])
def test_where_all_letters_are_alike_nothing_says_what_codes(written):
    (strand,) = read(written)
    assert letters(strand.bases) == "AGCCCCCTGTGAGGAACTAG"
    assert strand.coding is None


def test_unknown_bases_and_those_of_rna():
    (strand,) = read("ACGUNRYKMSWBDHV")
    assert letters(strand.bases) == "ACGTNNNNNNNNNNN"


def test_genbank_tells_what_codes_in_either_direction_and_joins():
    (strand,) = read(genbank("join(11..16,20..22)", "complement(join(30..32,40..<42))"))
    assert strand.name == "AB000001.1"
    assert letters(strand.bases).lower() == SEQUENCE
    assert np.flatnonzero(strand.coding).tolist() == [*range(10, 16), *range(19, 22)]
    assert np.flatnonzero(strand.against).tolist() == [*range(29, 32), *range(39, 42)]
    back = strand.turned()
    assert letters(back.bases).lower() == SEQUENCE[::-1].translate(str.maketrans("acgt", "tgca"))
    assert np.flatnonzero(back.coding[::-1]).tolist() == np.flatnonzero(strand.against).tolist()
    assert letters(back.turned().bases) == letters(strand.bases)


@pytest.mark.parametrize(
    ("location", "coding"),
    [
        ("11..999999999999", [*range(10, len(SEQUENCE))]),
        ("order(1..2,J00194.1:5..9)", [0, 1]),
        ("nonsense", None),
        ("complement(" * 300 + "1..3" + ")" * 300, None),
    ],
)
def test_odd_places_of_a_genbank_file_are_left_out(location, coding):
    (strand,) = read(genbank(location))
    assert (strand.coding is None) == (coding is None)
    if coding is not None:
        assert np.flatnonzero(strand.coding).tolist() == coding


def test_several_records_are_several_strands_and_one_without_features_says_nothing():
    one, two = read(genbank("1..6") + genbank())
    assert one.coding.sum() == 6
    assert two.coding is two.against is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        (" \n\t", "it is empty"),
        (">only a name\n", "“only a name” is too short to tell anything: bases 0, at least 6 are needed"),
        ("ACGTA", "“ACGTA” is too short to tell anything: bases 5, at least 6 are needed"),
        (">protein\nMKVLAAGE", "“protein” are no bases (2): “L” “E”"),
        ("ACGTACGTЖ-ACGT", "Letters of this strand are no bases (2): “Ж” “-”, the first at place 9"),
        ("The quick brown fox", "the first at place 3"),
        (">a\nACGTACGT\n>b\nACGTAC>TA", "“b” are no bases (1): “>”, the first at place 7"),
        ("\U0001f600ACGTACGT", "“\U0001f600”, the first at place 1"),
        ("LOCUS", "No strand could be found"),
        (genbank("join(1..30"), "damaged in record 1"),
        (genbank("1..3") + genbank("1.." + "9" * 5000), "damaged in record 2"),
        (genbank("1..3").split("ORIGIN")[0] + "ORIGIN\n//\n", "not the strand itself"),
        (genbank("1..3", sequence="acgtacgtjjacgt"), "“AB000001.1” are no bases (2): “J”, the first at place 9"),
    ],
)
def test_what_is_no_strand_is_told(text, said):
    with pytest.raises(Problem) as refused:
        read(text)
    assert said in str(refused.value)


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(strands, "MAX_BASES", 100)
    monkeypatch.setattr(strands, "MAX_STRANDS", 3)
    assert len(read(">a\nACGTAC\n" * 3)) == 3
    with pytest.raises(Problem, match="at most 3 strands"):
        read(">a\nACGTAC\n" * 4)
    with pytest.raises(Problem, match="at most 100 bases"):
        read(">a\n" + "ACGTAC" * 10 + "\n>b\n" + "ACGTAC" * 10)


@pytest.mark.parametrize("make", ["A" * 2_000_000, ">x\n" + "ac\n" * 600_000, "Ж" * 1_000_000, "ACGTAC\x0b" * 200_000])
def test_a_long_file_takes_a_moment(make):
    start = time.process_time()
    try:
        assert len(read(make)[0]) > 0
    except Problem:
        assert "Ж" in make
    assert time.process_time() - start < 2


@given(st.text(max_size=60), st.sampled_from(["", ">a\n", "LOCUS       ", genbank("1..6", end="")]))
def test_any_text_is_strands_or_a_problem(text, before):
    try:
        for strand in read(before + text):
            assert len(strand) >= strands.SHORTEST
            assert strand.bases.max() <= 4
    except Problem:
        return  # any other error fails the test


@given(st.integers(1, 100_000), st.integers(10, 400).map(lambda n: 3 * n), st.integers(0, 3).map(lambda n: 3 * n))
def test_windows_keep_every_base_once_and_see_what_surrounds_it(bases, size, margin):
    kept = 0
    for seen, own in windows(bases, size, margin):
        assert own.start == kept < own.stop
        kept = own.stop
        assert seen.start % 3 == 0
        assert seen.stop - seen.start <= max(size, 3)
        assert seen.start == 0 or own.start - seen.start >= margin
        assert seen.stop == bases or seen.stop - own.stop >= margin
        assert seen.start <= own.start < own.stop <= seen.stop
    assert kept == bases
