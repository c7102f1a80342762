"""Texts to learn from: three that come with the app, and a person's own.

english, ukrainian: prose written for this app. python: the language reference of Python 3.11, as its `pydoc` carries
it, and not that of whichever Python runs: networks that have learnt the words of one would read others in another.

Lecture: “Training set: large corpus of text (english, ukrainian, ...)”.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from explorer.problem import N_, Problem
from explorer.text._base import parts
from explorer.text.control_characters import first_control
from explorer.text.encodings import decode

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "texts"
NAMES = ("english", "ukrainian", "python")
MAX_BYTES = 32_000_000
MAX_CHARACTERS = 32_000_000
MIN_CHARACTERS = 200
VALIDATION_SHARE = 10
"""One part in ten is held out."""

_NEWLINES = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


@lru_cache(maxsize=len(NAMES))
def load(name: str) -> str:
    """The whole text of a corpus of ours: "english", "ukrainian" or "python"; newlines are \\n, the last one too.

    Raises `Problem` for another name, and where the installation lacks the text.
    """
    if name not in NAMES:
        raise Problem(
            N_("There is no text called “{name}”. Choose one of: {choices}."), name=name, choices=", ".join(NAMES)
        )
    try:
        return (ASSETS / f"{name}.txt").read_text(encoding="utf-8")
    except OSError as missing:
        raise Problem(
            N_("The text “{name}” is not on this computer ({reason}). Install the app again, or choose another text."),
            name=name,
            reason=str(missing),
        ) from missing


def own_text(data: bytes | str) -> str:
    """A person's own text, checked: valid UTF-8 (a byte order mark is dropped), newlines as \\n, nothing binary.

    200 to 32,000,000 characters, at most 32 MB as bytes, and at least two different characters (there is nothing to
    learn about a single one). Raises `Problem`, one for each way to fail.

    >>> own_text(("It was all one line.\\r\\n" * 10).encode()) == "It was all one line.\\n" * 10
    True
    """
    text = plain_text(data)
    if len(text) < MIN_CHARACTERS:
        raise Problem(
            N_("A text needs at least {limit} characters to learn from; this one has {got}. Bring a longer one."),
            limit=MIN_CHARACTERS,
            got=len(text),
        )
    if not any(part.strip(text[0]) for part in parts(text)):
        raise Problem(
            N_("A text needs at least 2 different characters; this one has only {symbol}. Bring one with more."),
            symbol=repr(text[0]),
        )
    return text


def plain_text(data: bytes | str) -> str:
    """As `own_text`, of any length from nothing on: data that is written as text may be short."""
    text = _decode(data) if isinstance(data, bytes) else data
    if len(text) > 2 * MAX_CHARACTERS:  # no newline is longer than two
        raise _too_long(text)
    text = plain_newlines(text.removeprefix("\ufeff"))
    _refuse_binary(text)
    if len(text) > MAX_CHARACTERS:
        raise _too_long(text)
    return text


def plain_newlines(text: str) -> str:
    """The text with every kind of newline as \\n."""
    if not any(newline in text for newline in _NEWLINES):
        return text  # not a copy
    return "".join(_plain(part) for part in parts(text))


def _plain(text: str) -> str:
    for newline in _NEWLINES:  # one after the other: a pattern of all of them would make a list of all lines
        text = text.replace(newline, "\n")
    return text


def split(text: str, window: int = 2) -> tuple[str, str]:
    """Cut into (training, validation) without overlap: the last tenth is apart, and never less than `window`.

    The end rather than random windows: neighbours share characters, and a network could then be tested on what it saw.
    Raises `Problem` where no window is left to train on.

    >>> split("0123456789" * 3)
    ('012345678901234567890123456', '789')
    """
    held_out = max(len(text) // VALIDATION_SHARE, window)
    if len(text) - held_out < window:
        raise Problem(
            N_("A text of {got} characters cannot give two windows of {window}. Bring a longer text."),
            got=len(text),
            window=window,
        )
    return text[:-held_out], text[-held_out:]


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Problem(
            N_("A file may have at most {limit:,} bytes (32 MB); this one has {got:,}. Cut it, or bring a part of it."),
            limit=MAX_BYTES,
            got=len(data),
        )
    try:
        return decode(data, "utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            N_(
                "A text must be in UTF-8; byte {position:,} ({byte}) is not. Save the file as UTF-8 and bring it again."
            ),
            position=error.start + 1,
            byte=f"0x{data[error.start]:02X}",
        ) from error


def _too_long(text: str) -> Problem:
    return Problem(
        N_("A text may have at most {limit:,} characters; this one has {got:,}. Cut it, or bring a part of it."),
        limit=MAX_CHARACTERS,
        got=len(text),
    )


def _refuse_binary(text: str) -> None:
    found = first_control(text)
    if found is None:
        return
    place, symbol = found
    if "\ud800" <= symbol <= "\udfff":
        raise Problem(
            N_(
                "A text must be valid Unicode; character {position:,} is half a symbol. Save it as UTF-8 and try again."
            ),
            position=place + 1,
        )
    raise Problem(
        N_(
            "A text must not hold control characters; character {position:,} is {symbol}, so this looks like a "
            "binary file. Bring plain text (.txt, .md, .csv, source code)."
        ),
        position=place + 1,
        symbol=f"U+{ord(symbol):04X}",
    )
