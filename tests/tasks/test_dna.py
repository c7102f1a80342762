"""Strands with genes and what only looks like one: what is a gene is one, and no rule without a network finds it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks import _strands
from explorer.tasks.dna import Dna
from explorer.text.bases import by_base, letters, marked
from explorer.text.coding import open_frames


def stretches(task, count=400, seed=0):
    bases, coding = task.strands(np.random.default_rng(seed), count)
    return [marked(bases[:, i], coding[:, i]) for i in range(count)]


@pytest.mark.parametrize("time_steps", [4, 24, 64, 100])
def test_a_gene_begins_with_a_start_ends_with_the_first_stop_and_lies_in_any_frame(time_steps):
    found = [match for strand in stretches(Dna(time_steps=time_steps)) for match in re.finditer("[A-Z]+", strand)]
    for gene in found:
        read = [gene.group()[i : i + 3] for i in range(0, len(gene.group()), 3)]
        assert read[0] == "ATG"
        assert [codon in ("TAA", "TAG", "TGA") for codon in read] == [False] * (len(read) - 1) + [True]
    assert {gene.start() % 3 for gene in found} == {0, 1, 2}
    if time_steps >= 24:
        assert {len(gene.group()) // 3 for gene in found} == set(range(_strands.SHORTEST, _strands.LONGEST + 1))


def test_single_bases_tell_nothing_and_codons_do():
    bases, coding = Dna().strands(np.random.default_rng(1), 3000)
    inside = np.bincount(bases[coding], minlength=4) / coding.sum()
    outside = np.bincount(bases[~coding], minlength=4) / (~coding).sum()
    # A start and a stop are no choice; all else is even.
    np.testing.assert_allclose(inside, outside, atol=0.03)
    used, even = _strands.USAGE[_strands.USAGE > 0], _strands.EVEN[_strands.USAGE > 0]
    assert (used * np.log2(used / even)).sum() > 0.6


def test_about_half_of_what_looks_like_a_gene_is_none():
    with_gene = np.mean([bool(re.search("[A-Z]", strand)) for strand in stretches(Dna(time_steps=24), 2000)])
    assert with_gene == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("kind", _strands.KINDS)
def test_what_lacks_a_start_or_a_stop_is_no_open_frame_and_only_a_gene_codes(kind, monkeypatch):
    chances = tuple(float(kind == other) for other in _strands.KINDS)
    monkeypatch.setattr(_strands, "_CHANCES", chances)
    bases, coding = Dna(time_steps=24).strands(np.random.default_rng(5), 500)
    assert coding.any(axis=0).all() if kind == "gene" else not coding.any()
    framed = (open_frames(bases).max(axis=0) >= 3 * _strands.SHORTEST).mean()
    # By chance some lie in another frame, above all where the frame was shifted.
    most = {"no start": 0.25, "no stop": 0.25, "shifted": 0.7}
    assert framed < most[kind] if kind in most else framed == 1


def test_the_score_is_f1_of_the_bases_of_all_three_outputs():
    task = Dna(time_steps=24, batch_size=4)
    batch = task.batch(np.random.default_rng(3))
    said = np.where(batch.targets, 5.0, -5.0)
    assert task.metric(said, batch) == 1
    said[..., 1] = -5.0
    found, true = (said > 0).sum(), batch.targets.sum()
    assert task.metric(said, batch) == pytest.approx(2 * found / (found + true))
    assert task.metric(np.full(said.shape, -1.0), batch) == 0


@pytest.mark.parametrize("time_steps", [24, 64])
def test_neither_open_frames_nor_hexamers_are_enough(time_steps):
    found = Dna(time_steps=time_steps).baselines()
    assert set(found) == {"open reading frame", "hexamer score"}
    assert all(0.3 < score < 0.9 for score in found.values())


def test_a_sample_is_the_strand_with_what_it_takes_for_coding_in_capitals():
    task = Dna()
    probe = task.probe()
    logits = np.where(probe.targets, 1.0, -1.0)
    sample = task.told(logits)
    assert sample.text == marked(task._bases[:, task._shown], by_base(probe.targets)[:, 0])
    assert sample.text.upper() == "".join(task.probe_labels()) == letters(task._bases[:, task._shown])
    assert 0.3 < np.mean([letter.isupper() for letter in sample.text]) < 0.7


def test_the_directions_are_one_or_two():
    assert [Dna(directions=n).directions for n in (1, 2)] == [1, 2]
    with pytest.raises(Problem, match="directions"):
        Dna(directions=3)
    with pytest.raises(Problem, match="at least 4"):
        Dna(time_steps=3)
