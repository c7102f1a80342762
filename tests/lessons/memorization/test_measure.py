import numpy as np
import pytest
import torch

from explorer.lessons.memorization.measure import habits, memorization
from explorer.lessons.memorization.record import COMES, GUESS, MAX_TEXT
from explorer.lessons.memorization.shares import row_shares
from explorer.network import Network
from explorer.problem import Problem
from explorer.tasks.autocomplete import Autocomplete
from explorer.tasks.characters import Characters

WHOLE = "the cats were full, and then some more. " * 8
TASK = Characters(corpus="own", text=WHOLE, time_steps=8)
WORDS = Autocomplete(corpus="own", text=WHOLE, time_steps=8)
VOCABULARY = TASK.vocabulary
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
    found = memorization({cell: one}, TEXT, TASK, ask, following=" ").networks[cell]
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
    found = memorization({"lstm": one}, TEXT, TASK, "t").networks["lstm"]
    with torch.no_grad():
        chances = torch.softmax(one(VOCABULARY.encode(TEXT)[:, None])[:, 0], 1).numpy()
    np.testing.assert_allclose(found.chances, -np.sort(-chances, axis=1)[:, :3], rtol=1e-6)
    np.testing.assert_array_equal(found.best[:, 0], chances.argmax(1))
    np.testing.assert_allclose(found.asked_chance, chances[:, VOCABULARY.symbols.index("t")], rtol=1e-6)


def test_where_nothing_follows_the_last_letter_its_guess_stands_in():
    found = memorization({"lstm": network()}, TEXT, TASK, COMES).networks["lstm"]
    assert found.asked[-1] == found.best[-1, 0]


def test_a_single_character_and_symbols_outside_the_vocabulary_are_read():
    reading = memorization({"gru": network("gru")}, "é", TASK)
    assert reading.ids.tolist() == [0]
    assert reading.text == ("é",)
    assert reading.networks["gru"].connectivity.shape == (1, 1)


@pytest.mark.parametrize(
    ("text", "ask", "said"), [("", GUESS, "1 to 400"), ("a" * (MAX_TEXT + 1), GUESS, "401"), ("a", "ж", "“ж”")]
)
def test_what_makes_no_sense_is_explained(text, ask, said):
    with pytest.raises(Problem, match=said):
        memorization({"rnn": network("rnn")}, text, TASK, ask)


def test_habits_average_the_rows_of_every_window():
    one, text = network(), "the cats were full, and some more then the cat " * 3
    found = habits(one, text, TASK, windows=4, window=16, seen=3)
    starts = np.linspace(0, len(text) - 16, 4).astype(int)
    rows = []
    for start in starts:
        piece = text[start : start + 16]
        shares = row_shares(memorization({"x": one}, piece, TASK).networks["x"].connectivity)
        last = 16 if start + 16 < len(text) else 15  # after the last letter of all nobody knows what comes
        rows += [[shares[s, s - lag] for lag in range(8)] for s in range(7, last)]
    assert found.positions == len(rows) == 35
    np.testing.assert_allclose(found.by_lag.mean, np.mean(rows, axis=0), rtol=1e-3)
    np.testing.assert_allclose(found.by_lag.low, np.percentile(rows, 25, axis=0), rtol=1e-3)
    assert len(found.by_seen.mean) == 4
    assert found.counts.sum() <= 35
    assert found.accuracy is None
    assert (found.by_seen.low <= found.by_seen.high).all()


def test_habits_of_a_text_without_long_words_have_gaps_and_of_next_to_none_are_refused():
    found = habits(network(), "a b c d e f g h ", TASK, windows=2, window=8, seen=5)
    assert found.counts.tolist()[2:] == [0, 0, 0, 0]
    assert np.isnan(found.by_seen.mean[2:]).all()
    with pytest.raises(Problem, match="too short"):
        habits(network(), "abc", TASK)


def answers_with_words(cell="gru"):
    return Network(cell, WORDS.input_size, 5, WORDS.output_size, seed=1, dtype=torch.float64)


def test_networks_that_answer_with_words_are_asked_about_the_word_that_is_read():
    one = answers_with_words()
    found = memorization({"gru": one}, "The cats, q", WORDS, COMES)
    dependence = found.networks["gru"]
    asked = [found.symbols[i] for i in dependence.asked]
    assert asked[:3] == ["the"] * 3
    assert asked[3:8] == ["cats"] * 5
    guesses = [found.symbols[i] for i in dependence.best[:, 0]]
    assert asked[8:] == guesses[8:]  # a mark, a space before an unknown word, and that word: its guess stands in
    matrix, logits = by_autograd(one, found.ids, dependence.asked)
    np.testing.assert_allclose(dependence.connectivity, matrix, rtol=1e-4, atol=1e-12)
    assert (dependence.best[:, 0] == logits.argmax(1)).all()


def test_habits_with_words_count_only_places_that_have_a_word():
    text = "the cats; were, --- full. " * 3
    found = habits(answers_with_words(), text, WORDS, windows=1, window=len(text), seen=4)
    rows = np.arange(len(text) // 2 - 1, len(text))
    assert found.positions == (WORDS.due(text)[rows] >= 0).sum() < len(rows)
    assert found.accuracy.shape == (WORDS.LETTERS + 1, 3)
    with pytest.raises(Problem, match="no place"):
        habits(answers_with_words(), "--- ??? !!! " * 2, WORDS)
