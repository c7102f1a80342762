"""Sentences with persons: which words name them, that held-out names are new, and that what follows is needed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.problem import Problem
from explorer.shapes import shapes
from explorer.tasks import _names_ukrainian as declension
from explorer.tasks._held_out import one_word_in
from explorer.tasks._people import HELD_OUT_SHARE
from explorer.tasks.entities import LANGUAGES, Entities, bracketed, f1
from explorer.text.penn import tokens

SPOKEN = pytest.mark.parametrize("language", list(LANGUAGES))
LECTURE = {
    "Harry", "Potter", "Hermione", "Granger", "Teddy", "Roosevelt", "Гаррі", "Поттер", "Герміона", "Ґрейнджер", "Тедді",
    "Рузвельт",
}  # fmt: skip


@pytest.fixture(scope="module", params=list(LANGUAGES))
def trained(request):
    """A task, and a network of 32 units that was trained for half a second."""
    task, rng = Entities(request.param), np.random.default_rng(0)
    sizes = {"input_size": task.input_size, "output_size": 2, "embedding_size": task.embedding_size}
    network = shapes[task.shape]("lstm", hidden_size=32, directions=task.directions, **sizes)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.006)
    for _ in range(200):
        batch = task.batch(rng)
        weights = torch.as_tensor(batch.weights)
        logits = network(batch.inputs, lengths=batch.lengths)
        loss = (network.losses(logits, batch.targets) * weights).sum() / weights.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return task, network


def found(task, network, text):
    with torch.no_grad():
        logits = network(task.read(tokens(text))[:, None])
    return (logits[:, 0, 1] > logits[:, 0, 0]).int().tolist()


def test_a_small_network_learns_it_soon_and_finds_names_that_it_never_saw(trained):
    task, network = trained
    held_out = task.validation()
    with torch.no_grad():
        score = task.metric(network(held_out.inputs, lengths=held_out.lengths).numpy(), held_out)
    assert score > 0.95 > max(task.baselines().values())


def test_the_lectures_sentences_come_out_right_and_what_follows_decides(trained):
    task, network = trained
    said = {
        "english": {
            "Yesterday, Harry Potter met Hermione Granger.": [0, 0, 1, 1, 0, 1, 1, 0],
            "Harry Potter and Hermione Granger invented a new spell": [1, 1, 0, 1, 1, 0, 0, 0, 0],
            "Teddy bears are on sale.": [0, 0, 0, 0, 0, 0],
            "Teddy Roosevelt was a president.": [1, 1, 0, 0, 0, 0],
        },
        "ukrainian": {
            "Учора Гаррі Поттер зустрів Герміону Ґрейнджер.": [0, 1, 1, 0, 1, 1, 0],
            "Гаррі Поттер і Герміона Ґрейнджер вигадали закляття.": [1, 1, 0, 1, 1, 0, 0, 0],
            "Ми розповіли Герміоні про Париж.": [0, 0, 1, 0, 0, 0],
            "Книга Гаррі Поттера лежала біля хати.": [0, 1, 1, 0, 0, 0, 0],
        },
    }["ukrainian" if task.language is LANGUAGES["ukrainian"] else "english"]
    assert {text: found(task, network, text) for text in said} == said


@SPOKEN
def test_no_name_of_the_lecture_is_in_any_sentence(language):
    names = {word for some in LANGUAGES[language].names.values() for pair in some for word in pair}
    plain = {word for words in LANGUAGES[language].words.values() for word in words}
    assert not {word.lower() for word in LECTURE} & {word.lower() for word in names | plain}
    probe = Entities(language).probe_labels()
    assert len(LECTURE & set(probe)) >= 3


@SPOKEN
def test_a_name_is_shown_in_training_in_all_its_forms_or_in_none(language):
    spoken = LANGUAGES[language]
    for name, pairs in spoken.names.items():
        shown, held_out = spoken.of_class(name, False), spoken.of_class(name, True)
        assert len(shown) > len(held_out) > 2, name
        for lemma, form in pairs:
            assert form in (held_out if one_word_in(HELD_OUT_SHARE, lemma) else shown)
    of_persons = [pairs for name, pairs in spoken.names.items() if name in spoken.persons]
    shown = {form for name in spoken.persons & set(spoken.names) for form in spoken.of_class(name, False)}
    held_out = {form for name in spoken.persons & set(spoken.names) for form in spoken.of_class(name, True)}
    assert len(of_persons) > 1
    assert not shown & held_out


@SPOKEN
def test_held_out_sentences_have_new_names_and_are_not_shown(language):
    task, spoken = Entities(language, batch_size=3000), LANGUAGES[language]
    classes, words = task._draw(np.random.default_rng(0), 3000, held_out=False)
    drawn = {tuple(row) for row in words.tolist()}
    kept = {tuple(row) for row in task._rows[1].tolist()}
    assert len(kept) == 512
    assert not drawn & kept
    persons = task._table.persons
    seen = set(words[persons[classes]].tolist())
    new = task._rows[1][persons[task._rows[0]]].tolist()
    initials = {task._table.surfaces.index(word) for word in spoken.words.get("initial", ())}
    assert len(set(new) - initials) > 30
    assert not (set(new) - initials) & seen


@SPOKEN
def test_a_name_is_read_as_an_unknown_word_and_never_by_an_id_of_its_own(language):
    task = Entities(language)
    held_out = task.validation()
    named = held_out.inputs[held_out.targets == 1]
    initials = held_out.inputs[..., 0][held_out.targets == 1] > 0
    assert len(named) > 300
    assert initials.mean() < 0.2  # "J.", and Ukrainian names that are words
    assert {task.input_symbols[i] for i in named[:, -1]} <= {"^Capital", "Capital", "^I.", "I.", "miXed", "^miXed"}


@SPOKEN
def test_words_without_a_capital_name_nobody_and_padding_is_nothing(language):
    task = Entities(language, batch_size=400)
    for batch in (task.batch(np.random.default_rng(0)), task.validation()):
        lower = np.isin(batch.inputs[..., -1], [task.input_symbols.index(name) for name in ("lower", "^lower")])
        assert not batch.targets[lower].any()
        after = np.arange(len(batch.inputs))[:, None] >= batch.lengths
        assert not batch.inputs[after].any()
        assert not batch.targets[after].any()
        assert (batch.weights == ~after).all()


def test_training_hides_words_and_pieces_but_never_how_they_are_written(monkeypatch):
    task = Entities(batch_size=300)
    hidden = task.batch(np.random.default_rng(1))
    monkeypatch.setattr(Entities, "UNKNOWN_WORDS", 0.0)
    monkeypatch.setattr(Entities, "UNKNOWN_PIECES", 0.0)
    plain = task.batch(np.random.default_rng(1))
    there = plain.weights > 0
    lost = there & (plain.inputs[..., 0] > 0) & (hidden.inputs[..., 0] == 0)
    words = {task.input_symbols[i] for i in plain.inputs[..., 0][lost]}
    assert len(words) > 50
    assert words <= {word.lower() for name in task.language.open for word in task.language.words[name]}
    assert (hidden.inputs[there][:, 1:4] != plain.inputs[there][:, 1:4]).mean() == pytest.approx(0.4, abs=0.03)
    assert (hidden.inputs[..., -1] == plain.inputs[..., -1]).all()


@pytest.mark.parametrize(
    ("name", "kinds", "forms"),
    [
        ("Іван", declension._MEN, "Івана Іванові Івана Іваном"),
        ("Андрій", declension._MEN, "Андрія Андрієві Андрія Андрієм"),
        ("Микола", declension._MEN, "Миколи Миколі Миколу Миколою"),
        ("Ілля", declension._MEN, "Іллі Іллі Іллю Іллею"),
        ("Василь", declension._MEN, "Василя Василеві Василя Василем"),
        ("Ольга", declension._WOMEN, "Ольги Ользі Ольгу Ольгою"),
        ("Марія", declension._WOMEN, "Марії Марії Марію Марією"),
        ("Левицький", declension._HIS, "Левицького Левицькому Левицького Левицьким"),
        ("Левицька", declension._HERS, "Левицької Левицькій Левицьку Левицькою"),
    ],
)
def test_ukrainian_names_are_declined(name, kinds, forms):
    assert declension.declined(name, kinds) == (name, *forms.split())


def test_womens_surnames_in_a_consonant_stay_and_all_forms_of_a_lemma_are_there():
    by_case = declension.SURNAMES_OF_WOMEN
    assert ("Сміт", "Сміт") in by_case["ins"]
    assert ("Левицький", "Левицької") in by_case["gen"]
    assert len({len(pairs) for pairs in by_case.values()}) == 1


def test_f1_is_by_words_and_counts_no_padding():
    told, named = np.array([True, True, False, False, True]), np.array([True, False, True, False, False])
    counted = np.array([True, True, True, True, False])
    assert f1(told, named, counted) == 0.5
    assert f1(told, named, np.zeros(5, bool)) == 1.0
    assert f1(told[2:4], named[:2], np.ones(2, bool)) == 0.0


def test_what_is_found_stands_in_brackets_and_what_is_right_has_a_sign():
    task = Entities()
    shown = task.shown()
    right = np.eye(2)[shown.targets]
    lines = task.told(right).text.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("✓ ") for line in lines)
    for line, row in zip(lines, shown.targets.T, strict=True):
        assert ("[" in line) == bool(row.any())
        bare = line.replace("[", "").replace("]", "").split()[1:]
        assert bare[0][0] == bare[0][0].upper()
        assert bracketed(bare, row[: len(bare)].astype(bool).tolist()) == line[2:]
    assert {line[0] for line in task.told(1 - right).text.splitlines()} == {"✗"}


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(Problem, match="from 1 to 2"):
        Entities(directions=3)
