"""How a symbol is written where it stands alone: white space gets a sign, and what shows as nothing its code point."""

from __future__ import annotations

import re
import unicodedata

from explorer.text._base import parts

_SPACES = {" ": "␣", "\n": "⏎", "\t": "⇥"}

# Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which Python does not know: variation
# selectors, joiners, marks of direction, fillers. They are shown as nothing, whatever their category.
_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Blank by their own definition: interlinear anchors, the empty Braille cell, a Khitan filler, hieroglyphs that are
# blank, a note without a head.
_BLANK = (0xFFF9, 0xFFFA, 0xFFFB, 0x2800, 0x16FE4, 0x13441, 0x13442, 0x1D159)

UNSEEN = frozenset(point for low, high in _IGNORABLE for point in range(low, high + 1)) | frozenset(_BLANK)
"""The code points that are no white space and yet leave no ink."""

LONGEST = 12
"""Symbols of one character on the screen that are still listed; whoever piles more accents up knows it."""
_SKIN = "\U0001f3fb-\U0001f3ff"
_FLAG = "\U0001f1e6-\U0001f1ff"
_JOINING = re.compile(rf"[\u200d{_SKIN}{_FLAG}]")


def label(symbol: str) -> str:
    """A symbol as it can be shown in a cell of its own: never empty, never blank.

    A combining mark, which needs something to stand on, stands on a dotted circle.

    >>> [label(symbol) for symbol in (" ", "a", " the", "\\u200b", "\\ufe0f", "\\u0301", "so\\u00adme")]
    ['␣', 'a', '␣the', 'U+200B', 'U+FE0F', '◌́', 'so⟨U+00AD⟩me']
    """
    if len(symbol) == 1 and symbol not in _SPACES and not _shows(symbol):
        return _name(symbol)
    written = "".join(_SPACES.get(c) or (c if _shows(c) else f"⟨{_name(c)}⟩") for c in symbol)
    return f"◌{written}" if _is_mark(symbol[:1]) and _shows(symbol[0]) else written


def named(symbol: str) -> str:
    """The same where white space is shown by itself: a space, a tab and a line break stay what they are.

    >>> named(" "), named("\\ufe0f"), named("")
    (' ', 'U+FE0F', '')
    """
    return symbol if all(c in _SPACES or (_shows(c) and not _is_mark(c)) for c in symbol) else label(symbol)


def visible(text: str) -> str:
    """A running text with what leaves no ink written out: “⟨U+200B⟩”."""
    return "".join(f"⟨{_name(c)}⟩" if ord(c) in UNSEEN else c for c in text)


def several_in_one(text: str) -> str:
    """The first character on the screen that is 2 to 12 symbols; empty where there is none.

    Such are a base with marks, selectors or a skin colour on it, what U+200D joins, and the two letters of a flag.
    Source: Unicode Standard Annex 29, extended grapheme clusters; Hangul and Indic conjuncts are left out.

    >>> several_in_one("I ❤\\ufe0f RNNs") == "❤\\ufe0f", several_in_one("ї")
    (True, '')
    """
    end = 0
    for part in parts(text):
        start, end = end, end + len(part)
        over = end + 3 * LONGEST  # what begins here may end in the next part
        there = sorted(set(text[start:over]))
        marks = "".join(filter(_is_mark, there))
        if not marks and not _JOINING.search("".join(there)):
            continue  # as most texts: nothing to join, and a search of every character takes long
        onto = rf"(?:[{re.escape(marks)}{_SKIN}]|\u200d[^\w\s])"
        several = re.compile(rf"[{_FLAG}]{{2}}|[^\s\u200d{_FLAG}{marks}]{onto}{{1,{LONGEST - 1}}}(?!{onto})")
        found = several.search(text, start, over)
        if found is not None and found.start() < end:
            return found.group()
    return ""


def _shows(character: str) -> bool:
    return character.isprintable() and ord(character) not in UNSEEN


def _is_mark(character: str) -> bool:
    return unicodedata.category(character or " ").startswith("M")


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
