"""What was measured of single units, as named NumPy arrays, and how it is kept in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from explorer import tensors
from explorer.analysis import half_life
from explorer.lessons.gates.number import Number
from explorer.records import Array, Floats

STATES = ("hidden", "cell")
GATES = ("forget", "update", "reset", "output")
QUANTITIES = (*STATES, *GATES, "candidate")
"""What a unit has, as far as its cell has it, in the order in which it is shown."""


@dataclass(frozen=True, eq=False)
class UnitReading:
    """One text as networks ran over it.

    `text` and `known` [time] are its symbols and whether the networks know them; `values` maps a network and a quantity
    ("hidden", "cell", "forget", "update", "reset", "output", "candidate") to [layer, time, unit].
    """

    text: tuple[str, ...]
    known: NDArray[np.bool_]
    values: Mapping[str, Mapping[str, Floats]]


@dataclass(frozen=True, eq=False)
class UnitHabits:
    """What the units of one network do on the average over the held-out text.

    `mean` maps each quantity, `below` and `above` each gate to [layer, unit]: its mean, and the share of steps at which
    it is below 0.1 and above 0.9. `alike` [layer, unit, unit] is how alike their states are (correlation). `positions`:
    how many steps there were.
    """

    mean: Mapping[str, Floats]
    below: Mapping[str, Floats]
    above: Mapping[str, Floats]
    tells: Mapping[str, Floats]
    alike: Floats
    positions: int

    @property
    def kept(self) -> Floats | None:
        """The mean share of the memory that a step keeps, [layer, unit]: Γf, or 1 − Γu; None without such a gate."""
        if "forget" in self.mean:
            return np.clip(self.mean["forget"], 0, 1)
        return np.clip(1 - self.mean["update"], 0, 1) if "update" in self.mean else None

    @property
    def half_life(self) -> Floats | None:
        """−ln 2 / ln of `kept`, in steps, [layer, unit]; NaN where that is not finite, None where there is none."""
        if self.kept is None:
            return None
        known = np.isfinite(self.kept)
        return np.where(known, half_life(np.where(known, self.kept, 0.5)), np.nan)


@dataclass(frozen=True, eq=False)
class KeptUnit:
    """What was measured before; `weights` is a number a network that tells its weights apart, `number` by network."""

    reading: UnitReading
    habits: Mapping[str, UnitHabits]
    number: Mapping[str, Number]
    weights: Mapping[str, int]


_HABITS = ("mean", "below", "above", "tells")
_NUMBER = ("separation", "silenced", "swapped", "singular", "plural")


def to_bytes(kept: KeptUnit) -> bytes:
    """All in one safetensors file, in half precision: three decimals, which is what a picture shows."""
    arrays: dict[str, Array] = {"known": kept.reading.known.astype(np.uint8)}
    for name, quantities in kept.reading.values.items():
        arrays |= {f"reading/{name}/{quantity}": _half(values) for quantity, values in quantities.items()}
    for name, habits in kept.habits.items():
        arrays[f"habits/{name}/alike"] = _half(habits.alike)
        for part in _HABITS:
            arrays |= {f"habits/{name}/{part}/{k}": v.astype(np.float32) for k, v in getattr(habits, part).items()}
    for name, number in kept.number.items():
        arrays |= {f"number/{name}/{part}": getattr(number, part).astype(np.float32) for part in _NUMBER}
    plain = [field.name for field in fields(Number) if field.name not in _NUMBER]
    rest = {
        "text": list(kept.reading.text),
        "positions": {name: habits.positions for name, habits in kept.habits.items()},
        "number": {name: {part: getattr(number, part) for part in plain} for name, number in kept.number.items()},
        "weights": dict(kept.weights),
    }
    return tensors.to_bytes(arrays, {"units": rest})


def from_bytes(packed: bytes) -> KeptUnit:
    """What `to_bytes` wrote."""
    arrays, told = tensors.from_bytes(packed)
    rest = told["units"]

    def below(prefix: str) -> dict[str, Floats]:
        names = [name for name in arrays if name.startswith(prefix)]
        known = {name.removeprefix(prefix): arrays[name].astype(np.float32) for name in names}
        return {name: known[name] for name in sorted(known, key=_place)}

    networks = list(rest["positions"])
    reading = UnitReading(
        text=tuple(rest["text"]),
        known=arrays["known"].astype(bool),
        values={name: below(f"reading/{name}/") for name in networks},
    )
    habits = {
        name: UnitHabits(
            **{part: below(f"habits/{name}/{part}/") for part in _HABITS},
            alike=arrays[f"habits/{name}/alike"].astype(np.float32),
            positions=positions,
        )
        for name, positions in rest["positions"].items()
    }
    number = {
        name: Number(**{**plain, **below(f"number/{name}/"), "words": tuple(plain["words"])})
        for name, plain in rest["number"].items()
    }
    return KeptUnit(reading, habits, number, rest["weights"])


def _place(quantity: str) -> tuple[int, str]:
    return (QUANTITIES.index(quantity), "") if quantity in QUANTITIES else (len(QUANTITIES), quantity)


def _half(values: Floats) -> Floats:
    return np.clip(values, -6e4, 6e4).astype(np.float16)
