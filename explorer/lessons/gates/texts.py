"""What a person writes, as a network reads it: letters or words, and which of them it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.records import Array
from explorer.tasks import Task
from explorer.tasks.agreement import Agreement
from explorer.tasks.characters import Characters
from explorer.text import UNKNOWN_ID
from explorer.text.passages import passage
from explorer.text.passages import passages as places

MAX_TEXT = 400
"""Characters of one text: as many columns of a heat map as the eye still tells apart."""
TASKS = ("characters", "agreement")
"""The tasks whose networks read text."""
VOWELS = "aeiouyAEIOUYаеєиіїоуюяАЕЄИІЇОУЮЯ"
SENTENCES = 12
WINDOW = 256  # characters after which reading a held-out text starts afresh

_WORD = re.compile(r"[\w'’ʼ-]+|[^\w\s]")


@dataclass(frozen=True, eq=False)
class Text:
    """A text in the steps in which a network reads it.

    `symbols` are the letters or words as they were written, `inputs` what the network gets (ids [time, 1], or vectors
    [time, 1, input]), `known` [time] whether it knows them.
    """

    symbols: tuple[str, ...]
    inputs: Array
    known: NDArray[np.bool_]


def parse(task: Task, written: str) -> Text:
    """The text as networks of this task read it: 1 to 400 characters. Raises `Problem` for any other."""
    if not 1 <= len(written) <= MAX_TEXT:
        raise Problem(
            N_("A text may have 1 to {limit} characters here; this one has {got}."), limit=MAX_TEXT, got=len(written)
        )
    return _parse(task, written)


@singledispatch
def _parse(task: Task, written: str) -> Text:
    raise Problem(N_("These networks read no text but {task}."), task=task.title)


@_parse.register
def _(task: Characters, written: str) -> Text:
    ids = task.vocabulary.encode(written)
    return Text(tuple(written), ids[:, None], ids != UNKNOWN_ID)


@_parse.register
def _(task: Agreement, written: str) -> Text:
    """Words and punctuation marks. One outside the vocabulary is read as nothing at all: a vector of zeros."""
    words = tuple(_WORD.findall(written))
    if not words:
        raise Problem(N_("There is no word in this text."))
    ids = {symbol: i for i, symbol in enumerate(task.symbols)}
    found = [ids.get(word, ids.get(word.lower(), ids.get(word.capitalize(), -1))) for word in words]
    known = np.array(found) >= 0
    vectors = np.zeros((len(words), 1, task.input_size), np.float32)
    vectors[np.flatnonzero(known), 0, np.array(found)[known]] = 1
    return Text(words, vectors, known)


@singledispatch
def passages(task: Task) -> list[str]:
    """Held-out texts to look at, the first of them first."""
    raise Problem(N_("These networks read no text but {task}."), task=task.title)


@passages.register
def _(task: Characters) -> list[str]:
    return [passage(task.held_out, place)[0] for place in places(task.held_out)]


@passages.register
def _(task: Agreement) -> list[str]:
    """Sentences, each about one animal and then about several; the lecture's first."""
    inputs = task.validation().inputs
    pairs = inputs.shape[1] // 2
    chosen = [column for pair in range(min(SENTENCES, pairs)) for column in (pair, pairs + pair)]
    return task.probe_sentences() + [" ".join(task.symbols[i] for i in inputs[:, column]) for column in chosen]


@singledispatch
def held_out(task: Task) -> Array:
    """All held-out text side by side, ids [time, window]."""
    raise Problem(N_("These networks read no text but {task}."), task=task.title)


@held_out.register
def _(task: Characters) -> Array:
    ids = task.vocabulary.encode(task.held_out)
    window = min(WINDOW, len(ids))
    return ids[: len(ids) // window * window].reshape(-1, window).T


@held_out.register
def _(task: Agreement) -> Array:
    return task.validation().inputs


@singledispatch
def features(task: Task, ids: Array) -> dict[str, NDArray[np.bool_]]:
    """What a person can see at each place of a text, by name; ids and answers [time, window]."""
    raise Problem(N_("These networks read no text but {task}."), task=task.title)


@features.register
def _(task: Characters, ids: Array) -> dict[str, NDArray[np.bool_]]:
    def among(wanted: str) -> NDArray[np.bool_]:
        return np.isin(ids, [i for i, symbol in enumerate(task.symbols) if symbol in wanted])

    opened, closed = among("“«").cumsum(axis=0), among("”»").cumsum(axis=0)
    straight = among('"').cumsum(axis=0) % 2 == 1
    return {
        "space": among(" \n\t"),
        "vowel": among(VOWELS),
        "capital": np.isin(ids, [i for i, symbol in enumerate(task.symbols) if symbol.isupper()]),
        "quote": (opened > closed) | straight,
    }


@features.register
def _(task: Agreement, ids: Array) -> dict[str, NDArray[np.bool_]]:
    commas = (ids == task.symbols.index(",")).cumsum(axis=0)
    later = np.arange(len(ids))[:, None]
    plural = np.broadcast_to(np.arange(ids.shape[1]) >= ids.shape[1] // 2, ids.shape)
    return {
        "plural": plural & (later >= task.noun_at),
        "clause": (commas > 0) & (commas < commas[-1]),  # between two commas, however many there are
        "due": np.broadcast_to(later == task.verb_at, ids.shape),
    }
