"""Persons that novels name: LitBank, D. Bamman, S. Popat and S. Shen 2019."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

import numpy as np

from explorer.problem import N_
from explorer.records import Array, Batch, together
from explorer.shapes import Shape
from explorer.shelf.real._loop import Manner, Material, alike, answered
from explorer.tasks._people_english import ENGLISH
from explorer.tasks.entities import Entities, f1
from explorer.text import UNKNOWN
from explorer.text.conll import Annotated, Sentence, annotated
from explorer.text.corpora import plain_newlines
from explorer.text.penn import tokens
from explorer.text.token_features import TokenFeatures, begins

EMBEDDING = 32
LEAST = 3
"""Times that a word must occur in what is learnt to have a vector of its own."""
MADE = 1500
"""Sentences of the grammar in an epoch: about a fifth of all."""
LECTURE = frozenset({"harry", "potter", "hermione", "granger", "teddy", "roosevelt"})
"""Who is named in the lecture, and nowhere in what is learnt."""
TITLES = frozenset(
    """
    mr. mr mrs. mrs miss sir lady lord dr. dr captain madame madam monsieur mademoiselle aunt uncle king queen prince
    princess colonel major general professor father mother master count st.
    """.split()  # noqa: SIM905 - a list of so many quotation marks is harder to read
)
IN_CORPORA = "11_alice", "120_treasure", "1342_pride", "1661_the_adventures"
"""Books that the other texts hold too, from which ordinary words are known."""
TESTED, CHOSEN = 12, 8
BUCKETS = 1024
PERSONS = ENGLISH.persons | {"title"}
"""Classes of the grammar that are part of a name: in LitBank a title is."""
OTHER_NAMES, OTHER_WORDS = 0.7, 0.15
"""How often a name is another in training, and how often that is a word with a capital letter."""
HIDDEN_NAMES, HIDDEN_WORDS, HIDDEN_PIECES = 0.5, 0.02, 0.2


@dataclass(frozen=True)
class Written:
    """How often each word, in small letters, is written small, and with a capital where no sentence begins."""

    all: Counter[str]
    small: Counter[str]
    capital: Counter[str]

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]]) -> Written:
        """Counted in tokens."""
        found = cls(Counter(), Counter(), Counter())
        for sentence in sentences:
            for before, token in zip((".", *sentence), sentence, strict=False):
                word = token.lower()
                found.all[word] += 1
                found.small[word] += token.islower()
                found.capital[word] += token[:1].isupper() and not begins(before)
        return found


class Novels(Material):
    """Books apart. Names are exchanged and words hidden anew at every step, so that no name is learnt by heart.

    Sentences of this project's own grammar lie among those of the novels, which seldom invent a spell or sell toys that
    are called after somebody; what is chosen by and what is tested are novels alone.
    """

    task = "entities"
    shape = "every-step"
    metric = N_("F1 of persons")
    source = N_("LitBank (D. Bamman, S. Popat and S. Shen 2019), and sentences of a grammar of this project")
    licence = "CC BY 4.0"
    manner: ClassVar[Manner] = Manner(learning_rate=2e-3, noise=0.35, average=0.998)
    directions: ClassVar[int] = 2
    units: ClassVar[Mapping[str, int]] = {"lstm": 64, "gru": 76, "rnn": 142}

    def __init__(self, folder: Path) -> None:
        found = annotated(plain_newlines((folder / "entities" / "litbank.conll").read_text(encoding="utf-8")))
        novels = folder / "corpora" / "english-novels.txt"
        more = novels.read_text(encoding="utf-8") if novels.is_file() else ""
        self._person, self._books = found.person(), _parted(found)
        self.features = _reading(self._books["learnt"], more)
        self._inputs = {
            name: [self.features.ids(sentence.tokens) for sentence in part] for name, part in self._books.items()
        }
        self._targets = {
            name: [np.array([kind == self._person for kind in one.types], np.int64) for one in part]
            for name, part in self._books.items()
        }

    @property
    def reading(self) -> dict[str, Any]:
        """The words that have an id of their own, and those that are known to be ordinary."""
        words = self.features
        return {"words": list(words.words), "ordinary": sorted(words.ordinary), "buckets": BUCKETS}

    def sizes(self, cell: str) -> dict[str, Any]:
        """See `Material`."""
        sizes = {"input_size": len(self.features), "hidden_size": self.units[cell], "output_size": 2}
        return sizes | {"directions": self.directions, "embedding_size": EMBEDDING}

    def begin(self, network: Shape) -> None:
        """Smaller vectors, since five columns are summed."""
        network.get_parameter("E").mul_(0.3)

    def epoch(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Sentences of about the same length together, disguised; those of the grammar are others each time."""
        inputs, targets = self._inputs["learnt"].copy(), self._targets["learnt"].copy()
        for said, classes in self._grammar.training_sentences(rng, MADE):
            inputs.append(self.features.ids(said))
            targets.append(np.array([kind in PERSONS for kind in classes], np.int64))
        for some in alike([len(one) for one in inputs], rng, size=16):
            yield self._disguise(together([inputs[i] for i in some], [targets[i] for i in some]), rng)

    def score(self, network: Shape, part: str) -> float:
        """F1 of person tokens."""
        inputs, targets = self._inputs[part], self._targets[part]
        said: list[Array] = []
        right: list[Array] = []
        order = np.argsort([len(one) for one in inputs])
        for some in np.array_split(order, max(1, len(order) // 64)):
            batch = together([inputs[i] for i in some], [targets[i] for i in some])
            counted = batch.weights > 0
            said.append(answered(network, batch).numpy().argmax(-1)[counted])
            right.append(batch.targets[counted])
        found, true = np.concatenate(said) == 1, np.concatenate(right) == 1
        return f1(found, true, np.ones(len(found), bool))

    def baselines(self) -> dict[str, float]:
        """Who looks known words up, and takes unknown ones with a capital letter for persons."""
        seen: Counter[str] = Counter()
        named: Counter[str] = Counter()
        for sentence in self._books["learnt"]:
            seen.update(sentence.tokens)
            kinds = zip(sentence.tokens, sentence.types, strict=True)
            named.update(token for token, kind in kinds if kind == self._person)
        flat = [pair for one in self._books["tested"] for pair in zip(one.tokens, one.types, strict=True)]
        told = np.array([2 * named[t] > seen[t] if t in seen else t[:1].isupper() for t, _ in flat])
        truth = np.array([kind == self._person for _, kind in flat])
        return {N_("known words, else a capital letter"): f1(told, truth, np.ones(len(told), bool))}

    def _disguise(self, batch: Batch, rng: np.random.Generator) -> Batch:
        """Other names for persons; unknown words and pieces. Ordinary words are seldom hidden, and names often: else a
        word with a capital letter, not known, were as good as any at the beginning of a sentence."""
        inputs, features, names = batch.inputs.copy(), self.features, self._names
        words, pieces = inputs[..., 0], inputs[..., 1:-1]
        words[rng.random(words.shape) < names.hidden[words]] = 0
        lost = rng.random(pieces.shape) < HIDDEN_PIECES
        pieces[lost] = features.unknown_piece + rng.integers(0, features.buckets, int(lost.sum()))
        named = (batch.targets == 1) & np.isin(inputs[..., -1], names.capitals) & ~names.title[batch.inputs[..., 0]]
        named &= rng.random(named.shape) < OTHER_NAMES
        chosen = np.searchsorted(names.until, rng.random(int(named.sum())) * names.until[-1])
        inputs[named, :-1] = names.rows[chosen, :-1]
        return Batch(inputs, batch.targets, batch.weights, batch.lengths)

    @cached_property
    def _grammar(self) -> Entities:
        return Entities("english")

    @cached_property
    def _names(self) -> _Names:
        return _Names.of(self.features, self._books["learnt"], self._person)


class NovelsForward(Novels):
    """The same, read in one direction only, by networks of about as many parameters: what follows cannot help them."""

    task = "entities-forward"
    directions = 1
    units: ClassVar[Mapping[str, int]] = {"lstm": 95, "gru": 112, "rnn": 206}


@dataclass(frozen=True, eq=False)
class _Names:
    """How often each word is hidden, [words]; which are titles; how capitals are written; other names, as they are read
    and how often each is taken, added up."""

    hidden: Array
    title: Array
    capitals: list[int]
    rows: Array
    until: Array

    @classmethod
    def of(cls, features: TokenFeatures, learnt: Sequence[Sentence], person: str) -> _Names:
        written, words = Written.of(one.tokens for one in learnt), features.words[1:]
        names = [written.capital[word] > written.small[word] and word not in TITLES for word in words]
        pairs = [pair for one in learnt for pair in zip(one.tokens, one.types, strict=True)]
        own = [t for t, kind in pairs if kind == person and t.istitle() and t.lower() not in TITLES]
        listed = [name for kind in ("first", "last") for name, _ in ENGLISH.names[kind]]
        plain = [word.capitalize() for word in words if written.small[word] > 1 and word.isalpha() and len(word) > 2]
        pools = ((listed, 0.6 * (1 - OTHER_WORDS)), (own, 0.4 * (1 - OTHER_WORDS)), (plain, OTHER_WORDS))
        rows = np.array([features.row(name, False) for pool, _ in pools for name in pool])
        rows[: len(listed) + len(own), 0] = 0
        return cls(
            hidden=np.array([0.0, *np.where(names, HIDDEN_NAMES, HIDDEN_WORDS), HIDDEN_WORDS]),
            title=np.array([False, *(word in TITLES for word in words), False]),
            capitals=[i for i, symbol in enumerate(features.symbols) if symbol in ("Capital", "^Capital")],
            rows=rows,
            until=np.cumsum(np.concatenate([np.full(len(pool), share / max(1, len(pool))) for pool, share in pools])),
        )


def _parted(found: Annotated) -> dict[str, list[Sentence]]:
    """Books by a hash of their titles; those that name somebody of the lecture are tested."""
    order = sorted(range(len(found.documents)), key=lambda i: (crc32(found.titles[i].encode()), i))
    lecture = [i for i in order if any(t.lower() in LECTURE for one in found.documents[i] for t in one.tokens)]
    free = [i for i in order if i not in lecture and not any(part in found.titles[i] for part in IN_CORPORA)]
    tested = {*lecture, *free[: max(0, TESTED - len(lecture))]}
    chosen = {*[i for i in order if i not in tested][:CHOSEN]}
    parts = {"learnt": set(order) - tested - chosen, "chosen": chosen, "tested": tested}
    return {name: [one for i in order if i in part for one in found.documents[i]] for name, part in parts.items()}


def _reading(learnt: Sequence[Sentence], more: str) -> TokenFeatures:
    """How tokens are read: words that occur often enough, and ordinary ones there or in `more`."""
    inside, other = Written.of(one.tokens for one in learnt), Written.of([tokens(more)])
    words = sorted(word for word, count in inside.all.items() if count >= LEAST)
    small, capital = inside.small + other.small, inside.capital + other.capital
    ordinary = {word for word, count in small.items() if count > 2 * capital[word]}
    return TokenFeatures((UNKNOWN, *words), BUCKETS, ordinary=frozenset(ordinary - set(words) - LECTURE))
