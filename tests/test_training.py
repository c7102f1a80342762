"""Training: the same run again, settings that change on the way, divergence, sizes; and that every cell learns."""

import itertools

import numpy as np
import pytest
import torch

from explorer.config import Config
from explorer.making import make_network, matched_hidden_size
from explorer.problem import Problem
from explorer.tasks import make_task, tasks
from explorer.training import Diverged, Trainer
from tests.short_runs import OPTIMIZERS, TEXT, losses, small

# -- the same run again --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "optimizer"),
    [*((task, "adam") for task in tasks), *itertools.product(("characters", "activity"), OPTIMIZERS[1:])],
)
def test_the_same_config_gives_the_same_losses_however_often_it_is_looked_at(task, optimizer):
    config = small(task=task, cell="gru", optimizer=optimizer)
    at_once = losses(Trainer(config), 12)
    looked_at = Trainer(config)
    looked_at.snapshot()
    parts = []
    for steps, full in ((1, True), (3, False), (0, True), (8, False)):
        looked_at.train(steps=steps)
        parts.append(looked_at.snapshot(full=full).losses)
    np.testing.assert_array_equal(np.concatenate(parts), at_once)
    assert len(set(at_once.tolist())) > 6


def test_what_happens_to_the_global_generators_does_not_matter():
    config = small(task="characters")
    expected = losses(Trainer(config), 4)
    torch.manual_seed(77)
    np.random.seed(77)
    before = torch.get_rng_state()
    np.testing.assert_array_equal(losses(Trainer(config), 4), expected)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("change", [{"seed": 6}, {"learning_rate": 0.1}, {"optimizer": "sgd"}, {"clip_norm": 1e-3}])
def test_other_settings_give_other_losses(change):
    assert (losses(Trainer(small(**change)), 4) != losses(Trainer(small()), 4)).any()


def test_another_seed_draws_other_weights_and_other_batches():
    one, other = Trainer(small()), Trainer(small(seed=6))
    assert not np.array_equal(one.network.weights()["W_y"], other.network.weights()["W_y"])
    assert not np.array_equal(one.task.batch(one._rng).inputs, other.task.batch(other._rng).inputs)


def test_two_trainers_that_take_turns_do_not_touch_each_other():
    expected = losses(Trainer(small()), 6)
    trainer, other = Trainer(small()), Trainer(small(cell="rnn", seed=9))
    taken = []
    for _ in range(6):
        taken.append(losses(trainer, 1)[0])
        other.advance(steps=1)
    np.testing.assert_array_equal(taken, expected)


# -- live settings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_new_learning_rate_acts_on_the_next_step(optimizer):
    trainer = Trainer(small(optimizer=optimizer))
    trainer.train(steps=2)
    before = trainer.network.weights()["W_y"]
    trainer.adjust(learning_rate=1e-5, clip_norm=1.0)
    trainer.train(steps=1)
    slow = np.abs(trainer.network.weights()["W_y"] - before).max()
    before = trainer.network.weights()["W_y"]
    trainer.adjust(learning_rate=1e-1, clip_norm=1.0)
    trainer.train(steps=1)
    assert 0 < slow < 1e-4
    assert np.abs(trainer.network.weights()["W_y"] - before).max() > 100 * slow


def test_a_new_clip_norm_acts_on_the_next_step():
    trainer = Trainer(small(optimizer="sgd", clip_norm=0.0, learning_rate=1.0))
    for norm in (1e-3, 1e-2):
        trainer.adjust(learning_rate=1.0, clip_norm=norm)
        before = [weight.detach().clone() for weight in trainer.network.parameters()]
        trainer.train(steps=1)
        moved = [after - b for after, b in zip(trainer.network.parameters(), before, strict=True)]
        assert torch.cat([m.flatten() for m in moved]).norm().item() == pytest.approx(norm, rel=1e-3)


def test_adjusting_checks_what_it_is_given():
    trainer = Trainer(small())
    with pytest.raises(Problem, match="learning_rate"):
        trainer.adjust(learning_rate=11.0, clip_norm=1.0)
    assert trainer.config == small()


# -- divergence ----------------------------------------------------------------------------------------------------

WILD = {"task": "signals", "cell": "rnn", "activation": "relu", "clip_norm": 0.0, "time_steps": 20}


def finite(trainer):
    return all(torch.isfinite(weight).all() for weight in trainer.network.parameters())


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_diverging_run_goes_back_to_its_last_full_snapshot_and_can_go_on(optimizer):
    trainer = Trainer(small(**WILD, optimizer=optimizer, learning_rate=1e-3))
    trainer.advance(steps=4)
    kept, weights = trainer.state(), trainer.network.weights()
    assert trainer.good == kept
    trainer.train(steps=2)
    trainer.snapshot(full=False)
    assert trainer.good == kept
    trainer.adjust(learning_rate=10.0, clip_norm=0.0)
    with pytest.raises(Diverged) as divergence:
        trainer.train(steps=500)
    assert divergence.value.values["good"] == 4 < divergence.value.values["step"]
    assert "Lower the learning rate, or set a clip norm" in str(divergence.value)
    assert trainer.step == 4
    assert finite(trainer)
    for name, matrix in trainer.network.weights().items():
        np.testing.assert_array_equal(matrix, weights[name])
    trainer.adjust(learning_rate=1e-3, clip_norm=1.0)
    after = trainer.advance(steps=3)
    assert after.step == 7
    assert after.loss_steps.tolist() == [5, 6, 7]
    assert np.isfinite(after.losses).all()
    expected = Trainer.from_state(kept, TEXT)
    expected.adjust(learning_rate=1e-3, clip_norm=1.0)
    np.testing.assert_array_equal(after.losses, losses(expected, 3))


def test_a_trainer_from_a_state_goes_back_to_that_state_not_to_the_start():
    trainer = Trainer(small(**WILD))
    trainer.train(steps=5)
    again = Trainer.from_state(trainer.state(), TEXT)
    again.adjust(learning_rate=10.0, clip_norm=0.0)
    with pytest.raises(Diverged):
        again.train(steps=500)
    assert again.step == 5
    assert again.state() != Trainer(small(**WILD)).state()


def test_weights_that_are_no_numbers_are_found_by_a_look_wherever_they_are():
    """A symbol that the probe does not hold: its logits on the probe stay finite."""
    trainer = Trainer(small(task="characters"))
    good = trainer.advance(steps=2).step
    trainer.train(steps=1)
    absent = sorted(set(range(trainer.task.input_size)) - set(trainer.task.probe().inputs.ravel().tolist()))[0]
    with torch.no_grad():
        trainer.network.cells[0].W_c[:, trainer.network.hidden_size + absent] = float("inf")
    with pytest.raises(Diverged):
        trainer.snapshot()
    assert trainer.step == good
    assert finite(trainer)


def test_what_is_too_large_from_the_start_says_so():
    trainer = Trainer(small(**(WILD | {"time_steps": 400}), spectral_radius=3.0))
    with pytest.raises(Diverged, match=r"before anything is learned\. Choose a smaller spectral radius"):
        trainer.advance(steps=1)
    assert trainer.step == 0


@pytest.mark.parametrize("task", ["characters", "agreement"])
def test_a_network_that_explodes_only_while_it_writes_is_shown_without_a_text(task):
    trainer = Trainer(small(task=task, cell="rnn", activation="relu", recurrent_init="identity"))
    with torch.no_grad():
        size = trainer.network.hidden_size
        trainer.network.cells[0].W_a[:, :size] *= 1e3 if task == "characters" else 1e5
    snapshot = trainer.snapshot()
    assert snapshot.sample.text == ""
    assert np.isfinite(snapshot.trace.logits).all()


# -- sizes and devices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [8, 64, 200])
@pytest.mark.parametrize("task", [name for name, kind in tasks.items() if not kind.shape])
@pytest.mark.parametrize("cell", ["rnn", "gru", "gru-simple", "lstm"])
def test_matched_networks_have_the_parameters_of_the_lstm_within_two_percent(cell, task, size):
    config = small(task=task, cell=cell, hidden_size=size, match_parameters=True)
    problem = make_task(config)
    wanted = make_network(config.changed(cell="lstm", match_parameters=False), problem).parameter_count
    matched = make_network(config, problem)
    step = (
        matched.parameter_count
        - make_network(
            config.changed(match_parameters=False, hidden_size=matched.hidden_size - 1), problem
        ).parameter_count
    )
    # One unit more or less is the finest that there is, which is above 2 % for the smallest.
    assert abs(matched.parameter_count - wanted) <= max(0.02 * wanted, step / 2 + 1)
    if size >= 64:
        assert matched.parameter_count == pytest.approx(wanted, rel=0.02)
    assert matched.hidden_size == matched_hidden_size(config, problem)
    assert (matched.hidden_size == size) == (cell == "lstm")


@pytest.mark.parametrize(("name", "wrong"), [("task", "juggling"), ("cell", "transformer")])
def test_unknown_names_are_problems_that_list_the_choices(name, wrong):
    with pytest.raises(Problem, match=f"There is no {name} called “{wrong}”. Choose one of: .*(lstm|adding)"):
        Trainer(Config(**{name: wrong}))


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_an_absent_device_is_a_problem_that_names_those_that_are_there(device, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(Problem, match=f"no device “{device}” on this machine. Choose one of: cpu"):
        Trainer(small(device=device))


def test_either_steps_or_seconds():
    trainer = Trainer(small())
    for wrong in ({}, {"steps": 1, "seconds": 1.0}):
        with pytest.raises(ValueError, match="either steps or seconds"):
            trainer.advance(**wrong)
    assert trainer.train(steps=0) == 0
    assert trainer.train(seconds=0.0) == 1, "at least one step"
    done = trainer.train(seconds=0.05)
    assert done > 1
    assert trainer.step == 1 + done


# -- learning ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_every_cell_learns_to_forecast_a_wave(cell):
    config = Config(task="signals", cell=cell, hidden_size=16, time_steps=24, noise=0.0, learning_rate=1e-2)
    trainer = Trainer(config)
    start = trainer.snapshot().metrics["mean squared error"]
    after = trainer.advance(steps=100)
    assert after.metrics["mean squared error"] < start / 2
    assert after.losses[-10:].mean() < after.losses[:10].mean() / 2
    assert after.metrics["mean squared error"] < trainer.task.baselines()["always the mean"] / 2


def test_a_gru_learns_which_verb_agrees():
    config = Config(task="agreement", cell="gru", hidden_size=24, distance=2, learning_rate=1e-2)
    trainer = Trainer(config)
    assert 0.3 < trainer.snapshot().metrics["right verb"] < 0.7
    assert trainer.advance(steps=600).metrics["right verb"] > 0.9


def reaches(share, steps, **settings):
    """Whether the median of three seeds once gets more verbs right, twelve words on; asked every 100 steps.

    A seed ends when it has, and the third is not asked when two agree: the median is known then.
    """
    found = []
    for seed in (1, 2, 3):
        trainer = Trainer(Config(task="agreement", distance=12, seed=seed, **settings))
        found.append(any(trainer.train(steps=100) and trainer.score() > share for _ in range(0, steps, 100)))
        if found.count(found[-1]) == 2:
            break
    return found[-1]


@pytest.mark.parametrize("language", ["english", "ukrainian"])
def test_over_twelve_words_an_lstm_remembers_the_number_and_a_plain_rnn_does_not(language):
    """What the landing page shows; medians of three seeds. LSTMs take 700 to 900 steps, and RNNs 1,900 or more."""
    assert reaches(0.95, 1200, cell="lstm", language=language)
    assert not reaches(0.6, 1200, cell="rnn", language=language)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("language", ["english", "ukrainian"])
def test_with_clues_on_the_way_every_cell_gets_a_verb_as_far_away_right(cell, language):
    """So what a plain RNN fails at is remembering, not the verb. They take 100 to 500 steps."""
    assert reaches(0.95, 700, cell=cell, language=language, clues=True)


def test_over_twelve_words_a_gru_remembers_the_number_too():
    """It takes 800 to 1,000 steps in English (in Ukrainian 600 to 1,300, or more than 2,000: too wide for a test)."""
    assert reaches(0.95, 1500, cell="gru")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(optimizer):
    rate = 0.3 if optimizer == "sgd" else 1e-2
    found = losses(Trainer(small(task="characters", cell="gru", optimizer=optimizer, learning_rate=rate)), 150)
    assert found[-20:].mean() < 0.8 * found[:5].mean()
