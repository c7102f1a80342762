import shutil

import numpy as np
import pytest

from explorer.config import SETTINGS, Config
from explorer.names import CELLS
from explorer.shelf import bundle
from explorer.shelf.bundle import EVENLY, HERE, RECIPES
from explorer.tasks import tasks


def is_whole(name):
    return all((HERE / name / f"{cell}.safetensors").is_file() for cell in CELLS)


@pytest.fixture(params=[name for name in RECIPES if is_whole(name)])
def name(request):
    return request.param


def test_there_is_a_finished_run_for_the_very_first_visit():
    assert bundle.find(bundle.OPENING) is not None
    assert bundle.find(Config()) is not None


def test_every_folder_is_of_a_recipe():
    assert {folder.name for folder in HERE.iterdir()} <= set(RECIPES)


def test_a_recipe_is_found_and_is_a_finished_run(name):
    config, steps = RECIPES[name]
    run = bundle.find(config)
    assert run.finished
    assert run.ready
    assert not run.busy
    assert not run.playing
    assert not run.watched
    assert tuple(run.lanes) == CELLS
    assert run.step == steps
    assert run.steps[0] == 0
    assert run.steps[-1] == steps
    assert (np.diff(run.steps) > 0).all()
    least, most = (bundle.FEW, bundle.FEW) if config.task in bundle.APPLICATIONS else (10, bundle.KEPT + 1)
    assert least <= len(run.steps) <= most
    for cell, lane in run.lanes.items():
        assert lane.config == config.changed(cell=cell)
        assert lane.history.steps == run.steps


@pytest.mark.parametrize("name", EVENLY)
def test_the_opening_tells_that_two_networks_learn_the_verb_and_the_third_does_not(name):
    run = bundle.find(RECIPES[name][0])
    scores = {cell: curve.metrics for cell, curve in run.curves().items()}
    assert scores["rnn"].max() < 0.55
    first = {cell: run.curves()[cell].steps[np.argmax(scores[cell] > 0.95)] for cell in ("gru", "lstm")}
    assert 0 < first["lstm"] < first["gru"] < run.step
    assert np.diff(run.steps).max() <= 100  # so that the slider tells it too
    for cell in ("gru", "lstm"):
        assert scores[cell][-1] > 0.95


def test_its_snapshots_can_be_read_at_every_step(name):
    run = bundle.find(RECIPES[name][0])
    for step in run.steps:
        shown = run.snapshots(step)
        assert tuple(shown) == CELLS
        for cell, snapshot in shown.items():
            assert snapshot.step == step
            assert snapshot.trace.hidden.ndim == 4
            assert np.isfinite(snapshot.trace.hidden).all()
            assert set(snapshot.gradients) == {"last", "total", "training"}
            assert (snapshot.trace.cell is not None) == (cell == "lstm")
            assert ("forget" in snapshot.trace.gates) == (cell == "lstm")


def test_its_curve_spans_the_whole_run_and_shows_that_it_learned(name):
    run = bundle.find(RECIPES[name][0])
    for cell, curve in run.curves().items():
        assert curve.steps[0] == 0
        assert curve.steps[-1] == run.step
        assert 100 < len(curve.steps) <= curve.length
        assert len(curve.losses) == len(curve.metrics) == len(curve.steps)
        assert np.isfinite(curve.losses[1:]).all(), cell
        assert np.isfinite(curve.metrics).all(), cell
        if cell != "rnn" or RECIPES[name][0].task != "sentiment":  # which it does not learn
            assert curve.losses[-10:].mean() < curve.losses[1], cell
        newest = next(iter(run.snapshots()[cell].metrics.values()))
        assert newest == pytest.approx(curve.metrics[-1])


def test_its_weights_go_on_training(name):
    from explorer.training import Trainer

    run = bundle.find(RECIPES[name][0])
    lane = run.lanes["gru"]
    trainer = Trainer.from_state(lane.state)
    assert trainer.config == lane.config
    assert trainer.step == run.step
    shown = run.snapshots()["gru"].trace.hidden
    half = lane.config.task in bundle.APPLICATIONS  # whose weights are kept so
    np.testing.assert_allclose(trainer.snapshot().trace.hidden, shown, rtol=1e-3, atol=0.02 if half else 1e-3)


def test_everyone_is_given_the_same_one(name):
    assert bundle.find(RECIPES[name][0]) is bundle.find(RECIPES[name][0].changed(cell="gru"))


@pytest.mark.parametrize("other", [{"seed": 5}, {"hidden_size": 48}, {"forget_bias": 3.0}, {"learning_rate": 1e-2}])
def test_other_settings_have_no_finished_run(name, other):
    assert bundle.find(RECIPES[name][0].changed(**other)) is None


def other_value(name, value):
    how = SETTINGS[name]
    if isinstance(value, bool):
        return not value
    if how.choices:
        return next(choice for choice in how.choices if choice != value)
    return type(value)(how.low if value != how.low else how.high) if how.low is not None else value + "x"


def test_what_does_not_matter_to_the_task_does_not_matter_and_the_rest_does(name):
    config, _ = RECIPES[name]
    for setting in ("time_steps", *(setting.name for setting in tasks[config.task].settings)):
        if setting == "text":
            continue
        changed = config.changed(**{setting: other_value(setting, getattr(config, setting))})
        found = bundle.find(changed)
        if setting in tasks[config.task].options:
            assert found is not bundle.find(config), setting
        else:
            assert found is bundle.find(config), setting


def test_an_own_text_matters_only_while_it_is_read():
    assert bundle.find(Config(text="left over from before")) is bundle.find(Config())
    assert bundle.find(Config(corpus="own", text="something else")) is None


def test_a_recipe_that_is_only_half_there_is_not_there(tmp_path, monkeypatch):
    """As while the results are being made, or with a package that lost a file."""
    shutil.copytree(HERE / "characters-english", tmp_path / "characters-english")
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    assert bundle.find(Config()) is not None
    (tmp_path / "characters-english" / "gru.safetensors").unlink()
    assert bundle.find(Config()) is None
    assert bundle.find(Config(task="adding", time_steps=50, batch_size=64)) is None


def test_recipes_differ_from_each_other_and_are_reachable_by_a_link():
    from explorer.config import from_query

    assert len({bundle._essential(config) for config, _ in RECIPES.values()}) == len(RECIPES)
    for config, steps in RECIPES.values():
        assert from_query(config.to_query()) == (config, [])
        assert steps > 100
