from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.config import Config
from explorer.lessons.probability.measure import EXAMPLES, MAX_CHARACTERS, MAX_SENTENCES, Reader, lines
from explorer.network import Network
from explorer.problem import Problem
from explorer.sampling import log_softmax
from explorer.tasks import make_task
from explorer.text import corpora
from explorer.text.words import Words

WORDS = Config(task="words", vocabulary_size=400)
SUBWORDS = WORDS.changed(tokens="subwords")
LETTERS = Config()


def network(config, cell="gru", seed=3):
    task = make_task(config)
    return Network(cell=cell, input_size=task.input_size, hidden_size=6, output_size=task.output_size, seed=seed)


@pytest.fixture(scope="module")
def by_words():
    return Reader(WORDS), network(WORDS)


@pytest.mark.parametrize("config", [WORDS, SUBWORDS, LETTERS], ids=["words", "subwords", "letters"])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_factors_are_what_the_network_says_step_by_step(config, cell):
    reader, asked = Reader(config), network(config, cell)
    symbols = make_task(config).symbols
    sentence = reader.cut("The cat sat on the wall.")
    found = reader.by_network(asked, sentence)
    state, before = None, symbols.index("⟨EOS⟩" if config is WORDS else "\n")
    assert sentence.inputs[0] == before
    for t, came in enumerate(sentence.targets.tolist()):
        logits, state = asked.step(torch.tensor([before]), state)
        chances = torch.softmax(logits[0].double(), 0)
        assert math.exp(found.factors[t]) == pytest.approx(float(chances[came]), rel=1e-4)
        assert found.rank[t] == 1 + int((chances > chances[came]).sum())
        likeliest = torch.topk(chances, 5)
        assert found.best[t].tolist() == likeliest.indices.tolist()
        np.testing.assert_allclose(found.chances[t], likeliest.values.numpy(), rtol=1e-4)
        before = came
    assert float(found.total) == pytest.approx(float(found.factors.sum()))


def test_words_are_closed_with_eos_once_and_letters_are_not(by_words):
    reader, _ = by_words
    end = reader.tokeniser.end
    for text in ("The cat sat", "The cat sat.", "The cat sat. ", "A cat. The cat sat!"):
        sentence = reader.cut(text)
        assert sentence.targets[-1] == end
        assert sentence.targets[-2] != end
        assert sentence.inputs.tolist() == [end, *sentence.targets[:-1]]
        assert "".join(sentence.tokens.pieces) == text
    letters = Reader(LETTERS).cut("The cat")
    assert len(letters.targets) == 7
    assert letters.tokens.pieces == list("The cat")


def test_a_smaller_vocabulary_adds_what_it_leaves_out_to_unk(by_words):
    whole, asked = by_words
    small = Reader(WORDS, 50)
    sentence = small.cut("The cat sat on the wall.")
    assert (sentence.targets < 50).all()
    found = small.by_network(asked, sentence)
    with torch.no_grad():
        chances = np.exp(log_softmax(asked(sentence.inputs[:, None]).numpy()[:, 0]))
    chances[:, 0] += chances[:, 50:].sum(axis=1)
    expected = np.take_along_axis(chances, sentence.targets[:, None], axis=1)[:, 0]
    np.testing.assert_allclose(np.exp(found.factors), expected, rtol=1e-6)
    assert found.best.max() < 50
    counted = small.by_ngrams(1, sentence)
    ids = whole.tokeniser.encode(corpora.split(corpora.load("english"))[0])
    seen, kinds = np.where(ids < 50, ids, 0), len(set(np.where(ids < 50, ids, 0).tolist()))
    shares = [((seen == i).sum() + kinds / 50) / (len(seen) + kinds) for i in sentence.targets]
    np.testing.assert_allclose(np.exp(counted.factors), shares)


def test_to_a_unigram_the_order_of_the_words_does_not_matter_and_to_a_bigram_it_does(by_words):
    reader, _ = by_words
    one, other = reader.cut("The cat sat on the wall."), reader.cut("Wall the on sat cat the.")
    assert float(reader.by_ngrams(1, one).total) == pytest.approx(float(reader.by_ngrams(1, other).total))
    assert reader.by_ngrams(2, one).total > reader.by_ngrams(2, other).total + 3


def test_the_bits_of_the_ngram_are_those_of_the_tasks_baselines():
    for config in (WORDS, LETTERS):
        task, reader = make_task(config), Reader(config)
        expected = task.baselines()["trigram"]
        expected = task.bits_per_character(expected) if config is WORDS else expected
        assert reader.ngram_bits(3) == pytest.approx(expected)
    assert Reader(WORDS, 60).ngram_bits(3) is None


def test_spelling_costs_where_a_word_is_unknown_and_nowhere_else(by_words):
    reader, _ = by_words
    sentence = reader.cut("The zebra sat on the Wolkenkratzer.")
    spelt = reader.spelt(sentence)
    unknown = sentence.targets == reader.tokeniser.unknown
    assert unknown.sum() == 2
    assert (spelt[unknown] < -6).all()
    assert (spelt[~unknown] == 0).all()
    assert spelt[unknown][1] < spelt[unknown][0]  # the longer and stranger one
    assert (Reader(LETTERS).spelt(Reader(LETTERS).cut("zebra")) == 0).all()


@settings(max_examples=30)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_any_text_is_a_sentence_or_a_problem(by_words, text):
    reader, asked = by_words
    try:
        sentence = reader.cut(text)
    except Problem:
        assert not text.strip()
        return
    for found in (reader.by_network(asked, sentence), reader.by_ngrams(4, sentence)):
        assert np.isfinite(found.factors).all()
        assert (found.factors <= 1e-9).all()
        assert np.isfinite(reader.spelt(sentence)).all()


def test_a_network_that_has_diverged_is_named_as_such(by_words):
    reader, _ = by_words
    broken = network(WORDS)
    with torch.no_grad():
        broken.b_y[0] = math.nan
    with pytest.raises(Problem, match="diverged"):
        reader.by_network(broken, reader.cut("The cat."))


def test_lines_are_sentences_and_too_much_is_refused():
    assert lines(" One. \r\n\n\tTwo\r \n") == ["One.", "Two"]
    for text, words in (
        ("", "no sentence yet"),
        (" \n\t\n", "no sentence yet"),
        ("a\n" * (MAX_SENTENCES + 1), f"At most {MAX_SENTENCES} sentences can be compared; there are 7"),
        ("a" * (MAX_CHARACTERS + 1), "at most 200 characters; one has 201"),
    ):
        with pytest.raises(Problem, match=words):
            lines(text)
    assert len(lines("a" * MAX_CHARACTERS)) == 1


@pytest.mark.parametrize("corpus", list(EXAMPLES))
def test_the_examples_fit_and_all_but_the_lectures_salad_are_known(corpus):
    found = lines("\n".join(EXAMPLES[corpus]))
    assert tuple(found) == EXAMPLES[corpus]
    tokeniser = make_task(Config(task="words", corpus=corpus)).tokeniser
    assert isinstance(tokeniser, Words)
    known = [(tokeniser.encode(line) != tokeniser.unknown).all() for line in found]
    assert sum(known) >= 2


def test_networks_that_read_no_text_are_refused():
    with pytest.raises(Problem, match="adding"):
        Reader(Config(task="adding"))
