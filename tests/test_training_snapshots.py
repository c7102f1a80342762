"""What a training shows of itself at a step: traces, gradients, the metric, a sample."""

import numpy as np
import pytest
import torch

from explorer.cells import cells
from explorer.gradients import gradient_norms
from explorer.tasks import tasks
from explorer.trace import record
from explorer.training import Trainer
from tests.short_runs import TEXT, losses, small

PLAIN = [name for name, kind in tasks.items() if not kind.shape]
"""Those of other shapes: tests/test_training_shapes.py."""


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", cells)
@pytest.mark.parametrize("task", PLAIN)
def test_a_snapshot_has_the_shapes_that_it_promises(task, cell, layers):
    trainer = Trainer(small(task=task, cell=cell, layers=layers))
    first, after = trainer.snapshot(), trainer.advance(steps=3)
    assert first.losses.shape == first.loss_steps.shape == (0,)
    assert first.step == 0
    assert first.throughput == 0
    assert (first.gradients["training"] == 0).all()
    assert after.step == 3
    assert after.loss_steps.tolist() == [1, 2, 3]
    assert after.losses.shape == (3,)
    assert after.throughput > 0
    problem = trainer.task
    probe = problem.probe()
    time = len(probe.inputs)
    for snapshot in (first, after):
        trace = snapshot.trace
        assert trace.hidden.shape == (layers, time, 1, 6)
        assert trace.logits.shape == (time, 1, problem.output_size)
        assert (trace.cell is not None) == cells[cell].has_memory
        assert trace.cell is None or trace.cell.shape == trace.hidden.shape
        assert set(trace.gates) == set(cells[cell].gates)
        assert all(gate.shape == trace.hidden.shape for gate in trace.gates.values())
        assert snapshot.gradients["last"].shape == snapshot.gradients["total"].shape == (layers, time)
        assert snapshot.gradients["training"].shape == (layers, problem.time_steps)
        assert next(iter(snapshot.metrics)) == problem.metric_name
        assert all(np.isfinite(list(snapshot.metrics.values())))
        assert snapshot.sample.kind in ("text", "curve", "pairs")
        assert snapshot.parameters == sum(weight.numel() for weight in trainer.network.parameters())
    assert (after.gradients["training"] > 0).any()
    assert (after.trace.hidden != first.trace.hidden).any()


@pytest.mark.parametrize("task", PLAIN)
def test_a_task_that_turns_on_one_word_is_seen_from_both_sides(task):
    trainer = Trainer(small(task=task, cell="lstm"))
    found, contrast = trainer.advance(steps=2).counterpart, trainer.task.contrast()
    assert (found is None) == (contrast is None) == (task != "agreement")
    if contrast is not None:
        expected = record(trainer.network, torch.as_tensor(contrast.inputs))
        np.testing.assert_array_equal(found.hidden, expected.hidden)
        np.testing.assert_array_equal(found.cell, expected.cell)
        np.testing.assert_array_equal(found.logits, expected.logits)


@pytest.mark.parametrize("task", PLAIN)
@pytest.mark.parametrize("of", ["last", "total"])
def test_the_gradients_of_the_probe_are_those_of_the_library(task, of):
    trainer = Trainer(small(task=task, layers=2))
    found = trainer.advance(steps=2).gradients[of]
    probe = trainer.task.probe()
    expected = gradient_norms(trainer.network, probe.inputs, probe.targets, of, probe.weights)["hidden"]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert (found > 0).any()


def by_autograd(trainer, batch):
    """‖∂J/∂a<t>‖ of each sequence, averaged: the cells unrolled one by one, the losses spelt out. [layer, time]."""
    network = trainer.network
    sequence, states = list(torch.as_tensor(batch.inputs)), []
    for cell in network.cells:
        state, layer = cell.initial_state(batch.inputs.shape[1]), []
        for x in sequence:
            state = cell(x, state)[0]
            state.hidden.retain_grad()
            layer.append(state.hidden)
        states.append(layer)
        sequence = layer
    logits = torch.stack(sequence) @ network.W_y.t() + network.b_y
    targets = torch.as_tensor(batch.targets)
    if targets.is_floating_point():
        each = ((logits - targets) ** 2).mean(-1)
    else:
        each = -torch.log_softmax(logits, -1).gather(-1, targets.long()[..., None])[..., 0]
    (each * torch.as_tensor(batch.weights)).sum().backward()
    grads = [[a.grad if a.grad is not None else torch.zeros_like(a) for a in layer] for layer in states]
    return np.array([[grad.norm(dim=1).mean().item() for grad in layer] for layer in grads])


@pytest.mark.parametrize("cell", cells)
@pytest.mark.parametrize("task", PLAIN)
def test_the_gradients_of_the_training_batch_are_those_of_plain_autograd(task, cell):
    config = small(task=task, cell=cell, layers=2, clip_norm=0.01)
    trainer = Trainer(config)
    trainer.train(steps=2)
    before = Trainer.from_state(trainer.state(), TEXT)
    batch = before.task.batch(before._rng)
    found = trainer.advance(steps=1).gradients["training"]
    np.testing.assert_allclose(found, by_autograd(before, batch), rtol=2e-4, atol=1e-7)


def test_a_look_that_is_not_full_keeps_metric_and_sample_of_the_last_full_one():
    trainer = Trainer(small())
    full = trainer.advance(steps=1)
    trainer.train(steps=3)
    glance = trainer.snapshot(full=False)
    assert glance.metrics == full.metrics
    assert glance.sample is full.sample
    assert glance.step == 4
    assert glance.loss_steps.tolist() == [2, 3, 4]
    assert trainer.snapshot().metrics != full.metrics


def test_the_metric_is_that_of_the_held_out_data_and_the_loss_that_of_the_batch():
    trainer = Trainer(small(task="signals", noise=0.0))
    batch = trainer.task.batch(np.random.default_rng(5))
    logits = trainer.network(batch.inputs).detach().numpy()
    held_out = trainer.task.validation()
    found = trainer.snapshot().metrics["mean squared error"]
    assert found == pytest.approx(trainer.task.metric(trainer.network(held_out.inputs).detach().numpy(), held_out))
    assert losses(trainer, 1)[0] == pytest.approx(((logits - batch.targets) ** 2).mean(), rel=1e-5)


def test_a_sample_depends_on_seed_and_step_only():
    one, two = Trainer(small(task="characters")), Trainer(small(task="characters"))
    first = one.snapshot().sample
    one.snapshot()
    assert one.snapshot().sample.text == two.snapshot().sample.text == first.text
    assert first.text[: first.start] == "".join(one.task.symbols[i] for i in one.task.probe().inputs[:24, 0])
