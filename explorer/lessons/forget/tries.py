"""Ready settings worth seeing: a claim of the lecture each, and some that are not true by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.config import Config
from explorer.problem import N_

START = Config(task="adding", time_steps=50, batch_size=64)
"""What that page shows at first: the settings of a finished run, so that its history is there to look at."""

PRESETS: Mapping[str, Preset] = {
    "forgets": Preset(
        N_("The plain RNN forgets"),
        N_("Its line falls by almost the same factor at every step back. Follow it to where 1 % is left."),
        {},
        play=False,
    ),
    "gates-help": Preset(
        N_("Gates help"),
        N_(
            "Forget bias 3: Γf starts almost open, and the LSTM passes the error on whole. The other two do not change."
        ),
        {"forget_bias": 3.0},
        play=False,
    ),
    "gates-alone": Preset(
        N_("Do gates help by themselves?"),
        N_("Forget bias 0: Γf starts at one half, and the LSTM's line falls about as fast as the GRU's."),
        {"forget_bias": 0.0},
        play=False,
    ),
    "race": Preset(
        N_("Who learns to add?"),
        N_("All three start with a short reach. Watch whose line rises while it trains, and whose error falls."),
        {},
    ),
    "deep": Preset(
        N_("Deep is harder"),
        N_("Four layers: the error also travels down. Compare what layer 1 and layer 4 receive at ⟨T⟩ itself."),
        {"layers": 4},
        play=False,
    ),
    "explodes": Preset(
        N_("Exploding gradient"),
        N_(
            "ReLU and spectral radius 2: the RNN's line climbs above 1. Move the clip norm: the line stays where it is."
        ),
        {"activation": "relu", "spectral_radius": 2.0},
        play=False,
    ),
    "orthogonal": Preset(
        N_("An RNN that passes it on"),
        N_("Orthogonal weights: all eigenvalues on the unit circle. Then even the plain RNN reaches back to ⟨1⟩."),
        {"recurrent_init": "orthogonal", "spectral_radius": 1.0},
        play=False,
    ),
    "sigmoid": Preset(
        N_("A bound below 1"),
        N_("σ is at most ¼ steep: γ·σₘₐₓ falls below 1, the gradient has to vanish. Now raise the spectral radius."),
        {"activation": "sigmoid"},
        play=False,
    ),
    "agreement": Preset(
        N_("The cat, which …, was full"),
        N_("Twenty words and commas in between. Whose gradient still reaches the noun, and who gets the verb right?"),
        {"task": "agreement", "distance": 20, "batch_size": 16},
    ),
}


def ready() -> dict[str, Config]:
    """What the page's offers show at once, by name, in both languages where that makes a difference."""
    wanted = {START.changed(**preset.settings): name for name, preset in PRESETS.items()}
    spoken = {config: name for config, name in wanted.items() if config.task == "agreement"}
    wanted |= {config.changed(language="ukrainian"): f"{name}-ukrainian" for config, name in spoken.items()}
    return {name: config for config, name in wanted.items()}
