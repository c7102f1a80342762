"""Control characters, which no text needs, and the direction in which a text runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from explorer.text._base import parts

SAMPLE = 60_000
"""Characters from which the direction of a text is told."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPE = "\x1b"
_ANSI = re.compile(
    _ESCAPE + r"(?:\[[0-?]{0,40}+[ -/]{0,8}+[@-~]|\][^\x07\x1b]{0,400}+(?:\x07|\x1b\\)|[ -/]{1,8}+[0-~]|[0-Z\\^-~])"
)
_LONGEST = 500  # characters of a sequence, and more


# ---- Control characters ----------------------------------------------------------------------------------------------


def first_control(text: str) -> tuple[int, str] | None:
    """The first control character, or half of a surrogate pair, with its place; None where there is none."""
    start = 0
    for part in parts(text):
        found = _CONTROL.search(part)
        if found is not None:
            return start + found.start(), found.group()
        start += len(part)
    return None


def without_controls(text: str) -> tuple[str, dict[str, int]]:
    """The text without control characters, and how many there were of which kind.

    Sequences that colour a terminal (“ANSI”) go as a whole. What stands between U+0080 and U+009F is a mark of
    windows-1252 that was saved wrongly, and becomes that mark.

    >>> without_controls("\x1b[31mred\x1b[0m, it\x92s\x1a")
    ('red, it’s', {'ANSI': 2, 'U+0092 (’)': 1, 'U+001A': 1})
    """
    kept, dropped = [], Counter[str]()
    for part in _between_sequences(text):
        plain, sequences = _ANSI.subn("", part)
        dropped["ANSI"] += sequences
        found = Counter(_CONTROL.findall(plain))
        dropped.update({_told(symbol): count for symbol, count in found.items()})
        kept.append(plain.translate({ord(symbol): _meant(symbol) for symbol in found}) if found else plain)
    return "".join(kept), {name: count for name, count in dropped.items() if count}


def binary(text: str, among: int = 20) -> bool:
    """Whether more than one character `among` so many is a control character, sequences for terminals aside."""
    controls = sum(len(_CONTROL.findall(_ANSI.sub("", part))) for part in _between_sequences(text))
    return controls * among > len(text)


def _between_sequences(text: str) -> Iterator[str]:
    """The parts of a text, cut where no sequence for a terminal is."""
    begun = ""
    for part in parts(text):
        whole = begun + part
        cut = whole.rfind(_ESCAPE, max(0, len(whole) - _LONGEST))
        begun = whole[cut:] if cut >= 0 else ""
        yield whole[: len(whole) - len(begun)]
    yield begun


def _meant(symbol: str) -> str:
    """The mark of windows-1252 that a control character stands for; "" where it is none."""
    return bytes([ord(symbol)]).decode("windows-1252", "ignore") if "\x80" <= symbol <= "\x9f" else ""


def _told(symbol: str) -> str:
    meant = _meant(symbol)
    return f"U+{ord(symbol):04X}" + (f" ({meant})" if meant else "")


# ---- Direction -------------------------------------------------------------------------------------------------------


def right_to_left(text: str) -> bool:
    """Whether more of its letters are Hebrew or Arabic than not."""
    points = np.frombuffer(text[:SAMPLE].encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = points[points > ord("@")]
    return len(letters) > 0 and bool(np.mean((letters >= 0x590) & (letters < 0x900)) > 0.5)
