"""What this page lets people choose, ask, and train."""

from __future__ import annotations

import numpy as np

from explorer.answers import Answer
from explorer.app.asked import Asking
from explorer.app.controls import Form
from explorer.app.language import _
from explorer.app.numbers import share
from explorer.lessons.dna.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.records import Floats
from explorer.shelf import bundle

FORM = Form(
    "dna",
    cells=CELLS,
    default=bundle.APPLICATIONS["dna"],
    tasks=("dna",),
    groups={"network": ("hidden_size", "layers", "time_steps", "match_parameters")},
    folded=True,
    parameters=PARAMETERS,
)

MADE_UP = (
    "TTTAGCAATTTAGGCACTTAGCAAACATGGCCAAGTTCGAGCTGACCAAGCTGGAGGACGCCATCAAGGCCGTGCTGGACAAGTACCGCAAGGAGTTCGGCGAGGAG"
    "ATCCTGAAGGCCCTGTAAATTTAAGCATATTTAACTAATTATA"
)
"""A start, forty codons as the fruit fly likes them, a stop, and around it letters that mean nothing."""


def verdict(answer: Answer) -> str:
    """How much of the strand codes."""
    codes = np.array(answer.output) > 0.5
    return _("{share} of {count} bases code").format(share=share(float(codes.mean())), count=len(codes))


def by_codon(probabilities: Floats) -> Floats:
    """Three bases at a time, as they are read."""
    return np.asarray(probabilities.mean(axis=-1))


ASKING = Asking(
    task="dna",
    label=N_("A strand, in letters A, C, G, T; the lecture's, or your own"),
    examples=(MADE_UP, "AGCCCCCTGTGAGGAACTAG"),
    verdict=verdict,
    glue="",
    high=100,
    shares=by_codon,
)
