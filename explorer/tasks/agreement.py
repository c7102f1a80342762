"""The lecture's cats: was or were, when the subject is long gone."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer import sampling
from explorer.problem import N_
from explorer.records import Array, Batch, Sample
from explorer.settings import Setting
from explorer.tasks._base import Contrast, Step, Task, at_least, held_out_generator, tasks
from explorer.tasks._english import ENGLISH
from explorer.tasks._grammar import Grammar, Pattern
from explorer.tasks._languages import LANGUAGE
from explorer.tasks._ukrainian import UKRAINIAN

LANGUAGES = {"english": ENGLISH, "ukrainian": UKRAINIAN}
MAX_DISTANCE = 40
PATTERNS = 256
HELD_OUT_SHARE = 10
ENDING = ("verb", "predicate", "period")

DISTANCE = Setting(
    "distance",
    8,
    N_("Words between noun and verb"),
    N_("Commas count too. So long the number of the noun must be remembered, unless clues on the way repeat it."),
    low=0,
    high=MAX_DISTANCE,
    step=1,
    group="task",
)
CLUES = Setting(
    "clues",
    False,
    N_("Clues on the way"),
    N_(
        "On: words on the way repeat the number of the noun (“its” or “their”, in Ukrainian «який» or «які» and "
        "verbs), the last of them at most 4 words before the verb. It must be remembered no longer than that."
    ),
    group="task",
)

Ids = NDArray[np.int64]


@tasks.register("agreement")
class Agreement(Task):
    """Word by word through "The cat , which already ate a bunch of food , was full .": does the verb fit the subject?

    Exactly `distance` words and commas stand between noun and verb. They are the same whatever the subject's number,
    so it must be remembered all the way; other animals among them are singular or plural by chance. With `clues` some
    of them repeat the number ("its", "their"; «який», «які»), the last at most four words before the verb, and only so
    long must it be remembered. Every word is a target; the score counts only the verb: the share of held-out sentences
    whose right form has the higher logit (equal logits count half). Held-out sentences come in both numbers, so
    guessing gives exactly one half; training shows neither version of a held-out sentence.

    Lecture: “Проблема зникнення градієнтів в RNNs”: the cat … was, the cats … were.
    Source: Linzen, Dupoux and Goldberg 2016, arXiv:1611.01368, for attractors and for comparing the two verb forms.

    >>> task = Agreement(distance=9)
    >>> " ".join(task.probe_labels()), task.symbols[task.probe().targets[-1, 0]]
    ('The cat , which already ate a bunch of food ,', 'was')
    >>> task.probe_labels()[task.noun_at], task.probe_labels()[task.clue_at], task.verbs
    ('cat', 'cat', ('was', 'were'))
    >>> task = Agreement(distance=9, clues=True)
    >>> " ".join(task.probe_labels()), task.probe_labels()[task.clue_at]
    ('The cat , which already ate its bunch of food ,', 'its')
    """

    title = N_("Subject and verb")
    loss = "cross_entropy"
    metric_name = N_("right verb")
    metric_unit = ""
    better = "higher"
    settings = (LANGUAGE, DISTANCE, CLUES)
    heading = N_("{name} writes")
    caption = N_("always the likeliest word")

    symbols: tuple[str, ...]

    VALIDATION_SENTENCES: ClassVar[int] = 128
    WRITTEN: ClassVar[int] = 6

    def __init__(self, language: str = "english", distance: int = 8, clues: bool = False, batch_size: int = 32) -> None:
        self.language = LANGUAGES[LANGUAGE.check(language)]
        DISTANCE.check(distance)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.symbols, self._forms, self._sizes = _tabulate(language, clues)
        self.input_size = self.output_size = len(self.symbols)
        fillers, classes = _fillers(language, distance, clues), _classes(language, clues)
        rows = [(*self.language.opening, *filler, *ENDING) for filler in fillers]
        self._patterns = np.array([[classes.index(name) for name in row] for row in rows])
        self.time_steps = self._patterns.shape[1] - 1
        self.noun_at = len(self.language.opening) - 1
        """The input step at which the subject is read: `inputs[noun_at]` is the noun, whose number decides the verb."""
        self.verb_at = self.noun_at + distance
        """The input step after which the verb is due: `targets[verb_at]` is the verb."""
        self.verbs = self.language.verbs
        """The two forms to tell apart: singular, plural."""
        singular, plural = self.verbs
        self._verb_ids = self.symbols.index(singular), self.symbols.index(plural)
        odd = 2 * held_out_generator(3).integers(0, 2**62, self.time_steps + 1) + 1  # odd, so that no bit is lost
        self._multipliers = odd.astype(np.uint64)
        self._probe_words = self._choose_probe()
        self._held_out = self._draw_validation()

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        """A sentence up to its end, as far as `distance` decides it."""
        return len(LANGUAGES[settings["language"]].opening) + settings["distance"] + len(ENDING) - 1, 0

    def batch(self, rng: np.random.Generator) -> Batch:
        """Sentences of either number, equally likely; those that are held out are drawn again."""
        kept: list[Array] = []
        while sum(map(len, kept)) < self.batch_size:
            forms = self._draw(rng, self.batch_size + self.batch_size // 4 + 1)
            kept.append(forms[~self._is_held_out(forms)])
        forms = np.concatenate(kept)[: self.batch_size]
        number = rng.integers(0, 2, self.batch_size)
        return _as_batch(forms[np.arange(self.batch_size), :, number])

    def validation(self) -> Batch:
        """At most 128 different sentences, singular, then the same ones, plural."""
        return self._held_out

    def probe(self) -> Batch:
        """The singular sentence up to its verb, the last target."""
        words = self._probe_words[: self.verb_at + 2, 0]
        return _as_batch(words[None])

    def probe_labels(self) -> list[str]:
        """The words and commas, as they are."""
        return [self.symbols[i] for i in self.probe().inputs[:, 0]]

    @property
    def clue_at(self) -> int:
        """The last input step that tells the subject's number; `noun_at`, unless words on the way repeat it."""
        one, many = self._probe_words[: self.verb_at + 1].T
        return int(np.flatnonzero(one != many)[-1])

    def contrast(self) -> Contrast:
        """The noun in both numbers: the probe is about one animal, its opposite about several."""
        one, many = (self.symbols[i] for i in self._probe_words[self.noun_at])
        return Contrast(self.noun_at, (one, many), self._probe_words[: self.verb_at + 1, 1:], self._verb_ids)

    def probe_sentences(self) -> list[str]:
        """The probe to its end, about one animal and about several."""
        return [" ".join(self.symbols[i] for i in words[:-1]) for words in self._probe_words.T]

    def metric(self, logits: Array, batch: Batch) -> float:
        """The share of verbs whose right form has the higher logit, 0 to 1; NaN where training has diverged."""
        singular, plural = (np.asarray(logits[self.verb_at, :, verb], np.float64) for verb in self._verb_ids)
        right_is_singular = batch.targets[self.verb_at] == self._verb_ids[0]
        with np.errstate(invalid="ignore"):  # ∞ − ∞ after divergence is NaN, and so is the score
            ahead = np.where(right_is_singular, singular - plural, plural - singular)
        return float((np.sign(ahead) / 2 + 0.5).mean())

    def baselines(self) -> dict[str, float]:
        """Both numbers are equally frequent, so guessing is right half the time."""
        return {N_("guess"): 0.5}

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        """The probe in both numbers, one a line, finished by the network's most likely words; kind "text".

        The probabilities of both verb forms follow each sentence: "… was full . P(was) = 0.91, P(were) = 0.06". They
        are shares of all words, so together they may stay below 1.
        """
        given = self._probe_words[: self.verb_at + 1]  # [words, 2]: both numbers side by side as a batch
        for t, x in enumerate(given):
            logits = step(x, reset=t == 0)
        verbs = sampling.probabilities(logits)[:, list(self._verb_ids)]
        written = [sampling.draw(logits, rng, temperature=0)]
        while len(written) < self.WRITTEN:
            written.append(sampling.draw(step(written[-1]), rng, temperature=0))
        lines = []
        for number, (was, were) in enumerate(verbs.tolist()):
            words = [self.symbols[i] for i in np.concatenate([given[:, number], np.stack(written)[:, number]])]
            end = words.index(".", len(given)) + 1 if "." in words[len(given) :] else len(words)
            one, many = self.verbs
            lines.append(f"{' '.join(words[:end])} P({one}) = {was:.2f}, P({many}) = {were:.2f}")
        start = len(" ".join(self.symbols[i] for i in given[:, 0]))
        return Sample("text", text="\n".join(lines), start=start)

    def _draw(self, rng: np.random.Generator, count: int) -> Ids:
        """Sentences with both of their versions, [count, words, 2]: beside a singular subject, beside a plural one."""
        classes = self._patterns[rng.integers(0, len(self._patterns), count)]
        chosen = (rng.random(classes.shape) * self._sizes[classes]).astype(np.int64)
        return np.asarray(self._forms[classes, chosen])

    def _is_held_out(self, forms: Ids) -> NDArray[np.bool_]:
        """One sentence in ten, by a hash of its singular version, and the probe; [count]."""
        hashed = (forms[:, :, 0].astype(np.uint64) * self._multipliers).sum(axis=1)
        hashed ^= hashed >> np.uint64(29)  # the low bits of a product mix too little by themselves
        chosen = hashed % np.uint64(HELD_OUT_SHARE) == 0
        return np.asarray(chosen | (forms[:, :, 0] == self._probe_words[:, 0]).all(axis=1))

    def _choose_probe(self) -> Ids:
        """The lecture's sentence, or what comes nearest at this distance, [words, 2]."""
        # A class that repeats takes its next word: the second animal is another one.
        classes = self._patterns[0]
        repeats = np.array([(classes[:i] == c).sum() for i, c in enumerate(classes)])
        return np.asarray(self._forms[classes, repeats % self._sizes[classes]])

    def _draw_validation(self) -> Batch:
        """Different held-out sentences, each in both numbers; fewer than usual where the language has fewer."""
        forms = self._draw(held_out_generator(4), 40 * self.VALIDATION_SENTENCES)
        forms = forms[self._is_held_out(forms)]
        _, first = np.unique(forms[:, :, 0], axis=0, return_index=True)
        forms = forms[np.sort(first)[: self.VALIDATION_SENTENCES]]
        return _as_batch(np.concatenate([forms[:, :, 0], forms[:, :, 1]]))


def _as_batch(sentences: Ids) -> Batch:
    """[batch, words] → inputs and the words that follow, time first."""
    rows = np.ascontiguousarray(sentences.T)
    return Batch(rows[:-1], rows[1:], np.ones(rows[1:].shape, np.float32))


def _classes(language: str, clues: bool) -> list[str]:
    """The classes of words that sentences are made of."""
    spoken = LANGUAGES[language]
    productions = itertools.chain.from_iterable(spoken.between(clues).rules.values())
    used = {*spoken.opening, *" ".join(productions).split(), *ENDING}
    return [name for name in spoken.words if name in used]


@lru_cache
def _tabulate(language: str, clues: bool) -> tuple[tuple[str, ...], Ids, Ids]:
    """(symbols, ids of the words [class, word, number], words in each class [class]); padded with 0."""
    spoken = LANGUAGES[language].words
    classes = [[(w, w) if isinstance(w, str) else w for w in spoken[name]] for name in _classes(language, clues)]
    symbols = tuple(sorted({form for words in classes for pair in words for form in pair}))
    ids = {symbol: i for i, symbol in enumerate(symbols)}
    forms = np.zeros((len(classes), max(map(len, classes)), 2), np.int64)
    for row, words in enumerate(classes):
        forms[row, : len(words)] = [[ids[one], ids[many]] for one, many in words]
    return symbols, forms, np.array([len(words) for words in classes])


@lru_cache
def _grammar(language: str, clues: bool) -> Grammar:
    """That of the fillers, which knows what it has counted for all distances."""
    return Grammar(LANGUAGES[language].between(clues).rules)


@lru_cache
def _fillers(language: str, distance: int, clues: bool) -> tuple[Pattern, ...]:
    """Different patterns of exactly `distance` words, at most 257; the one to show first comes first."""
    between, grammar = LANGUAGES[language].between(clues), _grammar(language, clues)
    rng = held_out_generator(5)
    best = next(production for production in between.lead if grammar.count(production, distance))
    first = grammar.derive(best, distance, rng)
    others = (grammar.derive("Filler", distance, rng) for _ in range(PATTERNS))
    return tuple(dict.fromkeys((first, *others)))
