import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.lessons.backpropagation.names import LONGEST, NAMES

LANGUAGES = list(NAMES)


def spelt(words):
    """As a person writes it: names with a capital letter."""
    return " ".join(word.capitalize() if name else word for word, name in words)


@settings(max_examples=60)
@given(language=st.sampled_from(LANGUAGES), seed=st.integers(0, 10_000))
def test_a_sentence_reads_back_as_it_was_made(language, seed):
    names = NAMES[language]
    made = names.sentence(np.random.default_rng(seed))
    assert 1 <= len(made) <= LONGEST
    assert names.read(spelt(made)) == made
    assert (names.encode([word for word, _ in made]) > 0).all()  # every word is in the vocabulary


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_spelling_tells_nothing_some_words_are_both(language):
    names, rng = NAMES[language], np.random.default_rng(0)
    seen = {pair for _ in range(300) for pair in names.sentence(rng)}
    both = {word for word, name in seen if name} & {word for word, name in seen if not name}
    assert both == set(names.trades)
    assert len(set(names.symbols)) == len(names.symbols)


def test_the_lectures_sentence_and_the_trade_of_the_same_name():
    names = NAMES["english"]
    text = "Harry Potter and Hermione Granger invented a new spell"
    assert [int(name) for _, name in names.read(text)] == [1, 1, 0, 1, 1, 0, 0, 0, 0]
    assert [int(name) for _, name in names.read("The potter met Potter, 3 x")] == [0, 0, 0, 1, 0, 0, 0]
    assert names.read("Cats_42 <b>")[0] == ("cats", True)  # an unknown word with a capital letter may be a name
    assert names.read(" \n ") == []


def test_a_batch_counts_no_word_behind_the_end_and_forgets_some():
    names = NAMES["ukrainian"]
    batch = names.batch(np.random.default_rng(1), 40, forgotten=0.5)
    again = names.batch(np.random.default_rng(1), 40, forgotten=0.5)
    assert batch.inputs.shape == batch.weights.shape == (LONGEST, 40)
    assert batch.targets.shape == (LONGEST, 40, 1)
    assert batch.targets.dtype == bool
    lengths = batch.weights.sum(axis=0)
    assert (np.diff(batch.weights, axis=0) <= 0).all()
    assert lengths.min() >= 3
    counted = batch.inputs[batch.weights > 0]
    assert 0.4 < (counted == 0).mean() < 0.6
    assert not batch.targets[batch.weights == 0].any()
    assert (batch.inputs == again.inputs).all()
