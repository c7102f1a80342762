"""Which letters a prediction still depends on: measured for one text, read out in words, averaged over a corpus.

`explorer.memory.measure` asks the networks and needs torch; everything else here takes what was measured.

Source: A. Madsen, “Visualizing memorization in RNNs”, Distill, 2019, doi:10.23915/distill.00016.
"""

from __future__ import annotations

from explorer.memory.record import COMES, GUESS, MAX_TEXT, Dependence, Habits, Kept, Reading, Span
from explorer.memory.shares import read_out, row_shares
from explorer.text.passages import words_of

__all__ = [
    "COMES",
    "GUESS",
    "MAX_TEXT",
    "Dependence",
    "Habits",
    "Kept",
    "Reading",
    "Span",
    "read_out",
    "row_shares",
    "words_of",
]
