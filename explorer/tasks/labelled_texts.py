"""Texts with labels that a person brought: one verdict on each, after its last word."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from explorer import sampling
from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Read, Sample
from explorer.tasks._asked import known_words
from explorer.tasks._base import tasks
from explorer.tasks._own import Ids, OwnSequences, held_out
from explorer.tasks.sentiment import Sentiment
from explorer.text import UNKNOWN
from explorer.text.labelled import Labelled, labelled
from explorer.text.labels import label, visible
from explorer.text.words import most_frequent, tokens

MAX_ROWS = 100_000
MAX_WORDS = 8_000
"""That have an id of their own, of those that occur twice."""
_CHARACTERS = 24  # of a text that are read, for each step there is
_SHOWN = 90


@tasks.register("labelled-texts")
class LabelledTexts(OwnSequences):
    """Word by word through texts that a person brought, and after the last word: which of two to ten labels?

    `text` is a table with a column of texts and one of labels (`text.labelled`); "": three hundred opinions, as an
    example. Words are ids, those that training shows twice; ⟨UNK⟩, id 0, stands for others. Of each text the first
    `time_steps` words are read. One in ten of each label is held out; equal texts go together.

    Lecture: “Приклади послідовностей”: sentiment classification; “Типи архітектур RNNs”, many-to-one.
    Source: B. Pang, L. Lee and S. Vaithyanathan 2002, “Thumbs up?”, EMNLP, arXiv:cs/0205070, for counting words.

    >>> task = LabelledTexts("label,text\\n" + "".join(f"good,I liked {n}\\nbad,I left {n}\\n" for n in range(10)))
    >>> task.symbols, [task.input_symbols[i] for i in task.read("I liked Paris")]
    (('bad', 'good'), ['i', 'liked', '⟨UNK⟩'])
    """

    title = N_("Texts with labels of your own")
    metric_name = N_("right label")
    heading = N_("{name} judges")
    caption = N_("texts it never saw")
    shape = "last-step"

    symbols: tuple[str, ...]

    def __init__(self, text: str = "", time_steps: int = 64, batch_size: int = 32) -> None:
        found = labelled(text or example())
        if len(found.texts) > MAX_ROWS:
            raise Problem(
                N_("A table to train on may have at most {limit:,} rows; this one has {got:,}. Bring a part of it."),
                limit=MAX_ROWS,
                got=len(found.texts),
            )
        self.symbols, self.output_size = found.labels, len(found.labels)
        self._most = time_steps
        keys = [said.lower().encode("utf-8", "surrogatepass") for said in found.texts]
        apart = held_out(keys, found.verdicts)
        words = [self._cut(said) for said in found.texts]
        counts = Counter(
            word for some, tested in zip(words, apart.tolist(), strict=True) if not tested for word in some
        )
        known = sorted(word for word, count in most_frequent(counts, MAX_WORDS) if count > 1)
        if not known:
            raise Problem(
                N_("No word of these texts occurs twice, so that nothing can be learnt about any. Bring more texts.")
            )
        self._words = (UNKNOWN, *known)
        self._ids = {word: i for i, word in enumerate(self._words)}
        self.input_size, self.embedding_size = len(self._words), 32
        verdicts = [np.array([verdict]) for verdict in found.verdicts]
        self._take([self._of(some) for some in words], verdicts, apart, batch_size)
        self._said = found.texts

    @property
    def input_symbols(self) -> tuple[str, ...]:
        """⟨UNK⟩, then the words."""
        return self._words

    def read(self, text: str) -> Ids:
        """The ids of any text's words and marks, [time], as far as there are steps."""
        return self._of(self._cut(text))

    def question(self, asked: str) -> Read:
        """Any text, word by word, as far as there are steps. `Problem` where no word of it is known."""
        read = known_words(self.read(asked), self._cut(asked))
        return replace(read, cut=len(tokens(asked)) > len(read.tokens))

    def probe_labels(self) -> list[str]:
        """Its words and marks as they were written."""
        return [label(word)[:20] for word in self._cut(self._said[self._looked_at]) or [" "]]

    def metric(self, logits: Array, batch: Batch) -> float:
        """The share of texts whose label has the highest logit; NaN where training has diverged."""
        if not np.isfinite(logits).all():
            return float("nan")
        return float((logits[0].argmax(axis=-1) == batch.targets[0]).mean())

    def baselines(self) -> dict[str, float]:
        """The commonest label of what is learnt, and what naive Bayes reaches, which counts words in any order."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        verdicts = np.concatenate([self.targets[place] for place in self._learnt.tolist()])
        counts = np.ones((self.output_size, self.input_size))
        for kind in range(self.output_size):
            some = [self.inputs[place] for place in self._learnt[verdicts == kind].tolist()]
            if some:
                counts[kind] += np.bincount(np.concatenate(some), minlength=self.input_size)
        scores = np.log(counts / counts.sum(axis=1, keepdims=True))
        scores[:, 0] = 0  # an unknown word says nothing
        often = np.bincount(verdicts, minlength=self.output_size)
        prior = np.log(np.maximum(often, 1) / len(verdicts))
        true = np.concatenate([self.targets[place] for place in self._validated])
        guessed = [(prior + scores[:, self.inputs[place]].sum(axis=1)).argmax() for place in self._validated]
        return {
            N_("commonest label"): float((true == often.argmax()).mean()),
            N_("words counted"): float((true == guessed).mean()),
        }

    def told(self, logits: Array) -> Sample:
        """What a network makes of `shown`, from its logits [1, batch, labels]: a text a line; kind "text"."""
        lines = []
        for place, chances in zip(self._tested, sampling.probabilities(logits[0]), strict=False):
            best, true = int(chances.argmax()), int(self.targets[place][0])
            said = visible(self._said[place])
            short = said if len(said) <= _SHOWN else said[:_SHOWN] + "…"
            right = "✓" if best == true else f"✗ ({self.symbols[true]})"
            lines.append(f"{right} {short} → {self.symbols[best]} {chances[best]:.2f}")
        return Sample("text", text="\n".join(lines))

    def _cut(self, said: str) -> list[str]:
        return tokens(said[: _CHARACTERS * self._most])[: self._most]

    def _of(self, words: list[str]) -> Ids:
        return np.array([self._ids.get(word, 0) for word in words] or [0], np.int64)


@lru_cache(maxsize=1)
def example() -> str:
    """Three hundred opinions of the built-in grammar, as such a table."""
    task = Sentiment()
    drawn = task.validation()
    rows = zip(drawn.inputs.T[:300], drawn.lengths if drawn.lengths is not None else (), drawn.targets[0], strict=False)
    texts = [(" ".join(task.input_symbols[i] for i in ids[:length]), int(verdict)) for ids, length, verdict in rows]
    verdicts = tuple(verdict for _, verdict in texts)
    counts = {name: verdicts.count(place) for place, name in enumerate(task.symbols)}
    found = Labelled(tuple(said for said, _ in texts), verdicts, task.symbols, counts, ("text", "label"), 0)
    return found.written()
