"""What every task is: where sequences come from, what a loss and a score mean, and what it looks like to do it well.

A task owns its data and draws it with the generator it is given. It knows no network: it is handed `step`, one time
step of whatever learns. No torch here.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from explorer import sampling
from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Floats, Read, Sample
from explorer.registry import Registry
from explorer.settings import Setting

DIRECTIONS = Setting(
    "directions",
    2,
    N_("Directions"),
    N_("1: a⟨t⟩ holds what came before. 2: a second network reads from the end, so that what follows counts too."),
    low=1,
    high=2,
    step=1,
    group="task",
)
"""A setting of those tasks whose networks may know what follows."""

TEMPERATURE = 0.7
"""How daringly a network writes, unless told otherwise: below 1 it prefers what it finds likely."""


class Step(Protocol):
    """One time step of a network that remembers where it was.

    `inputs` are ids [batch] (integers) or vectors [batch, input]; logits [batch, output] come back. `reset=True`
    starts from the zero state.
    """

    def __call__(self, inputs: Array, reset: bool = False) -> Array: ...


@dataclass(frozen=True, eq=False)
class Contrast:
    """What the last target of a probe depends on: one word read long before, and the same probe with it turned round.

    `at` is the input step of that word, `words` are the two of it, `inputs` [time, 1] the probe with the second one,
    and `answers` the ids of the last targets that are right: of the probe, and of its opposite.
    """

    at: int
    words: tuple[str, str]
    inputs: Array
    answers: tuple[int, int]


class Task(ABC):
    """A sequence problem with its data, its score, and what simple guessers reach.

    Class attributes: `title` and `metric_name` for people; `loss`; `metric_unit` (may be empty); `better`, the
    direction of progress; `settings` of its own, each declared once, with limits and texts; `heading` over what a
    network of that {name} produces, and a quiet `caption` beside it; `draws`, whether a sample is drawn at a
    temperature, and is not simply what the network holds likeliest; `shape`, of `explorer.shapes`, "" where the network
    is the plain `Network` that can be advanced step by step; `brought`, whether a person must bring the data, so that
    only the lesson that knows how offers it. `options`, the names of what the constructor takes, follows from it:
    settings of its own, and of those that every run has `time_steps`, `batch_size`.

    Attributes: `input_size`, `output_size`; `time_steps`, the real length of a training sequence (a short text or a
    sentence may not give what was asked for); `symbols`, what an output id means, None where outputs are numbers. Of a
    network that has a `shape`: `directions`, 2 where it also reads from the end, and `embedding_size`, of the vectors
    that ids are read as, 0: one-hot.
    """

    title: ClassVar[str]
    loss: ClassVar[Literal["cross_entropy", "squared_error"]]
    metric_name: ClassVar[str]
    metric_unit: ClassVar[str]
    better: ClassVar[Literal["lower", "higher"]]
    settings: ClassVar[tuple[Setting, ...]] = ()
    options: ClassVar[tuple[str, ...]]
    heading: ClassVar[str] = N_("{name} produces")
    caption: ClassVar[str] = ""
    draws: ClassVar[bool] = False
    shape: ClassVar[str] = ""
    brought: ClassVar[bool] = False

    input_size: int
    output_size: int
    time_steps: int
    directions: int = 1
    embedding_size: int = 0
    symbols: tuple[str, ...] | None = None

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        cls.options = tuple(inspect.signature(cls).parameters)

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """(time steps of a sequence, symbols), which memory is estimated from before the task is made.

        `settings` are those of the run, by name. Symbols only where they are so many that they count; else 0.
        """
        return settings["time_steps"], 0

    @property
    def input_symbols(self) -> tuple[str, ...] | None:
        """What an input id means: as `symbols`, unless a task answers with other things than it reads."""
        return self.symbols

    @abstractmethod
    def batch(self, rng: np.random.Generator) -> Batch:
        """Sequences to train on, [time, batch], drawn with `rng`."""

    @abstractmethod
    def validation(self) -> Batch:
        """Sequences that training never shows: the same in every run, whatever its seed."""

    @abstractmethod
    def probe(self) -> Batch:
        """One held-out sequence, batch 1, to look inside a network with; its last loss is the one that matters."""

    @abstractmethod
    def probe_labels(self) -> list[str]:
        """A short text for each input step of the probe: a character, a word, a number."""

    def wanted(self) -> list[str]:
        """What should be answered at each input step of the probe, by name; "" where nothing is asked for."""
        if self.symbols is None:
            raise NotImplementedError("a task without symbols that shows words must say what it wants")
        probe = self.probe()
        due = [""] * (len(probe.inputs) - len(probe.targets))  # who answers once does so at the end
        pairs = zip(probe.targets[:, 0], probe.weights[:, 0], strict=True)
        return due + [self.symbols[symbol] if counts else "" for symbol, counts in pairs]

    def answers(self, logits: Array) -> list[tuple[str, float]]:
        """The likeliest answer at each step, by name, and its probability, from logits [time, output]."""
        if self.symbols is None:
            raise NotImplementedError("a task without symbols that shows words must say what its logits mean")
        chances = self.chances(logits)
        best = chances.argmax(axis=1)
        return [(self.symbols[symbol], float(chance[symbol])) for symbol, chance in zip(best, chances, strict=True)]

    @property
    def choices(self) -> tuple[str, ...]:
        """What there is to answer, as it is said in a sentence: `symbols`, unless a task has clearer words."""
        return self.symbols or ()

    def chances(self, logits: Array) -> Floats:
        """The probability of each of `choices` at each step, [time, choices], from logits [time, output]."""
        return np.asarray(sampling.probabilities(np.asarray(logits, np.float64)))

    def question(self, asked: Any) -> Read:
        """What a person asks a network that learnt this, as it is read: a text, or joints of a motion.

        `Problem` for what cannot be, and why.
        """
        raise NotImplementedError("a task that people ask must say how a question is read")

    def contrast(self) -> Contrast | None:
        """What decides the probe's last target, where one word does; None where nothing can be told so."""
        return None

    @abstractmethod
    def metric(self, logits: Array, batch: Batch) -> float:
        """The score of `logits` [time, batch, output] on a batch of this task; NaN where training has diverged."""

    def also(self, score: float) -> dict[str, float]:
        """The same score in other units, by name; nothing where there are none."""
        return {}

    def accuracies(self, logits: Array, batch: Batch) -> Floats | None:
        """How often the target is among the first 1, 2, 3, by letters of its word already read, [letters, 3].

        Row 0 is before the first letter; NaN in a row with too few places. None where a task has no such count.
        """
        return None

    @abstractmethod
    def baselines(self) -> dict[str, float]:
        """What simple guessers score on the same held-out data, by name."""

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = TEMPERATURE) -> Sample:
        """What a network produces by itself. Tasks that draw nothing ignore `rng` and `temperature`."""
        raise NotImplementedError("a network that has a shape is not advanced step by step; see `told`")

    def shown(self) -> Batch:
        """Of a task whose network has a shape: the held-out sequences that `told` tells of."""
        return self.probe()

    def told(self, logits: Array) -> Sample:
        """Of such a task: what a network makes of `shown`, from its logits."""
        return Sample("text")


tasks: Registry[Task] = Registry("task")


def held_out_generator(stream: int) -> np.random.Generator:
    """The generator behind the fixed data of a task.

    Its seed is out of reach of a person's small seeds: with `default_rng(1)` the run of seed 1 would train on exactly
    the sequences that it is tested on.
    """
    return np.random.default_rng([0x5EED_0F_4E_1D_0075, stream])


def mean_squared_error(predicted: Array, batch: Batch) -> float:
    """Over the counted steps: Σ weight · (predicted − target)² / (Σ weight · outputs), shapes [time, batch, output]."""
    with np.errstate(invalid="ignore", over="ignore"):  # diverged: the answer is NaN or infinite, which says it
        squares = np.square(np.asarray(predicted, np.float64) - batch.targets).mean(axis=-1)
        return float((squares * batch.weights).sum() / batch.weights.sum())


def at_least(name: str, value: int, low: int) -> int:
    """`value`, or a `Problem` if it is below `low`."""
    if value < low:
        raise Problem(N_("“{name}” must be at least {low} here; got {got}."), name=name, low=low, got=value)
    return value
