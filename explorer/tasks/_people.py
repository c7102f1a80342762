"""Sentences about people from a grammar: which of their words are names of persons, and which names are kept unseen.

A class of words is either plain, or of names. A name belongs to a lemma, its first form: all forms of a lemma are shown
in training, or none. One lemma in four is held out, by its letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.tasks._grammar import Grammar, Pattern, Rules
from explorer.tasks._held_out import one_word_in

LONGEST = 24
"""Words and marks of a sentence."""
PATTERNS = 64
"""Rows of word classes of each kind, at most."""
HELD_OUT_SHARE = 4

Name = tuple[str, str]
"""(lemma, form)."""


@dataclass(frozen=True)
class People:
    """The words and the grammar of sentences in which persons are named, or are not.

    `kinds` are the productions of whole sentences, with how often each is drawn; `rules` derive their capitalised
    names. Names in lower case are classes: of `names`, of `words`, or else the words themselves. Words of the classes
    `persons` name somebody; of the `open` ones there are always more, so that in training some are unknown. `probe` is
    a sentence about persons whose names are in none of the classes, and which of its words name them.
    """

    words: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[Name, ...]]
    persons: frozenset[str]
    open: frozenset[str]
    rules: Rules
    kinds: Mapping[str, float]
    probe: tuple[str, tuple[int, ...]]

    def patterns(self, rng: np.random.Generator) -> list[tuple[Pattern, float]]:
        """Different rows of word classes, and how often each is to be drawn."""
        grammar, found = Grammar(self.rules), []
        for kind, weight in self.kinds.items():
            lengths = [length for length in range(1, LONGEST + 1) if grammar.count(kind, length)]
            rows = {grammar.derive(kind, int(rng.choice(lengths)), rng): None for _ in range(PATTERNS)}
            found += [(row, weight / len(rows)) for row in rows]
        return found

    def of_class(self, name: str, held_out: bool) -> tuple[str, ...]:
        """The words of a class; of names those that are held out, or those that are not."""
        if name in self.names:
            return tuple(form for lemma, form in self.names[name] if one_word_in(HELD_OUT_SHARE, lemma) == held_out)
        return self.words.get(name, (name,))
