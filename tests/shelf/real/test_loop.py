"""How networks of real data learn: looks, plans, averaged weights, shares as targets; on sequences of a few numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.problem import Problem
from explorer.records import Batch, together
from explorer.shelf.real import _loop
from explorer.shelf.real._loop import Manner, Material, alike, answered, learn, make
from tests.shelf.real.conftest import silent


class Signs(Material):
    """Whether the numbers of a sequence add up to more than 0; the learnt part is `size` sequences."""

    task, shape, metric, source, licence = "signs", "last-step", "accuracy", "drawn", "none"

    def __init__(self, manner: Manner, size: int = 256) -> None:
        rng = np.random.default_rng(3)
        self.manner, self.joined, self.epochs, self.found = manner, False, 0, []
        counts = {"learnt": size, "chosen": 100, "tested": 200}
        self.parts = {name: rng.normal(size=(5, count, 1)).astype(np.float32) for name, count in counts.items()}

    def sizes(self, cell):
        return {"input_size": 1, "hidden_size": 8, "output_size": 2}

    def join(self):
        self.joined = True

    def batch(self, part):
        values = self.parts[part]
        targets = (values.sum(axis=0) > 0)[None, :, 0].astype(np.int64)
        return Batch(values, targets, np.ones(targets.shape, np.float32))

    def epoch(self, rng):
        self.epochs += 1
        whole = self.batch("learnt")
        for some in np.array_split(rng.permutation(whole.inputs.shape[1]), 8):
            yield Batch(whole.inputs[:, some], whole.targets[:, some], whole.weights[:, some])

    def score(self, network, part):
        batch = self.batch(part)
        self.found.append(float((answered(network, batch).numpy().argmax(-1) == batch.targets).mean()))
        return self.found[-1]

    def baselines(self):
        return {"a coin": 0.5}


WATCHED = Manner(learning_rate=0.02, noise=0.0, average=0.8, patience=2, epochs=12)


def test_the_weights_that_were_best_at_a_look_are_kept():
    material = Signs(WATCHED)
    network = learn(material, "gru", say=silent)
    looks = list(material.found)
    assert len(looks) <= WATCHED.epochs
    assert material.score(network, "chosen") == max(looks) > 0.9
    assert material.score(network, "tested") > 0.9
    assert not material.joined


def test_looks_that_bring_nothing_slow_it_down_and_end_it():
    material = Signs(replace(WATCHED, epochs=100))
    material.score = lambda network, part: 0.5
    rates, step = [], _loop._step
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_loop, "_step", lambda *given: rates.append(given[2].param_groups[0]["lr"]) or step(*given))
        learn(material, "rnn", say=silent)
    assert material.epochs == 1 + _loop.CHANCES * WATCHED.patience
    assert sorted(set(rates), reverse=True) == pytest.approx([0.02 * 0.3**n for n in range(_loop.CHANCES)])


def test_what_is_planned_learns_the_chosen_part_too_for_so_many_epochs_without_a_look():
    material = Signs(replace(WATCHED, planned=True, epochs=10))
    network = learn(material, "lstm", say=silent)
    assert (material.joined, material.epochs, material.found) == (True, 10, [])
    assert material.score(network, "tested") > 0.9


def test_the_same_seed_gives_the_same_weights_and_another_does_not():
    def weights(seed):
        material = Signs(replace(WATCHED, planned=True, epochs=2, noise=0.3), size=64)
        return torch.cat([value.flatten() for value in learn(material, "gru", seed, silent).state_dict().values()])

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_averaged_weights_follow_by_the_share_that_does_not_stay():
    material = Signs(replace(WATCHED, average=0.75))
    network, averaged, optimizer = _loop._fresh(material, "rnn", 1)
    before = averaged.W_y.clone()
    _loop._step(network, averaged, optimizer, material.batch("learnt"), material.manner)
    assert not torch.equal(network.W_y, before)
    assert torch.allclose(averaged.W_y, 0.75 * before + 0.25 * network.W_y, atol=1e-6)


def test_only_the_network_that_learns_is_disturbed():
    network, averaged, _ = _loop._fresh(Signs(replace(WATCHED, noise=0.5)), "gru", 1)
    inputs = torch.ones(3, 4, 1)
    assert not torch.equal(network(inputs), network(inputs))
    assert torch.equal(averaged(inputs), averaged(inputs))


def test_targets_may_be_shares_and_cost_what_their_parts_cost():
    material = Signs(WATCHED)
    network, batch = make(material, "lstm"), material.batch("chosen")
    other = replace(batch, targets=1 - batch.targets)
    shares = np.where(np.arange(2) == batch.targets[..., None], 0.7, 0.3).astype(np.float32)
    mixed = _loop._loss(network, replace(batch, targets=shares))
    assert mixed.item() == pytest.approx(
        0.7 * _loop._loss(network, batch).item() + 0.3 * _loop._loss(network, other).item(), rel=1e-5
    )


def test_a_loss_that_is_no_number_is_told():
    material = Signs(WATCHED)
    material.parts["learnt"][:] = np.nan
    with pytest.raises(Problem, match="no longer a finite number"):
        learn(material, "rnn", say=silent)


def test_sequences_of_different_length_lie_side_by_side_and_padding_does_not_count():
    batch = together([np.array([[1, 2]]), np.array([[3, 4], [5, 6], [7, 8]])], [np.array([1]), np.array([0, 1, 1])])
    assert batch.inputs[:, 0].tolist() == [[1, 2], [0, 0], [0, 0]]
    assert batch.weights.T.tolist() == [[1, 0, 0], [1, 1, 1]]
    assert batch.targets.T.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert batch.lengths.tolist() == [1, 3]


def test_groups_hold_everything_once_and_about_the_same_length():
    lengths = np.random.default_rng(0).integers(1, 60, 200)
    groups = list(alike(lengths, np.random.default_rng(1), size=20))
    assert sorted(np.concatenate(groups)) == list(range(200))
    assert max(np.ptp(lengths[group]) for group in groups) < 20
