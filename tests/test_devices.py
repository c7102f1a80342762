"""Other devices than the processor: "meta", which every torch has and where an operation that mixes devices fails; and
for the whole of a trainer every device of the machine that runs the tests, the processor among them."""

import itertools

import numpy as np
import pytest
import torch

from explorer import Network, Writer, connectivity, jacobian_norms
from explorer.cells import cells
from explorer.config import Config
from explorer.kernels import Tape
from explorer.losses import step_losses
from explorer.tasks import tasks
from explorer.training import Trainer
from tests.short_runs import OPTIMIZERS, small

THERE = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
DEVICES = [name for name, there in THERE.items() if there]
CLOSE = {"rtol": 2e-3, "atol": 2e-4}  # float32, after some steps of an optimizer that divides by small numbers
SIZES = {"input_size": 5, "hidden_size": 4, "output_size": 3, "layers": 2, "seed": 0}


@pytest.mark.parametrize("cell", list(cells))
def test_nothing_of_a_training_step_stays_on_the_processor(cell):
    network = Network(cell=cell, **SIZES).to("meta")
    weights = list(network.parameters())
    optimizer = torch.optim.Adam(weights, lr=1e-2)
    inputs, targets = torch.zeros(6, 2, 5, device="meta"), torch.zeros(6, 2, 3, device="meta")
    tapes: list[Tape] = []
    losses = step_losses(network(inputs, tapes=tapes), targets)
    losses.mean().backward()
    torch.nn.utils.clip_grad_norm_(weights, 1.0)
    optimizer.step()
    kept = [losses, *(weight.grad for weight in weights)]
    kept += [part for tape in tapes for part in (tape.hidden, tape.grad_hidden, *tape.gates.values())]
    assert {part.device.type for part in kept} == {"meta"}


@pytest.mark.parametrize("cell", list(cells))
def test_one_step_of_sampling_stays_on_its_device(cell):
    network = Network(cell=cell, **SIZES).to("meta")
    logits, state = network.step(torch.zeros(2, 5, device="meta"))
    logits, _ = network.step(torch.zeros(2, 5, device="meta"), state)
    assert logits.device.type == "meta"


def on(device, **changes) -> Trainer:
    return Trainer(small(device=device, **changes))


def devices_of(trainer) -> set[str]:
    return {weight.device.type for weight in trainer.network.parameters()}


# On the processor itself there is nothing to tell apart: every task and every cell once.
@pytest.mark.parametrize(
    ("task", "cell", "device"),
    [
        *zip(tasks, itertools.cycle(cells), itertools.repeat("cpu")),
        *itertools.product(tasks, cells, DEVICES[1:]),
    ],
)
def test_a_trainer_measures_on_its_device_what_it_does_on_the_processor(task, cell, device):
    here, there = (on(place, task=task, cell=cell) for place in (device, "cpu"))
    assert devices_of(here) == {device}
    seen, expected = here.advance(steps=6), there.advance(steps=6)
    np.testing.assert_allclose(seen.losses, expected.losses, **CLOSE)
    assert seen.metrics.keys() == expected.metrics.keys()
    for name in ("hidden", "cell", "logits"):
        if getattr(expected.trace, name) is not None:
            np.testing.assert_allclose(getattr(seen.trace, name), getattr(expected.trace, name), **CLOSE)
    for seen_by_name, expected_by_name in (
        (seen.trace.gates, expected.trace.gates),
        (seen.gradients, expected.gradients),
    ):
        assert seen_by_name.keys() == expected_by_name.keys()
        for name, values in expected_by_name.items():
            scale = np.abs(values).max()
            np.testing.assert_allclose(seen_by_name[name], values, rtol=2e-2, atol=2e-3 * scale, err_msg=name)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_state_goes_on_where_it_was_taken(optimizer, device):
    trainer = on(device, cell="lstm", optimizer=optimizer)
    trainer.train(steps=4)
    again = Trainer.from_state(trainer.state(), text=trainer.config.text)
    assert devices_of(again) == {device}
    np.testing.assert_allclose(again.advance(steps=4).losses, trainer.advance(steps=4).losses[-4:], **CLOSE)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_network_is_examined_and_writes_wherever_it_is(cell, device):
    here = on(device, task="characters", cell=cell).network
    there = on("cpu", task="characters", cell=cell).network
    ids = np.arange(5).reshape(5, 1)
    for measure in (connectivity, jacobian_norms):
        np.testing.assert_allclose(measure(here, ids), measure(there, ids), rtol=1e-4)
    writers = [Writer(network, prompt=[1, 2], seed=3) for network in (here, there)]
    written, expected = ([writer.advance().token for _ in range(8)] for writer in writers)
    assert written == expected
    assert len(set(written)) > 1


@pytest.mark.parametrize("device", DEVICES)
def test_a_network_learns_on_every_device(device):
    trainer = Trainer(Config(task="signals", cell="gru", hidden_size=16, time_steps=24, noise=0.0, device=device))
    start = trainer.snapshot().metrics["mean squared error"]
    assert trainer.advance(steps=200).metrics["mean squared error"] < start / 2
