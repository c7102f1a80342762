"""Where a strand of DNA codes for a protein: a start, a stop, and codons that somebody chose, all in one frame."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import numpy as np

from explorer.problem import N_
from explorer.records import Array, Batch, Floats, Read, Sample
from explorer.settings import Setting
from explorer.tasks import _strands
from explorer.tasks._base import DIRECTIONS, Task, at_least, held_out_generator, tasks
from explorer.text import strands
from explorer.text.bases import CODON, Bases, as_inputs, by_base, by_codon, by_step, marked
from explorer.text.coding import Booleans, Hexamers, best_threshold, f1, open_frames

CODES, SILENT = N_("codes"), N_("–")

_HELD_OUT, _DRAWN = 61, 62  # streams of held-out generators


@tasks.register("dna")
class Dna(Task):
    """Three bases a step: which of them code for a protein?

    A gene begins with ATG, goes on in steps of three and ends with TAA, TAG or TGA; its codons are used unevenly, as in
    the fruit fly. Its frame is drawn: it need not be that of the steps. Among genes lie stretches that look like one
    and lack something: the ATG, the stop (before the next stretch), the frame (one base too many after the ATG), or
    the choice of codons. Single bases tell nothing: their shares are the same everywhere. What decides may come at the
    very end of a stretch, so that who reads in one direction alone cannot know in time.

    Inputs [time, batch, 12]: one-hot, A C G T for each of the three bases, N a quarter of each. Three outputs a step,
    one a base: logits of "codes". The score is F1 of coding bases.

    Lecture: “Приклади послідовностей”: DNA sequence analysis, AGCCCCCTGTGAGGAACTAG.
    Source: codon usage as a measure of coding: J. Fickett and C.-S. Tung 1992; usage counted in Drosophila
    melanogaster (training set of Augustus, M. Stanke and S. Waack 2003), made sharper.

    >>> task = Dna(time_steps=24, batch_size=1)
    >>> bases, coding = task.strands(np.random.default_rng(3), 1)
    >>> marked(bases[:, 0], coding[:, 0])
    'gaccagacgcggtcggcatcctgcgaATGAAGAATACCGGCAAGCAGCTGGGCTTCGAGACCTAAtggtgga'
    >>> task.batch(np.random.default_rng(3)).targets[7:10, 0].astype(int).tolist()
    [[0, 0, 0], [0, 0, 1], [1, 1, 1]]
    """

    title = N_("Coding stretches of DNA")
    loss = "cross_entropy"
    metric_name = N_("F1 of coding bases")
    metric_unit = ""
    better = "higher"
    settings: ClassVar[tuple[Setting, ...]] = (DIRECTIONS,)
    heading = N_("{name} reads")
    caption = N_("CAPITALS: what it takes for coding")
    shape = "every-step"

    VALIDATION_SIZE: ClassVar[int] = 200
    COUNTED: ClassVar[int] = 1000
    """Strands from which the rules that need no network are counted; none of them is held out."""

    def __init__(self, directions: int = 2, time_steps: int = 64, batch_size: int = 32) -> None:
        self.directions = DIRECTIONS.check(directions)
        self.time_steps = at_least("time_steps", time_steps, 4)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.input_size, self.output_size = 4 * CODON, CODON
        self._bases, self._coding = self.strands(held_out_generator(_HELD_OUT), self.VALIDATION_SIZE)
        # To look into: the first strand of which about half codes.
        self._shown = int(np.abs(self._coding.mean(axis=0) - 0.5).argmin())

    def strands(self, rng: np.random.Generator, count: int) -> _strands.Strands:
        """(bases, whether each codes), both [3 · time, count]."""
        return _strands.draw(rng, count, CODON * self.time_steps)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Strands and, for each of the three bases of a step, whether it codes, [time, batch, 3]."""
        return as_batch(*self.strands(rng, self.batch_size))

    def validation(self) -> Batch:
        """200 strands."""
        return as_batch(self._bases, self._coding)

    def probe(self) -> Batch:
        """The held-out strand of which most nearly half codes."""
        one = slice(self._shown, self._shown + 1)
        return as_batch(self._bases[:, one], self._coding[:, one])

    def probe_labels(self) -> list[str]:
        """The three bases of each step: "ATG"."""
        return by_codon(self._bases[:, self._shown])

    def metric(self, logits: Array, batch: Batch) -> float:
        """F1 of coding bases, 0 to 1, where a logit above 0 says "codes"; NaN where training has diverged."""
        if np.isnan(logits).any():
            return float("nan")
        counted = batch.weights > 0
        return f1((logits > 0)[counted], batch.targets[counted])

    def baselines(self) -> dict[str, float]:
        """Open reading frames of at least so many bases, and windows of hexamers: each best on strands not held out."""
        return dict(self._baselines)

    @cached_property
    def _baselines(self) -> Mapping[str, float]:
        drawn, known = self.strands(held_out_generator(_DRAWN), self.COUNTED)
        found: dict[str, float] = {}
        at_least_so_long = best_threshold(open_frames(drawn), known)
        found[N_("open reading frame")] = f1(open_frames(self._bases) >= at_least_so_long, self._coding)
        hexamers = Hexamers.of(drawn, known)
        window = hexamers.best_window(drawn, known)
        enough = best_threshold(hexamers.scores(drawn, window), known)
        found[N_("hexamer score")] = f1(hexamers.scores(self._bases, window) >= enough, self._coding)
        return found

    def wanted(self) -> list[str]:
        """Whether most of the three bases code."""
        return [CODES if step.sum() > 1 else SILENT for step in self.probe().targets[:, 0]]

    def answers(self, logits: Array) -> list[tuple[str, float]]:
        """The same of the network: the mean of the three probabilities."""
        return [(CODES, p) if p > 0.5 else (SILENT, other) for other, p in self.chances(logits).tolist()]

    @property
    def choices(self) -> tuple[str, ...]:
        """As the networks of real genes say it."""
        return N_("does not code"), N_("codes")

    def chances(self, logits: Array) -> Floats:
        """Of the three bases of each step, [time, 2]."""
        codes = (1 / (1 + np.exp(-np.asarray(logits, np.float64)))).mean(axis=-1)
        return np.stack([1 - codes, codes], axis=-1)

    def question(self, asked: str) -> Read:
        """A strand in letters, or the first of FASTA or GenBank."""
        strand = strands.read(asked)[0]
        return Read(as_inputs(strand.bases[:, None]), by_codon(strand.bases))

    def told(self, logits: Array) -> Sample:
        """The probe's strand, in capitals where the network takes it for coding; kind "text"."""
        said = by_base(logits > 0)
        return Sample("text", text=marked(self._bases[:, self._shown], said[:, 0]))


def as_batch(bases: Bases, coding: Booleans) -> Batch:
    """Strands [bases, batch] as what a network reads and shall say, three bases a step; all of one length."""
    targets = by_step(coding)
    return Batch(as_inputs(bases), targets, np.ones(targets.shape[:2], np.float32))
