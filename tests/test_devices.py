"""Other devices than the processor, by one that every torch has: on "meta" an operation that mixes devices fails."""

import pytest
import torch

from explorer import Network
from explorer.cells import cells
from explorer.kernels import Tape
from explorer.losses import step_losses

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
