"""Ready settings worth seeing, good and bad: data, not code."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app.presets import Preset
from explorer.problem import N_
from explorer.shelf import bundle

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
