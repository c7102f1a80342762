"""Strands of DNA that people bring: FASTA, GenBank, or letters alone; every file may be hostile.

What codes is told by capitals among small letters (FASTA, letters), or by features of the kind CDS (GenBank). Reading
takes time in proportion to the file, and Biopython is imported only where there is one to read.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem, Verbatim
from explorer.text.bases import CODON, UNKNOWN, marked, numbers
from explorer.text.corpora import plain_newlines

MAX_BASES = 5_000_000
"""Of all strands of a file."""
MAX_STRANDS = 10_000
SHORTEST = 6
"""Bases: one hexamer, two codons."""
WINDOW, MARGIN = 9_000, 300
"""Bases that are read at a time where a strand is longer, and how many of them, to either side, are read twice."""

_NAME = 60  # characters of a strand's name that are kept
_LISTED = 6
_AMBIGUOUS = "RYKMSWBDHVN"  # IUPAC: one of several bases; which of them, a network need not know
_ALLOWED = np.zeros(128, bool)
_ALLOWED[[ord(letter) for letter in "ACGTU" + _AMBIGUOUS + "acgtu" + _AMBIGUOUS.lower()]] = True

# What Biopython raises where a file is none; its own errors are ValueErrors.
_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError)
_one_at_a_time = threading.Lock()

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Strand:
    """One strand: `bases` [bases] of `text.bases`, and whether each codes, `coding` [bases]; None where nobody says so.

    `against` [bases], of GenBank: whether the other strand, read the other way, codes there; `turned` is that strand.
    """

    name: str
    bases: NDArray[np.int8]
    coding: Booleans | None = None
    against: Booleans | None = None

    def __len__(self) -> int:
        return len(self.bases)

    def turned(self) -> Strand:
        """The other strand of the two, in its own direction: A for T, C for G, from the end to the beginning."""
        complement = np.where(self.bases < UNKNOWN, 3 - self.bases, UNKNOWN).astype(np.int8)
        coding, against = (None if told is None else told[::-1] for told in (self.against, self.coding))
        return Strand(self.name, complement[::-1], coding, against)


REVERSE = "⟨reverse⟩"
"""How the name of a strand ends in `written` that is the other of the two of the strand before it."""


def written(found: Sequence[Strand]) -> str:
    """Strands as FASTA, coding bases in capitals; after a strand of which `against` is told, the other one."""
    return "".join(
        f">{name}\n{marked(one.bases, np.zeros(len(one), bool) if one.coding is None else one.coding)}\n"
        for strand in found
        for name, one in _both(strand)
    )


def _both(strand: Strand) -> Iterator[tuple[str, Strand]]:
    name = strand.name[: _NAME - len(REVERSE) - 1]
    yield name, strand
    if strand.against is not None:
        yield f"{name} {REVERSE}", strand.turned()


def read(text: str) -> list[Strand]:
    """The strands of a file, or of what was typed. Raises `Problem` for anything else, and says what and where.

    >>> [(strand.name, int(strand.coding.sum())) for strand in read(">one\\nacATGGCCTAAgt\\n>two\\nACGTAC")]
    [('one', 9), ('two', 6)]
    """
    text = plain_newlines(text).removeprefix("\ufeff").strip()
    if not text:
        raise Problem(N_("There is no strand in it: it is empty. Bring FASTA, GenBank, or letters A, C, G, T."))
    if text.startswith("LOCUS"):
        found = _genbank(text)
    elif text.startswith(">"):
        found = _by_case(_fasta(text))
    else:
        found = _by_case([("", "".join(text.split()))])
    if not found:
        raise Problem(N_("No strand could be found in this file. Bring FASTA, GenBank, or letters A, C, G, T."))
    return found


def windows(bases: int, size: int = WINDOW, margin: int = MARGIN) -> list[tuple[slice, slice]]:
    """Which bases are read at a time, and which of them are kept: [(read, kept)], one where all fit into one window.

    Each window has `margin` bases more to either side than what is kept of it, so that nothing is judged without what
    surrounds it. All sizes in whole codons, so that every window begins with the same frame.

    >>> windows(20, size=12, margin=3)
    [(slice(0, 12, None), slice(0, 9, None)), (slice(6, 18, None), slice(9, 15, None)), \
(slice(12, 20, None), slice(15, 20, None))]
    """
    if bases <= size:
        return [(slice(0, bases), slice(0, bases))]
    size, margin = size - size % CODON, margin - margin % CODON
    step, found, kept = size - 2 * margin, [], 0
    for start in range(0, bases - 2 * margin, step):
        last = start + size >= bases
        until = bases if last else start + size - margin
        found.append((slice(start, min(start + size, bases)), slice(kept, until)))
        kept = until
        if last:
            break
    return found


# -- FASTA, and letters alone ------------------------------------------------------------------------------------------


def _fasta(text: str) -> Iterator[tuple[str, str]]:
    from Bio.SeqIO.FastaIO import SimpleFastaParser  # takes a tenth of a second, and few need it

    parse: Any = SimpleFastaParser  # which has no types
    for title, letters in parse(io.StringIO(text)):
        yield title, "".join(letters.split())


def _by_case(named: Any) -> list[Strand]:
    """Strands whose coding bases are capitals, unless there are no small letters in the whole file, or no capitals."""
    found, told, total = [], [], 0
    for title, letters in named:
        strand, capitals = _strand(title, letters, total)
        total += len(strand)
        found.append(strand)
        told.append(capitals)
        _refuse_too_many(len(found))
    mixed = any(capitals.any() for capitals in told) and not all(capitals.all() for capitals in told)
    if not mixed:
        return found
    return [Strand(one.name, one.bases, capitals) for one, capitals in zip(found, told, strict=True)]


def _strand(title: str, letters: str, before: int) -> tuple[Strand, Booleans]:
    """A strand and which of its letters are capitals. Raises `Problem` for what is none."""
    name = " ".join(title.split())[:_NAME]
    if len(letters) + before > MAX_BASES:
        raise Problem(
            N_("A file may hold at most {limit:,} bases; this one has more. Cut it, or bring a part of it."),
            limit=MAX_BASES,
        )
    codes = np.frombuffer(letters.encode("ascii", "replace"), np.uint8)
    wrong = np.flatnonzero(~_ALLOWED[codes & 127])
    if len(wrong):
        raise _no_bases(name, letters, wrong)
    if len(letters) < SHORTEST:
        raise Problem(
            N_("The strand “{name}” is too short to tell anything: bases {got}, at least {least} are needed."),
            name=Verbatim(name or letters),
            got=len(letters),
            least=SHORTEST,
        )
    return Strand(name, numbers(letters)), codes < ord("a")


def _no_bases(name: str, letters: str, wrong: NDArray[np.int64]) -> Problem:
    kinds = list(dict.fromkeys(letters[place] for place in wrong[:1000]))
    listed = " ".join(f"“{letter}”" for letter in kinds[:_LISTED]) + (" …" if len(kinds) > _LISTED else "")
    said = {"letters": Verbatim(listed), "count": len(wrong), "place": int(wrong[0]) + 1}
    if not name:
        return Problem(
            N_(
                "Letters of this strand are no bases ({count:,}): {letters}, the first at place {place:,}. Bases are "
                "A, C, G, T (or U), and N where one is not known. Proteins are written in other letters."
            ),
            **said,
        )
    return Problem(
        N_(
            "Letters of the strand “{name}” are no bases ({count:,}): {letters}, the first at place {place:,}. Bases "
            "are A, C, G, T (or U), and N where one is not known. Proteins are written in other letters."
        ),
        name=Verbatim(name),
        **said,
    )


def _refuse_too_many(count: int) -> None:
    if count > MAX_STRANDS:
        raise Problem(
            N_("A file may hold at most {limit:,} strands; this one has more. Bring a part of it."), limit=MAX_STRANDS
        )


# -- GenBank -----------------------------------------------------------------------------------------------------------


def _genbank(text: str) -> list[Strand]:
    from Bio import SeqIO

    parse: Any = SeqIO.parse  # which has no types
    found: list[Strand] = []
    total = 0
    # What Biopython warns of is a small matter; filters of warnings are those of the whole process.
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for record in parse(io.StringIO(text), "genbank"):
                found.append(_of_record(record, total))
                total += len(found[-1])
                _refuse_too_many(len(found))
        except Problem:
            raise
        except _DAMAGE as error:
            raise Problem(
                N_("This GenBank file is damaged in record {record:,}: {reason}"),
                record=len(found) + 1,
                reason=Verbatim(" ".join(str(error).split())[:200]),
            ) from None
    return found


def _of_record(record: Any, before: int) -> Strand:
    name = str(record.id)
    try:
        letters = str(record.seq)
    except ValueError:  # Biopython's UndefinedSequenceError
        raise Problem(
            N_("The record “{name}” tells where genes are, but not the strand itself. Save it with its sequence."),
            name=Verbatim(name[:_NAME]),
        ) from None
    strand, _ = _strand(name, letters, before)
    said = {1: np.zeros(len(strand), bool), -1: np.zeros(len(strand), bool)}
    coded = [feature.location for feature in record.features if feature.type == "CDS" and feature.location is not None]
    for location in coded:
        for part in location.parts:  # of a join: its exons
            if part.ref is None:  # else it lies on another record
                start, end = (min(max(0, int(place)), len(strand)) for place in (part.start, part.end))
                said[-1 if part.strand == -1 else 1][start:end] = True
    return Strand(strand.name, strand.bases, said[1], said[-1]) if coded else strand
