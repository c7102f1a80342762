import numpy as np
import pytest

from explorer.lessons.backpropagation import kept
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX
from tests.loaded import loaded_after


@pytest.mark.parametrize(("loss", "language"), list(kept.EXAMPLES))
def test_what_comes_with_the_app_is_what_its_networks_say_now(loss, language):
    from explorer.lessons.backpropagation.measure import unroll

    text, steps = kept.EXAMPLES[loss, language]
    given = kept.read(loss, language, text, steps)
    assert given.unknown == []
    for cell in ("gru-simple", "lstm"):
        for step in kept.MOMENTS[loss]:
            one = kept.find(loss, language, cell, step)
            again = unroll(kept.network(loss, language, cell, step), given.inputs, given.targets)
            np.testing.assert_allclose(one.losses, again.losses, rtol=1e-4)
            np.testing.assert_allclose(one.contributions, again.contributions, rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("language", kept.LANGUAGES)
def test_training_teaches_names_and_at_first_only_that_most_words_are_none(language):
    for cell in kept.CELLS:
        before, early, late = (kept.find(BINARY, language, cell, step) for step in kept.MOMENTS[BINARY])
        assert before.losses.sum() > early.losses.sum() > late.losses.sum()
        assert (late.wanted > 0.5).all()
        assert not (early.wanted > 0.5).all()
        letters = [kept.find(SOFTMAX, language, cell, step) for step in kept.MOMENTS[SOFTMAX]]
        assert letters[1].losses.sum() < letters[0].losses.sum() / 1.5


def test_a_moment_that_was_not_kept_is_none():
    assert kept.find(BINARY, "english", "rnn", 7) is None


def test_the_first_picture_needs_no_torch():
    loaded = loaded_after(
        "from explorer.lessons.backpropagation import kept; assert kept.find('binary', 'english', 'rnn', 15)"
    )
    assert not loaded & {"torch", "streamlit", "plotly", "distributed"}
