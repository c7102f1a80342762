"""What was measured of the memory of networks, as named NumPy arrays, and how it is kept in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer import tensors
from explorer.records import Floats

Ids = NDArray[np.int64]

GUESS = "guess"
"""Ask about the symbol that each network holds most probable."""
COMES = "comes"
"""Ask about the right answer: the symbol that comes next in the text, or the word that is being read."""
MAX_TEXT = 400
"""Characters of one text: a matrix of 400 × 400 a network still travels and is read at a glance."""
SHOWN = 3
"""So many of the most probable next symbols are kept."""


@dataclass(frozen=True, eq=False)
class Dependence:
    """What one network's predictions along a text depend on.

    `connectivity` [s, t] is ‖∂ logit_k(s) / ∂ x(t)‖₂, 0 for t > s, where k = `asked`[s] and `asked_chance`[s] is its
    probability. `best` and `chances` [time, 3] are the most probable next symbols, the likeliest first.
    """

    connectivity: Floats
    asked: Ids
    asked_chance: Floats
    best: Ids
    chances: Floats


@dataclass(frozen=True, eq=False)
class MemoryReading:
    """One text as networks read it.

    `text` holds the symbols as they were given, `ids` [time] what the networks read of them (0, ⟨UNK⟩, for a symbol
    outside `symbols`); `ask` is what the derivative is taken of: `GUESS`, `COMES` or a symbol. `following` is the
    symbol after the last one, "" where there is none: there `COMES` falls back on the network's guess.
    """

    text: tuple[str, ...]
    ids: Ids
    symbols: tuple[str, ...]
    ask: str
    following: str
    networks: Mapping[str, Dependence]


@dataclass(frozen=True, eq=False)
class Span:
    """A quantity over an axis: its mean and the middle half of the positions (25th to 75th percentile), all [axis]."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class MemoryHabits:
    """What one network uses on the average over many positions of a held-out text.

    `by_lag` [lag]: the share of the row by distance, 0 for the letter just read. `by_seen` [letters]: the share that
    lies before the current word, by how many of its letters have been read, with how many positions that is in
    `counts`. `positions`: how many there were in all. `accuracy` [letters, 3]: how often the right answer is among the
    first 1, 2, 3 guesses, by letters of its word read; None where the task has no such count.
    """

    by_lag: Span
    by_seen: Span
    counts: Ids
    positions: int
    accuracy: Floats | None = None


@dataclass(frozen=True, eq=False)
class KeptMemory:
    """A reading and habits that were measured before; `weights` is a number a network that tells its weights apart."""

    reading: MemoryReading
    habits: Mapping[str, MemoryHabits]
    weights: Mapping[str, int]


def to_bytes(kept: KeptMemory) -> bytes:
    """All in one safetensors file; matrices as float32 lower triangles."""
    reading, habits = kept.reading, kept.habits
    time = len(reading.text)
    arrays: dict[str, NDArray[Any]] = {"ids": reading.ids}
    for name, one in reading.networks.items():
        arrays[f"{name}.connectivity"] = one.connectivity[np.tril_indices(time)].astype(np.float32)
        for part in ("asked", "best"):
            arrays[f"{name}.{part}"] = getattr(one, part).astype(np.uint16)
        for part in ("asked_chance", "chances"):
            arrays[f"{name}.{part}"] = getattr(one, part).astype(np.float32)
    for name, habit in habits.items():
        if habit.accuracy is not None:
            arrays[f"{name}.accuracy"] = habit.accuracy.astype(np.float32)
        arrays[f"{name}.counts"] = habit.counts
        for axis in ("by_lag", "by_seen"):
            for field in fields(Span):
                arrays[f"{name}.{axis}.{field.name}"] = getattr(getattr(habit, axis), field.name).astype(np.float32)
    rest = {
        "text": list(reading.text),
        "symbols": list(reading.symbols),
        "ask": reading.ask,
        "following": reading.following,
        "networks": list(reading.networks),
        "positions": {name: habit.positions for name, habit in habits.items()},
        "weights": dict(kept.weights),
    }
    return tensors.to_bytes(arrays, {"memory": rest})


def from_bytes(packed: bytes) -> KeptMemory:
    """What `to_bytes` wrote."""
    arrays, told = tensors.from_bytes(packed)
    rest = told["memory"]
    time = len(rest["text"])
    networks = {}
    for name in rest["networks"]:
        matrix = np.zeros((time, time), np.float32)
        matrix[np.tril_indices(time)] = arrays[f"{name}.connectivity"]
        networks[name] = Dependence(
            connectivity=matrix,
            asked=arrays[f"{name}.asked"].astype(np.int64),
            asked_chance=arrays[f"{name}.asked_chance"],
            best=arrays[f"{name}.best"].astype(np.int64),
            chances=arrays[f"{name}.chances"],
        )
    habits = {
        name: MemoryHabits(
            by_lag=_span(arrays, f"{name}.by_lag"),
            by_seen=_span(arrays, f"{name}.by_seen"),
            counts=arrays[f"{name}.counts"],
            positions=positions,
            accuracy=arrays.get(f"{name}.accuracy"),
        )
        for name, positions in rest["positions"].items()
    }
    reading = MemoryReading(
        text=tuple(rest["text"]),
        ids=arrays["ids"],
        symbols=tuple(rest["symbols"]),
        ask=rest["ask"],
        following=rest["following"],
        networks=networks,
    )
    return KeptMemory(reading, habits, rest["weights"])


def _span(arrays: Mapping[str, NDArray[Any]], name: str) -> Span:
    return Span(*(arrays[f"{name}.{field.name}"] for field in fields(Span)))
