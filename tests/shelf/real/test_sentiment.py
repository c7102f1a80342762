"""Opinions: sentences apart, the tested ones never drawn; who adds up, and who doubts what he did not know."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

import explorer
from explorer.shelf.real import __main__ as making
from explorer.shelf.real import kept, sentiment
from explorer.shelf.real._adding import Adding, unseen
from explorer.shelf.real._loop import learn
from explorer.shelf.real.sentiment import FilmReviews
from tests.shelf.real.conftest import silent

SIDES = ("dull", "boring", "awful", "weak"), ("great", "funny", "moving", "bright")
OTHERS = "film", "story", "actor", "ending", "scene", "plot", "music", "idea", "hero", "song"


def sentences(count: int) -> list[tuple[str, int]]:
    """Opinions of one word that says all, among words that say nothing."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, count)
    return [(f"the {' '.join(rng.choice(OTHERS, 4))} is {rng.choice(SIDES[label])} .", int(label)) for label in labels]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sentiment").mkdir()
    with (tmp_path / "sentiment" / "film-reviews.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["label", "text"])
        rows.writerows([["negative", "positive"][label], text] for text, label in sentences(400))
    return tmp_path


def drawn(material, seed=0):
    """How many sentences an epoch has."""
    return sum(batch.inputs.shape[1] for batch in material.epoch(np.random.default_rng(seed)))


def test_sentences_lie_in_one_part_and_the_tested_ones_are_never_drawn(folder, monkeypatch):
    monkeypatch.setattr(sentiment, "unseen", lambda sentences, labels: np.full(len(labels), 0.5))
    material = FilmReviews(folder)
    said = {name: {" ".join(words) for words, _ in part} for name, part in material.parts.items()}
    assert not said["learnt"] & said["tested"]
    assert not said["learnt"] & said["chosen"]
    assert not said["chosen"] & said["tested"]
    assert sum(map(len, material.parts.values())) == 400
    material.parts["tested"] = None
    assert drawn(material) == len(material.parts["learnt"])
    material.join()
    assert drawn(material) == len(material.parts["learnt"]) + len(material.parts["chosen"])


def test_words_that_only_the_tested_part_has_are_not_known(folder):
    material = FilmReviews(folder)
    material.join()
    known = {word for name in ("learnt", "chosen") for words, _ in material.parts[name] for word in words}
    assert set(material.features.words[1:]) <= known


def test_every_sentence_is_tested_in_one_fold_that_taught_nothing_there(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(sentiment, "unseen", lambda said, labels: asked.extend(said) or np.full(len(labels), 0.5))
    material, tested = FilmReviews(folder), []
    for number in range(material.folds):
        fold, _ = material.fold(number), asked.clear()
        fold.join()
        assert drawn(fold) == len(asked) == 400 - fold.count("tested")
        inside = {" ".join(words) for words, _ in fold.parts["tested"]}
        assert not inside & {" ".join(words) for words in asked}
        assert set(fold.features.words[1:]) <= {word for words in asked for word in words}
        tested.extend(fold.parts["tested"])
    assert sorted(tested) == sorted(one for part in material.parts.values() for one in part)
    assert material.count("tested") == len(FilmReviews(folder).parts["tested"])


def test_folds_are_judged_after_one_another_and_an_interruption_costs_one(folder, keep, monkeypatch):
    monkeypatch.setattr(FilmReviews, "manner", replace(FilmReviews.manner, average=0.8, epochs=1))
    monkeypatch.setattr(sentiment, "unseen", lambda said, labels: labels / 2 + 0.25)
    found = keep(material := FilmReviews(folder), learn(material, "gru", say=silent))
    assert (found.crossed, found.unseen) == (None, found)
    judged, taught = making.judged, []

    def interrupted(material, network):
        taught.append(material.count("tested"))
        if len(taught) == 3:
            raise KeyboardInterrupt
        return judged(material, network)

    def reached():
        kept.head.cache_clear()
        return kept.reached("sentiment", "gru")

    monkeypatch.setattr(making, "judged", interrupted)
    with pytest.raises(KeyboardInterrupt):
        making.cross(FilmReviews, folder, "gru")
    half = reached()
    assert [one is not None for one in half.folds] == [True, True, False, False, False]
    assert half.crossed is None
    making.cross(FilmReviews, folder, "gru")
    making.cross(FilmReviews, folder, "gru")
    assert taught == [material.fold(number).count("tested") for number in (0, 1, 2, 2, 3, 4)]
    whole = reached()
    assert whole.folds[:2] == half.folds[:2]
    right = [one["score"] * one["count"] for one in whole.folds]
    assert right == pytest.approx(np.round(right))  # each fold's own count, of answers that are right or not
    assert whole.unseen.score == pytest.approx(sum(right) / 400)
    assert whole.unseen.count == 400
    assert (whole.score, whole.baselines) == (found.score, found.baselines)


def test_it_learns_from_labels_and_from_the_doubts_of_who_adds_up(folder):
    material = FilmReviews(folder)
    shares = np.concatenate([batch.targets[0] for batch in material.epoch(np.random.default_rng(0))])
    assert shares.sum(axis=1) == pytest.approx(1)
    assert shares.min() > 0
    assert (shares.max(axis=1) > 0.5).all()  # the label has half of the say


def test_who_adds_up_tells_praise_from_blame_and_pairs_from_words():
    said = sentences(300)
    adding = Adding([text.split() for text, _ in said], np.array([label for _, label in said]))
    found = adding([text.split() for text, _ in sentences(350)[300:]])
    assert ((found > 0.5) == [label for _, label in sentences(350)[300:]]).all()
    assert adding([["nothing", "known"]]) == pytest.approx(0.5, abs=0.1)
    pairs = [["not", "good"], ["so", "good"], ["so", "bad"], ["not", "bad"]] * 3
    labels = np.array([0, 1, 0, 1] * 3)
    assert ((Adding(pairs, labels)(pairs) > 0.5) == labels).all()


def test_doubts_come_from_those_who_did_not_know_the_sentence():
    rng = np.random.default_rng(1)
    texts = [["word"], *([f"w{number}" for number in rng.integers(0, 1000, 5)] for _ in range(200))]
    labels = rng.integers(0, 2, len(texts))  # nothing to be learnt, much to be known by heart
    assert ((Adding(texts, labels)(texts) > 0.5) == labels).mean() > 0.75
    assert abs(((unseen(texts, labels) > 0.5) == labels).mean() - 0.5) < 0.12


def test_it_beats_a_coin_and_answers_as_it_is_kept(folder, keep, monkeypatch):
    monkeypatch.setattr(FilmReviews, "manner", replace(FilmReviews.manner, average=0.9, epochs=3))
    material = FilmReviews(folder)
    found = keep(material, learn(material, "gru", say=silent))
    assert found.score > 0.9
    assert found.baselines["naive Bayes"] > 0.9
    assert explorer.ask("sentiment", "the plot is great .", "gru").output > 0.5
    assert explorer.ask("sentiment", "the plot is awful .", "gru").output < 0.5
