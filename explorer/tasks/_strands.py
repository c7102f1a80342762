"""Strands of DNA with stretches that code, drawn by chance, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.text.bases import CODON, START, STOPS, codon

# Codons among a thousand, in the order AAA, AAC, … TTT, of 364 genes of the fruit fly (chromosome 2R of Drosophila
# melanogaster, the training set of the gene finder Augustus; M. Stanke and S. Waack 2003).
_COUNTED = np.array([
    16, 27, 43, 17, 9, 22, 13, 9, 5, 19, 7, 10, 10, 25, 25, 17, 12, 17, 33, 9, 11, 17, 14, 7, 8, 20, 10, 8, 9, 16, 43,
    10, 20, 28, 45, 25, 11, 34, 13, 14, 15, 25, 5, 10, 7, 15, 30, 11, 0, 23, 0, 11, 6, 19, 14, 6, 0, 15, 12, 5, 4, 27,
    17, 16,
], np.float64)  # fmt: skip
_SHARPER = 3.5
"""Power of the counts: genes that are read often are more choosy, and a stretch of a dozen codons has to say enough."""

_BASES = np.array([[c // 16, c // 4 % 4, c % 4] for c in range(64)])
_NO_START_NO_STOP = ~np.isin(np.arange(64), (START, *STOPS))


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(weights * _NO_START_NO_STOP / weights[_NO_START_NO_STOP].sum())


USAGE = _shares(_COUNTED**_SHARPER)
"""Share of each codon inside a stretch that codes, [64]. ATG only begins one: so its true beginning is beyond doubt."""
COMPOSITION = np.bincount(_BASES.ravel(), np.repeat(USAGE / CODON, CODON), minlength=4)
"""Share of A, C, G, T there, and everywhere: single bases tell nothing."""
EVEN = _shares(COMPOSITION[_BASES].prod(axis=1))
"""Share of each codon where nothing is chosen but that it is no stop."""

# What a stretch is: a gene; the same without its ATG, without its stop, or with one base too many after its ATG; an
# open reading frame whose codons nobody chose.
KINDS = ("gene", "no start", "no stop", "shifted", "even")
_CHANCES = (0.5, 0.14, 0.14, 0.11, 0.11)
ROOM = 72
"""Bases in which one stretch lies."""
SHORTEST, LONGEST = 12, 22
"""Codons of a stretch, its start and its stop among them; fewer where there is no room."""
_START_BASES, _STOP_BASES = _BASES[START], _BASES[list(STOPS)]
# In place of a start or a stop that must not be: the same letters in another order.
_INSTEAD = np.arange(64)
for _wrong, _right in (("ATG", "GTA"), ("TAA", "AAT"), ("TAG", "GAT"), ("TGA", "GAT")):
    _INSTEAD[codon(_wrong)] = codon(_right)

Strands = tuple[NDArray[np.int8], NDArray[np.bool_]]


def draw(rng: np.random.Generator, count: int, bases: int) -> Strands:
    """(bases, whether each codes), both [bases, count], of strands with one stretch or several of whatever kind."""
    slots = max(1, bases // ROOM)
    edges = np.linspace(0, bases, slots + 1).astype(int)
    drawn = [_slot(rng, count, int(end - start)) for start, end in pairwise(edges)]
    strands, coding = (np.concatenate(parts, axis=1) for parts in zip(*drawn, strict=True))
    return np.ascontiguousarray(strands.T, np.int8), np.ascontiguousarray(coding.T)


def _slot(rng: np.random.Generator, count: int, size: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """`size` bases with one stretch among them, [count, size], and whether each codes."""
    kind = rng.choice(len(KINDS), count, p=_CHANCES)
    is_ = {name: (kind == number)[:, None] for number, name in enumerate(KINDS)}
    longest = max(2, min(LONGEST, (size - 1) // CODON))
    length = rng.integers(min(SHORTEST, longest), longest + 1, count)
    begin = (rng.random(count) * (size - 1 - CODON * length + 1)).astype(int)  # one base is left for the shift
    places = np.arange(size)
    background = rng.choice(4, (count, size), p=COMPOSITION)

    # Codons of the stretch, from its start to its stop.
    chosen = rng.choice(64, (count, longest), p=USAGE)
    chosen = np.where(is_["even"], rng.choice(64, (count, longest), p=EVEN), chosen)
    last = (np.arange(longest) == length[:, None] - 1) & ~is_["no stop"]
    chosen = np.where(last, rng.choice(STOPS, count)[:, None], chosen)
    first = (np.arange(longest) == 0) & ~is_["no start"]
    chosen = np.where(first, START, chosen)

    # Where each base of it lies. One base too many after the ATG puts that into another frame.
    place = places - begin[:, None]
    late = is_["shifted"] & (place >= CODON)
    place = place - late
    inside = (place >= 0) & (place < CODON * length[:, None])
    extra = is_["shifted"] & late & (place == CODON - 1)
    at = np.clip(place, 0, CODON * longest - 1)
    stretch = _BASES[np.take_along_axis(chosen, at // CODON, axis=1), at % CODON]
    found = np.where(inside & ~extra, stretch, background)
    frame = (begin[:, None] + is_["shifted"][:, 0, None]) % CODON
    found = _without(found, frame, ~inside & (place < 0), (START,))
    found = _without(found, frame, ~inside & (place > 0) & is_["no stop"], STOPS)
    return found, inside & is_["gene"]


def _without(
    bases: NDArray[Any], frame: NDArray[Any], where: NDArray[np.bool_], unwanted: tuple[int, ...]
) -> NDArray[Any]:
    """The same without these codons in the frame [count, 1], as far as all three of their bases are `where`."""
    size = bases.shape[1]
    wrong = 16 * bases[:, :-2] + 4 * bases[:, 1:-1] + bases[:, 2:]
    wanted = np.isin(wrong, unwanted) & where[:, :-2] & where[:, 2:]
    wanted &= np.arange(size - 2) % CODON == frame
    rows, columns = np.nonzero(wanted)
    changed = bases.copy()
    for offset in range(CODON):
        changed[rows, columns + offset] = _BASES[_INSTEAD[wrong[rows, columns]], offset]
    return changed
