"""The unrolled network: one short sequence, values on their way forward, gradients on their way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explorer.browser._pack import Bytes, pack
from explorer.browser._source import component
from explorer.lessons.backpropagation.record import Unrolled
from explorer.problem import N_

FAMILIES: Mapping[str, str] = {"rnn": "rnn", "gru-simple": "gru", "gru": "gru", "lstm": "lstm"}
"""Whose colour a cell has."""

WORDS: Mapping[str, str] = {
    "play": N_("▶ Play"),
    "pause": N_("Pause"),
    "back": N_("One step back"),
    "next": N_("One step on"),
    "position": N_("Where on the way forward and back"),
    "stage": N_(
        "The unrolled network. ← and → move, Home and End jump, Space plays, Enter sends the loss of this step alone, "
        "↑ and ↓ choose a unit."
    ),
    "way_forward": N_("values forward →"),
    "way_sum": "J",
    "way_back": N_("← gradients back"),
    "of": N_("Whose error travels back"),
    "all": N_("all losses, J"),
    "one": N_("only L⟨{s}⟩"),
    "scale": N_("Scale of the widths"),
    "log": N_("log"),
    "linear": N_("linear"),
    "save": N_("Save the picture as {format}"),
    "nats": N_("nats"),
    "widths": N_("Width of an arrow: length of the gradient there"),
    "log_scale": N_("log scale; hairline: less than 10⁻³"),
    "linear_scale": N_("in proportion to the widest"),
    "hint": N_("← → move · Space plays · click a loss to send it alone"),
    "unit": N_("Numbers of unit {unit} of {units}"),
    "unit_back": N_("The unit before"),
    "unit_next": N_("The next unit"),
    "unit_help": N_("in colour: this unit’s own arithmetic · in grey: lengths of whole vectors, which need not add up"),
    "formula_forward": N_("Formula of the way forward at this step, over its numbers"),
    "formula_sum": N_("J is the sum of the losses"),
    "formula_back": N_("Formula of the way back at this step, over its numbers"),
    "formula_weights": N_("The gradient of the weights is the sum over all steps"),
    "say_start": N_("{last} steps, one set of weights. Press Play: first the values travel forward."),
    "say_binary": N_("⟨{t}⟩ reads “{x}” and says “name” with {chance}. Right is {y}: the loss is {loss} nats."),
    "say_softmax": N_(
        "⟨{t}⟩ reads “{x}” and guesses “{guess}” ({sure}). “{y}” comes, which had {chance}: the loss is {loss} nats."
    ),
    "say_sum": N_("All losses are added: J = {total} nats. Now its gradient travels back, against the arrows."),
    "say_sum_one": N_("All losses are added: J = {total} nats. Here only the error of L⟨{s}⟩ travels back."),
    "say_back_last": N_("At the last step ⟨{t}⟩ the error comes from its own loss alone: {total}."),
    "say_back": N_(
        "At ⟨{t}⟩ two errors meet: {direct} from its own loss L⟨{t}⟩ and {later} from step ⟨{next}⟩. Together: {total}."
    ),
    "say_future": N_("L⟨{s}⟩ cannot depend on step ⟨{t}⟩, which comes later: exactly 0."),
    "say_one_start": N_("The error of L⟨{s}⟩ sets out at its own step with length {value}."),
    "say_one": N_("{back} back, at ⟨{t}⟩, {value} arrives of the error of L⟨{s}⟩: {share} of what set out."),
    "say_weights": N_(
        "Every step used the same weights, so what the steps say is added: ∂J/∂W has length {total}. One training step "
        "moves W against it."
    ),
    "language": "en",
}
"""The texts that the picture shows; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Labels:
    """How people write what was measured: x<t> and y<t> [time], the likeliest output and its probability at each step.

    `unknown` are the steps whose input the network does not know; `note` says so below the picture. `title` is the
    cell, `caption` follows it in grey, `warning` stands out beside it. `guess` may be empty.
    """

    read: Sequence[str]
    wanted: Sequence[str]
    guess: Sequence[tuple[str, float]]
    unknown: Sequence[int]
    title: str
    caption: str
    warning: str = ""
    note: str = ""


def message(
    one: Unrolled,
    labels: Labels,
    *,
    at: str = "",
    only: int | None = None,
    linear: bool = False,
    version: int = 0,
    texts: Mapping[str, str] = WORDS,
) -> bytes:
    """What `unrolled` sends to the browser; see there for the arguments and the errors."""
    steps, units = one.hidden.shape
    for name in ("read", "wanted"):
        if len(getattr(labels, name)) != steps:
            raise ValueError(f"{name} must have one entry a step, {steps}; got {len(getattr(labels, name))}")
    missing = sorted(set(WORDS) - set(texts))
    if missing:
        raise ValueError(f"texts lacks {missing}")
    fields = {"hidden": one.hidden, "direct": one.direct, "total": one.total, **one.gates}
    if one.memory is not None and one.memory_total is not None:
        fields |= {"memory": one.memory, "memoryTotal": one.memory_total}
    header = {
        "cell": one.cell,
        "family": FAMILIES[one.cell],
        "loss": one.loss,
        "steps": steps,
        "units": units,
        "key": "\0".join([one.loss, *labels.read]),
        "read": list(labels.read),
        "wanted": list(labels.wanted),
        "guess": [[name, float(chance)] for name, chance in labels.guess],
        "unknown": [int(t) for t in labels.unknown],
        "title": labels.title,
        "caption": labels.caption,
        "warning": labels.warning,
        "note": labels.note,
        "chance": _digits(one.chances[:, 0] if one.loss == "binary" else one.wanted),
        "losses": _digits(one.losses),
        "outputError": _digits(one.output_error),
        "direct": _lengths(one.direct),
        "later": _lengths(one.later),
        "total": _lengths(one.total),
        "memoryTotal": None if one.memory_total is None else _lengths(one.memory_total),
        "memoryLater": None if one.memory_later is None else _lengths(one.memory_later),
        "contributions": [_digits(row) for row in one.contributions],
        "memoryContributions": None
        if one.memory_contributions is None
        else [_digits(row) for row in one.memory_contributions],
        "shares": _digits(one.shares),
        "gathered": _digits(one.gathered),
        "fields": list(fields),
        "unit": int(np.abs(one.total).mean(axis=0).argmax()),
        "at": at,
        "only": only if only is not None and 0 <= only < steps else None,
        "linear": linear,
        "version": int(version),
        "words": {name: texts[name] for name in WORDS},
    }
    return pack(header, [_floats(values) for values in fields.values()])


def unrolled(
    one: Unrolled,
    labels: Labels,
    *,
    key: str,
    at: str = "",
    only: int | None = None,
    linear: bool = False,
    version: int = 0,
    texts: Mapping[str, str] = WORDS,
) -> None:
    """Show one sequence in one network, with everything needed to play it forward and back.

    `at` is the moment to show first: "0", "f3" (forward at ⟨3⟩), "J", "b3" (back at ⟨3⟩); anything else, the end, where
    all of it is seen. `only` (from 0): the one loss whose error travels back, None for J. `linear`: the widths of the
    arrows, else logarithmic from 10⁻³ to 10. They hold where the picture is new, and again when `version` changes;
    otherwise what the person chose in the browser stays. `texts` holds `WORDS`, translated.

    Everything travels once; playing, moving and choosing happen in the browser alone, which writes them into the
    address as "at", "of" (from 1) and "widths". Each move is also a window event "explorer:cursor" with detail
    {t, s, source}, s the loss that is sent alone; the picture follows it too.

    Raises ValueError for labels that do not fit.
    """
    _UNROLLED(data=message(one, labels, at=at, only=only, linear=linear, version=version, texts=texts), key=key)


def _digits(values: ArrayLike) -> list[float]:
    return [float(f"{value:.7g}") for value in np.asarray(values, np.float64).tolist()]


def _lengths(vectors: ArrayLike) -> list[float]:
    return _digits(np.linalg.norm(np.asarray(vectors, np.float64), axis=1))


def _floats(values: Any) -> Bytes:
    return np.ascontiguousarray(values, "<f4").view(np.uint8).reshape(-1)


_UNROLLED = component(__file__, height=809)
