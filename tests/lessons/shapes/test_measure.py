import numpy as np
import pytest
import torch

from explorer.lessons.shapes.examples import EOS, KINDS
from explorer.lessons.shapes.measure import UNITS, Sequences, learn, run

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_padding_is_none_of_a_sequence(kind):
    given = Sequences(kind, "ukrainian")
    for b, example in enumerate(given.examples):
        x, y = given.inputs[: given.lengths[b], b], given.targets[: given.target_lengths[b], b]
        assert tuple(given.known[i] for i in x) == example.read
        assert tuple(given.answer[i] for i in y) == example.right


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_run_has_a_state_a_moment_and_a_probability_an_answer(kind):
    given = Sequences(kind, "english")
    network, loss = learn(kind, given, "gru", steps=2)
    assert loss > 0
    for example, one in zip(given.examples, run(network, kind, given), strict=True):
        answers = len(one.answers)
        assert one.states.shape == (kind.first(example) + answers, UNITS)
        assert one.chances.shape == (answers,)
        assert set(one.answers) <= set(given.answer)
        if EOS not in given.answer:
            assert answers == len(example.right)
        if one.attention is not None:
            assert one.attention.shape == (answers, len(example.read))
            np.testing.assert_allclose(one.attention.sum(axis=1), 1, rtol=1e-5)
    assert (one.attention is not None) == (kind.name == "encoder-decoder")


def test_the_states_are_those_of_the_lectures_formula():
    kind = BY_NAME["many-to-many"]
    given = Sequences(kind, "english")
    network, _ = learn(kind, given, "rnn", steps=3)
    weights = network.weights()
    a, found = np.zeros(UNITS), run(network, kind, given)[1]
    for t, i in enumerate(given.inputs[: given.lengths[1], 1].tolist()):
        x = np.eye(len(given.known))[i]
        a = np.tanh(weights["W_a"] @ np.concatenate([a, x]) + weights["b_a"])
        np.testing.assert_allclose(found.states[t], a, rtol=1e-4, atol=1e-6)
        z = weights["W_y"] @ a + weights["b_y"]
        chances = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        assert given.answer[chances.argmax()] == found.answers[t]
        assert chances.max() == pytest.approx(float(found.chances[t]), rel=1e-4)


def test_a_translation_ends_where_the_network_says_so():
    kind = BY_NAME["encoder-decoder"]
    given = Sequences(kind, "english")
    network, _ = learn(kind, given, "rnn", steps=1)
    with torch.no_grad():
        network.W_y.zero_()
        network.b_y.copy_(torch.tensor([5.0 * (token == EOS) for token in given.answer]))
    assert {one.answers for one in run(network, kind, given)} == {(EOS,)}
