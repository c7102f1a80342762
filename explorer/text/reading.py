"""Files that people bring: which text is in them, and what has to be decided first; every file may be hostile.

Nothing is executed or unpacked. What a file is, its content says and not its name. Nothing of it is guessed, replaced
or left out without asking: how it would read is shown first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from explorer.problem import N_, Problem
from explorer.text import corpora
from explorer.text.control_characters import binary, first_control, without_controls
from explorer.text.encodings import BROKEN, ENCODINGS, decode, detect, wide

PREVIEW = 300
"""Characters that are shown of a text about which something has to be decided."""
_INSIDE_LETTERS = bytes(range(0x80, 0xC0))
_BEFORE = 120  # of them before the place that it is about
_CONTROLS = 8  # a text has at most one control character among so many
_MOST = 4  # a text has at most one broken place in so many

_SIGNATURES = {
    b"PK\x03\x04": "ZIP / DOCX / XLSX / PyTorch",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x80\x02": "pickle",
    b"\x80\x03": "pickle",
    b"\x80\x04\x95": "pickle",
    b"\x80\x05\x95": "pickle",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "DOC / XLS",
    b"PAR1": "Parquet",
    b"RIFF": "RIFF",
    b"ID3": "MP3",
    b"OggS": "Ogg",
}
_WRITTEN = {rb"%PDF-\d": "PDF", rb"\{\\rtf\d": "RTF"}
"""Files that may be made of letters alone, and are no plain text all the same."""


@dataclass(frozen=True)
class Reading:
    """A text and how it was read: the encoding ("" for what was typed), how many places were broken and became “\ufffd”
    (`replaced`), and which control characters were left out (`dropped`, how often by name)."""

    text: str
    encoding: str = ""
    replaced: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)


class OtherEncoding(Problem):
    """The file is not in UTF-8, or not all of it: `encoding` is what it most likely is, `encodings` the choice."""

    def __init__(self, data: bytes, place: int, encoding: str) -> None:
        template = (
            N_(
                "Almost all of this file is in UTF-8, but byte {position:,} ({byte}) is not. What is broken can be "
                "replaced by “\ufffd”, or the file can be read in another encoding: look how it reads there."
            )
            if encoding == "utf-8"
            else N_(
                "This file is not in UTF-8: byte {position:,} ({byte}) is the first that is not. It reads best as "
                "{encoding}; look whether it is right there."
            )
        )
        super().__init__(template, encoding=encoding, position=place + 1, byte=f"0x{data[place]:02X}")
        self.encoding, self.encodings = encoding, tuple(dict.fromkeys([encoding, *ENCODINGS]))
        start = max(0, place - _BEFORE) // 4 * 4
        self._part = data[start : start + 5 * PREVIEW]

    def preview(self, encoding: str) -> str:
        """How the text reads around that byte in an encoding."""
        rest = self._part
        if encoding == "utf-8":  # it may begin within a letter
            rest = rest[:4].lstrip(_INSIDE_LETTERS) + rest[4:]
        return decode(rest, encoding, "replace").removeprefix("\ufeff")[:PREVIEW]


class ControlCharacters(Problem):
    """The text holds control characters: `found` says how many of which; `preview` is how it reads without them."""

    def __init__(self, text: str, place: int, found: Mapping[str, int]) -> None:
        super().__init__(
            N_(
                "Control characters are in this text, the first at character {position:,}: {which}. It can be read "
                "without them; a mark in brackets takes the place of what was saved wrongly."
            ),
            position=place + 1,
            which=listed(found),
        )
        self.found = found
        self.preview = without_controls(text[max(0, place - _BEFORE) :][: 2 * PREVIEW])[0][:PREVIEW]


def listed(found: Mapping[str, int], most: int = 6) -> str:
    """What was found how often: “U+001A × 1, ANSI × 12”; the most frequent."""
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} × {count}" for name, count in ordered[:most]) + (" …" if len(found) > most else "")


def read(data: bytes | str, encoding: str | None = None, *, clean: bool = False) -> Reading:
    """The text of a file or of what was typed, before it is checked any further (`corpora.own_text` does that).

    Raises `OtherEncoding` where it is not UTF-8 and no encoding was chosen, `ControlCharacters` where these are in it
    and were not to be left out (`clean`); else a `Problem`: empty, too large, or no text.
    """
    if isinstance(data, str):
        if len(data) > 2 * corpora.MAX_CHARACTERS:
            corpora.own_text(data)  # says so
        found = Reading(data)
    else:
        _check(data)
        found = _decoded(data, encoding)
    text = corpora.plain_newlines(found.text.removeprefix("\ufeff"))
    control = first_control(text)
    if control is None:
        return Reading(text, found.encoding, found.replaced)
    if binary(text, _CONTROLS):
        corpora.own_text(_refused(data, text))  # says so
    plain, dropped = without_controls(text)
    if not clean:
        raise ControlCharacters(text, control[0], dropped)
    return Reading(plain, found.encoding, found.replaced, dropped)


def _check(data: bytes) -> None:
    if not data.strip():
        raise Problem(N_("This file is empty. Bring one with text in it."))
    if len(data) > corpora.MAX_BYTES:
        corpora.own_text(data)  # says so
    kind = next((name for start, name in _WRITTEN.items() if re.match(start, data)), None)
    if kind is not None:
        raise _no_text(kind)


def _decoded(data: bytes, encoding: str | None) -> Reading:
    if encoding is None:
        try:
            if not wide(data):
                return Reading(decode(data, "utf-8"), "utf-8")
            place = data.index(0)
        except UnicodeDecodeError as error:
            place = error.start
        guess = None if _kind(data) else detect(data, place)
        if guess is None:
            raise _no_text(_kind(data))
        raise OtherEncoding(data, place, guess)
    try:
        text = decode(data, encoding, "replace")
    except LookupError:
        raise _no_text(None) from None
    replaced = text.count(BROKEN) - (data.count(BROKEN.encode()) if encoding == "utf-8" else 0)
    if replaced * _MOST > len(text):
        raise Problem(
            N_("This file is no text in {encoding}: of {all:,} characters {count:,} are broken. Try another encoding."),
            encoding=encoding,
            all=len(text),
            count=replaced,
        )
    return Reading(text, encoding, replaced)


def _refused(data: bytes | str, text: str) -> str:
    """The text, as long as its bytes do not say what else it is."""
    kind = None if isinstance(data, str) else _kind(data)
    if kind is not None:
        raise _no_text(kind)
    return text


def _kind(data: bytes) -> str | None:
    """What a file is that is no text, by how it begins; None where that is not known. A text may begin with “RIFF”."""
    if not re.search(rb"[^\t-\r -~]", data[:64]):
        return None
    return next((name for start, name in _SIGNATURES.items() if data.startswith(start)), None)


def _no_text(kind: str | None) -> Problem:
    if kind is None:
        return Problem(
            N_("This file is not text in any encoding that can be told. Save it as UTF-8 and bring it again.")
        )
    return Problem(
        N_("This is a {kind} file, not plain text. Save what is in it as text (.txt) and bring that."), kind=kind
    )
