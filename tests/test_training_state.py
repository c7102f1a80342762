"""The state of a training: it goes on bit for bit, and what is damaged or of another network is refused."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cells import cells
from explorer.config import Config
from explorer.problem import Problem
from explorer.training import Trainer
from tests.headers import joined, split
from tests.short_runs import OPTIMIZERS, TEXT, losses, small


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", cells)
def test_a_state_goes_on_bit_for_bit(cell, optimizer):
    trainer = Trainer(small(task="adding", cell=cell, optimizer=optimizer, layers=2))
    trainer.train(steps=5)
    state = trainer.state()
    again = Trainer.from_state(state, TEXT)
    assert again.config == trainer.config
    assert again.step == 5
    assert again.state() == state
    np.testing.assert_array_equal(losses(again, 6), losses(trainer, 6)[5:])
    assert again.state() == trainer.state()
    trainer.restore(state)
    np.testing.assert_array_equal(losses(trainer, 6), losses(Trainer.from_state(state, TEXT), 6))


def test_a_state_from_before_the_first_step_is_the_start():
    np.testing.assert_array_equal(
        losses(Trainer.from_state(Trainer(small()).state(), TEXT), 3), losses(Trainer(small()), 3)
    )


def test_a_state_keeps_an_adjusted_learning_rate():
    trainer = Trainer(small())
    trainer.adjust(learning_rate=0.05, clip_norm=0.5)
    again = Trainer.from_state(trainer.state(), TEXT)
    assert (again.config.learning_rate, again.config.clip_norm) == (0.05, 0.5)
    np.testing.assert_array_equal(losses(again, 4), losses(trainer, 4))


def test_a_state_of_an_own_text_is_small_and_wants_the_text_back():
    text = "to be or not to be, that is the question. " * 5000
    config = Config(corpus="own", text=text, hidden_size=4, time_steps=6, batch_size=2)
    trainer = Trainer(config)
    trainer.train(steps=3)
    state = trainer.state()
    assert len(state) < 20_000
    again = Trainer.from_state(state, text)
    assert again.config == config
    np.testing.assert_array_equal(losses(again, 2), losses(trainer, 2)[-2:])
    with pytest.raises(Problem, match="at least 200 characters"):
        Trainer.from_state(state)


STATE = {optimizer: Trainer(small(task="adding", optimizer=optimizer)) for optimizer in OPTIMIZERS}
for _trainer in STATE.values():
    _trainer.train(steps=2)
STATE = {optimizer: trainer.state() for optimizer, trainer in STATE.items()}
ADAM = STATE["adam"]


def refused_everywhere(state, match):
    """Neither becomes a trainer nor changes one; other than a `Problem` comes out as it is."""
    with pytest.raises(Problem, match=match):
        Trainer.from_state(state, TEXT)
    trainer = Trainer(small(task="adding"))
    before = trainer.state()
    with pytest.raises(Problem, match=match):
        trainer.restore(state)
    assert trainer.state() == before, "a refused state must change nothing"
    return True


@given(st.integers(0, len(ADAM) - 1))
@settings(max_examples=60)
def test_a_part_of_a_state_is_refused_wherever_it_ends(length):
    assert refused_everywhere(ADAM[:length], "This is not the saved state|This saved state is damaged")


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(state):
    assert refused_everywhere(state, "This is not the saved state")
    assert refused_everywhere(joined(state), "This is not the saved state")


def rewritten(change, state=ADAM):
    """The state with its metadata (a dict, changed in place) written anew."""
    outer, arrays = split(state)
    inner = json.loads(outer["__metadata__"]["trainer"])
    inner = change(inner, outer) or inner
    outer["__metadata__"] = {"trainer": inner if isinstance(inner, str) else json.dumps(inner)}
    return joined(outer, arrays)


def drop(name):
    return lambda inner, outer: {key: value for key, value in inner.items() if key != name}


def put(**values):
    return lambda inner, outer: inner | values


def rename(old, new):
    def change(inner, outer):
        outer[new] = outer.pop(old)

    return change


DAMAGE = {
    "no step": drop("step"),
    "no generator": drop("rng"),
    "an endless step": put(step=float("inf")),
    "a step in words": put(step="five"),
    "a generator of another kind": put(rng={"bit_generator": "MT19937"}),
    "a generator that is a list": put(rng=[1, 2]),
    "a list": lambda inner, outer: "[]",
    "a number": lambda inner, outer: "7",
    "nested without end": lambda inner, outer: "[" * 100_000,
    "a moment of no parameter": rename("optimizer.0.exp_avg", "optimizer.99.exp_avg"),
    "a moment before the first": rename("optimizer.0.exp_avg", "optimizer.-1.exp_avg"),
    "a moment without a number": rename("optimizer.0.exp_avg", "optimizer.x.exp_avg"),
    "a moment of another optimizer": rename("optimizer.0.exp_avg", "optimizer.0.momentum"),
    "a moment of another shape": rename("network.b_y", "optimizer.0.exp_avg"),
    "a weight that is missing": rename("network.b_y", "note"),
    "a weight that is too much": rename("optimizer.0.step", "network.b_z"),
}


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in DAMAGE.items()])
def test_damage_is_refused_and_leaves_the_trainer_as_it_was(change):
    assert refused_everywhere(rewritten(change), "saved state")


@pytest.mark.parametrize(
    "change", [drop("config"), put(config=[]), put(config={"hidden_sizes": 4}), put(config={"cell": "klingon"})]
)
def test_a_config_that_is_none_is_refused(change):
    with pytest.raises(Problem, match=r"damaged|klingon"):
        Trainer.from_state(rewritten(change))


def test_a_config_that_would_fill_the_memory_is_refused():
    huge = put(config={"hidden_size": 512, "time_steps": 500, "batch_size": 256})
    with pytest.raises(Problem, match=r"4\.9 GB of memory"):
        Trainer.from_state(rewritten(huge))


@pytest.mark.parametrize("other", [{"hidden_size": 7}, {"cell": "gru"}, {"layers": 2}, {"task": "signals"}])
def test_the_state_of_another_network_is_refused(other):
    trainer = Trainer(small(**({"task": "adding"} | other)))
    before = trainer.state()
    with pytest.raises(Problem, match="saved state"):
        trainer.restore(ADAM)
    assert trainer.state() == before


@pytest.mark.parametrize("foreign", ["sgd", "rmsprop"])
def test_the_moments_of_another_optimizer_are_refused(foreign):
    trainer = Trainer(small(task="adding", optimizer=foreign))
    with pytest.raises(Problem, match="damaged: the moments of parameter 0"):
        trainer.restore(ADAM)


def test_an_untouched_rewriting_is_accepted():
    """The other tests of damage change what they say and nothing else."""
    assert Trainer.from_state(rewritten(lambda inner, outer: None)).state() == ADAM
