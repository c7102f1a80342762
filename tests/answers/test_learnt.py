"""Networks in training answer a question of one's own, from their state; and say why where they cannot."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.answers import learnt
from explorer.config import Config
from explorer.problem import Problem
from explorer.shelf import bundle
from explorer.tasks.activity import Activity
from explorer.training import Trainer
from tests.lessons.test_own_data import NAMED, PETS

ANIMALS = PETS + "".join(f"the owl number {n} flies at night,owls\n" for n in range(30))


def trained(task: str, text: str, steps: int) -> tuple[bytes, Config]:
    config = Config(task=task, text=text, cell="gru", hidden_size=16, learning_rate=0.02)
    trainer = Trainer(config)
    trainer.train(steps=steps)
    return trainer.state(), config


def test_a_new_text_gets_its_label_what_was_read_and_what_decided():
    state, config = trained("labelled-texts", ANIMALS, 40)
    for said, label in (("That cat SLEEPS", 0), ("our dog barks", 1), ("an owl flies at night", 2)):
        found = learnt(state, said, config.text)
        assert found.step == 40
        assert found.chances.shape == (len(found.read.tokens), 3)
        assert found.chances.sum(axis=1) == pytest.approx(1)
        assert found.chances[-1].argmax() == label
        assert found.chances[-1, label] > 0.9
        assert found.used.shape == (1, len(found.read.tokens))
        assert found.used[0, 1:].sum() > found.used[0, 0]  # not by “that”, “our”, “an”
    assert list(learnt(state, "That cat SLEEPS", config.text).read.tokens) == ["that", "cat", "sleeps"]


def test_every_token_gets_a_type_and_nothing_is_explained_of_many():
    state, config = trained("labelled-tokens", NAMED, 40)
    found = learnt(state, "Ann31 saw Kyiv", config.text)
    assert found.read.tokens == ["Ann31", "saw", "Kyiv"]
    assert found.chances.argmax(axis=1).tolist() == [1, 0, 2]
    assert found.used.shape == (3, 3)
    assert found.used.any()
    long = learnt(state, "Ann31 saw Kyiv " * 10, config.text, explained=29)
    assert long.used.shape == (30, 30)
    assert not long.used.any()


def test_the_built_in_tasks_are_asked_in_the_same_way():
    for task, said in (("sentiment", "Not a bad film"), ("entities", "Ann met Bob."), ("dna", "acgtATGGCCTAA")):
        found = learnt(Trainer(Config(task=task, hidden_size=8)).state(), said)
        assert found.step == 0
        assert found.chances.shape == (len(found.read.tokens), 2)
    assert found.read.tokens == ["ACG", "TAT", "GGC", "CTA", "A"]


def test_figures_that_were_held_out_are_seen_as_in_training():
    run = bundle.find(bundle.APPLICATIONS["activity"], ("gru",))
    assert run is not None
    figures = Activity().held_out
    told = [learnt(run.lanes["gru"].state or b"", figures.joints[:, n]) for n in range(12)]
    right = [int(one.chances[-1].argmax()) == figures.activities[n] for n, one in enumerate(told)]
    assert sum(right) >= 11
    assert told[0].used.shape == (1, 24)


@pytest.mark.parametrize("question", [np.zeros((3, 18, 3)), np.full((3, 19, 3), np.nan), "walk", np.zeros((1, 19, 3))])
@pytest.mark.parametrize("task", ["activity", "labelled-motions"])
def test_what_is_no_motion_is_told(task: str, question: object):
    with pytest.raises(Problem, match=r"A motion is|no number"):
        learnt(Trainer(Config(task=task, hidden_size=4)).state(), question)


def test_of_a_text_that_is_longer_than_in_training_the_end_is_not_read():
    state, config = trained("labelled-texts", PETS, 1)
    assert not learnt(state, "the cat", config.text).read.cut
    found = learnt(state, "the cat " * 100, config.text)
    assert found.read.cut
    assert len(found.read.tokens) == config.time_steps


@pytest.mark.parametrize(
    ("task", "question", "said"),
    [
        ("labelled-texts", "", "no word"),
        ("labelled-texts", "?! …", "no word"),
        ("labelled-texts", "zebra", "know none of these words"),
        ("labelled-texts", "cat " * 501, "at most 2,000 characters"),
        ("labelled-texts", "\x00\u202e\ud800", "no word"),
        ("labelled-tokens", "", "no word"),
        ("labelled-tokens", "a," * 900, "at most 1,000 words"),
        ("sentiment", "\u0301\ufe0f", "no word"),
        ("dna", "hello", "A, C, G, T"),
        ("dna", ">x", "too short to tell anything: bases 0"),
        ("dna", "LOCUS", "GenBank"),
    ],
)
def test_what_cannot_be_asked_says_why(task: str, question: str, said: str):
    text = {"labelled-texts": PETS, "labelled-tokens": NAMED}.get(task, "")
    config = Config(task=task, hidden_size=4)
    state = Trainer(config.changed(text=text) if text else config).state()
    with pytest.raises(Problem, match=said):
        learnt(state, question, text)


def test_asking_leaves_the_state_as_it_was_and_a_damaged_one_is_refused():
    state, config = trained("labelled-texts", PETS, 2)
    before = bytes(state)
    one, other = (learnt(state, "the cat sleeps", config.text) for _ in range(2))
    assert state == before
    assert np.array_equal(one.chances, other.chances)
    with pytest.raises(Problem):
        learnt(state[:-9], "the cat sleeps", config.text)
