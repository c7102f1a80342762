"""What every tokeniser offers: ids for a text, a text for ids, and where in the text each token stands.

Lecture: “Токенізація”: Cats average 15 hours of sleep a day. ⟨EOS⟩
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.integer[Any]]

PART = 1 << 17
"""Characters of a long text that are worked on at a time: what a text needs beside itself stays a few bytes each."""

UNKNOWN = "⟨UNK⟩"
UNKNOWN_ID = 0
END = "⟨EOS⟩"


@dataclass(frozen=True, eq=False)
class Tokens:
    """A text cut into tokens: `ids` [tokens], and token t stands for `text[starts[t]:ends[t]]`; whole numbers.

    `tokens[a:b]` are some of them, as a text of their own.

    The pieces follow each other without a gap, so together they are the text again, whatever the ids could not say:
    white space, capitals, unknown words. A piece may be empty: that of ⟨EOS⟩, or of a byte inside a character.
    """

    text: str
    ids: Ids
    ends: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> Tokens:
        ends, first = self.ends[part], part.indices(len(self))[0]
        begin = int(self.ends[first - 1]) if first else 0
        return Tokens(self.text[begin : int(ends[-1])] if len(ends) else "", self.ids[part], ends - begin)

    @property
    def starts(self) -> Ids:
        """Where the piece of each token begins: where the one before it ends."""
        return np.concatenate([np.zeros(1, self.ends.dtype), self.ends[:-1]])[: len(self.ends)]

    @property
    def pieces(self) -> list[str]:
        """The part of the text that each token stands for."""
        return [self.text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]


class Tokeniser(Protocol):
    """Cuts texts into the symbols that a network reads and writes.

    `symbols` is what each id means, as a person reads it. `unknown` is the id that stands for whatever has none of its
    own, None where nothing is unknown; `end` the id of ⟨EOS⟩, None where sentences are not closed.
    """

    @property
    def symbols(self) -> tuple[str, ...]: ...

    @property
    def unknown(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...

    def __len__(self) -> int: ...

    def tokenise(self, text: str) -> Tokens: ...

    def encode(self, text: str) -> Ids: ...

    def decode(self, ids: Iterable[int] | NDArray[Any]) -> str: ...


def parts(text: str) -> Iterator[str]:
    """A long text in parts, so that a server can do something else between them; “\\r\\n” is not cut in two."""
    start = 0
    while start < len(text):
        end = start + PART
        if text[end - 1 : end + 1] == "\r\n":
            end += 1
        yield text[start:end]
        start = end


def checked(ids: Iterable[int] | NDArray[Any], size: int) -> list[int]:
    """The ids as a list. Raises IndexError outside 0 … size − 1."""
    listed = [int(i) for i in ids]
    if listed and not 0 <= min(listed) <= max(listed) < size:
        raise IndexError(f"ids must be 0 to {size - 1}; got {min(listed) if min(listed) < 0 else max(listed)}")
    return listed
