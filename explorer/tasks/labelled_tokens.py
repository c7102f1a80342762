"""Sentences whose tokens have labels, as a person brought them: a verdict on every token."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, groupby

import numpy as np

from explorer import sampling
from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Read, Sample
from explorer.tasks._asked import told_tokens
from explorer.tasks._base import DIRECTIONS, at_least, tasks
from explorer.tasks._own import Ids, OwnSequences, held_out
from explorer.tasks._texts import TEXT
from explorer.tasks.entities import PERSON, Entities
from explorer.text import UNKNOWN
from explorer.text.conll import annotated
from explorer.text.labels import label, visible
from explorer.text.token_features import TokenFeatures
from explorer.text.words import most_frequent

MAX_TOKENS = 500_000
MAX_TYPES = 20
MAX_WORDS = 8_000
OUTSIDE = "O"


@tasks.register("labelled-tokens")
class LabelledTokens(OwnSequences):
    """What is each token of a person's sentences part of: a name of a person, of a place, of nothing?

    `text` is CoNLL (`text.conll`): a token and its label in a line, an empty line between sentences; "": sentences of
    the built-in grammar, as an example. The answers are "O" and the types of the file, 20 at most, the commonest first;
    where a name begins is not asked. Tokens are read as several ids (`TokenFeatures`), in training some as unknown.
    Sentences of more than `time_steps` tokens are cut. One in ten is held out, of those with names and of others; equal
    ones go together.

    Lecture: “Приклади послідовностей”: name entity recognition.
    Source: E. Tjong Kim Sang and F. De Meulder 2003, CoNLL shared task, arXiv:cs/0306050; here by tokens.

    >>> task = LabelledTokens("".join(f"Ann{n}\\tB-PER\\nslept\\tO\\n\\n" for n in range(20)))
    >>> task.symbols, len(task.inputs), int(task.held_out.sum())
    (('O', 'PER'), 20, 2)
    """

    title = N_("Tokens with labels of your own")
    metric_name = N_("F1 of named tokens")
    settings = (TEXT, DIRECTIONS)
    heading = N_("{name} finds")
    caption = N_("sentences it never saw")
    shape = "every-step"

    UNKNOWN_SHARE = 0.15

    symbols: tuple[str, ...]

    def __init__(self, text: str = "", directions: int = 2, time_steps: int = 64, batch_size: int = 32) -> None:
        self.directions = DIRECTIONS.check(directions)
        found = annotated(text or example())
        _check(found.tokens, found.types)
        self.symbols = (OUTSIDE, *found.types)
        self.output_size = len(self.symbols)
        most, places = (
            at_least("time_steps", time_steps, 1),
            {kind: place for place, kind in enumerate(("", *found.types))},
        )
        self._tokens: list[tuple[str, ...]] = []
        targets: list[Ids] = []
        for one in chain.from_iterable(found.documents):
            for start in range(0, len(one.tokens), most):
                self._tokens.append(one.tokens[start : start + most])
                targets.append(np.array([places[kind] for kind in one.types[start : start + most]], np.int64))
        keys = ["\n".join(some).encode("utf-8", "surrogatepass") for some in self._tokens]
        apart = held_out(keys, [int(right.any()) for right in targets])
        shown = (some for some, tested in zip(self._tokens, apart.tolist(), strict=True) if not tested)
        counts = Counter(token.lower() for token in chain.from_iterable(shown))
        known = sorted(word for word, count in most_frequent(counts, MAX_WORDS) if count > 1)
        self.features = TokenFeatures((UNKNOWN, *known))
        self.input_size, self.embedding_size = len(self.features), 32
        self._take([self.features.ids(some) for some in self._tokens], targets, apart, batch_size)

    @property
    def input_symbols(self) -> tuple[str, ...]:
        """⟨UNK⟩, words, pieces of words, spellings."""
        return self.features.symbols

    def read(self, tokens: Sequence[str]) -> Ids:
        """The ids of anyone's tokens, [time, ids]."""
        return self.features.ids(tokens)

    def question(self, asked: str) -> Read:
        """A sentence, token by token."""
        return told_tokens(self.features, asked)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Any of the sentences that are not held out, with some words unknown."""
        batch = super().batch(rng)
        hidden = rng.random(batch.inputs.shape[:2]) < self.UNKNOWN_SHARE
        batch.inputs[..., 0][hidden] = 0
        return batch

    def probe_labels(self) -> list[str]:
        """Its tokens."""
        return [label(token)[:20] for token in self._tokens[self._looked_at]]

    def metric(self, logits: Array, batch: Batch) -> float:
        """F1 of tokens with a type: 2 · right / (named + told); NaN where training has diverged."""
        if not np.isfinite(logits).all():
            return float("nan")
        return _f1(logits.argmax(axis=-1), batch.targets, batch.weights > 0)

    def baselines(self) -> dict[str, float]:
        """Who knows the words that it has seen, and who guesses the commonest type of unknown ones with a capital."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> dict[str, float]:
        seen = Counter(
            (token.lower(), right)
            for place in self._learnt.tolist()
            for token, right in zip(self._tokens[place], self.targets[place].tolist(), strict=True)
        )
        usual: dict[str, int] = {}
        for word, right in seen:
            if seen[word, right] > seen[word, usual.get(word, -1)]:
                usual[word] = right
        tokens = list(chain.from_iterable(self._tokens[place] for place in self._validated))
        true = np.concatenate([self.targets[place] for place in self._validated])
        known = np.array([usual.get(token.lower(), 0) for token in tokens])
        capital = np.array([usual.get(token.lower(), int(token[:1].isupper())) for token in tokens])
        all_of_them = np.ones(len(true), bool)
        return {
            N_("known words"): _f1(known, true, all_of_them),
            N_("known words, else a capital letter"): _f1(capital, true, all_of_them),
        }

    def told(self, logits: Array) -> Sample:
        """What a network makes of `shown`, from its logits [time, batch, types]: names in brackets; kind "text"."""
        best = sampling.probabilities(logits).argmax(axis=-1)
        lines = []
        for column, place in enumerate(self._tested[: self.SHOWN]):
            tokens, told = self._tokens[place], best[: len(self._tokens[place]), column]
            sign = "✓" if (told == self.targets[place]).all() else "✗"
            lines.append(f"{sign} {self.bracketed(tokens, told.tolist())}")
        return Sample("text", text="\n".join(lines))

    def bracketed(self, tokens: Sequence[str], told: Sequence[int]) -> str:
        """Tokens with those of a type in brackets: “[Harry Potter]PER met”."""
        runs = groupby(zip(tokens, told, strict=True), key=lambda pair: pair[1])
        parts = [(kind, visible(" ".join(token for token, _ in run))) for kind, run in runs]
        return " ".join(f"[{said}]{self.symbols[kind]}" if kind else said for kind, said in parts)


def _check(tokens: int, types: Mapping[str, int]) -> None:
    if tokens > MAX_TOKENS:
        raise Problem(
            N_("A file to train on may have at most {limit:,} tokens; this one has {got:,}. Bring a part of it."),
            limit=MAX_TOKENS,
            got=tokens,
        )
    if not types:
        raise Problem(N_("Every token of this file has the label O, so there is nothing to find. Bring other labels."))
    if len(types) > MAX_TYPES:
        raise Problem(
            N_("A file to train on may have at most {limit} types of names; this one has {got:,}. Join some of them."),
            limit=MAX_TYPES,
            got=len(types),
        )


def _f1(told: Array, true: Array, counted: Array) -> float:
    """2 · right / (named + told) of what is counted, a token with another type than its own being wrong; else 1."""
    total = int(((told > 0) & counted).sum() + ((true > 0) & counted).sum())
    return float(2 * ((told == true) & (true > 0) & counted).sum() / total) if total else 1.0


@lru_cache(maxsize=1)
def example() -> str:
    """Sentences of the built-in grammar with the persons that they name, as such a file."""
    told, targets = Entities().sentences()
    return "".join(
        "".join(
            f"{token}\t{'O' if right != PERSON else 'I-PER' if place and row[place - 1] == PERSON else 'B-PER'}\n"
            for place, (token, right) in enumerate(zip(tokens, row, strict=True))
        )
        + "\n"
        for tokens, row in zip(told, targets, strict=True)
    )
