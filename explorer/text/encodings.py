"""Which bytes are which characters: reading a file in an encoding, and guessing the one that it has.

A long file is read in parts, so that a server can do something else between them.
"""

from __future__ import annotations

import codecs
from codecs import lookup
from collections.abc import Iterator

import numpy as np

from explorer.text.control_characters import binary

ENCODINGS = (
    "utf-8",
    "windows-1251",
    "windows-1252",
    "windows-1250",
    "koi8-u",
    "cp866",
    "cp1125",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "iso-8859-5",
    "iso-8859-2",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "mac-roman",
    "mac-cyrillic",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
)
"""Those that a person can choose; with others of Python's a small file can take forever."""
_NAMES = {lookup(name).name: name for name in ENCODINGS}
SAMPLE = 20_000
"""Bytes from which an encoding is guessed."""
BROKEN = "\ufffd"
"""What stands for bytes that are no character of the encoding."""

_CYRILLIC = ("windows-1251", "cp866", "koi8-u", "cp1125", "iso-8859-5", "mac-cyrillic")
_FREQUENT = frozenset("оаиінетврслкумпдя")
_PUNCTUATION = "‚„…‘’“”•–—™\u00a0§©«®°·»".encode("windows-1252")
_PART = 1 << 17  # a broken byte takes the codecs a microsecond
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decode(data: bytes, encoding: str, errors: str = "strict") -> str:
    """The text of a file. Raises UnicodeDecodeError with the place in the whole file, LookupError outside ENCODINGS.

    >>> decode(b"caf\\xe9", "windows-1252"), decode(b"caf\\xe9", "utf-8", "replace")
    ('café', 'caf\ufffd')
    """
    return "".join(_decoded(data, encoding, errors))


def _decoded(data: bytes, encoding: str, errors: str) -> Iterator[str]:
    try:
        name = lookup(encoding).name
    except LookupError:
        name = ""
    if name not in _NAMES:
        raise LookupError(f"encoding must be one of {', '.join(ENCODINGS)}; got {encoding!r}")
    mark = next((mark for mark in _MARKS if _MARKS[mark] == name and data.startswith(mark)), b"")
    if name in _MARKS.values():  # without a mark Python's own guess is the order of this machine
        name += "-be" if mark in (codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE) else "-le"
        data = data[len(mark) :]
    decoder = codecs.getincrementaldecoder(name)(errors)
    for start in range(0, len(data), _PART):
        kept = len(decoder.getstate()[0])
        part = data[start : start + _PART]
        try:
            yield decoder.decode(part, start + _PART >= len(data))
        except UnicodeDecodeError as error:
            place = start - kept + error.start
            raise UnicodeDecodeError(encoding, data, place, place + 1, error.reason) from None


def detect(data: bytes, place: int = 0) -> str | None:
    """The encoding in which a file most likely is text, by its mark or a sample around a place of it; None for none.

    UTF-8 with broken places is still UTF-8 as long as its letters outnumber those by far.
    """
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    start = max(0, place - SAMPLE // 2) // 4 * 4
    sample = data[start : start + SAMPLE]
    found = _wide(sample)
    if found is not None:
        return found
    text = sample.decode("utf-8", "replace")
    count = text.count(BROKEN)
    if sum(c > "\x7f" for c in text) > 5 * count:
        return "utf-8"
    guesses = [*_by_letters(sample), *(["utf-8"] if 100 * count < len(text) else [])]
    return next((guess for guess in guesses if not binary(sample.decode(guess, "replace"))), None)


def _by_letters(sample: bytes) -> list[str]:
    """The encodings of one byte a letter, or of Chinese, Japanese and Korean, that a sample may have; best first."""
    high = bytes(byte for byte in sample if byte > 0x7F)
    if set(high) <= set(_PUNCTUATION):
        return ["windows-1252"]
    cyrillic = {name: sum(c in _FREQUENT for c in high.decode(name, "replace")) for name in _CYRILLIC}
    likeliest = max(_CYRILLIC, key=cyrillic.__getitem__)
    if cyrillic[likeliest] > len(high) / 2:
        return [likeliest]
    from charset_normalizer import from_bytes  # takes a moment to import, and few files need it

    usual = [name for name in ENCODINGS if not name.startswith("utf")]
    found = from_bytes(sample.replace(b"\0", b""), cp_isolation=usual)
    return [_NAMES[lookup(match.encoding).name] for match in found]


def wide(data: bytes) -> bool:
    """Whether a file is UTF-16 without a mark; its bytes may be those of UTF-8 all the same."""
    return _wide(data[:SAMPLE]) is not None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark, seen by the zeros that spaces and line ends have in every other place."""
    zeros = np.frombuffer(sample[: len(sample) // 2 * 2], np.uint8).reshape(-1, 2) == 0
    first, second = zeros.mean(axis=0) if len(zeros) else (0.0, 0.0)
    name = "utf-16-le" if second > first else "utf-16-be"
    if max(first, second) < 0.02 or min(first, second) > 0.02 * max(first, second):
        return None
    text = sample.decode(name, "replace")
    return None if binary(text) or 100 * text.count(BROKEN) > len(text) else name
