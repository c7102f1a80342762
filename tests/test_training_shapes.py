"""Trainers of tasks whose networks have a shape: they learn, are looked at, kept, saved and taken up again."""

import numpy as np
import pytest

from explorer.config import Config
from explorer.making import matched_hidden_size
from explorer.records import from_bytes, to_bytes
from explorer.saved import from_file, to_file
from explorer.tasks import make_task, tasks
from explorer.training import Trainer

SHAPED = [name for name, kind in tasks.items() if kind.shape]


def config(task, cell="lstm", **settings):
    return Config(task=task, cell=cell, hidden_size=8, batch_size=8, **settings)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("task", SHAPED)
def test_a_trainer_learns_and_a_snapshot_of_it_survives_the_way_to_the_page(task, cell, monkeypatch):
    trainer = Trainer(config(task, cell))
    batch = trainer.task.batch(np.random.default_rng(0))
    monkeypatch.setattr(trainer.task, "batch", lambda rng: batch)  # one to learn by heart, so that a few steps tell
    first = trainer.snapshot()
    snapshot = trainer.advance(steps=20)
    assert snapshot.losses[-5:].mean() < snapshot.losses[:5].mean()
    problem = make_task(trainer.config)
    time = len(problem.probe().inputs)
    assert snapshot.trace.hidden.shape == (1, time, 1, 8)
    assert snapshot.trace.logits.shape == (time, 1, problem.output_size)
    assert snapshot.gradients["last"].shape == snapshot.gradients["total"].shape == (1, time)
    assert snapshot.gradients["training"].any()
    assert not first.gradients["training"].any()
    assert set(snapshot.trace.parts) == {("", way) for way in ("forward", "backward")[: problem.directions]}
    read = from_bytes(to_bytes(snapshot))
    for name, part in snapshot.trace.parts.items():
        np.testing.assert_allclose(read.trace.of(name[1]).hidden, part.hidden, rtol=1e-3, atol=1e-3)
        assert set(read.trace.of(name[1]).gates) == set(part.gates) - {"candidate"}  # no page draws it
    assert read.sample.text == snapshot.sample.text != ""


@pytest.mark.parametrize("task", SHAPED)
def test_a_state_goes_on_bit_for_bit_and_a_file_brings_it_back(task):
    trainer = Trainer(config(task))
    trainer.train(steps=3)
    state = trainer.state()
    file = to_file({"lstm": trainer.config}, {"lstm": state})
    again = Trainer.from_state(from_file(file).states["lstm"])
    for one in (trainer, again):
        one.train(steps=2)
    assert trainer.state() == again.state()


@pytest.mark.parametrize("task", SHAPED)
def test_cells_get_about_as_many_parameters_as_the_lstm(task):
    wanted = Trainer(config(task, "lstm")).network.parameter_count
    for cell in ("rnn", "gru"):
        matched = config(task, cell, match_parameters=True)
        network = Trainer(matched).network
        assert network.hidden_size == matched_hidden_size(matched, make_task(matched)) > 8
        assert abs(network.parameter_count / wanted - 1) < 0.05
