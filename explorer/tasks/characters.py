"""A character-level language model: guess the next character, then write."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.records import Batch, Sample
from explorer.tasks._base import Step, tasks
from explorer.tasks._texts import GuessesNext, ReadsCharacters
from explorer.text.labels import label


@tasks.register("characters")
class Characters(ReadsCharacters, GuessesNext):
    """The next character of a text, at every step.

    Windows of `time_steps` characters come from a random place of the first nine tenths; the last tenth is held out.
    A text too short for windows that long gets shorter ones (`task.time_steps` is the real length). The score is the
    mean cross-entropy in bits: log₂ of how many characters the network still hesitates between.

    `corpus` is "english", "ukrainian", "python", or "own": then `text` is the text (`corpora.own_text` checks it).

    Lecture: “Модель мови”, “RNN модель” (L = −Σ yᵢ log ŷᵢ at every step), “Sampling novel sequences”.
    Source: Karpathy 2015, “The Unreasonable Effectiveness of Recurrent Neural Networks”.

    >>> task = Characters(corpus="own", text="to be or not to be, " * 10, time_steps=5, batch_size=1)
    >>> batch = task.batch(np.random.default_rng(3))
    >>> "".join(task.symbols[i] for i in batch.inputs[:, 0]), "".join(task.symbols[i] for i in batch.targets[:, 0])
    (' be o', 'be or')
    """

    title = N_("Next character of a text")
    metric_name = N_("bits per character")

    def __init__(self, corpus: str = "english", text: str = "", time_steps: int = 64, batch_size: int = 32) -> None:
        training = self._take(corpus, text, time_steps, batch_size)
        self.symbols = self.vocabulary.symbols
        self.input_size = self.output_size = len(self.vocabulary)
        self.training_ids = self.vocabulary.encode(training, np.uint8)  # a byte each: a long text takes little memory
        self._held_out = self.vocabulary.encode(self.held_out, np.uint8)
        self._probe_start = readable_start(self.held_out, self.time_steps)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Ids [time, batch] and the ids that follow."""
        starts = rng.integers(0, len(self.training_ids) - self.time_steps, self.batch_size)
        return self._windows(self.training_ids, starts)

    def validation(self) -> Batch:
        """Windows side by side, or spread evenly where the held-out tenth has more than 8,192 characters."""
        room = len(self._held_out) - 1
        count = max(1, min(room, self.VALIDATION_CHARACTERS) // self.time_steps)
        return self._windows(self._held_out, np.linspace(0, room - self.time_steps, count).astype(np.int64))

    def probe(self) -> Batch:
        """The first held-out window that begins with a line, or else with a word."""
        return self._windows(self._held_out, np.array([self._probe_start]))

    def probe_labels(self) -> list[str]:
        """Characters; "␣", "⏎" and "⇥" for white space, "U+200B" for what cannot be seen."""
        return [label(self.symbols[i]) for i in self.probe().inputs[:, 0]]

    def due(self, text: str, following: str = "") -> NDArray[np.int64]:
        """The id of the character after each one; after the last, that of `following`, or −1."""
        return np.append(self.vocabulary.encode(text + following[:1]), -1)[1 : len(text) + 1]

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        """The probe's first characters given, then 240 drawn from the network; kind "text".

        Raises `Problem` where the network's scores are no numbers.
        """
        given, written = self._written(step, rng, temperature)
        prompt = self.vocabulary.decode(given)
        return Sample("text", text=prompt + self.vocabulary.decode(written), start=len(prompt))


def readable_start(text: str, length: int) -> int:
    """Where a window of so many characters and one more begins best: with a line, else with a word, else at 0.

    >>> readable_start("lved. The cat sat on the mat.", 10)
    6
    """
    room = max(len(text) - length, 0)  # a half word reads badly
    found = re.search(r"(?<=\n)\S", text[:room]) or re.search(r"(?<=\s)\S", text[:room])
    return found.start() if found else 0
