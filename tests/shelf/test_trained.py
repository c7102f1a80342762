"""The trained networks that come with the app."""

from __future__ import annotations

import subprocess
import sys

import pytest

from explorer.making import make_network
from explorer.names import CELLS
from explorer.shelf import trained
from explorer.tasks import make_task
from explorer.training import Trainer

TOLD = [name for name, recipe in trained.RECIPES.items() if recipe.tells == "all"]


def test_they_are_found_and_told_without_torch() -> None:
    script = (
        "import sys; from explorer.shelf import trained\n"
        "for name, recipe in trained.RECIPES.items():\n"
        "    for cell in trained.cells(name):\n"
        "        trained.reached(name, cell).wins if recipe.tells == 'all' else trained.scores(name, cell)\n"
        "    assert trained.there(name) and trained.read(name).lanes['lstm'].state, name\n"
        "print('torch' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.mark.parametrize("name", trained.RECIPES)
def test_they_are_finished_runs_without_a_history(name: str) -> None:
    run, recipe = trained.read(name), trained.RECIPES[name]
    assert run.finished
    assert run.ready
    assert not run.busy
    assert tuple(run.lanes) == CELLS
    assert trained.read(name) is run
    for cell, lane in run.lanes.items():
        learnt = {"learning_rate": lane.config.learning_rate}
        if cell != "lstm":  # to the others it means nothing, and they were trained before the recipe said it
            learnt["output_activation"] = lane.config.output_activation
        assert lane.config == recipe.config.changed(cell=cell, **learnt)
        assert lane.step > 100
        assert lane.history.steps == []


@pytest.mark.parametrize("name", TOLD)
def test_they_have_matched_parameters(name: str) -> None:
    counts = [trained.reached(name, cell).parameters for cell in trained.cells(name)]
    assert max(counts) < 1.02 * min(counts)


@pytest.mark.parametrize("name", trained.WORDS)
def test_the_scores_of_those_of_words_are_what_they_reach_and_beat_the_unigram(name: str) -> None:
    task = make_task(trained.RECIPES[name].config)
    counts = []
    for cell, lane in trained.read(name).lanes.items():
        trainer = Trainer.from_state(lane.state)
        score = trainer.snapshot().metrics[task.metric_name]
        found = trained.scores(name, cell)
        assert found["bits per token"] == pytest.approx(score, abs=1e-3)
        assert found["bits per character"] == pytest.approx(task.bits_per_character(score), abs=1e-3)
        assert score < task.baselines()["unigram"] - 0.5
        counts.append(make_network(trainer.config, task).parameter_count)
    assert max(counts) < 1.02 * min(counts)


def test_the_weights_stay_small() -> None:
    sizes = {file: file.stat().st_size for file in trained.HERE.rglob("*.safetensors")}
    assert sum(size for file, size in sizes.items() if not file.parent.name.endswith("-real")) < 8e6
    assets = sum(file.stat().st_size for file in trained.HERE.parent.rglob("*") if file.is_file())
    assert assets < 40e6
    assert sum(size for file, size in sizes.items() if file.parent.name in trained.WORDS) < 1_510_000
