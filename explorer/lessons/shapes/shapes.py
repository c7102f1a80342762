"""Five unrolled networks, each of another shape, that run through their sequences with one cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.lessons.shapes.examples import KINDS, LANGUAGES, Kind, longest
from explorer.lessons.shapes.formulas import FORMULAS
from explorer.lessons.shapes.record import Learnt, Run
from explorer.names import CELLS, TITLES
from explorer.problem import N_
from explorer.records import Floats

WORDS: Mapping[str, str] = {
    "play": N_("▶ Play"),
    "pause": N_("Pause"),
    "back": N_("One step back"),
    "next": N_("One step on"),
    "position": N_("Moment that all five networks are at"),
    "moment": N_("{t} of {count}"),
    "cell": N_("Cell"),
    "svg": N_("SVG"),
    "png": N_("PNG"),
    "save": N_("Save the picture as {format}"),
    "scale": N_("a⟨t⟩, a square a unit"),
    "beyond": N_("framed: beyond ±1"),
    "hint": N_("← → move · Space plays · click a step"),
    "choose": N_("{title}: which sequence it reads"),
    "stage": N_("{title}. ← and → move all five networks, Home and End jump, Space plays."),
    "here": N_("here"),
    "built": N_("Built so:"),
    "reads": N_("⟨{t}⟩ reads “{x}”. It answers when all is read."),
    "answers": N_("⟨{t}⟩ reads “{x}” and answers “{y}”: {chance}."),
    "writes": N_("⟨{t}⟩ reads its own “{x}” and answers “{y}”: {chance}."),
    "begins": N_("The decoder begins where the encoder ended, and answers “{y}”: {chance}."),
    "looks": N_("It looks most at “{x}”: α = {share}."),
    "wrong": N_("Right is “{y}”."),
    "encoder": N_("encoder"),
    "decoder": N_("decoder"),
    "language": "en",
}
"""The texts that the picture shows; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True)
class Look:
    """What is looked at: a cell, a moment (from 0), of each kind an example, by name, and the kind that is in sight.

    None, "" and what is missing: what is usual, or of what a button changes, what is looked at already.
    """

    cell: str | None = None
    moment: int | None = None
    examples: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""


ANYTHING = Look()


def message(
    learnt: Mapping[str, Learnt],
    language: str,
    look: Look,
    *,
    titles: Mapping[str, str],
    rooms: Mapping[str, str],
    take: Look = ANYTHING,
    version: int = 0,
    texts: Mapping[str, str] = WORDS,
) -> bytes:
    """What `shapes` sends to the browser; see there for the arguments and the errors."""
    require(set(learnt) == set(CELLS), f"learnt must be by cell, {CELLS}; got {tuple(learnt)}")
    require(language in LANGUAGES, f"language must be one of {LANGUAGES}; got {language!r}")
    missing = sorted(set(WORDS) - set(texts))
    require(not missing, f"texts lacks {missing}")
    last = longest(language) - 1
    arrays: list[Bytes] = []
    runs = {cell: [_runs(kind, language, learnt[cell], arrays) for kind in KINDS] for cell in CELLS}
    header = {
        "language": language,
        "cells": [{"name": cell, "title": TITLES[cell]} for cell in CELLS],
        "kinds": [_kind(kind, language, titles, rooms) for kind in KINDS],
        "runs": runs,
        "cell": look.cell or CELLS[0],
        "moment": last if look.moment is None else min(last, look.moment),
        "shape": look.shape,
        "chosen": [place or 0 for place in _places(look)],
        "moments": last + 1,
        "take": {
            "cell": take.cell,
            "moment": None if take.moment is None else min(last, take.moment),
            "chosen": _places(take),
        },
        "version": int(version),
        "words": {name: texts[name] for name in WORDS},
    }
    return pack(header, arrays)


def shapes(
    learnt: Mapping[str, Learnt],
    language: str,
    look: Look,
    *,
    titles: Mapping[str, str],
    rooms: Mapping[str, str],
    key: str,
    on_opened: Any,
    take: Look = ANYTHING,
    version: int = 0,
    texts: Mapping[str, str] = WORDS,
) -> None:
    """Show what the five networks of each cell do, by cell, on the sequences of a language.

    `titles` are what a person reads of the kinds (their `title` and `wanted`, translated), `rooms` the lessons that can
    be opened from here, by name. `look` holds where the picture is new; later, when `version` changes, `take` changes
    what it says, and everything else stays as the person chose it. Everything travels once; playing, moving and
    choosing happen in the browser alone, which writes them into the address. `on_opened` is called when a lesson is to
    be opened, whose name is then in `st.session_state[key].opened["name"]`.

    Raises ValueError for cells, languages and texts that are missing, and for states of another length than the run.
    """
    data = message(learnt, language, look, titles=titles, rooms=rooms, take=take, version=version, texts=texts)
    _SHAPES(data=data, key=key, on_opened_change=on_opened)


def _places(look: Look) -> list[int | None]:
    """Of each kind, which example it is."""
    return [kind.names.index(look.examples[kind.name]) if kind.name in look.examples else None for kind in KINDS]


def _kind(kind: Kind, language: str, titles: Mapping[str, str], rooms: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": kind.name,
        "title": titles[kind.title],
        "wanted": titles[kind.wanted],
        "lengths": kind.lengths,
        "writes": kind.writes,
        "formulas": {cell: list(FORMULAS[kind.name](cell)) for cell in CELLS},
        "rooms": [{"name": name, "title": rooms[name]} for name in kind.rooms if name in rooms],
        "examples": [
            {
                "name": example.name,
                "title": example.title,
                "read": list(example.read),
                "right": list(example.right),
                "first": kind.first(example),
            }
            for example in kind.examples[language]
        ],
    }


def _runs(kind: Kind, language: str, learnt: Learnt, arrays: list[Bytes]) -> list[dict[str, Any]]:
    found = []
    for example, run in zip(kind.examples[language], learnt.runs[kind.name], strict=True):
        moments = kind.first(example) + len(run.answers)
        require(len(run.states) == moments, f"{kind.name}, {example.name}: states must be [{moments}, unit]")
        found.append({"states": len(arrays)} | _run(run))
        arrays.append(quantise(run.states, -1.0, 1.0))
    return found


def _run(run: Run) -> dict[str, Any]:
    return {
        "beyond": np.flatnonzero(np.abs(run.states) > 1).tolist(),
        "answers": list(run.answers),
        "chances": _rounded(run.chances),
        "attention": None if run.attention is None else [_rounded(row) for row in run.attention],
    }


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in np.asarray(values, np.float64)]


_SHAPES = component(__file__, height=1463)
