"""Files that people bring: what they are, in which encoding, which column of a table; every file may be hostile.

Nothing is executed, unpacked or guessed without asking: a file that is not UTF-8 is shown as it would read, first.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass

import numpy as np

from explorer.problem import N_, Problem
from explorer.text.corpora import MAX_BYTES, own_text

SAMPLE = 60_000
"""Bytes from which an encoding is guessed, and characters from which a table is."""
PREVIEW = 300
MAX_COLUMNS = 500

_SIGNATURES = {
    b"%PDF": "PDF",
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
    b"{\\rtf": "RTF",
    b"RIFF": "RIFF",
    b"ID3": "MP3",
    b"OggS": "Ogg",
}
_MARKS = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"} | {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_USUAL = ("windows-1251", "windows-1252", "windows-1250", "koi8-u", "cp866", "utf-16")


class OtherEncoding(Problem):
    """The file is text in another encoding: `encoding` is what it most likely is, `encodings` what to choose from."""

    def __init__(self, template: str, *, encoding: str, data: bytes) -> None:
        super().__init__(template, encoding=encoding)
        self.encoding, self.encodings = encoding, tuple(dict.fromkeys([encoding, *_USUAL]))
        self._head = data[: 4 * PREVIEW]

    def preview(self, encoding: str) -> str:
        """How the text begins in an encoding."""
        return self._head.decode(encoding, "replace").removeprefix("\ufeff")[:PREVIEW]


def read(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a file, before it is checked any further (`corpora.own_text` does that).

    Raises `OtherEncoding` where it is text, but not in this encoding; else a `Problem`: empty, too large, or no text.
    """
    if not data.strip():
        raise Problem(N_("This file is empty. Bring one with text in it."))
    if len(data) > MAX_BYTES:
        own_text(data)  # says so
    kind = next((name for start, name in _SIGNATURES.items() if data.startswith(start)), None)
    if kind is not None:
        raise Problem(
            N_("This is a {kind} file, not plain text. Save what is in it as text (.txt) and bring that."), kind=kind
        )
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        pass
    guess = detect(data)
    if guess is None or guess == encoding:
        raise Problem(
            N_("This file is not text in any encoding that can be told. Save it as UTF-8 and bring it again.")
        )
    raise OtherEncoding(
        N_("This file is not in UTF-8. It reads best as {encoding}; look whether the beginning is right."),
        encoding=guess,
        data=data,
    )


def detect(data: bytes) -> str | None:
    """The encoding in which a file most likely is text, by a sample of it; None where there is none."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name if _decodes(data, name) else None
    from charset_normalizer import from_bytes  # takes a moment to import, and few files need it

    if b"\0" in data[:SAMPLE]:
        return None
    for found in from_bytes(data[:SAMPLE]):
        if _decodes(data, found.encoding):
            return found.encoding.replace("_", "-").replace("cp125", "windows-125")
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return not any(ord(c) < 9 or 0x7F <= ord(c) < 0xA0 for c in text[:SAMPLE])


# ---- Tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A CSV text: its columns by name, as its first line says."""

    text: str
    separator: str
    columns: tuple[str, ...]

    def column(self, name: str) -> str:
        """All rows of a column as lines. Raises `Problem` for a table that cannot be read."""
        import pandas as pd

        place = self.columns.index(name)
        try:
            # By place: names may come twice. Rows that are too long are passed over, shorter ones are empty here.
            frame = pd.read_csv(
                io.StringIO(self.text),
                sep=self.separator,
                header=None,
                skiprows=1,
                names=list(range(len(self.columns))),
                usecols=[place],
                dtype=str,
                keep_default_na=False,
                on_bad_lines="skip",
                engine="c",
            )
        except (ValueError, pd.errors.ParserError) as error:
            raise Problem(N_("This table cannot be read: its quotes or columns do not match.")) from error
        return "\n".join(frame[place].astype(str)) + "\n"


def table(text: str) -> Table:
    """A text as a table. Raises `Problem` where it has no columns to choose from."""
    head = text[:SAMPLE].removeprefix("\ufeff")
    try:
        separator = csv.Sniffer().sniff(head, ",;\t|").delimiter
    except csv.Error:
        separator = ","
    try:
        columns = next(csv.reader(io.StringIO(head), delimiter=separator), [])
    except csv.Error as error:
        raise Problem(N_("This table cannot be read: its quotes or columns do not match.")) from error
    if not 1 <= len(columns) <= MAX_COLUMNS:
        raise Problem(
            N_("A table must have 1 to {limit} columns; this one has {got}."), limit=MAX_COLUMNS, got=len(columns)
        )
    names = [name.strip()[:60] or str(number + 1) for number, name in enumerate(columns)]
    seen = Counter(names)
    told = [name if seen[name] == 1 else f"{name} ({number + 1})" for number, name in enumerate(names)]
    return Table(text.removeprefix("\ufeff"), separator, tuple(told))


# ---- What a person may not see --------------------------------------------------------------------------------------


def right_to_left(text: str) -> bool:
    """Whether more of its letters are Hebrew or Arabic than not."""
    points = np.frombuffer(text[:SAMPLE].encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = points[points > ord("@")]
    return len(letters) > 0 and bool(np.mean((letters >= 0x590) & (letters < 0x900)) > 0.5)
