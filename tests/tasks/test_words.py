from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from explorer.config import Config
from explorer.problem import Problem
from explorer.tasks import make_task
from explorer.tasks.words import NextWord
from explorer.text import corpora
from explorer.text.labels import label
from explorer.text.ngrams import NGrams

TEXT = "The cat sat on the mat; the cats sat on the mats. A hat? No: that rat! " * 12
BOTH = pytest.mark.parametrize("tokens", ["words", "subwords"])


@BOTH
def test_targets_are_the_next_tokens_of_the_training_part_and_the_rest_is_held_out(tokens):
    task = NextWord(corpus="own", text=TEXT, tokens=tokens, time_steps=7, batch_size=100)
    training, held_out = corpora.split(TEXT)
    row = task.tokeniser.encode(training).tolist()
    batch = task.batch(np.random.default_rng(0))
    np.testing.assert_array_equal(batch.inputs[1:], batch.targets[:-1])
    windows = {tuple(row[i : i + 8]) for i in range(len(row) - 7)}
    assert {(*batch.inputs[:, b], batch.targets[-1, b]) for b in range(100)} <= windows
    apart = task.tokeniser.encode(held_out).tolist()
    windows = {tuple(apart[i : i + 8]) for i in range(len(apart) - 7)}
    for seen in (task.validation(), task.probe()):
        assert {(*seen.inputs[:, b], seen.targets[-1, b]) for b in range(seen.inputs.shape[1])} <= windows


def test_only_the_training_part_makes_the_vocabulary():
    task = NextWord(corpus="own", text="a b c d e. " * 90 + "zebra " * 10, time_steps=4)
    assert "zebra" not in task.symbols
    assert (task.validation().targets == task.tokeniser.unknown).any()


@cache
def of_letters(corpus):
    """Bits a character, by the one before."""
    return make_task(Config(corpus=corpus)).baselines()["bigram"]


@BOTH
@pytest.mark.parametrize("corpus", corpora.NAMES)
def test_context_helps_and_characters_compare(corpus, tokens):
    task = NextWord(corpus=corpus, tokens=tokens)
    scores = task.baselines()
    assert list(scores) == ["uniform", "unigram", "bigram", "trigram"]
    assert scores["uniform"] == pytest.approx(math.log2(task.output_size))
    assert scores["uniform"] > scores["unigram"] + 1 > scores["bigram"] + 1.7
    assert 1.5 < task.bits_per_character(scores["bigram"]) < of_letters(corpus)


@BOTH
def test_bits_per_character_are_the_code_length_of_the_held_out_text(tokens):
    """Counted token by token: what the guesser pays for each, and what writing it out costs."""
    from explorer.text.spelling import Spelling

    task = NextWord(corpus="own", text=TEXT, tokens=tokens, time_steps=5)
    held_out = task.tokeniser.tokenise(corpora.split(TEXT)[1])
    batch, spelling = task.validation(), Spelling(task.training).bits(held_out)
    model = NGrams(task.training.ids, task.output_size)
    bits, characters, row = 0.0, 0, held_out.ids.tolist()
    for b in range(batch.inputs.shape[1]):
        window = [*batch.inputs[:, b].tolist(), int(batch.targets[-1, b])]
        starts = [i for i in range(len(row) - 5) if row[i : i + 6] == window]
        start = next(s for s in starts if s == task._starts[b])
        for t in range(1, 6):
            bits -= math.log2(model.after(window[:t])[window[t]])
            bits += spelling[start + t] if tokens == "words" else 0  # subwords leave nothing open
            characters += len(held_out.pieces[start + t])
    score = task.baselines()["trigram"]
    assert task.bits_per_character(score) == pytest.approx(bits / characters)
    assert task.also(score) == pytest.approx({"perplexity": 2**score, "bits per character": bits / characters})


def test_metric_is_the_mean_cross_entropy_in_bits():
    task = NextWord(corpus="own", text=TEXT, time_steps=4)
    batch = task.batch(np.random.default_rng(0))
    logits = np.random.default_rng(1).normal(size=(*batch.targets.shape, task.output_size))
    powers = np.exp(logits)
    chances = np.take_along_axis(powers, batch.targets[..., None], -1)[..., 0] / powers.sum(-1)
    assert task.metric(logits, batch) == pytest.approx(-np.log2(chances).mean())


def test_the_probe_begins_a_sentence_and_is_readable():
    task = NextWord()
    labels = task.probe_labels()
    assert labels[0] == "⟨EOS⟩"
    assert len(labels) == task.time_steps == 32
    assert [label(s) for s in (" the", "\n", "b'\\xd1'")] == ["␣the", "⏎", "b'\\xd1'"]


def test_a_sample_gives_the_probe_and_goes_on_with_what_the_network_says():
    task = NextWord(corpus="own", text=TEXT, time_steps=9, tokens="subwords")
    size = task.output_size
    following = 100.0 * np.eye(size)[(np.arange(size) + 1) % size]
    sample = task.sample(lambda ids, reset=False: following[ids], np.random.default_rng(0))
    given = task.probe().inputs[:6, 0]
    expected = task.tokeniser.decode([*given, *((given[-1] + 1 + np.arange(60)) % size)])
    assert sample.kind == "text"
    assert sample.text == expected
    assert sample.text[: sample.start] == task.tokeniser.decode(given)


@pytest.mark.parametrize("text", ["word " * 50, "a" * 100 + "b" * 150, " \n" * 120, "🙂🙃" * 150])
@BOTH
def test_odd_texts_give_a_task_or_a_problem(text, tokens):
    try:
        task = NextWord(corpus="own", text=text, tokens=tokens, time_steps=500)
    except Problem:  # any other error fails the test
        return
    assert task.validation().inputs.shape[0] == task.time_steps
    assert np.isfinite(task.bits_per_character(1.0))
    assert np.isfinite(list(task.baselines().values())).all()


def test_a_config_makes_it_and_a_trainer_learns_it():
    from explorer.training import Trainer

    config = Config(task="words", vocabulary_size=300, hidden_size=12, time_steps=16, batch_size=4)
    trainer = Trainer(config)
    before = trainer.snapshot().metrics
    after = trainer.advance(steps=25).metrics
    assert list(after) == ["bits per token", "perplexity", "bits per character"]
    assert after["bits per token"] < before["bits per token"] - 0.3
    assert config.changed(vocabulary_size=20_000).memory() > 2 * config.memory()
