"""What was measured along one unrolled sequence, as named NumPy arrays, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.records import Array, Floats

BINARY = "binary"
"""ŷ<t> = σ(z), one number: binary cross-entropy."""
SOFTMAX = "softmax"
"""ŷ<t> = softmax(z), one number a symbol: cross-entropy."""
LOSSES = (BINARY, SOFTMAX)
LONGEST = 16
"""Steps of a sequence: more columns could not be read side by side."""


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One network on one sequence; vectors are [time, hidden], and time runs 0 … T−1.

    On the way forward: `inputs` and `targets` [time] are ids (of the binary loss 0 or 1), `hidden` is a<t>, `memory` is
    c<t> (None where it is not apart from a<t>), `gates` by name, for the plain RNN the three summands of its
    pre-activation "recurrent" W_aa a<t−1>, "input" W_ax x<t> and "bias" b_a; `chances` is ŷ<t> [time, output] and
    `losses` L<t> [time] in nats.

    On the way back: `total` is ∂J/∂a<t>, `direct` the part of it that comes from L<t>, `memory_total` ∂J/∂c<t>;
    `contributions` [loss s, time t] is ‖∂L<s>/∂a<t>‖, exactly 0 for t > s, `memory_contributions` the same of c<t>.
    `shares` [time] is the length of what step t adds to ∂J/∂W over all weights of the cell, `gathered` [time] that of
    what the steps from t to T have added together.
    """

    cell: str
    inputs: Array
    targets: Array
    hidden: Floats
    memory: Floats | None
    gates: Mapping[str, Floats]
    chances: Floats
    losses: Floats
    total: Floats
    direct: Floats
    memory_total: Floats | None
    contributions: Floats
    memory_contributions: Floats | None
    shares: Floats
    gathered: Floats

    @property
    def loss(self) -> str:
        """Which of the two losses it is."""
        return BINARY if self.chances.shape[1] == 1 else SOFTMAX

    @property
    def later(self) -> Floats:
        """The part of ∂J/∂a<t> that comes back from step t + 1, [time, hidden]; 0 at the last step."""
        return np.asarray(self.total - self.direct)

    @property
    def memory_later(self) -> Floats | None:
        """The part of ∂J/∂c<t> that comes back from step t + 1 through the memory cell: Γf<t+1> ∗ ∂J/∂c<t+1>."""
        if self.memory_total is None:
            return None
        return np.asarray(self.memory_total - self.gates["output"] * self.total)

    @property
    def wanted(self) -> Floats:
        """The probability of what really comes, [time]: ŷ of the target, for a binary target 0 its complement."""
        if self.loss == BINARY:
            return np.asarray(np.where(self.targets == 1, self.chances[:, 0], 1 - self.chances[:, 0]))
        return np.asarray(np.take_along_axis(self.chances, self.targets[:, None], axis=1)[:, 0])

    @property
    def output_error(self) -> Floats:
        """‖∂L<t>/∂z<t>‖ = ‖ŷ<t> − y<t>‖ [time], which is the same for both losses."""
        y = self.targets[:, None] == (1 if self.loss == BINARY else np.arange(self.chances.shape[1]))
        return np.asarray(np.linalg.norm(self.chances - y, axis=1))


def to_arrays(one: Unrolled, prefix: str) -> dict[str, Array]:
    """Its arrays by name, floats in single precision: what a file keeps."""
    found: dict[str, Array] = {}
    for part in fields(Unrolled):
        value = getattr(one, part.name)
        if isinstance(value, np.ndarray):
            found[f"{prefix}.{part.name}"] = _compact(value)
    return found | {f"{prefix}.gate.{name}": _compact(gate) for name, gate in one.gates.items()}


def from_arrays(arrays: Mapping[str, Array], prefix: str, cell: str) -> Unrolled:
    """What `to_arrays` wrote under this prefix, in double precision again. KeyError where it did not."""
    gates = {
        name.removeprefix(f"{prefix}.gate."): np.asarray(gate, np.float64)
        for name, gate in arrays.items()
        if name.startswith(f"{prefix}.gate.")
    }
    optional = ("memory", "memory_total", "memory_contributions")
    names = [part.name for part in fields(Unrolled) if part.name not in ("cell", "gates")]
    found: dict[str, Any] = {
        name: arrays.get(f"{prefix}.{name}") if name in optional else arrays[f"{prefix}.{name}"] for name in names
    }
    floats = {
        name: value.astype(np.float64) if value is not None and value.dtype == np.float32 else value
        for name, value in found.items()
    }
    return Unrolled(cell=cell, gates=gates, **floats)


def _compact(values: NDArray[Any]) -> Array:
    kind = np.float32 if np.issubdtype(values.dtype, np.floating) else np.int64
    return np.ascontiguousarray(values, kind)


COLUMNS = (
    "t", "x", "y", "probability_of_y", "loss", "output_error", "direct", "from_next_step", "total",
    "share_of_weights", "weights_gathered",
)  # fmt: skip


def table(one: Unrolled, read: Sequence[str], wanted: Sequence[str]) -> dict[str, list[Any]]:
    """Everything that is drawn, as columns of equal length: a row a step, t from 1.

    `read` and `wanted` [time] name x<t> and y<t>. "dL<s>" holds ‖∂L<s>/∂a<t>‖; lengths are L2 norms, losses nats.
    """
    norm = np.linalg.norm
    numbers: Iterator[Floats] = iter(
        (one.wanted, one.losses, one.output_error, norm(one.direct, axis=1), norm(one.later, axis=1),
         norm(one.total, axis=1), one.shares, one.gathered)
    )  # fmt: skip
    columns: dict[str, list[Any]] = {"t": list(range(1, len(read) + 1)), "x": list(read), "y": list(wanted)}
    columns |= {
        name: np.asarray(values, np.float64).tolist() for name, values in zip(COLUMNS[3:], numbers, strict=True)
    }
    for s, row in enumerate(np.asarray(one.contributions, np.float64)):
        columns[f"dL{s + 1}"] = row.tolist()
    return columns
