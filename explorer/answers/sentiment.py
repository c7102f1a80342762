"""What does a sentence feel? The probability that it praises."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from explorer import sampling
from explorer.answers._base import Application, applications
from explorer.problem import N_, Problem
from explorer.records import Array, Floats, Read
from explorer.text import UNKNOWN_ID
from explorer.text.token_features import TokenFeatures
from explorer.text.words import tokens

LONGEST = 2_000
"""Characters of an opinion."""


@applications.register("sentiment")
class Sentiment(Application):
    """An opinion, word by word; the networks learnt sentences of English film reviews."""

    labels: ClassVar[tuple[str, ...]] = (N_("negative"), N_("positive"))

    @cached_property
    def _features(self) -> TokenFeatures:
        told = self.told
        return TokenFeatures(tuple(told["words"]), told["buckets"], tuple(told["pieces"]), spelt=False)

    def read(self, question: Any) -> Read:
        """A sentence or two in English. `Problem` for nothing, too much, and where no word is known."""
        if not isinstance(question, str) or not question.strip():
            raise Problem(N_("There is nothing to judge yet. Type an opinion in English, a sentence or two."))
        if len(question) > LONGEST:
            raise Problem(
                N_("An opinion may have at most {limit:,} characters; this one has {got:,}. Shorten it."),
                limit=LONGEST,
                got=len(question),
            )
        found = tokens(question)
        ids = self._features.ids(found)
        if not any(word.isalnum() and number != UNKNOWN_ID for word, number in zip(found, ids[:, 0], strict=True)):
            raise Problem(
                N_(
                    "The networks know none of these words: they learnt from English film reviews. Type an opinion in "
                    "English."
                )
            )
        return Read(ids[:, None], found)

    def probabilities(self, logits: Array) -> Floats:
        """P(positive) after each word, [time]."""
        return np.asarray(sampling.probabilities(np.asarray(logits, np.float64))[:, 1])

    def output(self, probabilities: Floats, tokens: Sequence[str]) -> float:
        """P(positive) of all of it."""
        return float(probabilities[-1])
