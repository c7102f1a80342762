"""Files that people bring: in which encoding, which column, and what is no text at all."""

from __future__ import annotations

import gzip
import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import corpora, reading
from explorer.text.reading import OtherEncoding, detect, read, table

ENGLISH, UKRAINIAN = (corpora.load(name)[:5000] for name in ("english", "ukrainian"))


def test_utf_8_is_read_as_it_is():
    assert read(UKRAINIAN.encode()) == UKRAINIAN
    assert read(ENGLISH.encode()) == ENGLISH


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (UKRAINIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "utf-16", "utf-16"),
        (ENGLISH, "utf-32", "utf-32"),
    ],
)
def test_another_encoding_is_offered_with_how_the_text_begins_and_read_when_asked(text, encoding, told):
    data = text.encode(encoding)
    with pytest.raises(OtherEncoding) as offered:
        read(data)
    assert offered.value.encoding == told
    assert offered.value.preview(encoding).startswith(text[:100])
    assert offered.value.encoding in str(offered.value)
    assert read(data, offered.value.encoding).removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "empty"),
        (b"%PDF-1.7 ...", "PDF file"),
        (b"PK\x03\x04" + bytes(50), "ZIP"),
        (pickle.dumps({"a": 1}), "pickle file"),
        (gzip.compress(b"text" * 99, mtime=0), "gzip file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "PNG file"),
        (bytes(range(256)) * 20, "not text in any encoding"),
        (b"a" * (corpora.MAX_BYTES + 1), "at most 32,000,000 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_is_no_text_is_told_by_what_it_is(data, words):
    with pytest.raises(Problem, match=words):
        read(data)


@given(st.binary(max_size=400), st.sampled_from(["utf-8", "utf-16", "cp1251", "no such", "base64", "idna"]))
def test_any_bytes_are_a_text_or_a_problem(data, encoding):
    try:
        assert isinstance(read(data, encoding), str)
    except Problem:
        return  # any other error fails the test


def test_a_wrong_guess_can_be_put_right_by_choosing_another():
    text = "Ça coûte où? Déjà vu, garçon, naïve façade. " * 40
    data = text.encode("cp1252")
    with pytest.raises(OtherEncoding) as offered:
        read(data)
    assert {offered.value.encoding, "windows-1252", "windows-1251"} <= set(offered.value.encodings)
    assert offered.value.preview("windows-1252") == text[: reading.PREVIEW]
    assert offered.value.preview("ascii").startswith("\ufffda co")


def test_nothing_is_detected_in_noise():
    assert detect(bytes(range(256)) * 3) is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_column_of_a_table_is_its_rows_as_lines(separator):
    frame = pd.DataFrame({"id": [1, 2, 3], "a note": ["Кіт, спить", 'says "no"; so', ""], "x": ["a", "b", "c"]})
    found = table("\ufeff" + frame.to_csv(index=False, sep=separator))
    assert found.columns == ("id", "a note", "x")
    assert found.column("a note") == 'Кіт, спить\nsays "no"; so\n\n'
    assert found.column("id") == "1\n2\n3\n"


def test_odd_tables_are_read_or_refused():
    assert table("a,a,\n1,2,3\n4,5\n6,7,8,9\n").columns == ("a (1)", "a (2)", "3")
    assert table("a,a,\n1,2,3\n4,5\n6,7,8,9\n").column("a (2)") == "2\n5\n7\n"
    assert table("one line").column("one line") == "\n"
    with pytest.raises(Problem, match="1 to 500 columns; this one has 601"):
        table("," * 600 + "\n")
    with pytest.raises(Problem, match="has 0"):
        table("")
    with pytest.raises(Problem, match="quotes or columns"):
        table('a,b\n1,"never closed\n2,3\n').column("b")


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_a_problem(text):
    try:
        found = table(text)
        for name in found.columns:
            assert isinstance(found.column(name), str)
    except Problem:
        return  # any other error fails the test


def test_a_text_that_runs_from_right_to_left_is_told():
    assert reading.right_to_left("שלום עולם ok")
    assert not reading.right_to_left("hello שלום")
    assert not reading.right_to_left("12 34")
