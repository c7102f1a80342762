"""The letters of DNA as numbers: bases, codons, and what a network reads of them.

A base is 0 to 3 for A, C, G, T, and 4 where it is not known (N); a codon is 16 · first + 4 · second + third base.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bases = NDArray[np.integer[Any]]

LETTERS = "ACGTN"
UNKNOWN = 4
CODON = 3
"""Bases of a codon."""

_ROWS = np.concatenate([np.eye(4, dtype=np.float32), np.full((1, 4), 0.25, np.float32)])
_NUMBERS = np.full(256, UNKNOWN, np.int8)
_NUMBERS[[ord(letter) for letter in "ACGTacgtUu"]] = [0, 1, 2, 3, 0, 1, 2, 3, 3, 3]  # RNA writes U for T
_WRITTEN = np.frombuffer(LETTERS.encode(), np.uint8)


def numbers(letters: str) -> NDArray[np.int8]:
    """Letters, of either case, as bases; whatever is none of A, C, G, T, U becomes N.

    >>> numbers("ACgtn").tolist()
    [0, 1, 2, 3, 4]
    """
    return _NUMBERS[np.frombuffer(letters.encode("ascii", "replace"), np.uint8)]


def letters(bases: Bases) -> str:
    """Bases as capital letters.

    >>> letters(numbers("acgtn"))
    'ACGTN'
    """
    return _WRITTEN[bases].tobytes().decode()


def by_codon(bases: Bases) -> list[str]:
    """Bases as capital letters, three by three.

    >>> by_codon(numbers("acgtn"))
    ['ACG', 'TN']
    """
    written = letters(bases)
    return [written[start : start + CODON] for start in range(0, len(written), CODON)]


def marked(bases: Bases, coding: NDArray[np.bool_]) -> str:
    """A strand with what codes in capitals and the rest in small letters, as gene finders write it.

    >>> marked(numbers("AATGC"), np.array([False, True, True, True, False]))
    'aATGc'
    """
    return np.where(coding, _WRITTEN[bases], _WRITTEN[bases] + 32).astype(np.uint8).tobytes().decode()


def codon(written: str) -> int:
    """The number of a codon without N.

    >>> codon("ATG"), codon("TTT")
    (14, 63)
    """
    first, second, third = numbers(written).tolist()
    return int(16 * first + 4 * second + third)


START = codon("ATG")
STOPS = tuple(codon(written) for written in ("TAA", "TAG", "TGA"))


def codons(bases: Bases) -> NDArray[np.int64]:
    """The codon that begins at each base, [bases − 2, …] of bases [bases, …]; −1 where an N is in it."""
    first, second, third = (np.asarray(bases[i : len(bases) - 2 + i], np.int64) for i in range(CODON))
    known = np.maximum(np.maximum(first, second), third) < UNKNOWN
    return np.where(known, 16 * first + 4 * second + third, -1)


def as_inputs(bases: Bases, a_step: int = CODON) -> NDArray[np.float32]:
    """What a network reads: one-hot, `a_step` bases a step, [bases / a_step, batch, 4 · a_step] of [bases, batch].

    N is ¼ of each. What is missing in the last step is N.
    """
    missing = -len(bases) % a_step
    whole = np.concatenate([bases, np.full((missing, bases.shape[1]), UNKNOWN, bases.dtype)]) if missing else bases
    steps = whole.reshape(-1, a_step, bases.shape[1]).swapaxes(1, 2)
    return _ROWS[steps].reshape(len(steps), bases.shape[1], 4 * a_step)


def by_step(of_bases: NDArray[Any], a_step: int = CODON) -> NDArray[Any]:
    """What is said of each base, [bases, batch], step by step: [bases / a_step, batch, a_step]; 0 where it is missing.

    `by_base` is the way back.
    """
    missing = np.zeros((-len(of_bases) % a_step, of_bases.shape[1]), of_bases.dtype)
    return np.concatenate([of_bases, missing]).reshape(-1, a_step, of_bases.shape[1]).swapaxes(1, 2)


def by_base(of_steps: NDArray[Any]) -> NDArray[Any]:
    """[steps, batch, a_step] → [steps · a_step, batch]."""
    steps, batch, a_step = of_steps.shape
    return of_steps.swapaxes(1, 2).reshape(steps * a_step, batch)
