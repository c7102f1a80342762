"""Who is named in a sentence? 1 for every token of a person's name, 0 for any other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from explorer import sampling
from explorer.answers._base import Application, applications
from explorer.problem import N_, Problem
from explorer.records import Array, Floats, Read
from explorer.text.penn import tokens
from explorer.text.token_features import TokenFeatures

LONGEST = 4_000
"""Characters of a question."""


@applications.register("entities")
class Entities(Application):
    """A sentence, or a list of tokens; the networks learnt English novels, and read in both directions.

    Among the novels lay sentences of this project's own grammar (`explorer.tasks.entities`).
    """

    labels: ClassVar[tuple[str, ...]] = (N_("nobody"), N_("person"))

    @cached_property
    def _features(self) -> TokenFeatures:
        told = self.told
        return TokenFeatures(tuple(told["words"]), told["buckets"], ordinary=frozenset(told["ordinary"]))

    def read(self, question: Any) -> Read:
        """A sentence in English, or tokens, which are taken as they are. `Problem` for anything else."""
        if isinstance(question, list | tuple) and all(isinstance(token, str) and token for token in question):
            found = list(question)
        elif isinstance(question, str):
            if len(question) > LONGEST:
                raise Problem(
                    N_("A sentence may have at most {limit:,} characters here; this one has {got:,}. Shorten it."),
                    limit=LONGEST,
                    got=len(question),
                )
            found = tokens(question)
        else:
            raise Problem(
                N_("A question is a sentence, or a list of its words and marks; got {got}."),
                got=type(question).__name__,
            )
        if not any(character.isalpha() for token in found for character in token):
            raise Problem(N_("There is nobody to find yet. Type a sentence in English."))
        if not any(character.isascii() and character.isalpha() for token in found for character in token):
            raise Problem(N_("The networks learnt from English novels and read Latin letters. Type such a sentence."))
        return Read(self._features.ids(found)[:, None], found)

    def probabilities(self, logits: Array) -> Floats:
        """P(person) of each token, [time]."""
        return np.asarray(sampling.probabilities(np.asarray(logits, np.float64))[:, 1])

    def output(self, probabilities: Floats, tokens: Sequence[str]) -> list[int]:
        """1 where a person is likelier than not."""
        return [int(p > 0.5) for p in probabilities]


@applications.register("entities-forward")
class EntitiesForward(Entities):
    """The same by networks that read in one direction: what follows a word cannot change what they say of it."""
