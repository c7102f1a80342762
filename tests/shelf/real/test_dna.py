"""Genes: apart, the tested ones never drawn; codons that differ from what lies around are found in seconds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import explorer
from explorer.shelf.real import dna
from explorer.shelf.real._loop import learn
from explorer.shelf.real.dna import FruitFly
from tests.shelf.real.conftest import silent


@pytest.fixture
def folder(tmp_path):
    """Genes of 1,200 bases whose middle third codes, in capitals: mostly G and C, what lies around mostly A and T."""
    rng, lines = np.random.default_rng(0), []
    for number in range(60):
        around = "".join(rng.choice(list("acgt"), 800, p=[0.4, 0.1, 0.1, 0.4]))
        codes = "".join(rng.choice(list("ACGT"), 400, p=[0.2, 0.3, 0.3, 0.2]))
        lines += [f">gene{number}", around[:400] + codes + around[400:]]
    (tmp_path / "dna").mkdir()
    (tmp_path / "dna" / "drosophila-chr2R.fa").write_text("\n".join(lines), encoding="ascii")
    return tmp_path


def test_genes_lie_in_one_part_and_the_tested_ones_are_never_drawn(folder):
    material = FruitFly(folder)
    names = [gene.name for part in material._parts.values() for gene in part]
    assert sorted(names) == sorted({f"gene{number}" for number in range(60)})
    assert all(material._parts.values())
    learnt = material._parts["learnt"]
    material._parts = {"learnt": learnt}  # a look at any other part would be an error
    bases = sum(batch.targets.size for batch in material.epoch(np.random.default_rng(0)))
    assert bases == pytest.approx(1200 * len(learnt), rel=0.25)


def test_it_learns_what_codes_and_answers_as_it_is_kept(folder, keep, monkeypatch):
    monkeypatch.setattr(dna, "UNITS", {"gru": 16})
    monkeypatch.setattr(dna, "TOGETHER", 1_800)
    monkeypatch.setattr(FruitFly, "manner", replace(FruitFly.manner, epochs=2, average=0.9, learning_rate=1e-2))
    material = FruitFly(folder)
    found = keep(material, learn(material, "gru", say=silent))
    assert found.score > 0.9
    assert found.score > found.baselines["hexamer score"] - 0.02
    assert 0.5 < found.details["f1"] <= 1
    said = explorer.ask("dna", "ATTATAATTA" * 9 + "GCGGCCGCCG" * 9, "gru").output
    assert np.mean(said[:60]) < 0.5 < np.mean(said[-60:])
