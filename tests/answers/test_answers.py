"""What the networks of the applications answer, and that they are as good as their files say."""

from __future__ import annotations

import numpy as np
import pytest

import explorer
from explorer.answers import applications, reached, there, used
from explorer.answers._base import network
from explorer.names import CELLS
from explorer.problem import Problem
from explorer.shelf.real.entities import LECTURE
from explorer.shelf.real.kept import head

TASKS = [task for task in applications if there(task)]
QUESTIONS = {
    "sentiment": "There is nothing to like in this movie.",
    "dna": "AGCCCCCTGTGAGGAACTAG",
    "entities": "Harry Potter and Hermione Granger invented a new spell",
    "entities-forward": "Harry Potter and Hermione Granger invented a new spell",
    "activity": np.random.default_rng(0).normal(0, 300, (30, 19, 3)),
}


def test_every_application_came_with_its_networks():
    assert sorted(TASKS) == sorted(applications)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("task", TASKS)
def test_an_answer_tells_what_was_read_and_everything_that_was_computed(task, cell):
    answer = explorer.ask(task, QUESTIONS[task], cell)
    steps = len(answer.tokens)
    assert len(answer.probabilities) == steps
    assert answer.trace.hidden.shape[1:3] == (steps, 1)
    assert set(answer.trace.gates) == set(network(task, cell).gates)
    assert ((answer.probabilities >= 0) & (answer.probabilities <= 1)).all()
    weights = used(task, QUESTIONS[task], cell)
    assert weights.shape[1] == steps
    assert weights.max() > 0


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("task", TASKS)
def test_a_network_is_small_and_says_where_its_data_came_from_and_what_else_reaches(task, cell):
    found = reached(task, cell)
    assert found.source
    assert found.licence
    assert 0.5 < found.score <= 1
    assert found.baselines
    sizes = head(task, cell)["sizes"]
    assert network(task, cell).parameter_count < 1_000_000
    counts = [network(task, other).parameter_count for other in CELLS]
    assert max(counts) / min(counts) < 1.15, sizes


@pytest.mark.parametrize(
    ("task", "cells", "least"),
    [
        ("sentiment", ["gru", "lstm"], 0.78),
        ("dna", CELLS, 0.905),
        ("entities", CELLS, 0.80),
        ("entities-forward", CELLS, 0.75),
        ("activity", ["gru", "lstm"], 0.92),
    ],
)
def test_they_reach_on_data_they_never_saw_what_the_pages_say(task, cells, least):
    for cell in cells:
        found = reached(task, cell).unseen
        assert found.score >= least
        assert found.score > next(iter(found.baselines.values()))


@pytest.mark.parametrize("cell", CELLS)
def test_opinions_are_judged_in_folds_since_the_kept_part_is_small(cell):
    found = reached("sentiment", cell)
    assert found.crossed.count > 9_000
    assert found.crossed.error < 0.005 < found.error
    assert abs(found.score - found.crossed.score) < 3 * found.error


@pytest.mark.parametrize("cell", CELLS)
def test_a_motion_longer_than_a_clip_is_read_clip_by_clip(cell):
    rng = np.random.default_rng(5)
    joints = rng.normal(0, 300, (19, 3)) + rng.normal(0, 30, (60, 19, 3)).cumsum(axis=0)
    whole = explorer.ask("activity", joints, cell)
    first, second, last = (explorer.ask("activity", joints[s : s + 24], cell) for s in (0, 24, 36))
    together = np.concatenate([first.probabilities, second.probabilities, last.probabilities[12:]])
    np.testing.assert_allclose(whole.probabilities, together, atol=1e-6)
    states = [one.trace.hidden for one in (first, second, last)]
    np.testing.assert_allclose(whole.trace.hidden, np.concatenate([*states[:2], states[2][:, 12:]], axis=1), atol=1e-6)
    for name, share in whole.output.items():
        assert share == pytest.approx(np.mean([one.output[name] for one in (first, second, last)]), abs=1e-6)
    weights = used("activity", joints, cell)
    assert weights.shape == (1, 60)
    assert not weights[0, :36].any()
    assert weights[0, 36:].all()


def test_the_lectures_questions():
    assert explorer.ask("sentiment", QUESTIONS["sentiment"]).output < 0.5
    strand = explorer.ask("dna", QUESTIONS["dna"]).output
    assert len(strand) == 20


@pytest.mark.parametrize("cell", CELLS)
def test_who_is_named_in_the_lectures_sentences_and_no_network_ever_read_these_names(cell):
    def named(sentence):
        answer = explorer.ask("entities", sentence, cell)
        return [token for token, one in zip(answer.tokens, answer.output, strict=True) if one]

    assert named(QUESTIONS["entities"]) == ["Harry", "Potter", "Hermione", "Granger"]
    assert named("Yesterday, Harry Potter met Hermione Granger.") == ["Harry", "Potter", "Hermione", "Granger"]
    assert named("Teddy bears are on sale.") == []
    assert named("Teddy Roosevelt was a president.") == ["Teddy", "Roosevelt"]
    known = head("entities", cell)["reading"]
    assert not LECTURE & {*known["words"], *known["ordinary"]}


@pytest.mark.parametrize("cell", CELLS)
def test_who_reads_in_one_direction_cannot_know_what_follows(cell):
    def first(task, following):
        return explorer.ask(task, f"Teddy {following}", cell).probabilities[0]

    bears, president = "bears are on sale.", "Roosevelt was a president."
    assert first("entities-forward", bears) == pytest.approx(first("entities-forward", president), abs=1e-6)
    assert first("entities", bears) < 0.5 < first("entities", president)


@pytest.mark.parametrize(
    ("task", "question", "said"),
    [
        ("sentiment", "  ", "nothing to judge"),
        ("sentiment", 7, "nothing to judge"),
        ("sentiment", "Немає нічого доброго", "know none of these words"),
        ("sentiment", "good " * 500, "at most 2,000 characters"),
        ("dna", "HELLO WORLD", "no bases"),
        ("dna", "", "empty"),
        ("dna", 5, "written in the letters"),
        ("dna", "ACGT" * 30_000, "At most 100,000 bases"),
        ("forecast", "rain?", "no application called"),
    ],
)
def test_a_question_that_it_does_not_take_is_told_what_it_takes(task, question, said):
    with pytest.raises(Problem, match=said):
        explorer.ask(task, question)


def test_another_cell_is_refused():
    with pytest.raises(Problem, match="rnn, gru, lstm"):
        explorer.ask("dna", "ACGTAC", cell="perceptron")
