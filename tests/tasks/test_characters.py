from __future__ import annotations

import math
import time
from collections import Counter

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks._texts import CORPUS
from explorer.tasks.characters import Characters
from explorer.text import corpora

TEXT = "the cat sat on the mat; the cats sat on the mats. " * 12 + "a hat? no: that rat!\n" * 5
SHORT = "to be or not to be, that is the question. " * 5


def written(task, ids):
    return "".join(task.symbols[i] for i in ids)


def slow_guess(training, context, target, size):
    """P(target | context) by Witten and Bell's recursion, on plain strings."""
    followers = Counter(
        training[i] for i in range(len(context), len(training)) if training[i - len(context) : i] == context
    )
    shorter = slow_guess(training, context[1:], target, size) if context else 1 / size
    if not followers:
        return shorter
    n, d = sum(followers.values()), len(followers)
    return (followers[target] + d * shorter) / (n + d)


def test_baselines_equal_a_slow_reference():
    task = Characters(corpus="own", text=TEXT, time_steps=16)
    training, _ = corpora.split(TEXT, 17)
    batch, size = task.validation(), len(set(TEXT)) + 1
    bits = {name: [] for name in ("uniform", "unigram", "bigram", "trigram")}
    for b in range(batch.inputs.shape[1]):
        window = written(task, [*batch.inputs[:, b], batch.targets[-1, b]])
        for t in range(1, len(window)):
            bits["uniform"].append(math.log2(size))
            for length, name in enumerate(("unigram", "bigram", "trigram")):
                context = window[max(0, t - length) : t]
                bits[name].append(-math.log2(slow_guess(training, context, window[t], size)))
    assert task.baselines() == pytest.approx({name: np.mean(b) for name, b in bits.items()}, rel=1e-9)


@pytest.mark.parametrize("corpus", corpora.NAMES)
def test_more_context_guesses_better_on_our_corpora(corpus):
    task = Characters(corpus=corpus)
    begin = time.perf_counter()
    scores = task.baselines()
    assert time.perf_counter() - begin < 1  # 0.02 s on an idle machine
    assert list(scores) == ["uniform", "unigram", "bigram", "trigram"]
    assert scores["uniform"] == pytest.approx(math.log2(task.output_size))
    assert scores["uniform"] > scores["unigram"] + 1 > scores["bigram"] + 1.8 > scores["trigram"] + 2
    # The magnitudes of English text by Shannon 1951: 4.1, 3.6 and 3.3 bits for letters alone.
    assert 4 < scores["unigram"] < 5
    assert 2 < scores["trigram"] < 3.5


def test_targets_are_the_next_characters_of_the_training_part_only():
    task = Characters(corpus="own", text=TEXT, time_steps=10, batch_size=200)
    training, held_out = corpora.split(TEXT, 11)
    batch = task.batch(np.random.default_rng(0))
    np.testing.assert_array_equal(batch.inputs[1:], batch.targets[:-1])
    for b in range(200):
        assert written(task, [*batch.inputs[:, b], batch.targets[-1, b]]) in training
    validation = task.validation()
    for b in range(validation.inputs.shape[1]):
        assert written(task, [*validation.inputs[:, b], validation.targets[-1, b]]) in held_out
    assert written(task, task.probe().inputs[:, 0]) in held_out


def test_training_reaches_the_first_and_the_last_window():
    text = "".join(map(chr, range(0x100, 0x100 + 230)))  # every character once, so each tells its place
    task = Characters(corpus="own", text=text, time_steps=5, batch_size=4000)
    batch = task.batch(np.random.default_rng(0))
    training, held_out = corpora.split(text, 6)
    assert set(written(task, batch.inputs[0])) == set(training[:-5])
    assert set(written(task, batch.targets[-1])) == set(training[5:])
    assert not set(written(task, batch.targets.ravel())) & set(held_out)


def test_metric_is_the_mean_cross_entropy_in_bits():
    task = Characters(corpus="own", text=TEXT, time_steps=4)
    batch = task.batch(np.random.default_rng(0))
    logits = np.random.default_rng(1).normal(size=(*batch.targets.shape, task.output_size))
    total = 0.0
    for place, target in np.ndenumerate(batch.targets):
        powers = np.exp(logits[place])
        total -= math.log2(powers[target] / powers.sum())
    assert task.metric(logits, batch) == pytest.approx(total / batch.targets.size)
    assert task.metric(np.zeros_like(logits), batch) == pytest.approx(math.log2(task.output_size))


@pytest.mark.parametrize("asked", [1, 64, 10_000])
def test_a_short_text_gets_windows_that_fit(asked):
    task = Characters(corpus="own", text=SHORT[:200], time_steps=asked)
    assert task.time_steps == min(asked, 50)
    assert task.batch(np.random.default_rng(0)).inputs.shape == (task.time_steps, 32)
    assert task.validation().inputs.shape[0] == task.time_steps


def test_validation_of_a_long_text_is_spread_over_the_whole_held_out_part():
    task = Characters(corpus="python", time_steps=64)
    batch = task.validation()
    assert batch.targets.size == 8192
    _, held_out = corpora.split(corpora.load("python"), 65)
    assert written(task, batch.inputs[:, 0]) == held_out[:64]
    assert written(task, batch.targets[:, -1]) == held_out[-64:]


@pytest.mark.parametrize("corpus", ["english", "ukrainian"])
def test_the_probe_begins_a_line(corpus):
    task = Characters(corpus=corpus)
    probe = written(task, task.probe().inputs[:, 0])
    assert "\n" + probe in corpora.load(corpus)
    assert not probe[0].isspace()


def test_a_sample_gives_the_probe_and_goes_on_with_what_the_network_says():
    task = Characters(corpus="own", text=TEXT, time_steps=30)
    size = task.output_size
    following = 100.0 * np.eye(size)[(np.arange(size) + 1) % size]  # after each symbol the next one of the list
    sample = task.sample(lambda ids, reset=False: following[ids], np.random.default_rng(0))
    given = task.probe().inputs[:24, 0]
    assert sample.kind == "text"
    assert sample.start == 24
    assert sample.text == written(task, [*given, *((given[-1] + 1 + np.arange(240)) % size)])


def test_a_character_outside_the_vocabulary_still_counts():
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 500)))
    task = Characters(corpus="own", text=text, time_steps=8)
    assert task.output_size == 256
    assert task.probe_labels() == ["⟨UNK⟩"] * 8


def test_labels_can_be_seen():
    task = Characters(corpus="own", text="a b\tc\n" * 50, time_steps=6)
    assert task.probe_labels() == ["a", "␣", "b", "⇥", "c", "⏎"]
    task = Characters(corpus="own", text="❤\ufe0f\u3164\u2800" * 50, time_steps=6)
    assert sorted(set(task.probe_labels())) == ["U+2800", "U+3164", "U+FE0F", "❤"]


def test_an_unknown_corpus_lists_the_known_ones():
    with pytest.raises(Problem, match=", ".join(CORPUS.choices)):
        Characters(corpus="latin")


def test_own_text_is_checked():
    with pytest.raises(Problem, match="this one has 0"):
        Characters(corpus="own")
