"""Ask networks what their predictions depend on: along one text, and on the average over a held-out one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from explorer.gradients import connectivity
from explorer.lessons.memorization.record import (
    COMES,
    GUESS,
    MAX_TEXT,
    SHOWN,
    Dependence,
    Ids,
    MemoryHabits,
    MemoryReading,
    Span,
)
from explorer.lessons.memorization.shares import before_word, row_shares
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.records import Floats
from explorer.sampling import probabilities
from explorer.tasks import ReadsCharacters
from explorer.text.passages import words_of

WINDOWS = 64
WINDOW = 128  # characters
SEEN = 10  # letters of a word


def memorization(
    networks: Mapping[str, Network], text: str, task: ReadsCharacters, ask: str = GUESS, following: str = ""
) -> MemoryReading:
    """What each network's prediction after each symbol of `text` depends on.

    `text` has 1 to 400 characters; those outside the vocabulary are read as ⟨UNK⟩. `ask` says which logit the
    derivative is taken of: `GUESS`, each network's most probable one; `COMES`, that of the right answer (where there is
    none, the most probable); or one of the task's symbols, everywhere. `following` is the symbol after the last one.
    Raises `Problem` for what makes no sense.
    """
    if not 1 <= len(text) <= MAX_TEXT:
        raise Problem(
            N_("A text may have 1 to {limit} characters here; this one has {got}."), limit=MAX_TEXT, got=len(text)
        )
    if ask not in (GUESS, COMES) and ask not in task.symbols:
        raise Problem(N_("These networks have no symbol “{symbol}”."), symbol=ask)
    ids = task.vocabulary.encode(text)
    wanted = {GUESS: np.full(len(ids), -1), COMES: task.due(text, following)}
    asked = wanted[ask] if ask in wanted else np.full(len(ids), task.symbols.index(ask))
    found = {name: _dependence(network, ids, asked) for name, network in networks.items()}
    return MemoryReading(tuple(text), ids, task.symbols, ask, following, found)


def _dependence(network: Network, ids: Ids, wanted: Ids) -> Dependence:
    with torch.no_grad():
        logits = network(ids[:, None])[:, 0].cpu().double().numpy()
    chances = probabilities(logits)
    best = np.argsort(-logits, axis=1, kind="stable")[:, :SHOWN]
    asked = np.where(wanted >= 0, wanted, best[:, 0])
    return Dependence(
        connectivity=connectivity(network, ids[:, None], targets=asked[:, None]).astype(np.float32),
        asked=asked,
        asked_chance=np.take_along_axis(chances, asked[:, None], axis=1)[:, 0],
        best=best,
        chances=np.take_along_axis(chances, best, axis=1),
    )


def habits(
    network: Network, text: str, task: ReadsCharacters, windows: int = WINDOWS, window: int = WINDOW, seen: int = SEEN
) -> MemoryHabits:
    """What the network's first guess uses on the average, over `windows` pieces of `text` spread evenly.

    The network starts each piece of `window` characters afresh; only places in its second half that have a right answer
    count, so that every lag up to half a window exists for each of them. A piece is shorter where the text is. Raises
    `Problem` for a text below 4 characters, and for one without a single such place.
    """
    window = min(window, len(text))
    if window < 4:
        raise Problem(N_("A text of {got} characters is too short to average over."), got=len(text))
    lags = window // 2
    spread = np.unique(np.linspace(0, len(text) - window, windows).astype(np.int64))
    by_lag, beyond, read = [], [], []
    for start in spread.tolist():
        piece = text[start : start + window]
        answers = task.due(piece, text[start + window : start + window + 1])
        rows = np.arange(lags - 1, window)
        rows = rows[answers[rows] >= 0]
        shares = row_shares(connectivity(network, task.vocabulary.encode(piece)[:, None]))
        words = words_of(piece)
        by_lag.append(shares[rows[:, None], rows[:, None] - np.arange(lags)])
        beyond.append(before_word(shares, words)[rows])
        read.append(words.seen[rows])
    letters, share = np.concatenate(read), np.concatenate(beyond)
    if not len(share):
        raise Problem(N_("There is no place in this text at which the networks have a right answer to give."))
    groups = [share[letters == count] for count in range(seen + 1)]
    return MemoryHabits(
        by_lag=_span(list(np.concatenate(by_lag).T)),
        by_seen=_span(groups),
        counts=np.array([len(group) for group in groups], np.int64),
        positions=len(share),
        accuracy=_accuracy(network, task),
    )


def _accuracy(network: Network, task: ReadsCharacters) -> Floats | None:
    held_out = task.validation()
    with torch.no_grad():
        return task.accuracies(network(held_out.inputs).cpu().numpy(), held_out)


def _span(groups: list[Floats]) -> Span:
    """Mean and middle half of each group; NaN for an empty one."""
    nothing = np.full(3, np.nan)
    found = [np.array([g.mean(), *np.percentile(g, [25, 75])]) if len(g) else nothing for g in groups]
    mean, low, high = np.array(found, dtype=np.float64).T
    return Span(mean, low, high)
