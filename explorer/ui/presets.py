"""Ready settings worth seeing, good and bad: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer import experiments
from explorer.app import controls
from explorer.app.presets import Preset
from explorer.config import Config
from explorer.lab import bundle
from explorer.problem import N_

COMPARE = controls.Form(opening=bundle.OPENING, folded=True)
"""What that page lets people choose, and shows at first."""

_VERB: Mapping[str, object] = {name: getattr(bundle.OPENING, name) for name in ("task", "distance", "seed")}

PRESETS: Mapping[str, Preset] = {
    "prose": Preset(
        N_("Learn to write"),
        N_("Three networks read prose and learn to guess the next letter. Early on the plain RNN is often ahead."),
        {},
        play=False,
    ),
    "waves": Preset(
        N_("Forecast a wave"),
        N_("Nothing far back matters here: the last few values say how a wave goes on. Who is better now?"),
        {"task": "signals"},
        play=False,
    ),
    "adding": Preset(
        N_("Add two numbers out of 50"),
        N_("An answer of 1 every time gives an error of 1/6. Who gets below it, and when?"),
        {"task": "adding", "time_steps": 50, "batch_size": 64},
        play=False,
    ),
    "verb": Preset(
        N_("The cat, which …, was full"),
        N_(
            "What this page opens with. Luck has a say: with seed 1, in English, the plain RNN learns it by step 2,000."
        ),
        _VERB,
        play=False,
    ),
    "far-verb": Preset(
        N_("Far noun, far verb"),
        N_("Twenty words and commas lie between “cats” and “were”. Which network still knows that it was not one cat?"),
        {"task": "agreement", "distance": 20},
    ),
    "clues": Preset(
        N_("Far noun, with clues"),
        N_("As far, but words on the way repeat the number, the last of them shortly before the verb. Who learns now?"),
        {"task": "agreement", "distance": 20, "clues": True},
    ),
    "no-bias": Preset(
        N_("Forget bias 0"),
        N_("Γf starts at one half, so the LSTM's memory halves at each step. Compare its reach with the GRU's."),
        {"task": "agreement", "distance": 20, "forget_bias": 0.0},
    ),
    "too-fast": Preset(
        N_("Learning rate too high"),
        N_("Steps so long that they jump over every valley. The loss climbs or leaps instead of falling."),
        {"learning_rate": 0.3, "clip_norm": 0.0},
    ),
    "explode": Preset(
        N_("Exploding gradient"),
        N_("Recurrent weights of spectral radius 2 and no clipping: the strip stays dark, or grows, towards the past."),
        {"spectral_radius": 2.0, "clip_norm": 0.0, "activation": "relu", "time_steps": 32},
    ),
}


FORGET_START = Config(task="adding", time_steps=50, batch_size=64)
"""What that page shows at first: the settings of a finished run, so that its history is there to look at."""

FORGET: Mapping[str, Preset] = {
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
"""For the page that asks why the RNN forgets: a claim of the lecture each, and some that are not true by themselves."""


if __name__ == "__main__":  # `make results`: what these show at once is measured ahead
    wanted = {FORGET_START.changed(**preset.settings): name for name, preset in FORGET.items()}
    wanted |= {config.changed(language="ukrainian"): f"{name}-ukrainian" for config, name in wanted.items()}
    for settings, name in wanted.items():
        if settings.task == "agreement" or settings.language == "english":
            print(experiments.keep(name, settings), flush=True)
