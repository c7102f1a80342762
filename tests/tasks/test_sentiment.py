"""Opinions from a grammar: what each says, that words alone do not tell it, and that training meets no held-out one."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks._opinions import LONGEST
from explorer.tasks.sentiment import LANGUAGES, NEGATIVE, POSITIVE, Sentiment

SPOKEN = pytest.mark.parametrize("language", list(LANGUAGES))

# In Ukrainian «ніхто», «нікого», «ніколи» only repeat the «не» beside them, and «нічого» the «нема».
DENIALS = {
    "english": {"not", "nobody", "nothing", "hard", "anything", "far", "never"},
    "ukrainian": {"не", "нема", "немає", "важко"},
}
LATER = {"english": {"but", "and"}, "ukrainian": {"але", "і"}}
CONCESSIONS = {"english": {"although", "despite"}, "ukrainian": {"хоча", "попри"}}


def said(task, batch):
    """(words, verdict) of each opinion of a batch."""
    rows = zip(batch.inputs.T, batch.lengths, batch.targets[0], strict=True)
    return [([task.input_symbols[i] for i in row[:length]], int(verdict)) for row, length, verdict in rows]


def padded(row):
    """The ids of an opinion with room after it, to be compared."""
    return (*row.tolist(), *[0] * (LONGEST - len(row)))


def counted(language, words):
    """The verdict of a single statement: its only word of feeling, turned round by every denial."""
    spoken, praise = LANGUAGES[language], {}
    for name, other in spoken.opposite.items():
        praise |= dict.fromkeys(spoken.words.get(name, ()), 1) | dict.fromkeys(spoken.words.get(other, ()), -1)
    (word,) = (word for word in words if word in praise)
    denials = sum(word in DENIALS[language] for word in words)
    if word in {*spoken.words["better"], *spoken.words["worse"]}:
        denials -= 1  # "never a better film" is no denial of praise
    return POSITIVE if praise[word] * (-1) ** denials > 0 else NEGATIVE


def deciding(language, words):
    """(what joins two statements, the one that decides); ("", all of it) where there is one only."""
    text = " ".join(words[:-1]).replace(" , що ", " що ")  # «я не думаю, що» is one statement
    if words[0] in CONCESSIONS[language]:
        return words[0], text.split(" , ", 1)[1].split()
    for joint in (*LATER[language], *CONCESSIONS[language]):
        first, found, second = text.partition(f" , {joint} ")
        if found:
            return joint, (second if joint in LATER[language] else first).split()
    return "", text.split()


@SPOKEN
def test_the_verdict_is_what_counting_denials_in_the_part_that_decides_gives(language):
    task, joints = Sentiment(language), set()
    for words, verdict in said(task, task.validation()):
        joint, part = deciding(language, words)
        assert verdict == counted(language, part), " ".join(words)
        joints.add(joint)
    assert joints == {"", *LATER[language], *CONCESSIONS[language]}


@SPOKEN
def test_all_that_is_said_can_be_turned_round_and_back(language):
    spoken = LANGUAGES[language]
    patterns = spoken.patterns(np.random.default_rng(0))
    rows = [row for rows in patterns.values() for row in rows]
    assert all(spoken.turned(spoken.turned(row)) == row != spoken.turned(row) for row in rows)
    assert {len(row) <= LONGEST for row in rows} == {True}
    assert min(map(len, patterns.values())) > 20


@SPOKEN
def test_who_counts_words_is_often_wrong_and_nothing_else_is_told_by_one_of_them(language):
    task = Sentiment(language, batch_size=4000)
    baselines = task.baselines()
    assert baselines["commoner verdict"] == 0.5
    assert 0.5 < baselines["words counted"] < 0.7
    spoken, batch = LANGUAGES[language], task.batch(np.random.default_rng(0))
    of_feeling = {word for pair in spoken.opposite.items() for name in pair for word in spoken.words.get(name, ())}
    praised = batch.targets[0] == POSITIVE
    for word in range(1, task.input_size):
        holds = (batch.inputs == word).any(axis=0)
        if holds.sum() > 150 and task.input_symbols[word] not in of_feeling:
            # Half of them, give or take five standard errors.
            assert praised[holds].mean() == pytest.approx(0.5, abs=2.5 / holds.sum() ** 0.5), task.input_symbols[word]


@SPOKEN
def test_held_out_opinions_are_never_shown(language, monkeypatch):
    monkeypatch.setattr(Sentiment, "UNKNOWN_SHARE", 0.0)
    task = Sentiment(language, batch_size=2000)
    held_out = task.validation()
    kept = {tuple(row) for row in held_out.inputs.T.tolist()}
    assert len(kept) == 512
    assert np.bincount(held_out.targets[0]).tolist() == [256, 256]
    kept |= {padded(probe.inputs[:, 0]) for probe in (task.probe(), task.contrast())}
    seen, rng = set(), np.random.default_rng(1)
    for _ in range(5):
        seen |= {padded(row) for row in task.batch(rng).inputs.T}
    assert len(seen) > 5000
    assert not seen & kept


@SPOKEN
def test_the_probe_can_be_said_by_the_grammar_and_its_turned_one_too(language):
    task = Sentiment(language)
    words = task.probe_labels()
    turned = [task.input_symbols[i] for i in task.contrast().inputs[:, 0]]
    assert [a != b for a, b in zip(words, turned, strict=True)].index(True) == task.contrast().at
    assert sum(a != b for a, b in zip(words, turned, strict=True)) == 1
    assert counted(language, deciding(language, words)[1]) == NEGATIVE == task.probe().targets[0, 0]
    assert "⟨UNK⟩" not in words + turned
    if language == "english":
        assert "there is nothing to like in this movie" in " ".join(words)


def test_padding_is_no_word_and_only_words_that_do_not_matter_are_unknown_in_training(monkeypatch):
    task = Sentiment(batch_size=500)
    batch = task.batch(np.random.default_rng(3))
    monkeypatch.setattr(Sentiment, "UNKNOWN_SHARE", 0.0)
    plain = task.batch(np.random.default_rng(3)).inputs
    within = np.arange(len(batch.inputs))[:, None] < batch.lengths
    assert (batch.inputs[~within] == 0).all()
    unknown = within & (batch.inputs == 0)
    replaced = {task.input_symbols[i] for i in plain[unknown]}
    assert 0.01 < unknown.sum() / within.sum() < 0.05
    assert replaced <= {word for name in task.language.neutral for word in task.language.words[name]}
    full = task.validation()
    assert ((full.inputs > 0) == (np.arange(LONGEST)[:, None] < full.lengths)).all()


def test_a_persons_text_is_read_whatever_its_capitals_and_marks():
    task = Sentiment()
    known = [task.input_symbols[i] for i in task.read("There is NOTHING to like in this movie!")]
    assert known == ["there", "is", "nothing", "to", "like", "in", "this", "movie", "⟨UNK⟩"]
    assert task.read("").tolist() == []


def test_equal_scores_count_half():
    task = Sentiment()
    held_out = task.validation()
    assert task.metric(np.zeros((1, 512, 2), np.float32), held_out) == 0.5


def test_a_network_that_knows_is_shown_as_right_and_its_opposite_as_wrong():
    task = Sentiment()
    shown = task.shown()
    right = 4.0 * np.eye(2, dtype=np.float32)[shown.targets]
    lines = task.told(right).text.splitlines()
    assert [line[0] for line in lines] == ["✓"] * 6
    assert sorted(line.split("P(+) = ")[1] for line in lines) == ["0.02"] * 3 + ["0.98"] * 3
    assert [line[0] for line in task.told(-right).text.splitlines()] == ["✗"] * 6


def test_an_unknown_language_is_refused():
    with pytest.raises(Problem, match="english, ukrainian"):
        Sentiment("latin")
