"""What a run of a small network was seen to do, moment by moment, and how it is kept in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer import tensors
from explorer.lessons.shapes.examples import KINDS, Kind
from explorer.records import Array, Floats


@dataclass(frozen=True, eq=False)
class Run:
    """One network on one sequence.

    `states` [moment, unit] is a<t>, of an encoder and then of its decoder; `answers` are the tokens that it gave, the
    likeliest at each of its answers, and `chances` [answer] their probabilities. `attention` [answer, input] is how
    much each answer looked at each input, None where nothing looks back.
    """

    states: Floats
    answers: tuple[str, ...]
    chances: Floats
    attention: Floats | None = None


@dataclass(frozen=True, eq=False)
class Learnt:
    """All runs of one cell in one language, by kind, in the order of the examples.

    By kind, too: the mean `losses` after training, in nats an answer, and how many `parameters` each network has.
    """

    runs: Mapping[str, Sequence[Run]]
    losses: Mapping[str, float]
    parameters: Mapping[str, int]


def to_bytes(learnt: Mapping[str, Learnt]) -> bytes:
    """What one cell learnt, by language, as a file: numbers in half precision."""
    arrays: dict[str, Array] = {}
    told: dict[str, Any] = {}
    for language, one in learnt.items():
        told[language] = {"losses": dict(one.losses), "parameters": dict(one.parameters), "answers": {}}
        for kind in KINDS:
            told[language]["answers"][kind.name] = [run.answers for run in one.runs[kind.name]]
            for example, run in zip(kind.names, one.runs[kind.name], strict=True):
                place = f"{language}.{kind.name}.{example}"
                arrays |= {f"{place}.states": _half(run.states), f"{place}.chances": _half(run.chances)}
                if run.attention is not None:
                    arrays[f"{place}.attention"] = _half(run.attention)
    return tensors.to_bytes(arrays, {"shapes": told})


def from_bytes(packed: bytes) -> dict[str, Learnt]:
    """What `to_bytes` packed. Raises ValueError for other bytes, KeyError where an example is missing."""
    arrays, told = tensors.from_bytes(packed)
    return {language: _learnt(arrays, language, one) for language, one in told["shapes"].items()}


def _learnt(arrays: Mapping[str, Array], language: str, told: Mapping[str, Any]) -> Learnt:
    runs = {}
    for kind in KINDS:
        places = [f"{language}.{kind.name}.{example}" for example in kind.names]
        runs[kind.name] = [
            Run(
                arrays[f"{place}.states"],
                tuple(answers),
                arrays[f"{place}.chances"],
                arrays.get(f"{place}.attention"),
            )
            for place, answers in zip(places, told["answers"][kind.name], strict=True)
        ]
    return Learnt(runs, told["losses"], told["parameters"])


def _half(values: Floats) -> Array:
    return np.asarray(values, np.float16)


def table(learnt: Mapping[str, Learnt], language: str) -> dict[str, list[Any]]:
    """Everything that is drawn, by cell, as columns of equal length: a row a moment, t from 1.

    "right" and "answer" are empty where nothing is asked yet; "a1" … are the values of the units.
    """
    rows: list[dict[str, Any]] = []
    for cell, one in learnt.items():
        for kind in KINDS:
            for k, run in enumerate(one.runs[kind.name]):
                rows += _rows(kind, kind.examples[language][k].name, run, cell, language, k)
    return {name: [row[name] for row in rows] for name in rows[0]}


def _rows(kind: Kind, name: str, run: Run, cell: str, language: str, k: int) -> list[dict[str, Any]]:
    example = kind.examples[language][k]
    first, found = kind.first(example), []
    for t, state in enumerate(run.states.astype(np.float64)):
        s = t - first
        answered = 0 <= s < len(run.answers)
        found.append(
            {
                "cell": cell,
                "shape": kind.name,
                "sequence": name,
                "t": t + 1,
                "reads": example.read[t] if t < len(example.read) else "",
                "answer": run.answers[s] if answered else "",
                "probability": float(run.chances[s]) if answered else None,
                "right": example.right[s] if 0 <= s < len(example.right) else "",
            }
            | {f"a{unit + 1}": float(value) for unit, value in enumerate(state)}
        )
    return found
