"""Complete: a line to type in, and under it what each network would complete it with, letter by letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.lessons.memorization.memorization import CELLS
from explorer.problem import N_
from explorer.records import Floats
from explorer.text.labels import label, named

COUNT = 3

WORDS: Mapping[str, str] = {
    "label": N_("Type a text; each network completes the word"),
    "hint": N_("1 – 9 write a word · Tab writes the likeliest · Esc, then Tab, leaves"),
    "group": N_("{title}, completions"),
    "write": N_("Write “{word}”, {chance}"),
    "nothing": N_("Type a letter."),
    "limit": N_("That is all that is read: {count} characters."),
}
"""The texts of the box; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Completion:
    """One network: its cell's key, its title, and (word, probability, shares [time]), the likeliest word first."""

    cell: str
    title: str
    words: Sequence[tuple[str, float, Floats]]


def message(completions: Sequence[Completion], *, text: str, limit: int, texts: Mapping[str, str] = WORDS) -> bytes:
    """What `complete` sends to the browser; see there for the arguments and the errors."""
    require(1 <= len(completions) <= len(CELLS), f"there are 1 to {len(CELLS)} networks; got {len(completions)}")
    require(len(text) <= limit, f"text must have at most {limit} characters; got {len(text)}")
    missing = sorted(set(WORDS) - set(texts))
    require(not missing, f"texts lacks {missing}")
    arrays: list[Bytes] = []
    header = {
        "text": text,
        "letters": [named(letter) for letter in text],
        "limit": limit,
        "words": {name: texts[name] for name in WORDS},
        "networks": [_network(one, len(text), arrays) for one in completions],
    }
    return pack(header, arrays)


def complete(
    completions: Sequence[Completion],
    *,
    text: str,
    limit: int,
    key: str,
    texts: Mapping[str, str] = WORDS,
    on_typed: Callable[[], None],
) -> None:
    """Show the box: `text` as it was typed (at most `limit` characters) and what networks complete it with.

    At most three words a network, each over the text coloured by its shares, which are those of the letters of `text`.
    `on_typed` is called when a person has typed, before what stands around runs again; the text is then in
    `st.session_state[key].typed["text"]`. While an answer is on its way nothing more is sent: fast fingers get the
    newest. The browser alone writes what is typed into the address, as "typed".

    Raises ValueError for lengths that do not fit each other.
    """
    _COMPLETE(data=message(completions, text=text, limit=limit, texts=texts), key=key, on_typed_change=on_typed)


def _network(one: Completion, time: int, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"network {one.title!r}"
    require(one.cell in CELLS, f"{where}: cell must be one of {CELLS}; got {one.cell!r}")
    require(len(one.words) <= COUNT, f"{where}: at most {COUNT} words; got {len(one.words)}")
    for word, _, shares in one.words:
        require(np.shape(shares) == (time,), f"{where}: shares of {word!r} must be [{time}]; got {np.shape(shares)}")
    first = len(arrays)
    arrays += [quantise(np.sqrt(np.asarray(shares, dtype=np.float64)), 0.0, 1.0) for _, _, shares in one.words]
    return {
        "cell": one.cell,
        "title": one.title,
        "array": first,
        "words": [word for word, _, _ in one.words],
        "names": [label(word) for word, _, _ in one.words],
        "chances": [round(float(chance), 4) for _, chance, _ in one.words],
    }


_COMPLETE = component(__file__, height=308)
