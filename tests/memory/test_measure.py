import numpy as np
import pytest
import torch

from explorer.memory import COMES, GUESS, MAX_TEXT
from explorer.memory.measure import habits, memorization
from explorer.memory.shares import row_shares
from explorer.network import Network
from explorer.problem import Problem
from explorer.text import Vocabulary

VOCABULARY = Vocabulary.of("the cats were full, and then some more. ")
TEXT = "the cats were"


def network(cell="lstm", seed=1):
    return Network(cell, len(VOCABULARY), 5, len(VOCABULARY), seed=seed, dtype=torch.float64)


def by_autograd(one, ids, asked):
    """‖∂ logit_asked(s) / ∂ x(t)‖ with one-hot inputs, one backward pass for each place."""
    x = torch.nn.functional.one_hot(torch.as_tensor(ids), len(VOCABULARY)).double()[:, None].requires_grad_(True)
    logits = one(x)[:, 0]
    rows = [torch.autograd.grad(logits[s, k], x, retain_graph=True)[0][:, 0].norm(dim=1) for s, k in enumerate(asked)]
    return torch.stack(rows).numpy(), logits.detach().numpy()


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("ask", [GUESS, COMES, "c"])
def test_the_matrix_is_the_derivative_of_the_logit_that_is_asked_about(cell, ask):
    one = network(cell)
    found = memorization({cell: one}, TEXT, VOCABULARY, ask, following=" ").networks[cell]
    ids = VOCABULARY.encode(TEXT)
    wanted = {"c": np.full(len(ids), VOCABULARY.symbols.index("c")), COMES: VOCABULARY.encode(TEXT[1:] + " ")}
    _, logits = by_autograd(one, ids, np.zeros(len(ids), int))
    asked = wanted.get(ask, logits.argmax(1))
    matrix, _ = by_autograd(one, ids, asked)
    np.testing.assert_array_equal(found.asked, asked)
    np.testing.assert_allclose(found.connectivity, matrix, rtol=1e-4, atol=1e-12)
    assert (found.connectivity[np.triu_indices(len(ids), 1)] == 0).all()


def test_guesses_are_the_softmax_in_falling_order():
    one = network()
    found = memorization({"lstm": one}, TEXT, VOCABULARY, "t").networks["lstm"]
    with torch.no_grad():
        chances = torch.softmax(one(VOCABULARY.encode(TEXT)[:, None])[:, 0], 1).numpy()
    np.testing.assert_allclose(found.chances, -np.sort(-chances, axis=1)[:, :3], rtol=1e-6)
    np.testing.assert_array_equal(found.best[:, 0], chances.argmax(1))
    np.testing.assert_allclose(found.asked_chance, chances[:, VOCABULARY.symbols.index("t")], rtol=1e-6)


def test_where_nothing_follows_the_last_letter_its_guess_stands_in():
    found = memorization({"lstm": network()}, TEXT, VOCABULARY, COMES).networks["lstm"]
    assert found.asked[-1] == found.best[-1, 0]


def test_a_single_character_and_symbols_outside_the_vocabulary_are_read():
    reading = memorization({"gru": network("gru")}, "é", VOCABULARY)
    assert reading.ids.tolist() == [0]
    assert reading.text == ("é",)
    assert reading.networks["gru"].connectivity.shape == (1, 1)


@pytest.mark.parametrize(
    ("text", "ask", "said"), [("", GUESS, "1 to 400"), ("a" * (MAX_TEXT + 1), GUESS, "401"), ("a", "ж", "“ж”")]
)
def test_what_makes_no_sense_is_explained(text, ask, said):
    with pytest.raises(Problem, match=said):
        memorization({"rnn": network("rnn")}, text, VOCABULARY, ask)


def test_habits_average_the_rows_of_every_window():
    one, text = network(), "the cats were full, and some more then the cat " * 3
    found = habits(one, text, VOCABULARY, windows=4, window=16, seen=3)
    starts = np.linspace(0, len(text) - 16, 4).astype(int)
    rows = []
    for start in starts:
        piece = text[start : start + 16]
        shares = row_shares(memorization({"x": one}, piece, VOCABULARY).networks["x"].connectivity)
        rows += [[shares[s, s - lag] for lag in range(8)] for s in range(7, 16)]
    assert found.positions == len(rows) == 36
    np.testing.assert_allclose(found.by_lag.mean, np.mean(rows, axis=0), rtol=1e-3)
    np.testing.assert_allclose(found.by_lag.low, np.percentile(rows, 25, axis=0), rtol=1e-3)
    assert len(found.by_seen.mean) == 4
    assert found.counts.sum() <= 36
    assert (found.by_seen.low <= found.by_seen.high).all()


def test_habits_of_a_text_without_long_words_have_gaps_and_of_next_to_none_are_refused():
    found = habits(network(), "a b c d e f g h ", VOCABULARY, windows=2, window=8, seen=5)
    assert found.counts.tolist()[2:] == [0, 0, 0, 0]
    assert np.isnan(found.by_seen.mean[2:]).all()
    with pytest.raises(Problem, match="too short"):
        habits(network(), "abc", VOCABULARY)
