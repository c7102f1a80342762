"""Files that people bring: what is asked about them, how they read then, and what is no text at all."""

from __future__ import annotations

import gzip
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import corpora, reading
from explorer.text.reading import ControlCharacters, OtherEncoding, Reading, listed, read

ENGLISH, UKRAINIAN = (corpora.load(name)[:5000] for name in ("english", "ukrainian"))


def test_utf_8_is_read_as_it_is():
    assert read(UKRAINIAN.encode()) == Reading(UKRAINIAN, "utf-8")
    assert read(ENGLISH.encode()) == Reading(ENGLISH, "utf-8")
    assert read("\ufeffone\r\ntwo").text == "one\ntwo"


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
    assert read(data, offered.value.encoding) == Reading(text, told)


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
        assert isinstance(read(data, encoding).text, str)
    except Problem:
        return  # any other error fails the test


def test_a_wrong_guess_can_be_put_right_by_choosing_another():
    text = "Ça coûte où? Déjà vu, garçon, naïve façade. " * 40
    data = text.encode("cp1252")
    with pytest.raises(OtherEncoding) as offered:
        read(data)
    assert {offered.value.encoding, "windows-1252", "windows-1251"} <= set(offered.value.encodings)
    assert offered.value.preview("windows-1252") == text[: reading.PREVIEW]
    assert offered.value.preview("utf-8").startswith("\ufffda co")


@pytest.mark.parametrize(
    ("data", "place", "byte"),
    [
        (UKRAINIAN.encode()[:-1] if ord(UKRAINIAN[-1]) > 127 else UKRAINIAN.encode() + b"\xd0", None, "0xD"),
        (UKRAINIAN.encode() + b"\xff" + UKRAINIAN.encode(), len(UKRAINIAN.encode()) + 1, "0xFF"),
        (UKRAINIAN.encode() * 40 + b"\xff" + UKRAINIAN.encode(), 40 * len(UKRAINIAN.encode()) + 1, "0xFF"),
    ],
    ids=["cut in the middle of a letter", "a byte too many", "far into the file"],
)
def test_a_broken_byte_is_named_shown_and_replaced_when_asked(data, place, byte):
    with pytest.raises(OtherEncoding) as offered:
        read(data)
    assert offered.value.encoding == "utf-8"
    assert offered.value.values["position"] == (place or len(data))
    assert str(offered.value.values["byte"]).startswith(byte)
    assert offered.value.preview("utf-8").count("\ufffd") == 1
    assert "windows-1251" in offered.value.encodings
    found = read(data, "utf-8")
    assert found.replaced == 1
    assert found.text.replace("\ufffd", "").startswith(UKRAINIAN[:-1])


def test_a_mark_of_replacement_that_was_there_is_not_counted():
    text = UKRAINIAN + "\ufffd\ufffd"
    assert read(text.encode()) == Reading(text, "utf-8")
    assert read(text.encode() + b"\xff", "utf-8").replaced == 1


def test_a_file_that_is_broken_all_over_is_no_text_in_that_encoding():
    with pytest.raises(Problem, match="no text in utf-8: of 2,000 characters 1,000 are broken"):
        read(b"a\xff" * 1000, "utf-8")


COLOURED = "\x1b[32mINFO\x1b[0m the cat slept\n\x1b]0;title\x07\x1b[1;31mERROR\x1b[0m it woke\n" * 20


@pytest.mark.parametrize(
    ("text", "clean", "told"),
    [
        (COLOURED, "INFO the cat slept\nERROR it woke\n" * 20, "ANSI × 100"),
        (ENGLISH + "\x1a", ENGLISH, "U+001A × 1"),
        (ENGLISH[:99] + "\0" + ENGLISH[99:], ENGLISH, "U+0000 × 1"),
        (
            "It\x92s a cat that sleeps all day\x85 no. " * 9,
            "It’s a cat that sleeps all day\n no. " * 9,
            "U+0092 (’) × 9",
        ),
        (ENGLISH + "\x81\x1b", ENGLISH, "U+0081 × 1, U+001B × 1"),
    ],
    ids=["a coloured log", "the end of a DOS text", "a NUL", "a mark of windows-1252", "a sequence without an end"],
)
def test_control_characters_are_named_and_left_out_when_asked(text, clean, told):
    for data in (text, text.encode()):
        with pytest.raises(ControlCharacters) as offered:
            read(data)
        assert told in str(offered.value)
        assert offered.value.preview.strip()[:50] in clean
        found = read(data, clean=True)
        assert found.text == clean
        assert listed(found.dropped) == told


def test_a_few_control_characters_among_many_letters_are_no_binary_file_but_many_are():
    with pytest.raises(ControlCharacters):
        read(("a" * 9 + "\0") * 99)
    with pytest.raises(Problem, match="binary file"):
        read(("a" * 5 + "\0") * 99)


@pytest.mark.parametrize("start", ["RIFF-raff", "GIF89 or PNG?", "ID3 trees", "Rar! he cried", "OggS", "PAR1"])
def test_a_text_may_begin_like_a_file_of_another_kind(start):
    assert read(f"{start} {ENGLISH}".encode()).text == f"{start} {ENGLISH}"


def test_what_is_written_in_letters_but_is_no_text_is_told():
    with pytest.raises(Problem, match="RTF file"):
        read(b"{\\rtf1\\ansi Hello" * 20)
    assert read(b"{\\rtfm}" * 20).text.startswith("{")
