"""Training the networks that come with the app: interrupted and taken up, kept, told; on a network of a few units."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from explorer.config import Config
from explorer.problem import Problem
from explorer.shelf import files, teach, trained
from explorer.training import Trainer
from tests.headers import split

TEXT = "the cat sat on the mat, and the cats ran to the barn. " * 30
SMALL = Config(
    task="autocomplete", corpus="own", text=TEXT, hidden_size=4, time_steps=8, batch_size=4, learning_rate=0.01
)


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """One recipe of a small network; everything is written into a folder of the test."""
    recipes = {"small": trained.Recipe("Small", SMALL, ("gru",), steps=12, patience=2, every=2)}
    for module in (trained, teach):
        monkeypatch.setattr(module, "RECIPES", recipes)
        monkeypatch.setattr(module, "HERE", tmp_path / "assets" / "networks")
    monkeypatch.setattr(teach, "UNFINISHED", tmp_path / "unfinished")
    for cached in (trained.reached, trained.scores):
        cached.cache_clear()
    yield "small"
    for cached in (trained.reached, trained.scores):
        cached.cache_clear()


def taught(name: str) -> dict[str, np.ndarray]:
    teach.teach(name, "gru")
    return load(trained.path(name, "gru").read_bytes())


def test_an_interrupted_training_goes_on_to_the_same_weights(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taught(recipe)
    trained.path(recipe, "gru").unlink()
    write, written = files.write, []

    def interrupted(place: Path, content: bytes) -> None:
        write(place, content)
        written.append(place)
        if len(written) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(files, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        teach.teach(recipe, "gru")
    assert not trained.path(recipe, "gru").exists()
    monkeypatch.setattr(files, "write", write)
    again = taught(recipe)
    assert whole.keys() == again.keys()
    assert all(np.array_equal(whole[name], again[name]) for name in whole)
    assert not list(teach.UNFINISHED.rglob("*.*"))


def test_what_is_there_is_not_trained_again(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taught(recipe)
    monkeypatch.setattr(teach, "_advance", lambda *_: pytest.fail("trained again"))
    teach.teach(recipe, "gru")


def test_a_file_says_what_its_weights_reach(recipe: str) -> None:
    tensors = taught(recipe)
    assert {str(value.dtype) for value in tensors.values()} == {"float16"}
    reached = trained.reached(recipe, "gru")
    lane = trained.read(recipe, ("gru",)).lanes["gru"]
    trainer = Trainer.from_state(lane.state, TEXT)
    snapshot = trainer.snapshot()
    assert snapshot.metrics == {reached.metric: pytest.approx(reached.score)}
    assert (reached.parameters, reached.step) == (snapshot.parameters, lane.step)
    assert reached.baselines == pytest.approx(trainer.task.baselines())
    assert reached.rival == max(reached.baselines.items(), key=lambda item: item[1])
    assert reached.wins == (reached.score > reached.rival[1])
    assert reached.details[0][0] <= reached.details[0][2]
    assert lane.config == SMALL.changed(cell="gru", text="", learning_rate=lane.config.learning_rate)  # not in states


def test_a_file_can_say_its_scores_alone(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = SMALL.changed(task="words")
    short = trained.Recipe("Small", words, ("gru",), steps=4, every=2, tells="scores")
    monkeypatch.setitem(trained.RECIPES, recipe, short)
    taught(recipe)
    trainer = Trainer.from_state(trained.path(recipe, "gru").read_bytes(), TEXT)
    score = trained.scores(recipe, "gru")["bits per token"]
    assert trainer.snapshot().metrics["bits per token"] == pytest.approx(score)
    assert trained.scores(recipe, "gru") == {"bits per token": score} | trainer.task.also(score)
    assert "| small |" not in teach.table()


def test_the_best_look_is_kept_and_learning_slows_down(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = iter([3.0, 2.0, 2.5, 2.6, 1.9, 2.0])
    rates = []

    def measured(trainer: Trainer) -> tuple[float, float]:
        rates.append(trainer.config.learning_rate)
        return next(losses, 9.0), 0.0

    monkeypatch.setattr(teach, "_measured", measured)
    taught(recipe)
    # Two looks without progress after step 4, so the fifth look is back there, two steps on, and slower.
    assert trained.reached(recipe, "gru").step == 6
    assert rates[:6] == pytest.approx([0.01] * 4 + [0.003] * 2)


def test_the_table_has_a_line_for_each_network(recipe: str) -> None:
    taught(recipe)
    teach.main([])
    lines = (trained.HERE.parent / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| small | gru |")]
    assert len(rows) == 1
    reached = trained.reached(recipe, "gru")
    assert f"**{reached.score:.1%}**" in rows[0]
    heading = next(line for line in lines if line.startswith("| networks |")).split(" | ")
    assert len(heading) == len(rows[0])
    assert ("yes" if reached.wins else "**no**") in rows[0][heading.index("beats")]


@pytest.mark.parametrize("damage", ["cut", "pickle", "extra", "shape", "empty", "settings"])
def test_what_is_no_network_is_refused(recipe: str, damage: str) -> None:
    tensors = taught(recipe)
    packed = trained.path(recipe, "gru").read_bytes()
    head = split(packed)[0]["__metadata__"]
    name = next(iter(tensors))
    wrong = {
        "cut": packed[:-5],
        "pickle": pickle.dumps(tensors),
        "extra": save(tensors | {"network.more": np.zeros(3, np.float16)}, head),
        "shape": save(tensors | {name: np.zeros((2, 2), np.float16)}, head),
        "empty": b"",
        "settings": save(
            tensors, head | {"trainer": json.dumps({"config": {"hidden_size": -1}, "step": 1, "rng": {}})}
        ),
    }[damage]
    with pytest.raises(Problem):
        Trainer.from_state(wrong, TEXT)
