"""Opinions from a grammar: what one of them looks like, and the same one turned into its opposite.

A language says what praises. What blames is the same with every class and rule in its opposite: so each row of word
classes comes with a twin, and nothing but words of feeling, and what turns them round, tells praise from blame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from explorer.tasks._grammar import Grammar, Pattern, Rules

LONGEST = 28
"""Words and marks of an opinion."""
PATTERNS = 96
"""Rows of word classes of each kind, at most."""


@dataclass(frozen=True)
class Opinions:
    """The words and the grammar of opinions in a language.

    `rules` derive praise, from capitalised names; names in lower case are classes of `words`, or else words themselves.
    `opposite` maps names to those of the opposite feeling, one way; no rule is given for those that it maps to.
    `kinds` are the productions of a whole opinion that praises, with how often each is drawn. `probe` is an opinion
    that blames, after a turn: its words, the one that decides, and the one by which it would be praise. Words of the
    `neutral` classes could be any other, and so may be unknown ones. `smooth` maps two words that follow each other to
    what is said instead of the second.
    """

    words: Mapping[str, tuple[str, ...]]
    rules: Rules
    opposite: Mapping[str, str]
    kinds: Mapping[str, float]
    probe: tuple[str, str, str]
    neutral: tuple[str, ...]
    smooth: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def turned(self, row: Pattern) -> Pattern:
        """The same names, each in its opposite."""
        both = {**self.opposite, **{other: name for name, other in self.opposite.items()}}
        return tuple(both.get(name, name) for name in row)

    def grammar(self) -> Grammar:
        """All rules, those that blame too."""
        blaming = {
            self.turned((name,))[0]: tuple(" ".join(self.turned(tuple(p.split()))) for p in productions)
            for name, productions in self.rules.items()
        }
        return Grammar({**blaming, **self.rules})

    def patterns(self, rng: np.random.Generator) -> dict[str, list[Pattern]]:
        """Different rows that praise, at most `PATTERNS` of each kind, of all lengths up to `LONGEST`."""
        grammar, found = self.grammar(), {}
        for kind in self.kinds:
            lengths = [length for length in range(1, LONGEST + 1) if grammar.count(kind, length)]
            rows = (grammar.derive(kind, int(rng.choice(lengths)), rng) for _ in range(PATTERNS))
            found[kind] = [self._smoothed(row) for row in dict.fromkeys(rows)]
        return found

    def _smoothed(self, row: Pattern) -> Pattern:
        before = ("", *row[:-1])
        return tuple(self.smooth.get(pair, pair[1]) for pair in zip(before, row, strict=True))

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word, in alphabetical order."""
        names = {
            name for kind in (*self.kinds, *(p for row in self.rules.values() for p in row)) for name in kind.split()
        }
        literal = {name for name in names if name not in self.words and not name[0].isupper()}
        return tuple(sorted(literal.union(self.smooth.values(), *self.words.values())))
