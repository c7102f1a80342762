"""Which word is being typed? The whole word, guessed anew at every character of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from explorer import sampling
from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Floats, Sample
from explorer.tasks._base import TEMPERATURE, Step, tasks
from explorer.tasks._texts import ReadsCharacters
from explorer.tasks._words import Counts, Ids, Places, most_frequent
from explorer.tasks.characters import readable_start
from explorer.text.labels import label
from explorer.text.letters import in_word


@tasks.register("autocomplete")
class Autocomplete(ReadsCharacters):
    """The whole current word, at every character: among the 1,000 most frequent words of the training text.

    The one space, line end or mark before a word belongs to it: there the word is due before any letter of it was read.
    Other places, words outside the 1,000, and a word that began before the sequence did carry no weight. Upper and
    lower case make the same word; it is shown as the text spells it most often. The score is the share of places at
    which the right word has the highest logit; `accuracies` has it by letters read, and among the first 2 and 3.

    Sequences end within a known word, so that the last loss always counts. The last tenth of the text is held out.
    `corpus` and `text` are as for `Characters`.

    Lecture: “Модель мови”, “Типи архітектур RNNs” (many-to-many).
    Source: A. Madsen, “Visualizing memorization in RNNs”, Distill, 2019, doi:10.23915/distill.00016.

    >>> task = Autocomplete(corpus="own", text="To be or not to be, " * 10, time_steps=9, batch_size=1)
    >>> probe = task.probe()
    >>> due = [task.symbols[word] if counts else "" for word, counts in zip(probe.targets[:, 0], probe.weights[:, 0])]
    >>> list(zip(task.probe_labels(), due))[:7]
    [('b', 'be'), ('e', 'be'), ('␣', 'or'), ('o', 'or'), ('r', 'or'), ('␣', 'not'), ('n', 'not')]
    """

    title = N_("Complete the word")
    metric_name = N_("right word")
    metric_unit = ""
    better = "higher"

    WORDS: ClassVar[int] = 1000
    LETTERS: ClassVar[int] = 10
    ENOUGH: ClassVar[int] = 20

    def __init__(self, corpus: str = "english", text: str = "", time_steps: int = 64, batch_size: int = 32) -> None:
        training = self._take(corpus, text, time_steps, batch_size)
        self.symbols = most_frequent(training, self.WORDS)
        if len(self.symbols) < 2:
            raise Problem(N_("This text has only one word or none, so there is nothing to guess. Bring a longer one."))
        self.input_size, self.output_size = len(self.vocabulary), len(self.symbols)
        self._inside = np.array([True, *(in_word(symbol) for symbol in self.vocabulary.symbols[1:])])
        self._training, self._held_out = (
            Places(part, self.vocabulary, self.symbols, self.time_steps) for part in (training, self.held_out)
        )
        if not len(self._training.ends) or not len(self._held_out.ends):
            raise Problem(
                N_("No word at the end of this text, which is kept for testing, occurs before. Bring a longer text.")
            )

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """Every word is a symbol."""
        return settings["time_steps"], cls.WORDS

    @property
    def input_symbols(self) -> tuple[str, ...]:
        """The characters."""
        return self.vocabulary.symbols

    def batch(self, rng: np.random.Generator) -> Batch:
        """Ids of characters [time, batch] and of the words that are being read."""
        ends = self._training.ends
        return self._training.windows(ends[rng.integers(0, len(ends), self.batch_size)], self.time_steps)

    def validation(self) -> Batch:
        """Windows about side by side, or spread evenly where the held-out tenth has more than 8,192 characters."""
        return self._held_out.windows(self._validation_ends, self.time_steps)

    def probe(self) -> Batch:
        """The first held-out window that begins with a line, or else with a word, up to the last place that counts."""
        start, ends = readable_start(self.held_out, self.time_steps), self._held_out.ends
        inside = ends[(ends > start) & (ends < start + self.time_steps)]
        if not len(inside):
            return self._held_out.windows(ends[:1], self.time_steps)
        return self._held_out.windows(inside[-1:], int(inside[-1]) - start + 1)

    def probe_labels(self) -> list[str]:
        """Characters, as in `Characters`."""
        return [label(self.input_symbols[i]) for i in self.probe().inputs[:, 0]]

    def metric(self, logits: Array, batch: Batch) -> float:
        """The share of places at which the right word comes first; NaN where training has diverged."""
        if not np.isfinite(logits).all():
            return float("nan")
        first = _ranks(logits, batch.targets) == 0
        return float((first * batch.weights).sum() / batch.weights.sum())

    def accuracies(self, logits: Array, batch: Batch) -> Floats:
        """How often the right word is among the first 1, 2, 3, by letters of it already read, [letters, 3].

        Row 0 is the space before the word; a row of fewer than 20 places is NaN.
        """
        ranks, read = _ranks(logits, batch.targets), self._read(batch.inputs)
        rows = [ranks[(read == count) & (batch.weights > 0)] for count in range(self.LETTERS + 1)]
        return np.array(
            [[float((row < k).mean()) if len(row) >= self.ENOUGH else np.nan for k in (1, 2, 3)] for row in rows]
        )

    def due(self, text: str, following: str = "") -> Ids:
        """The id of the word that each place belongs to; −1 where there is none, or one that is not among `symbols`."""
        return Places(text, self.vocabulary, self.symbols, 1).due

    def baselines(self) -> dict[str, float]:
        """What guessers reach that count the words of the training part and see no more than a network does."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        counts, part = Counts(self._training.words, self.symbols), self._held_out
        right = []
        for end in self._validation_ends.tolist():
            start = end - self.time_steps + 1
            asked = [place for place in range(start, end + 1) if part.due[place] >= 0 and part.first[place] >= start]
            answers = [counts.guesses(part.before(place, start), part.begun(place)) for place in asked]
            right.append(np.equal(answers, part.due[asked][:, None]))
        names = (N_("commonest word"), N_("commonest by its letters"), N_("by letters and the word before"))
        return {name: float(share) for name, share in zip(names, np.concatenate(right).mean(axis=0), strict=True)}

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = TEMPERATURE) -> Sample:
        """The probe's first words given, then 240 characters of words, each drawn at the space before it; kind "text".

        Raises `Problem` where the network's scores are no numbers.
        """
        given = self.vocabulary.decode(self.probe().inputs[: self.PROMPT, 0])
        prompt = (given.rsplit(maxsplit=1)[0] if len(given.split()) > 1 else given) + " "
        logits, written = self._spell(step, prompt, reset=True), ""
        while len(written) < self.WRITTEN:
            word = self.symbols[int(sampling.draw(logits, rng, temperature)[0])] + " "
            logits = self._spell(step, word)
            written += word
        return Sample("text", text=prompt + written, start=len(prompt))

    def _spell(self, step: Step, text: str, reset: bool = False) -> Array:
        for t, x in enumerate(self.vocabulary.encode(text)):
            logits = step(np.array([x]), reset=reset and t == 0)
        return logits

    @cached_property
    def _validation_ends(self) -> Ids:
        room, ends = len(self.held_out), self._held_out.ends
        count = max(1, min(room, self.VALIDATION_CHARACTERS) // self.time_steps)
        wanted = np.linspace(self.time_steps - 1, room - 1, count).astype(np.int64)
        return np.asarray(ends[np.searchsorted(ends, wanted).clip(max=len(ends) - 1)])

    def _read(self, inputs: Ids) -> Ids:
        """Letters read of the current word, [time, batch]; 0 between words."""
        inside, steps = self._inside[inputs], np.arange(len(inputs))[:, None]
        return np.asarray(steps - np.maximum.accumulate(np.where(inside, -1, steps)))


def _ranks(logits: Array, targets: Ids) -> Ids:
    """How many words come before the right one, [time, batch]; of equals the one with the lower id comes first."""
    right = np.take_along_axis(logits, targets[..., None], axis=-1)
    earlier = np.arange(logits.shape[-1]) < targets[..., None]
    return np.asarray(((logits > right) | ((logits == right) & earlier)).sum(axis=-1))
