"""Genes of a fruit fly, whose coding bases are known: the training set of Augustus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from zlib import crc32

import numpy as np

from explorer.problem import N_
from explorer.records import Batch
from explorer.shapes import Shape
from explorer.shelf.real._loop import Manner, Material, answered
from explorer.text.bases import CODON, UNKNOWN, as_inputs, by_base, by_step
from explorer.text.coding import Hexamers, auc, best_threshold, f1
from explorer.text.strands import Strand, read

UNITS = {"lstm": 64, "gru": 74, "rnn": 142}
OPTIONS: dict[str, dict[str, Any]] = {
    # Over hundreds of steps the lecture's a = Γo ∗ c grows too large to learn fast.
    "lstm": {"output_activation": "tanh"},
    "gru": {},
    # Q. Le, N. Jaitly and G. Hinton, arXiv:1504.00941: beginning with the identity, a plain RNN reaches as far as an
    # LSTM; with tanh it stays below the hexamers.
    "rnn": {"activation": "relu", "recurrent_init": "identity", "spectral_radius": 0.9},
}
WINDOW = 300
"""Bases of the windows in which networks and rules are compared."""
LENGTHS = (300, 600, 900)
"""Bases of the windows that are learnt."""
TOGETHER = 9_600
"""Bases of a batch."""


class FruitFly(Material):
    """Genes apart: a tenth chooses the moment, a seventh is kept for testing; the rest is learnt, from any base on."""

    task = "dna"
    shape = "every-step"
    metric = N_("area under the ROC curve")
    source = N_("Drosophila melanogaster, chromosome 2R: training set of Augustus, M. Stanke and others")
    licence = "Artistic License"
    manner: ClassVar[Manner] = Manner(noise=0.1, learning_rate=1.5e-3, average=0.998, epochs=100)

    def __init__(self, folder: Path) -> None:
        genes = read((folder / "dna" / "drosophila-chr2R.fa").read_text(encoding="ascii"))
        self._parts: dict[str, list[Strand]] = {"learnt": [], "chosen": [], "tested": []}
        for gene in genes:
            place = crc32(gene.name.encode()) % 20
            self._parts["tested" if place < 3 else "chosen" if place < 5 else "learnt"].append(gene)

    def sizes(self, cell: str) -> dict[str, Any]:
        """See `Material`."""
        sizes = {"input_size": 4 * CODON, "hidden_size": UNITS[cell], "output_size": CODON, "directions": 2}
        return sizes | OPTIONS[cell]

    def epoch(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Windows of several lengths, as many bases as there are, each from any base on."""
        genes = self._parts["learnt"]
        sizes = np.array([len(gene) for gene in genes])
        for _ in range(int(sizes.sum()) // TOGETHER):
            length = int(rng.choice(LENGTHS))
            chosen = rng.choice(len(genes), TOGETHER // length, p=sizes / sizes.sum())
            starts = [int(rng.integers(0, max(1, sizes[i] - length + 1))) for i in chosen]
            yield _batch([_cut(genes[i], start, length) for i, start in zip(chosen, starts, strict=True)])

    def windows(self, part: str) -> tuple[Any, Any]:
        """All windows of a part, one after the other: bases and what codes, both [WINDOW, count]."""
        cut = [
            _cut(gene, start, WINDOW) for gene in self._parts[part] for start in range(0, len(gene) - WINDOW, WINDOW)
        ]
        return np.stack([bases for bases, _ in cut], axis=1), np.stack([coding for _, coding in cut], axis=1)

    def score(self, network: Shape, part: str) -> float:
        """AUC over all windows of 300 bases."""
        return auc(self._logits(network, part), self.windows(part)[1])

    def _logits(self, network: Shape, part: str) -> Any:
        bases, coding = self.windows(part)
        logits = answered(network, Batch(as_inputs(bases), by_step(coding), np.ones(1, np.float32)))
        return by_base(logits.numpy())

    def baselines(self) -> dict[str, float]:
        """The hexamers around each base, counted on what is learnt."""
        hexamers, window = self._hexamers()
        bases, coding = self.windows("tested")
        return {N_("hexamer score"): auc(hexamers.scores(bases, window), coding)}

    def _hexamers(self) -> tuple[Hexamers, int]:
        bases, coding = self.windows("learnt")
        hexamers = Hexamers.of(bases, coding)
        return hexamers, hexamers.best_window(*self.windows("chosen"))

    def details(self, network: Shape) -> dict[str, Any]:
        """F1 where as much counts as coding as was best on what chose the moment."""
        enough = best_threshold(self._logits(network, "chosen"), self.windows("chosen")[1])
        return {"f1": f1(self._logits(network, "tested") >= enough, self.windows("tested")[1])}


def _cut(gene: Strand, start: int, length: int) -> tuple[Any, Any]:
    """A window of a gene; N where the gene ends before it."""
    bases, coding = np.full(length, UNKNOWN, np.int8), np.zeros(length, bool)
    part = slice(start, start + length)
    bases[: len(gene.bases[part])] = gene.bases[part]
    if gene.coding is not None:
        coding[: len(gene.coding[part])] = gene.coding[part]
    return bases, coding


def _batch(windows: list[tuple[Any, Any]]) -> Batch:
    bases, coding = (np.stack(one, axis=1) for one in zip(*windows, strict=True))
    targets = by_step(coding)
    known = by_step(bases != UNKNOWN).any(-1)
    return Batch(as_inputs(bases), targets, np.asarray(known, np.float32))
