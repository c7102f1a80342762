"""The network that is asked: one that comes with the app, or one that a person trained. Both have one face."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from explorer.app.language import _
from explorer.app.networks import Networks
from explorer.lessons.backpropagation import kept
from explorer.lessons.backpropagation.address import TITLES
from explorer.lessons.backpropagation.reading import SequenceReading, letters
from explorer.lessons.backpropagation.record import LONGEST, SOFTMAX, Unrolled
from explorer.tasks.characters import Characters

if TYPE_CHECKING:
    from explorer.network import Network


class Asked(ABC):
    """One network: its `loss`, its `cell`, and after how many training steps it is asked."""

    loss: str
    cell: str
    step: int

    @property
    def title(self) -> str:
        """The cell as people write it."""
        return _(TITLES[self.cell])

    @property
    @abstractmethod
    def example(self) -> tuple[str, int]:
        """The text to show first, and how many steps of it."""

    @property
    @abstractmethod
    def symbols(self) -> tuple[str, ...]:
        """What ids mean."""

    @property
    @abstractmethod
    def key(self) -> tuple[Any, ...]:
        """What tells its weights from any others."""

    @property
    @abstractmethod
    def link(self) -> Mapping[str, str]:
        """What an address needs beside its name to find it again."""

    @property
    @abstractmethod
    def last(self) -> bool:
        """Whether it is asked after all of its training."""

    @abstractmethod
    def read(self, text: str, steps: int = LONGEST) -> SequenceReading:
        """A text as the network reads it. Raises `Problem` for one that is too long or empty."""

    @abstractmethod
    def known(self, reading: SequenceReading) -> Unrolled | None:
        """What was measured on this reading before; None where nothing was."""

    @abstractmethod
    def network(self) -> Network:
        """The network itself, with torch."""


@dataclass(frozen=True)
class OfTheApp(Asked):
    """One that comes with the app, for a loss and a language."""

    loss: str
    language: str
    cell: str
    step: int

    @property
    def example(self) -> tuple[str, int]:
        """The lecture's sentence."""
        return kept.EXAMPLES[self.loss, self.language]

    @property
    def symbols(self) -> tuple[str, ...]:
        """What ids mean."""
        return kept.symbols(self.loss, self.language)

    @property
    def key(self) -> tuple[Any, ...]:
        """Its name: such a network never changes."""
        return self.loss, self.language, self.cell, self.step

    @property
    def link(self) -> Mapping[str, str]:
        """Nothing: its name is enough."""
        return {}

    @property
    def last(self) -> bool:
        """Whether it is asked at the last moment that is kept."""
        return self.step == kept.MOMENTS[self.loss][-1]

    def read(self, text: str, steps: int = LONGEST) -> SequenceReading:
        """In words or letters, as its loss wants."""
        return kept.read(self.loss, self.language, text, steps)

    def known(self, reading: SequenceReading) -> Unrolled | None:
        """What came with the app, for the example."""
        example = self.read(*self.example)
        same = (reading.read, reading.wanted) == (example.read, example.wanted)
        return kept.find(self.loss, self.language, self.cell, self.step) if same else None

    def network(self) -> Network:
        """As it was at its moment."""
        return kept.network(self.loss, self.language, self.cell, self.step)


@dataclass(frozen=True)
class OfAPerson(Asked):
    """One of the networks that a person trained to read letters."""

    networks: Networks
    cell: str
    step: int
    loss: str = SOFTMAX

    @cached_property
    def _learnt(self) -> Characters:
        return cast(Characters, self.networks.task)

    @property
    def example(self) -> tuple[str, int]:
        """The beginning of its held-out text."""
        return self._learnt.held_out.strip()[:LONGEST], 12

    @property
    def symbols(self) -> tuple[str, ...]:
        """What ids mean."""
        return self._learnt.symbols

    @property
    def key(self) -> tuple[Any, ...]:
        """Its weights, by their fingerprint."""
        return (*self.networks.key, self.cell)

    @property
    def link(self) -> Mapping[str, str]:
        """The run."""
        return self.networks.link

    @property
    def last(self) -> bool:
        """Whether it is asked as it is now."""
        return self.step > 0

    def read(self, text: str, steps: int = LONGEST) -> SequenceReading:
        """In its own letters."""
        return letters(text, self._learnt.vocabulary, steps)

    def known(self, reading: SequenceReading) -> Unrolled | None:
        """Nothing is."""
        return None

    def network(self) -> Network:
        """As it is now, or as it began."""
        return self.networks.load()[self.cell][0]
