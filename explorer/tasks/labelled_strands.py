"""Strands that a person brought, with what codes told: which bases code?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.tasks import _strands
from explorer.tasks._base import DIRECTIONS, at_least, held_out_generator, tasks
from explorer.tasks._own import Mask, held_out
from explorer.tasks._texts import TEXT
from explorer.tasks.dna import Dna
from explorer.text import strands
from explorer.text.bases import CODON, UNKNOWN, marked
from explorer.text.strands import REVERSE, Strand

LEAST_WINDOWS = 10
SHORTEST = 4
"""Steps of a window."""
_EXAMPLE, _EXAMPLES = 67, 40  # stream of a held-out generator; strands


@tasks.register("labelled-strands")
class LabelledStrands(Dna):
    """Three bases a step of strands that a person brought: which of them code for a protein?

    `text` is FASTA in which coding bases are capitals, or GenBank with features CDS (`text.strands`); "": strands of
    the built-in kind, as an example. They are cut into windows of `time_steps` codons, fewer where there are few bases.
    One window in ten is held out, of those in which something codes and of others; training shows windows that begin
    anywhere and touch none of them. What a shorter strand lacks is N. Where genes of both strands are told, both are
    learnt, and a window is held out of both.

    Lecture: “Приклади послідовностей”: DNA sequence analysis, AGCCCCCTGTGAGGAACTAG.
    Source: J. Fickett and C.-S. Tung, “Assessment of protein coding measures”, 1992, for the rules beside the networks.

    >>> task = LabelledStrands(">one\\n" + "acgtacATGGCCTAAgt" * 40, time_steps=8)
    >>> task.time_steps, task.validation().inputs.shape
    (8, (8, 1, 12))
    """

    title = N_("Strands of your own")
    settings = (TEXT, DIRECTIONS)
    brought = True

    def __init__(self, text: str = "", directions: int = 2, time_steps: int = 64, batch_size: int = 32) -> None:
        self.directions = DIRECTIONS.check(directions)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.input_size, self.output_size = 4 * CODON, CODON
        found = strands.read(text or example())
        bases = sum(len(one) for one in found)
        longest = min(bases // (LEAST_WINDOWS * CODON), max(len(one) for one in found) // CODON)
        if longest < SHORTEST:
            raise Problem(
                N_("To train on strands takes at least {limit:,} bases; these have {got:,}. Bring more."),
                limit=LEAST_WINDOWS * SHORTEST * CODON,
                got=bases,
            )
        self.time_steps = min(at_least("time_steps", time_steps, SHORTEST), longest)
        self._lay_out(_with_reverse(found))

    def strands(self, rng: np.random.Generator, count: int) -> _strands.Strands:
        """Windows that begin anywhere and touch nothing held out: (bases, whether each codes), [3 · time, count]."""
        return self._windows(self._starts[rng.integers(0, len(self._starts), count)])

    def _lay_out(self, pairs: Sequence[tuple[Strand, Strand | None]]) -> None:
        """All strands in a row, which of their windows are held out, and where those begin that training may show."""
        size = CODON * self.time_steps
        firsts = [_filled(one, size) for one, _ in pairs]
        keys = [one.bases[at : at + size].tobytes() for one in firsts for at in _cuts(len(one), size)]
        kinds = [int(_told(one)[at : at + size].any()) for one in firsts for at in _cuts(len(one), size)]
        apart = held_out(keys, kinds)
        rows: list[Strand] = []
        hidden: list[Mask] = []
        tested: list[NDArray[np.int64]] = []
        begin = cut = 0
        for one, (_, other) in zip(firsts, pairs, strict=True):
            places = np.array(_cuts(len(one), size))
            chosen, cut = places[apart[cut : cut + len(places)]], cut + len(places)
            tested.append(begin + chosen)
            mask = np.zeros(len(one), bool)
            for at in chosen.tolist():
                mask[at : at + size] = True
            both = (
                [(one, mask)] if other is None else [(one, mask), (_filled(other, size), _mirrored(mask, len(other)))]
            )
            for strand, kept_aside in both:
                rows.append(strand)
                hidden.append(kept_aside)
                begin += len(strand)
        self._all = np.concatenate([one.bases for one in rows])
        self._codes = np.concatenate([_told(one) for one in rows])
        self._starts = np.flatnonzero(~np.concatenate([_touched(mask, size) for mask in hidden]))
        if not len(self._starts):
            raise Problem(N_("Nothing of these strands is left to train on when a part is kept aside. Bring more."))
        held = np.concatenate(tested)
        every = np.linspace(0, len(held) - 1, min(self.VALIDATION_SIZE, len(held)))
        self._bases, self._coding = self._windows(held[every.astype(np.int64)])
        self._shown = int(np.abs(self._coding.mean(axis=0) - 0.5).argmin())

    def _windows(self, starts: NDArray[np.int64]) -> _strands.Strands:
        places = np.arange(CODON * self.time_steps)[:, None] + starts
        return self._all[places], self._codes[places]


def _with_reverse(found: Sequence[Strand]) -> list[tuple[Strand, Strand | None]]:
    """Each strand and, where genes of it are told too, the other of the two, however the text says so."""
    pairs: list[tuple[Strand, Strand | None]] = []
    for one in found:
        if one.against is not None:
            pairs.append((one, one.turned()))
        elif pairs and one.name.endswith(REVERSE) and len(pairs[-1][0]) == len(one):
            pairs[-1] = pairs[-1][0], one
        else:
            pairs.append((one, None))
    codes = [_told(strand) for pair in pairs for strand in pair if strand is not None]
    if not any(told.any() for told in codes) or all(told.all() for told in codes):
        raise Problem(
            N_(
                "Nothing tells apart which bases of these strands code. Write those that do in capitals and the others "
                "in small letters, or bring GenBank with features of the kind CDS."
            )
        )
    return pairs


def _told(strand: Strand) -> Mask:
    return np.zeros(len(strand), bool) if strand.coding is None else strand.coding


def _filled(strand: Strand, size: int) -> Strand:
    """The strand with N at its end where it is shorter than a window."""
    missing = max(0, size - len(strand))
    bases = np.concatenate([strand.bases, np.full(missing, UNKNOWN, np.int8)])
    return Strand(strand.name, bases, np.concatenate([_told(strand), np.zeros(missing, bool)]))


def _cuts(bases: int, size: int) -> list[int]:
    """Where windows begin that lie side by side; what is left at the end is in none."""
    return list(range(0, bases - size + 1, size))


def _mirrored(mask: Mask, bases: int) -> Mask:
    """What is held out of a strand of so many bases, on the other of the two, which is filled at its own end."""
    return np.concatenate([mask[:bases][::-1], np.zeros(len(mask) - bases, bool)])


def _touched(hidden: Mask, size: int) -> Mask:
    """Whether a window that begins at each base touches what is hidden, or the end."""
    before = np.concatenate([[0], np.cumsum(hidden)])
    touched = np.ones(len(hidden), bool)
    touched[: len(hidden) - size + 1] = before[size:] > before[: len(before) - size]
    return touched


@lru_cache(maxsize=1)
def example() -> str:
    """Forty strands of the built-in kind, as FASTA with coding bases in capitals."""
    bases, coding = _strands.draw(held_out_generator(_EXAMPLE), _EXAMPLES, 600)
    return "".join(f">example {n + 1}\n{marked(bases[:, n], coding[:, n])}\n" for n in range(_EXAMPLES))
