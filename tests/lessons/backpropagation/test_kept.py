import numpy as np
import pytest

from explorer.lessons.backpropagation import kept as sequences
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX
from tests.test_public_api import loaded_after


@pytest.mark.parametrize(("loss", "language"), list(sequences.EXAMPLES))
def test_what_comes_with_the_app_is_what_its_networks_say_now(loss, language):
    from explorer.lessons.backpropagation.measure import unroll

    text, steps = sequences.EXAMPLES[loss, language]
    given = sequences.read(loss, language, text, steps)
    assert given.unknown == []
    for cell in ("gru-simple", "lstm"):
        for step in sequences.MOMENTS[loss]:
            kept = sequences.kept(loss, language, cell, step)
            again = unroll(sequences.network(loss, language, cell, step), given.inputs, given.targets)
            np.testing.assert_allclose(kept.losses, again.losses, rtol=1e-4)
            np.testing.assert_allclose(kept.contributions, again.contributions, rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("language", sequences.LANGUAGES)
def test_training_teaches_names_and_at_first_only_that_most_words_are_none(language):
    for cell in sequences.CELLS:
        before, early, late = (sequences.kept(BINARY, language, cell, step) for step in sequences.MOMENTS[BINARY])
        assert before.losses.sum() > early.losses.sum() > late.losses.sum()
        assert (late.wanted > 0.5).all()
        assert not (early.wanted > 0.5).all()
        letters = [sequences.kept(SOFTMAX, language, cell, step) for step in sequences.MOMENTS[SOFTMAX]]
        assert letters[1].losses.sum() < letters[0].losses.sum() / 1.5


def test_a_moment_that_was_not_kept_is_none():
    assert sequences.kept(BINARY, "english", "rnn", 7) is None


def test_the_first_picture_needs_no_torch():
    loaded = loaded_after(
        "from explorer.lessons.backpropagation import kept; assert kept.kept('binary', 'english', 'rnn', 15)"
    )
    assert not loaded & {"torch", "streamlit", "plotly", "distributed"}
