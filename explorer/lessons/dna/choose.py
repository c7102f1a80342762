"""What this page lets people choose, ask, and train."""

from __future__ import annotations

import numpy as np

from explorer.answers import Answer
from explorer.app.asked import Asking, Example
from explorer.app.controls import Form
from explorer.app.language import _
from explorer.app.numbers import share
from explorer.lessons.dna.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.records import Floats
from explorer.shelf import bundle
from explorer.text.bases import CODON, letters
from explorer.text.strands import read

FORM = Form(
    "dna",
    cells=CELLS,
    default=bundle.APPLICATIONS["dna"],
    tasks=("dna", "labelled-strands"),
    groups={"network": ("hidden_size", "layers", "time_steps", "match_parameters")},
    folded=True,
    parameters=PARAMETERS,
)

BEFORE, AFTER = "tttagcaatttaggcacttagcaaac", "atttaagcatatttaactaattata"
"""Letters that mean nothing."""
GENE = "ATGGCCAAGTTCGAGCTGACCAAGCTGGAGGACGCCATCAAGGCCGTGCTGGACAAGTACCGCAAGGAGTTCGGCGAGGAGATCCTGAAGGCCCTGTAA"
"""A start, codons as the fruit fly likes them, a stop."""
INTRON = "gtaagtatttattaaaatttctaacattttaattttctttttcag"
"""Letters that are cut out before the rest is read: they begin with gt and end with ag."""

MADE_UP = BEFORE + GENE + AFTER
CUT = BEFORE + GENE[:60] + INTRON + GENE[60:] + AFTER
OTHER_STRAND = letters(read(MADE_UP)[0].turned().bases)
LECTURES = "AGCCCCCTGTGAGGAACTAG"


def verdict(answer: Answer) -> str:
    """How much of the strand codes."""
    codes = np.array(answer.output) > 0.5
    return _("{share} of {count} bases code").format(share=share(float(codes.mean())), count=len(codes))


def by_codon(probabilities: Floats) -> Floats:
    """Three bases at a time, as they are read."""
    return np.asarray(probabilities.mean(axis=-1))


def marked(asked: str) -> str:
    """What codes, where capitals among small letters or a file say so: 0 or 1 for each three bases."""
    coding = read(asked)[0].coding
    if coding is None:
        return ""
    steps = [coding[start : start + CODON].mean() for start in range(0, len(coding), CODON)]
    return "".join("1" if share >= 0.5 else "0" for share in steps)


ASKING = Asking(
    task="dna",
    label=N_("A strand, in letters A, C, G, T. Capitals among small letters tell what codes"),
    examples=(
        Example(MADE_UP, name=N_("A gene that we made up")),
        Example(CUT, name=N_("The same, with an intron")),
        Example(OTHER_STRAND, "0" * 50, N_("The same from the other strand, where nothing codes")),
        Example(LECTURES, name=N_("The lecture’s strand")),
    ),
    told=marked,
    verdict=verdict,
    kind="every",
    shape=N_("Many-to-many, in both directions"),
    both=True,
    glue="",
    high=100,
    shares=by_codon,
)
