"""What tasks share that learn from a text: which text, what reads it, and the guess of what comes next in it."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer import sampling
from explorer.problem import N_
from explorer.records import Array, Batch
from explorer.settings import Setting
from explorer.tasks._base import Step, Task, at_least
from explorer.text import Vocabulary, corpora, ngrams

CORPUS = Setting(
    "corpus",
    "english",
    N_("Text"),
    N_("What the networks read. One tenth of it is kept aside to test them."),
    choices={
        "english": N_("English prose"),
        "ukrainian": N_("Ukrainian prose"),
        "python": N_("Python reference"),
        "own": N_("Your own text"),
    },
    group="task",
)
TEXT = Setting("text", "", N_("Your own text"))
WRITES = N_("{name} writes")


def whole_text(corpus: str, text: str) -> str:
    """The text that two settings of a task name: one of ours, or with "own" a person's, checked."""
    return corpora.own_text(text) if CORPUS.check(corpus) == "own" else corpora.load(corpus)


class ReadsCharacters(Task):
    """A task whose networks read a text character by character, whatever they answer with.

    Attributes: `vocabulary` of what they read; `symbols`, of what they answer with; `held_out`, text never trained on.
    """

    loss = "cross_entropy"
    settings: ClassVar[tuple[Setting, ...]] = (CORPUS, TEXT)
    heading = WRITES
    draws = True

    VALIDATION_CHARACTERS: ClassVar[int] = 8192
    PROMPT: ClassVar[int] = 24
    WRITTEN: ClassVar[int] = 240

    vocabulary: Vocabulary
    symbols: tuple[str, ...]
    held_out: str

    @abstractmethod
    def due(self, text: str, following: str = "") -> NDArray[np.int64]:
        """The id of the right answer at each place of any text, [time]; −1 where there is none.

        `following` is the character after the last one, where it is known.
        """

    def _take(self, corpus: str, text: str, time_steps: int, batch_size: int) -> str:
        """Set what follows from the settings; the part of the text to train on comes back and is not kept here."""
        whole = whole_text(corpus, text)
        # A quarter of the text at most, so that training keeps at least twice the held-out window.
        self.time_steps = min(at_least("time_steps", time_steps, 1), len(whole) // 4)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.vocabulary = Vocabulary.of(whole)
        training, self.held_out = corpora.split(whole, window=self.time_steps + 1)
        return training


class GuessesNext(Task):
    """A task whose networks guess, at every step, the next symbol of a text: bits a symbol are the score.

    Attributes: `training_ids` of the part that is trained on, one long row; `PROMPT` and `WRITTEN`, how many symbols a
    network is given before it writes, and how many it writes.
    """

    loss = "cross_entropy"
    metric_unit = N_("bit")
    better = "lower"
    settings: ClassVar[tuple[Setting, ...]] = (CORPUS, TEXT)
    heading = WRITES
    draws = True

    PROMPT: ClassVar[int]
    WRITTEN: ClassVar[int]

    symbols: tuple[str, ...]
    training_ids: Array

    def metric(self, logits: Array, batch: Batch) -> float:
        """Mean cross-entropy in bits; NaN where training has diverged."""
        bits = -sampling.log_probability(logits, batch.targets) / np.log(2)
        return float((bits * batch.weights).sum() / batch.weights.sum())

    def baselines(self) -> dict[str, float]:
        """Bits a symbol of guessers fitted on the training part, on exactly the held-out symbols."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        batch = self.validation()
        answers = ngrams.NGrams(self.training_ids, self.output_size).factors(batch.inputs, batch.targets)
        return {name: float(-np.log2(answer).mean()) for name, answer in zip(ngrams.NAMES, answers, strict=True)}

    def _written(self, step: Step, rng: np.random.Generator, temperature: float) -> tuple[Array, Array]:
        """The ids that begin the probe, and those that the network goes on with."""
        given = self.probe().inputs[: self.PROMPT]
        for t, x in enumerate(given):
            logits = step(x, reset=t == 0)
        written = [sampling.draw(logits, rng, temperature)]
        while len(written) < self.WRITTEN:
            written.append(sampling.draw(step(written[-1]), rng, temperature))
        return given[:, 0], np.concatenate(written)

    def _windows(self, ids: Array, starts: Array) -> Batch:
        rows = ids[np.arange(self.time_steps + 1)[:, None] + starts].astype(np.int64)
        return Batch(rows[:-1], rows[1:], np.ones(rows[1:].shape, np.float32))
