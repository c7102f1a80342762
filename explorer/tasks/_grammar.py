"""Sentences of an exact length from a grammar, and what a language brings to the agreement task.

A grammar maps a capitalised name to its productions, each a row of names separated by spaces; a name in lower case is
a class of words and takes one place. No production may begin with a name that can begin with itself (no left
recursion). Sentences are drawn in two stages: a *pattern* (a row of word classes) by the grammar, once, and words for
it, in bulk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Pattern = tuple[str, ...]
Word = str | tuple[str, str]
"""One form, or two: beside a singular and beside a plural subject."""
CLUE_WITHIN = 4
"""Words that may follow the last clue to the number, up to the verb, where there are clues on the way."""


Rules = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Between:
    """What may stand between noun and verb: `rules` derive it from "Filler".

    `lead` lists what to show first, best first, as productions.
    """

    rules: Rules
    lead: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """The words and the grammar of "<opening> <filler> <verb> <predicate> ."

    `opening` are the classes before the filler and end with the subject. No word of a `neutral` filler depends on the
    subject's number; in a `telling` one some do, and where it is longer than `CLUE_WITHIN`, the last such word stands
    at most so many words before the verb. `words` maps each class to its words; `verbs` are the two forms to tell apart
    (singular, plural).
    """

    opening: Pattern
    neutral: Between
    telling: Between
    words: Mapping[str, tuple[Word, ...]]
    verbs: tuple[str, str]

    def between(self, clues: bool) -> Between:
        """The fillers with clues to the number, or those without."""
        return self.telling if clues else self.neutral


class Grammar:
    """Counts and draws the derivations of an exact length, all of them equally likely.

    >>> grammar = Grammar({"Row": ("a", "a b", "a Row")})
    >>> [grammar.count("Row", length) for length in range(5)]
    [0, 1, 2, 2, 2]
    >>> grammar.derive("Row", 3, np.random.default_rng(0))
    ('a', 'a', 'b')
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = {name: tuple(tuple(p.split()) for p in productions) for name, productions in rules.items()}
        self._known: dict[tuple[Pattern, int], tuple[list[tuple[Pattern, int]], list[int]]] = {}

    def count(self, production: str, length: int) -> int:
        """How many derivations `production` has with exactly `length` words (two may give the same words)."""
        return self._count(tuple(production.split()), length)

    def derive(self, production: str, length: int, rng: np.random.Generator) -> Pattern:
        """The word classes of one derivation. Raises ValueError where there is none of that length."""
        row = tuple(production.split())
        if not self._count(row, length):
            raise ValueError(f"{production!r} has no derivation of {length} words")
        return self._derive(row, length, rng)

    def _count(self, row: Pattern, length: int) -> int:
        if not row:
            return int(length == 0)
        if row[0] not in self.rules:
            return self._count(row[1:], length - 1) if length else 0
        return self._choices(row, length)[1][-1]

    def _choices(self, row: Pattern, length: int) -> tuple[list[tuple[Pattern, int]], list[int]]:
        """How the first name can go on, and a running count: ((its production, words it takes), derivations so far).

        The running count begins with 0, so it is one longer.
        """
        if (row, length) not in self._known:
            ways, so_far = [], [0]
            for taken in range(length + 1):
                after = self._count(row[1:], length - taken)
                for production in self.rules[row[0]] if after else ():
                    if count := self._count(production, taken) * after:
                        ways.append((production, taken))
                        so_far.append(so_far[-1] + count)
            self._known[row, length] = ways, so_far
        return self._known[row, length]

    def _derive(self, row: Pattern, length: int, rng: np.random.Generator) -> Pattern:
        classes: list[str] = []
        rest = [(row, length)]
        while rest:
            row, length = rest.pop()
            while row and row[0] not in self.rules:
                classes.append(row[0])
                row, length = row[1:], length - 1
            if row:
                ways, so_far = self._choices(row, length)
                production, taken = ways[bisect_right(so_far, rng.random() * so_far[-1]) - 1]
                rest += [(row[1:], length - taken), (production, taken)]
        return tuple(classes)
