"""Novels: books apart, names of the lecture tested, names and sentences made anew; a few books learnt in seconds."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

import explorer
from explorer.shelf.real import entities
from explorer.shelf.real._loop import learn
from explorer.shelf.real.entities import LECTURE, Novels, NovelsForward
from explorer.tasks._people_english import ENGLISH
from explorer.tasks.entities import Entities
from tests.shelf.real.conftest import silent

BOOKS = 32


@pytest.fixture
def folder(tmp_path):
    """Books of sentences of the grammar; one of them names somebody of the lecture."""
    rng, lines = np.random.default_rng(0), []
    for book in range(BOOKS):
        lines += [f"-DOCSTART-\tO\tbook{book}", ""]
        for said, kinds in Entities().training_sentences(rng, 30):
            lines += [
                f"{token}\t{'B-PER' if kind in ENGLISH.persons else 'O'}"
                for token, kind in zip(said, kinds, strict=True)
            ]
            lines.append("")
        lines += ["Teddy\tB-PER", "slept\tO", ""] if book == 5 else []
    (tmp_path / "entities").mkdir()
    (tmp_path / "entities" / "litbank.conll").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_books_lie_in_one_part_and_those_that_name_the_lecture_are_tested(folder):
    material = Novels(folder)
    counts = {name: len(part) for name, part in material._books.items()}
    assert sum(counts.values()) == BOOKS * 30 + 1
    assert counts["tested"] == 30 * entities.TESTED + 1
    assert counts["chosen"] == 30 * entities.CHOSEN
    tokens = {name: {token.lower() for one in part for token in one.tokens} for name, part in material._books.items()}
    assert LECTURE & tokens["tested"] == {"teddy"}
    assert not LECTURE & (tokens["learnt"] | tokens["chosen"])
    assert not LECTURE & set(chain(material.reading["words"], material.reading["ordinary"]))


def test_no_name_of_the_lecture_is_one_of_the_grammar():
    forms = {form.lower() for names in ENGLISH.names.values() for _, form in names}
    words = {word.lower() for some in ENGLISH.words.values() for word in some}
    assert not LECTURE & (forms | words)


def test_an_epoch_draws_what_is_learnt_and_other_sentences_of_the_grammar_each_time(folder, monkeypatch):
    monkeypatch.setattr(entities, "MADE", 7)
    material, drawn = Novels(folder), []
    for part in ("chosen", "tested"):
        material._inputs[part] = material._targets[part] = None
    material._grammar.training_sentences = lambda rng, count, made=material._grammar.training_sentences: [
        drawn.append(one) or one for one in made(rng, count)
    ]
    rng = np.random.default_rng(0)
    for _ in range(2):
        counts = [batch.inputs.shape[1] for batch in material.epoch(rng)]
        assert sum(counts) == len(material._books["learnt"]) + 7
    assert len(drawn) == 14
    assert [said for said, _ in drawn[:7]] != [said for said, _ in drawn[7:]]


def test_titles_are_part_of_a_name_as_in_the_novels(folder, monkeypatch):
    monkeypatch.setattr(entities, "MADE", 1)
    material = Novels(folder)
    material._inputs["learnt"], material._targets["learnt"] = [], []
    said, kinds = ["Captain", "Dawson", "slept", "."], ["title", "last", "slept", "."]
    material._grammar.training_sentences = lambda rng, count: [(said, kinds)]
    (batch,) = material.epoch(np.random.default_rng(0))
    assert batch.targets[:, 0].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("kind", [Novels, NovelsForward])
def test_it_learns_names_by_what_stands_around_and_answers_as_it_is_kept(folder, keep, monkeypatch, kind):
    monkeypatch.setattr(entities, "MADE", 200)
    monkeypatch.setattr(kind, "manner", replace(kind.manner, epochs=3, learning_rate=6e-3, average=0.9))
    material = kind(folder)
    network = learn(material, "gru", say=silent)
    assert network.directions == kind.directions
    found = keep(material, network)
    assert found.score == material.score(network, "tested") > min(0.75, *found.baselines.values())
    assert "grammar of this project" in found.source
    answer = explorer.ask(kind.task, "Yesterday, Harry Potter met Hermione Granger.", "gru")
    assert answer.output[2:4] == [1, 1]
    assert answer.output[-1] == 0
