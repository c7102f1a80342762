"""Where does a strand of DNA code for a protein? The probability for every base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from explorer.answers._base import Application, applications
from explorer.problem import N_, Problem
from explorer.records import Array, Floats, Read
from explorer.text.bases import as_inputs, by_codon
from explorer.text.strands import read

LONGEST = 100_000
"""Bases that are read at once."""


@applications.register("dna")
class Dna(Application):
    """A strand, three bases a step; the networks learnt genes of a fruit fly, and read from both ends."""

    labels: ClassVar[tuple[str, ...]] = (N_("does not code"), N_("codes"))

    def read(self, question: Any) -> Read:
        """Letters A, C, G, T, or a file of FASTA or GenBank: its first strand. `Problem` for anything else."""
        if not isinstance(question, str):
            raise Problem(N_("A strand is written in the letters A, C, G, T; got {got}."), got=type(question).__name__)
        strand = read(question)[0]
        if len(strand) > LONGEST:
            raise Problem(
                N_("At most {limit:,} bases are read at once; this strand has {got:,}. Give it in windows."),
                limit=LONGEST,
                got=len(strand),
            )
        return Read(as_inputs(strand.bases[:, None]), by_codon(strand.bases))

    def probabilities(self, logits: Array) -> Floats:
        """P(codes) of the three bases of each step, [time, 3]."""
        return np.asarray(1 / (1 + np.exp(-np.asarray(logits, np.float64))))

    def output(self, probabilities: Floats, tokens: Sequence[str]) -> list[float]:
        """P(codes) of every base, in the order of the strand."""
        return [float(p) for p in probabilities.ravel()[: sum(map(len, tokens))]]
