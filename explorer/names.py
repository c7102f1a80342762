"""What the cells are called, how they are coloured, and what can be chosen of each: one row a cell, without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.problem import N_
from explorer.settings import Setting, by_name

RECURRENT_INIT = Setting(
    "recurrent_init",
    "uniform",
    N_("Recurrent weights start as"),
    N_("How the part of the weights that acts on the previous state is drawn."),
    choices={"uniform": N_("uniform"), "orthogonal": N_("orthogonal"), "identity": N_("identity")},
    group="more",
)
SPECTRAL_RADIUS = Setting(
    "spectral_radius",
    0.0,
    N_("Spectral radius"),
    N_("Rescales the recurrent weights so that their largest eigenvalue has this size; 0 leaves them as drawn."),
    low=0.0,
    high=10.0,
    slider=(0.0, 3.0),
    step=0.05,
    aliases={None: 0.0},
    group="more",
)
EVERY_CELL = (RECURRENT_INIT, SPECTRAL_RADIUS)
"""What can be chosen of any cell."""

ACTIVATION = Setting(
    "activation",
    "tanh",
    N_("RNN activation"),
    N_("The function g₁ of the plain RNN."),
    choices={"tanh": "tanh", "relu": "ReLU", "sigmoid": "σ"},
    group="more",
)
RESET_AFTER = Setting(
    "reset_after",
    False,
    N_("GRU: reset after the product"),
    N_("Off: as in the lecture. On: as in PyTorch."),
    group="more",
)
OUTPUT_ACTIVATION = Setting(
    "output_activation",
    "identity",
    N_("LSTM output"),
    N_("a⟨t⟩ = Γo ∗ c⟨t⟩ as in the lecture, or Γo ∗ tanh(c⟨t⟩) as in PyTorch."),
    choices={"identity": "Γo ∗ c", "tanh": "Γo ∗ tanh(c)"},
    aliases={None: "identity"},
    group="more",
)
FORGET_BIAS = Setting(
    "forget_bias",
    1.0,
    N_("Forget bias"),
    N_("Start value of b_f in the LSTM. Above 0 the gate Γf starts open, and the memory cell keeps what it holds."),
    low=-10.0,
    high=10.0,
    slider=(-2.0, 6.0),
    step=0.5,
    group="network",
)


@dataclass(frozen=True)
class Look:
    """A cell on the screen: its title, and its colour in the light and in the dark theme, as #RRGGBB.

    `ink` is the same hue for small text: on white the colours of lines stay below a contrast of 4.5 : 1. `options` are
    what can be chosen of this cell beside what can be chosen of every one. `compared`: whether *Compare* offers it.
    """

    title: str
    light: str
    dark: str
    ink: str
    options: tuple[Setting, ...] = ()
    compared: bool = True


LOOKS: Mapping[str, Look] = {
    "rnn": Look("RNN", "#D55E00", "#F2833A", "#B04E00", (ACTIVATION,)),
    "gru": Look("GRU", "#009E73", "#2CC295", "#007A5A", (RESET_AFTER,)),
    "lstm": Look("LSTM", "#0072B2", "#4AA8E8", "#0070AF", (OUTPUT_ACTIVATION, FORGET_BIAS)),
    "nested-lstm": Look(N_("nested LSTM"), "#A8418F", "#E08CCF", "#97387F", (FORGET_BIAS,), compared=False),
}

CELLS = ("rnn", "gru", "lstm")
"""Those that every lesson compares, and that come with the app, trained."""

TITLES: Mapping[str, str] = {cell: look.title for cell, look in LOOKS.items() if look.compared}
"""Those that *Compare* offers."""


def options_of(*cells: str) -> dict[str, Setting]:
    """What can be chosen of these cells: their own options, then those of every cell. One without a row has no own."""
    own = (option for cell in cells if cell in LOOKS for option in LOOKS[cell].options)
    return by_name(*own, *EVERY_CELL)
