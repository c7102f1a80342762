"""What an application is: how its question is read, which network answers, and what the answer means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer import tensors
from explorer.names import CELLS
from explorer.problem import N_, Problem
from explorer.records import Array, Floats, Read, Trace
from explorer.registry import Registry
from explorer.shelf.real.kept import head, path

if TYPE_CHECKING:
    from explorer.shapes import Shape


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network answered.

    `output` is the answer as the application gives it; `probabilities` what it is made of, at every step that was read:
    of a network that answers once, what it would have answered if the question ended there. `tokens` are what was read,
    one a step; `trace` is everything that the network computed meanwhile.
    """

    output: Any
    probabilities: Floats
    tokens: Sequence[str]
    trace: Trace


class Application(ABC):
    """An application of the lecture with the networks that were trained on real data for it.

    `told` is what the file of a network says about how it reads. Class attribute: `labels`, the names of the answers.
    """

    labels: ClassVar[tuple[str, ...]]

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told

    @abstractmethod
    def read(self, question: Any) -> Read:
        """A question as the network reads it. Raises `Problem` for what it cannot read, which says what it takes."""

    @abstractmethod
    def probabilities(self, logits: Array) -> Floats:
        """From logits [time, output], one row a step that was read."""

    @abstractmethod
    def output(self, probabilities: Floats, tokens: Sequence[str]) -> Any:
        """The answer, from the probabilities and what was read."""


applications: Registry[Application] = Registry("application")


def application(task: str, cell: str = "lstm") -> Application:
    """How questions are read and answered. `Problem` for an unknown task or cell."""
    kind = applications[task]
    _check(cell)
    return kind(head(task, cell)["reading"])


@lru_cache(maxsize=16)
def network(task: str, cell: str) -> Shape:
    """The network itself, in float32; everyone shares it, and nobody may change it."""
    import torch

    from explorer.shapes import shapes

    _check(cell)
    arrays, told = tensors.from_bytes(path(task, cell).read_bytes())
    shape: Shape = shapes[told["real"]["shape"]](cell, **told["real"]["sizes"])
    shape.load_state_dict({name: torch.from_numpy(array.astype(np.float32)) for name, array in arrays.items()})
    return shape.eval()


def in_a_row(trace: Trace, steps: int) -> Trace:
    """What was computed on the sequences of a question, one after the other, [layer, steps, 1, hidden].

    Where the last two share steps, those of the earlier one stay.
    """
    time, sequences = trace.logits.shape[:2]
    if sequences == 1:
        return trace
    last = time * (sequences - 1)
    kept = np.delete(np.arange(time * sequences), np.s_[last : last + time * sequences - steps])

    def row(array: Floats) -> Floats:
        """[…, time, sequences, size] → […, steps, 1, size]."""
        joined = np.swapaxes(array, -3, -2).reshape(*array.shape[:-3], time * sequences, 1, array.shape[-1])
        return np.take(joined, kept, axis=-3)

    parts = {name: in_a_row(part, steps) for name, part in trace.parts.items()}
    cell = None if trace.cell is None else row(trace.cell)
    gates = {name: row(gate) for name, gate in trace.gates.items()}
    return Trace(row(trace.hidden), cell, gates, row(trace.logits), parts)


def _check(cell: str) -> None:
    if cell not in CELLS:
        raise Problem(
            N_("There is no {kind} called “{name}”. Choose one of: {choices}."),
            kind="cell",
            name=cell,
            choices=", ".join(CELLS),
        )
