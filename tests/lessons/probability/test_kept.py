from __future__ import annotations

import numpy as np
import pytest

from explorer.lessons.probability import kept
from explorer.lessons.probability.measure import EXAMPLES, Reader
from explorer.names import CELLS
from explorer.shelf import words
from explorer.shelf.words import HERE, RECIPES
from explorer.tasks import make_task
from explorer.training import Trainer, make_network

pytestmark = pytest.mark.parametrize("name", list(RECIPES))


def test_they_came_with_the_app_and_are_small(name):
    assert words.there(name)
    assert sum(place.stat().st_size for place in HERE.glob("words-*/*.safetensors")) < 1_510_000
    run = words.read(name)
    assert run.id == ""
    assert tuple(run.lanes) == CELLS
    assert words.read(name) is run


def test_what_they_reached_is_what_they_reach_and_beats_the_unigram(name):
    _, config = RECIPES[name]
    task = make_task(config)
    sizes = []
    for cell, lane in words.read(name).lanes.items():
        trainer = Trainer.from_state(lane.state)
        assert trainer.config == config.changed(cell=cell, learning_rate=trainer.config.learning_rate)
        assert trainer.step == lane.step > 100
        score = words._score(trainer)
        found = words.reached(name, cell)
        assert found["bits per token"] == pytest.approx(score, abs=1e-3)
        assert found["bits per character"] == pytest.approx(task.bits_per_character(score), abs=1e-3)
        assert score < task.baselines()["unigram"] - 0.5
        sizes.append(make_network(trainer.config, task).parameter_count)
    assert max(sizes) < 1.02 * min(sizes)


def test_what_they_say_of_the_first_sentences_is_what_they_say(name):
    _, config = RECIPES[name]
    first, reader = kept.first(name), Reader(config)
    for cell, lane in words.read(name).lanes.items():
        network = Trainer.from_state(lane.state).network
        for text, before in zip(EXAMPLES[config.corpus], first[cell], strict=True):
            now = reader.by_network(network, reader.cut(text))
            np.testing.assert_allclose(before.factors, now.factors, atol=1e-3)
            np.testing.assert_array_equal(before.rank[now.factors > -3], now.rank[now.factors > -3])
            np.testing.assert_allclose(before.chances, now.chances, rtol=1e-3, atol=1e-5)


def test_what_was_asked_of_other_weights_is_not_shown(name, tmp_path, monkeypatch):
    for place in (HERE / name).iterdir():
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / place.name).write_bytes(place.read_bytes())
    monkeypatch.setattr(words, "HERE", tmp_path)
    assert kept.first(name) is not None
    (tmp_path / name / "gru.safetensors").write_bytes(b"other weights")
    assert kept.first(name) is None
    (tmp_path / name / "gru.safetensors").unlink()
    assert not words.there(name)
