"""What the cells are called and how they are coloured, everywhere: one row a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.problem import N_


@dataclass(frozen=True)
class Look:
    """A cell on the screen: its title, and its colour in the light and in the dark theme, as #RRGGBB.

    `ink` is the same hue for small text: on white the colours of lines stay below a contrast of 4.5 : 1.
    """

    title: str
    light: str
    dark: str
    ink: str


LOOKS: Mapping[str, Look] = {
    "rnn": Look("RNN", "#D55E00", "#F2833A", "#B04E00"),
    "gru": Look("GRU", "#009E73", "#2CC295", "#007A5A"),
    "lstm": Look("LSTM", "#0072B2", "#4AA8E8", "#0070AF"),
    "nested-lstm": Look(N_("nested LSTM"), "#A8418F", "#E08CCF", "#97387F"),
}

CELLS = ("rnn", "gru", "lstm")
"""Those that every lesson compares."""

TITLES: Mapping[str, str] = {cell: LOOKS[cell].title for cell in CELLS}
