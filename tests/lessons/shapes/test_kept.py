import numpy as np
import pytest

from explorer.lessons.shapes import kept
from explorer.lessons.shapes.examples import KINDS, LANGUAGES
from explorer.names import CELLS
from tests.loaded import loaded_after

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_network_knows_its_sequences_by_heart_but_one_word_that_needs_the_future(cell, language):
    learnt = kept.find(cell)[language]
    for kind in KINDS:
        for example, run in zip(kind.examples[language], learnt.runs[kind.name], strict=True):
            assert run.states.shape == (kind.moments(example), 12)
            ambiguous = kind.name == "many-to-many" and example.name in ("name", "thing")
            start = int(ambiguous)  # what “Teddy” is only shows after it
            assert run.answers[start:] == example.right[start:]
            assert run.chances[start:].min() > 0.9
            if ambiguous:
                assert float(run.chances[0]) == pytest.approx(0.5, abs=0.02)
    assert learnt.losses["many-to-many"] > 10 * learnt.losses["many-to-one"]


def test_what_comes_with_the_app_is_what_networks_learn_now():
    from explorer.lessons.shapes.measure import Sequences, learn, run

    kind = BY_NAME["many-to-one"]
    given = Sequences(kind, "english")
    network, loss = learn(kind, given, "rnn")
    learnt = kept.find("rnn")["english"]
    assert loss == pytest.approx(learnt.losses[kind.name], rel=0.05)
    assert network.parameter_count == learnt.parameters[kind.name]
    for one, again in zip(learnt.runs[kind.name], run(network, kind, given), strict=True):
        assert one.answers == again.answers
        np.testing.assert_allclose(one.states.astype(float), again.states, atol=0.02)


def test_the_first_picture_needs_no_torch():
    loaded = loaded_after("from explorer.lessons.shapes import kept; assert kept.find('rnn')")
    assert not loaded & {"torch", "streamlit", "plotly", "distributed"}
