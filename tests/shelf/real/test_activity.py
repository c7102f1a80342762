"""Motions: files apart, the tested ones never drawn; figures that differ in one joint are told apart in seconds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import explorer
from explorer.records import Batch
from explorer.shelf.real import activity
from explorer.shelf.real._loop import learn
from explorer.shelf.real.activity import ACTIVITIES, CHOSEN, TESTED, Motions24
from explorer.text.skeleton import JOINTS
from tests.shelf.real.conftest import silent


def motion(kind: int, rng: np.random.Generator, frames: int = 40) -> np.ndarray:
    """Somebody of no special build who moves one joint, each kind its own, [frames, 19, 3] in mm."""
    joints = np.random.default_rng(5).normal(0, 400, (len(JOINTS), 3)) + rng.normal(0, 20, (len(JOINTS), 3))
    moved = np.repeat(joints[None], frames, axis=0)
    phase = rng.uniform(0, 2 * np.pi)
    moved[:, [2, 5, 8, 11, 14, 17][kind], 1] += 500 * np.sin(0.5 * np.arange(frames) + phase)
    return moved


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    names = [*TESTED, *CHOSEN, *(f"{kind}/own{number}" for kind in ACTIVITIES for number in range(2))]
    motions = {name: motion(list(ACTIVITIES).index(name.split("/")[0]), rng) for name in sorted(names)}
    (tmp_path / "activity").mkdir()
    np.savez(tmp_path / "activity" / "motion-capture.npz", **motions)
    return tmp_path


def test_files_lie_in_one_part_and_the_tested_ones_are_never_drawn(folder, monkeypatch):
    material = Motions24(folder)
    parts = [set(part) for part in material._parts.values()]
    assert sum(map(len, parts)) == len(set.union(*parts))
    for name in TESTED:
        material._parts["tested"][name][:] = np.nan
    monkeypatch.setattr(activity, "STEPS", 20)
    for _ in range(2):
        assert all(np.isfinite(batch.inputs).all() for batch in material.epoch(np.random.default_rng(1)))
        material.join()
    for name in CHOSEN:
        material._parts["chosen"][name][:] = np.nan
    assert not all(np.isfinite(batch.inputs).all() for batch in material.epoch(np.random.default_rng(1)))
    untouched = Motions24(folder)
    for name in CHOSEN:
        untouched._parts["chosen"][name][:] = np.nan
    assert all(np.isfinite(batch.inputs).all() for batch in untouched.epoch(np.random.default_rng(1)))


def test_a_mixture_has_the_shares_of_its_clips_as_its_answer(folder, monkeypatch):
    monkeypatch.setattr(activity, "STEPS", 3)
    for batch in Motions24(folder).epoch(np.random.default_rng(2)):
        assert isinstance(batch, Batch)
        assert batch.targets.shape == (1, activity.BATCH, len(ACTIVITIES))
        assert batch.targets.sum(axis=-1) == pytest.approx(1)
        doubt = batch.targets.min()
        assert ((batch.targets > doubt + 1e-6).sum(axis=-1) <= 2).all()


def test_it_learns_what_one_frame_does_not_show_and_answers_as_it_is_kept(folder, keep, monkeypatch):
    monkeypatch.setattr(activity, "STEPS", 60)
    monkeypatch.setattr(Motions24, "manner", replace(Motions24.manner, epochs=4, learning_rate=6e-3, average=0.9))
    material = Motions24(folder)
    network = learn(material, "gru", say=silent)
    found = keep(material, network)
    assert found.score == material.score(network, "tested") > 0.8
    assert found.score > found.baselines["one still frame"]
    assert len(found.details["by_frame"]) == 24
    answer = explorer.ask("activity", material._parts["tested"]["running/te1"][:24], "gru")
    assert max(answer.output, key=answer.output.get) == "running"
