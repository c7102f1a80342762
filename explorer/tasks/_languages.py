"""In which language a task speaks, where it speaks several: one setting for all of them."""

from __future__ import annotations

from explorer.problem import N_
from explorer.settings import Setting

LANGUAGE = Setting(
    "language",
    "english",
    N_("Language"),
    choices={"english": N_("English"), "ukrainian": N_("Ukrainian")},
    group="task",
)
