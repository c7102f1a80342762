"""A language model over words or subwords: guess the next token, then write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Sample
from explorer.settings import Setting
from explorer.tasks._base import Step, at_least, tasks
from explorer.tasks._texts import CORPUS, TEXT, GuessesNext, whole_text
from explorer.text import Tokeniser, corpora
from explorer.text.labels import label
from explorer.text.spelling import Spelling
from explorer.text.words import Words

TOKENS = Setting(
    "tokens",
    "words",
    N_("Tokens"),
    N_("What the text is cut into. Subwords are learnt from it by byte-pair encoding, and spell what is rare."),
    choices={"words": N_("words"), "subwords": N_("subwords")},
    group="task",
)
VOCABULARY_SIZE = Setting(
    "vocabulary_size",
    1000,
    N_("Vocabulary"),
    N_("So many of the most frequent tokens have an id of their own. Every other word is ⟨UNK⟩."),
    low=300,
    high=20_000,
    step=1,
    log=True,
    group="task",
)
LOWER_CASE = Setting("lower_case", True, N_("Lower case"), N_("“The” and “the” are one word."), group="task")


@tasks.register("words")
class NextWord(GuessesNext):
    """The next word of a text, or the next subword, at every step.

    Windows of `time_steps` tokens come from a random place of the first nine tenths, which alone make the vocabulary;
    the last tenth is held out. A text too short for windows that long gets shorter ones (`task.time_steps` is the real
    length). The score is the mean cross-entropy in bits; 2 to that power is the perplexity, of how many tokens the
    network still hesitates between. Tokens of different kinds compare by `bits_per_character`.

    `tokens` is "words" or "subwords", `vocabulary_size` at most so many of them; `lower_case` is of words. `corpus` is
    "english", "ukrainian", "python", or "own": then `text` is the text (`corpora.own_text` checks it).

    Lecture: “Мовне моделювання” (tokens, ⟨EOS⟩, ⟨UNK⟩), “RNN модель”, “Sampling novel sequences”.
    Source: Mikolov et al. 2010, “Recurrent neural network based language model”, Interspeech.

    >>> task = NextWord(corpus="own", text="To be or not to be. " * 20, time_steps=6, batch_size=1)
    >>> batch = task.batch(np.random.default_rng(3))
    >>> [task.symbols[i] for i in batch.inputs[:, 0]]
    ['⟨EOS⟩', 'to', 'be', 'or', 'not', 'to']
    """

    title = N_("Next word of a text")
    metric_name = N_("bits per token")
    settings = (CORPUS, TEXT, TOKENS, VOCABULARY_SIZE, LOWER_CASE)

    VALIDATION_TOKENS: ClassVar[int] = 4096
    PROMPT: ClassVar[int] = 6
    WRITTEN: ClassVar[int] = 60

    def __init__(
        self,
        corpus: str = "english",
        text: str = "",
        tokens: str = "words",
        vocabulary_size: int = 1000,
        lower_case: bool = True,
        time_steps: int = 32,
        batch_size: int = 32,
    ) -> None:
        training, self.held_out = corpora.split(whole_text(corpus, text))
        self.tokeniser = _tokeniser(tokens, training, vocabulary_size, lower_case)
        self.symbols = self.tokeniser.symbols
        self.input_size = self.output_size = len(self.tokeniser)
        self.training = self.tokeniser.tokenise(training)
        """The first nine tenths of the text, as tokens."""
        self.training_ids = self.training.ids
        self._held_out = self.tokeniser.tokenise(self.held_out)
        room = min(len(self._held_out), len(self.training)) - 1
        if room < 1:
            raise Problem(
                N_("A text of {got} tokens cannot give two windows of {window}. Bring a longer text, or other tokens."),
                got=len(self.training) + len(self._held_out),
                window=2,
            )
        self.time_steps = min(at_least("time_steps", time_steps, 1), room)
        self.batch_size = at_least("batch_size", batch_size, 1)

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """Every token is a symbol."""
        return settings["time_steps"], settings["vocabulary_size"]

    def batch(self, rng: np.random.Generator) -> Batch:
        """Ids [time, batch] and the ids that follow."""
        return self._windows(self.training_ids, rng.integers(0, len(self.training) - self.time_steps, self.batch_size))

    def validation(self) -> Batch:
        """Windows side by side, or spread evenly where the held-out tenth has more than 4,096 tokens."""
        return self._windows(self._held_out.ids, self._starts)

    def probe(self) -> Batch:
        """The first held-out window, from the beginning of a sentence where there is room."""
        room = len(self._held_out) - self.time_steps
        ends = np.flatnonzero(self._held_out.ids[:room] == self.tokeniser.end)
        return self._windows(self._held_out.ids, ends[:1] if len(ends) else np.array([0]))

    def probe_labels(self) -> list[str]:
        """Words as they are, and what cannot be seen by name; cut to what a narrow cell can hold."""
        return [label(self.symbols[i])[:20] for i in self.probe().inputs[:, 0]]

    def also(self, score: float) -> dict[str, float]:
        """The perplexity, and bits per character."""
        with np.errstate(over="ignore"):
            return {N_("perplexity"): float(np.exp2(score)), N_("bits per character"): self.bits_per_character(score)}

    def bits_per_character(self, bits_per_token: float) -> float:
        """The score as bits a character of the held-out text, comparable whatever the tokens are.

        To the bits of the tokens come those of writing each out (`text.spelling`), which ⟨UNK⟩ and lower case leave
        open; they are the same for every network. Divided by the characters that the tokens stand for.
        """
        return (bits_per_token + self._spelling) / self._characters

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        """The probe's first tokens given, then 60 drawn from the network; kind "text".

        Raises `Problem` where the network's scores are no numbers.
        """
        given, written = self._written(step, rng, temperature)
        prompt, whole = self.tokeniser.decode(given), self.tokeniser.decode(np.concatenate([given, written]))
        return Sample("text", text=whole, start=min(len(prompt), len(whole)))

    @cached_property
    def _starts(self) -> Array:
        room = len(self._held_out) - 1
        count = max(1, min(room, self.VALIDATION_TOKENS) // self.time_steps)
        return np.linspace(0, room - self.time_steps, count).astype(np.int64)

    @cached_property
    def _targets_of_validation(self) -> Array:
        """Where in the held-out tokens the targets of `validation` stand, [time × batch]."""
        return (np.arange(1, self.time_steps + 1)[:, None] + self._starts).ravel()

    @cached_property
    def _spelling(self) -> float:
        """Mean bits of writing out a held-out token; subwords leave nothing open."""
        if self.tokeniser.unknown is None:
            return 0.0
        # Of a long held-out text only as much as is scored: writing out is slow, and every worker does it.
        last = int(self._targets_of_validation.max()) + 1
        return float(Spelling(self.training).bits(self._held_out[:last])[self._targets_of_validation].mean())

    @cached_property
    def _characters(self) -> float:
        """Mean characters of a held-out token."""
        return float((self._held_out.ends - self._held_out.starts)[self._targets_of_validation].mean())


def _tokeniser(kind: str, training: str, size: int, lower_case: bool) -> Tokeniser:
    if TOKENS.check(kind) == "words":
        return Words.of(training, size, lower_case)
    from explorer.text.subwords import Subwords  # a library of its own, which words can do without

    return Subwords.of(training, size)
