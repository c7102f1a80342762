"""What a setting is. A cell, a task, or every run declares each of its own once; code, links and pages read it there.

No torch here: pages draw controls without it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.problem import N_, Problem, Verbatim

SHOWN = 40
"""Characters of a wrong value that a person is shown."""


@dataclass(frozen=True)
class Setting:
    """What one setting may be, and how it is chosen.

    `name` is that in code and in links; the setting has the type of its `default`. A number lies from `low` to `high`;
    `choices` maps language-neutral values to labels, `aliases` further spellings to values (a network's alone).

    On a page: `label` and `help`; `group`, the heading under which it stands ("task", "network", "training", "more"; no
    group, no control), after those of its group that were declared before; `step`; `log` for a number on a logarithmic
    slider; `slider`, the part of the range that a slider offers (None: all of it). A `live` one acts on a run that is
    training; any other change starts a fresh run.

    >>> noise = Setting("noise", 0.0, "Noise", low=0.0, high=0.5)
    >>> noise.check(0.25), noise.read("0.5"), noise.write(0.5)
    (0.25, 0.5, '0.5')
    """

    name: str
    default: Any
    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    log: bool = False
    slider: tuple[float, float] | None = None
    choices: Mapping[str, str] | None = None
    aliases: Mapping[Any, Any] = field(default_factory=dict)
    live: bool = False
    group: str = ""

    def check(self, value: Any) -> Any:
        """The value in the setting's own type; a `Problem` that says what was expected for any other."""
        value = value.item() if isinstance(value, np.generic) else value
        kind = type(self.default)
        if kind is float and type(value) is int:
            try:
                value = float(value)
            except OverflowError:
                raise self._refusal(value) from None
        if type(value) is not kind or (kind is float and not math.isfinite(value)):
            raise self._refusal(value)
        if self.choices is not None and value not in self.choices:
            raise self._refusal(value)
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            raise self._refusal(value)
        return value

    def meant(self, value: Any) -> Any:
        """What an alias stands for; any other value as it is."""
        return self.aliases.get(value, value) if isinstance(value, Hashable) else value

    def read(self, text: str) -> Any:
        """The value that a link says; a `Problem` where it makes no sense."""
        kind = type(self.default)
        try:
            value = {"true": True, "false": False}[text] if kind is bool else kind(text)
        except (KeyError, ValueError):
            raise self._refusal(text) from None
        return self.check(value)

    def write(self, value: Any) -> str:
        """A value as a link says it."""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, float):
            short = f"{value:g}"
            return short if float(short) == value else repr(value)  # what is read back must be the same number
        return str(value)

    def _refusal(self, got: Any) -> Problem:
        if isinstance(got, int) and abs(got) >= 1 << 64:
            got = "∞"  # nobody can read that many digits, and Python refuses to write more than 4300
        elif isinstance(got, str):
            got = got[:SHOWN]
        said = {"name": Verbatim(self.name), "got": Verbatim(got)}
        if self.choices is not None:
            return Problem(
                N_("“{name}” must be one of {choices}; got “{got}”."), choices=", ".join(self.choices), **said
            )
        if self.low is not None:
            low, high = f"{self.low:g}", f"{self.high:g}"
            return Problem(
                N_("“{name}” must be a number from {low} to {high}; got “{got}”."), low=low, high=high, **said
            )
        return Problem(N_("“{name}” must be {kind}; got “{got}”."), kind=type(self.default).__name__, **said)


def by_name(*settings: Setting) -> dict[str, Setting]:
    """Settings by name, in their order; several may declare the same one. ValueError where a name means two things."""
    found: dict[str, Setting] = {}
    for one in settings:
        first = found.setdefault(one.name, one)
        if first is not one and first != one:
            raise ValueError(f"two settings are called {one.name!r}: {first} and {one}")
    return found
