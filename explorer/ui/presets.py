"""Ready settings worth seeing, good and bad: data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.problem import N_


@dataclass(frozen=True)
class Preset:
    """A name, what to look for, and the settings that differ from the defaults. `own` ones depend on the language."""

    title: str
    look_for: str
    settings: Mapping[str, object]


PRESETS: Mapping[str, Preset] = {
    "prose": Preset(
        N_("Learn to write"),
        N_("Three networks read prose and learn to guess the next letter. Early on the plain RNN is often ahead."),
        {},
    ),
    "far-verb": Preset(
        N_("Far noun, far verb"),
        N_("Twenty words lie between “cats” and “were”. Which network still knows how many cats there were?"),
        {"task": "agreement", "distance": 20},
    ),
    "blink": Preset(
        N_("Learns in a blink"),
        N_("A sum of waves. Watch the continuation below settle onto the true curve within seconds."),
        {"task": "signals", "wave": "sum", "time_steps": 48, "hidden_size": 32},
    ),
    "adding": Preset(
        N_("Add two numbers, 50 steps apart"),
        N_("An answer of 1 every time gives an error of 1/6. Who gets below it, and when?"),
        {"task": "adding", "time_steps": 50, "batch_size": 64},
    ),
    "too-fast": Preset(
        N_("Learning rate too high"),
        N_("Steps so long that they jump over every valley. The loss climbs or leaps instead of falling."),
        {"learning_rate": 0.3, "clip_norm": 0.0},
    ),
    "no-bias": Preset(
        N_("Forget bias 0"),
        N_("Γf starts at one half, so the LSTM's memory halves at each step. Compare its reach with the GRU's."),
        {"task": "agreement", "distance": 20, "forget_bias": 0.0},
    ),
    "explode": Preset(
        N_("Exploding gradient"),
        N_("Recurrent weights of spectral radius 2 and no clipping: the strip stays dark, or grows, towards the past."),
        {"spectral_radius": 2.0, "clip_norm": 0.0, "activation": "relu", "time_steps": 32},
    ),
}
