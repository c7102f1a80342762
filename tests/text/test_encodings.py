"""Reading bytes in an encoding, part by part as at once, and guessing the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text import corpora, encodings
from explorer.text.encodings import ENCODINGS, decode, detect, wide

ENGLISH, UKRAINIAN = (corpora.load(name)[:5000] for name in ("english", "ukrainian"))
DOS = UKRAINIAN.replace("і", "i").replace("І", "I")  # cp866 has no і


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (UKRAINIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "koi8-u", "koi8-u"),
        (UKRAINIAN, "cp1125", "cp1125"),
        (UKRAINIAN, "iso-8859-5", "iso-8859-5"),
        (UKRAINIAN, "mac-cyrillic", "mac-cyrillic"),
        (UKRAINIAN, "utf-16-le", "utf-16-le"),
        (UKRAINIAN, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH.replace("'", "’"), "cp1252", "windows-1252"),
        ("Zażółć gęślą jaźń. Źdźbło trawy, łódź i ćma; pięć świątyń. " * 20, "cp1250", "windows-1250"),
        ("我能吞下玻璃而不伤身体。今天天气很好，我们去公园。" * 20, "gb18030", "gb18030"),
        ("いろはにほへと ちりぬるを。今日は天気がいいです。" * 20, "shift_jis", "shift_jis"),
    ],
)
def test_the_encoding_of_a_text_is_told_and_reads_it(text, encoding, told):
    data = text.encode(encoding, "ignore")
    assert detect(data) == told
    assert decode(data, told) == data.decode(encoding)
    assert wide(data) == encoding.startswith("utf-16")


def test_the_encoding_of_a_ukrainian_text_from_dos_reads_it():
    data = DOS.encode("cp866", "ignore")
    assert decode(data, str(detect(data))) in (DOS.replace("Ґ", "").replace("ґ", ""), data.decode("cp1125"))
    assert "cp866" in ENCODINGS


def test_nothing_is_detected_in_noise():
    assert detect(bytes(range(256)) * 3) is None
    assert not wide(bytes(range(256)) * 3)


@given(
    st.text(st.sampled_from("aїЇ€🙂\n\ufeff"), max_size=60),
    st.binary(max_size=3),
    st.sampled_from(ENCODINGS),
    st.integers(1, 9),
)
def test_a_file_in_parts_is_read_as_a_whole_one(text, broken, encoding, size):
    data = text.encode(encoding, "replace") + broken
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_PART", size)
        assert decode(data, encoding, "replace") == data.decode(encoding, "replace")
        assert _strictly(decode, data, encoding) == _strictly(bytes.decode, data, encoding)


def _strictly(reading, data, encoding):
    """The text, or where it is broken; of UTF-16, which is read without its mark, only that it is."""
    try:
        return reading(data, encoding)
    except UnicodeDecodeError as error:
        return error.start if encoding not in ("utf-16", "utf-32") else None


@pytest.mark.parametrize("encoding", ["no such", "base64", "idna", "punycode"])
def test_other_encodings_are_refused(encoding):
    with pytest.raises(LookupError, match="utf-8"):
        decode(b"abc", encoding)
