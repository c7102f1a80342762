"""A text as a sequence: what is read at each step, and what should come out there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.lessons.backpropagation.names import Names
from explorer.lessons.backpropagation.record import LONGEST
from explorer.problem import N_, Problem
from explorer.text import UNKNOWN_ID, Vocabulary

Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SequenceReading:
    """x<t> and y<t> as ids [time], and as people write them; `unknown` are the steps at which ⟨UNK⟩ is read."""

    inputs: Ids
    targets: Ids
    read: tuple[str, ...]
    wanted: tuple[str, ...]

    @property
    def unknown(self) -> list[int]:
        """Steps whose symbol the network does not know, from 0."""
        return [int(t) for t in np.flatnonzero(self.inputs == UNKNOWN_ID)]


def words(text: str, names: Names, steps: int = LONGEST) -> SequenceReading:
    """The first `steps` words; y is 1 for part of a name, which a capital letter marks.

    Raises `Problem` for a text without a word, and for one of more than 16.
    """
    found = names.read(text)
    _check(len(found), N_("A sentence may have 1 to {limit} words and signs here; this one has {got}."))
    found = found[:steps]
    labels = [name for _, name in found]
    return SequenceReading(
        inputs=names.encode([word for word, _ in found]),
        targets=np.array(labels, np.int64),
        read=tuple(word for word, _ in found),
        wanted=tuple(str(int(name)) for name in labels),
    )


def letters(text: str, vocabulary: Vocabulary, steps: int = LONGEST) -> SequenceReading:
    """The first `steps` characters; y is the character that follows, behind the last one a space.

    Raises `Problem` for an empty text, and for one of more than 16 characters.
    """
    _check(len(text), N_("A text may have 1 to {limit} characters here; this one has {got}."))
    following = (text + " ")[1 : min(steps, len(text)) + 1]
    text = text[:steps]
    return SequenceReading(vocabulary.encode(text), vocabulary.encode(following), tuple(text), tuple(following))


def _check(length: int, template: str) -> None:
    if not 1 <= length <= LONGEST:
        raise Problem(template, limit=LONGEST, got=length)
