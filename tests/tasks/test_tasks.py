"""What holds for every registered task."""

from __future__ import annotations

import doctest
import inspect
import sys

import numpy as np
import pytest

from explorer import tasks as package
from explorer.config import Config
from explorer.problem import Problem
from explorer.tasks import make_task, tasks
from explorer.tasks._base import held_out_generator

NAMES = list(tasks)


def untrained(task, seed=0):
    """A step that remembers: its logits are a random function of the sum of everything seen since the reset."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(997, task.output_size)).astype(np.float32)
    memory = 0

    def step(inputs, reset=False):
        nonlocal memory
        inputs = np.asarray(inputs)
        seen = (inputs * 100).reshape(len(inputs), -1).sum(axis=1).astype(np.int64)
        memory = seen if reset else memory + seen
        return table[memory % 997]

    return step


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("inputs", "targets", "weights"))


def test_the_tasks_are_there_and_an_unknown_one_is_a_problem():
    assert {"characters", "autocomplete", "words", "agreement", "signals", "adding"} <= set(NAMES)
    with pytest.raises(Problem, match="adding"):
        tasks["subtracting"]


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_names_the_lecture_and_a_source_and_its_example_is_true(name):
    kind = tasks[name]
    assert "Lecture:" in kind.__doc__
    assert "Source:" in kind.__doc__
    module = sys.modules[kind.__module__]
    results = doctest.testmod(module)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_options_are_what_the_constructor_takes(name):
    assert tuple(inspect.signature(tasks[name]).parameters) == tasks[name].options


@pytest.mark.parametrize("name", NAMES)
def test_every_batch_has_the_promised_shapes_and_types(name):
    task = tasks[name](batch_size=5)
    probe = task.probe()
    for batch, rows in ((task.batch(np.random.default_rng(0)), 5), (task.validation(), None), (probe, 1)):
        time, count = batch.inputs.shape[:2]
        answers = 1 if task.shape == "last-step" else time
        assert batch.targets.shape[:2] == batch.weights.shape == (answers, count)
        assert rows in (None, count)
        assert batch.weights.dtype == np.float32
        assert set(np.unique(batch.weights)) <= {0.0, 1.0}
        if batch.lengths is None:
            assert (batch.weights[-1] == 1).all()
            assert batch is probe or time == task.time_steps
        else:
            assert 1 <= batch.lengths.min() <= batch.lengths.max() <= time <= task.time_steps
            assert (batch.weights.sum(axis=0) == (1 if answers == 1 else batch.lengths)).all()
        if task.shape and batch.inputs.dtype == np.float32:
            assert batch.inputs.shape[2] == task.input_size
            assert batch.targets.dtype in (np.bool_, np.int64)
            assert batch.targets.shape[2:] == ((task.output_size,) if batch.targets.dtype == np.bool_ else ())
        elif task.loss == "cross_entropy":
            assert batch.inputs.dtype == batch.targets.dtype == np.int64
            assert batch.targets.ndim == 2
            assert batch.inputs.ndim == 2 or (batch.inputs.ndim == 3 and task.embedding_size > 0)
            assert batch.inputs.min() >= 0
            assert batch.inputs.max() < len(task.input_symbols) == task.input_size
            assert batch.targets.max() < len(task.symbols) == task.output_size
        else:
            assert batch.inputs.dtype == batch.targets.dtype == np.float32
            assert batch.inputs.shape[2] == task.input_size
            assert batch.targets.shape[2] == task.output_size
            assert task.symbols is None
    labels = task.probe_labels()
    assert len(labels) == len(probe.inputs)
    assert all(0 < len(label) <= 20 and label.isprintable() for label in labels)


@pytest.mark.parametrize("name", NAMES)
def test_the_seed_decides_training_and_nothing_decides_validation(name):
    one, other = tasks[name](), tasks[name]()
    assert same(one.batch(np.random.default_rng(7)), other.batch(np.random.default_rng(7)))
    assert not same(one.batch(np.random.default_rng(7)), one.batch(np.random.default_rng(8)))
    assert same(one.validation(), other.validation())
    assert same(one.probe(), other.probe())


def test_no_usual_seed_draws_the_held_out_data():
    held_out = [held_out_generator(stream).random(4) for stream in range(6)]
    usual = [np.random.default_rng(seed).random(4) for seed in range(1000)]
    everything = np.concatenate([*held_out, *usual])
    assert len(np.unique(everything)) == everything.size


@pytest.mark.parametrize("name", NAMES)
def test_a_perfect_answer_is_the_best_score_and_nonsense_is_worse(name):
    task = tasks[name]()
    batch = task.validation()
    if batch.targets.dtype == np.bool_:
        perfect = np.where(batch.targets, 100.0, -100.0)
    elif task.loss == "cross_entropy":
        perfect = 100.0 * np.eye(task.output_size, dtype=np.float32)[batch.targets]
    else:
        perfect = batch.targets
    best = 1.0 if task.better == "higher" else 0.0
    assert task.metric(perfect, batch) == pytest.approx(best, abs=1e-6)
    nonsense = np.random.default_rng(0).standard_normal(perfect.shape, np.float32)
    assert abs(task.metric(nonsense, batch) - best) > 0.3
    for score in task.baselines().values():
        assert abs(score - best) > 0.01
    assert np.isnan(task.metric(np.full_like(nonsense, np.nan), batch))


@pytest.mark.parametrize("name", [name for name in NAMES if tasks[name].shape])
def test_a_task_whose_network_has_a_shape_tells_of_held_out_sequences(name):
    task = tasks[name]()
    shown = task.shown()
    logits = np.random.default_rng(0).normal(size=(*shown.weights.shape, task.output_size))
    told = task.told(logits)
    assert told.kind == "text"
    assert told.text == task.told(logits).text != task.told(-logits).text


@pytest.mark.parametrize("name", [name for name in NAMES if not tasks[name].shape])
def test_a_sample_starts_from_the_zero_state_and_repeats(name):
    task = tasks[name]()
    step = untrained(task)
    first = task.sample(step, np.random.default_rng(3))
    again = task.sample(step, np.random.default_rng(3))  # the memory still holds the first run unless it is reset
    assert first.text == again.text
    np.testing.assert_array_equal(first.predicted, again.predicted)
    assert first.kind in {"text", "curve", "pairs"}


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_size_of_0_is_a_problem(name):
    with pytest.raises(Problem, match="batch_size"):
        tasks[name](batch_size=0)


def test_a_task_is_made_once_and_long_own_texts_do_not_pile_up(monkeypatch):
    own = [Config(corpus="own", text=f"text {n} " * 50) for n in range(4)]
    first = make_task(own[0])
    assert make_task(own[0].changed(cell="gru", hidden_size=8)) is first
    monkeypatch.setattr(package, "KEPT_CHARACTERS", 1000)
    newest = [make_task(config) for config in own][-1]
    assert make_task(own[3]) is newest
    assert make_task(own[0]) is not first
    assert make_task(Config()) is make_task(Config())
