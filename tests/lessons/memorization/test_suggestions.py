import numpy as np
import pytest
import torch

from explorer.gradients import connectivity
from explorer.lessons.memorization.suggestions import LIMIT, suggestions
from explorer.network import Network
from explorer.tasks.autocomplete import Autocomplete

TASK = Autocomplete(corpus="own", text="the cats were full, and then some more came. " * 8, time_steps=8)


def network(cell, dtype=torch.float64):
    return Network(cell, TASK.input_size, 6, TASK.output_size, seed=2, dtype=dtype)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm", "nested-lstm"])
def test_each_word_leans_on_the_letters_that_connectivity_says(cell):
    one, text = network(cell), "The cats w日"
    ids = TASK.vocabulary.encode(text)[:, None]
    with torch.no_grad():
        chances = torch.softmax(one(ids)[-1, 0], 0).numpy()
    found = suggestions(one, text, TASK)
    best = np.argsort(-chances)[:3]
    assert [suggestion.word for suggestion in found] == [TASK.symbols[i] for i in best]
    for suggestion, k in zip(found, best, strict=True):
        assert suggestion.chance == pytest.approx(chances[k])
        row = connectivity(one, ids, targets=int(k))[-1]
        np.testing.assert_allclose(suggestion.shares, row / row.sum(), rtol=1e-3, atol=1e-9)


def test_single_precision_is_enough_and_long_texts_are_cut():
    one = network("lstm", torch.float32)
    long = "the cats were full " * 30
    found, last = suggestions(one, long, TASK), suggestions(one, long[-LIMIT:], TASK)
    assert [suggestion.word for suggestion in found] == [suggestion.word for suggestion in last]
    assert all(len(suggestion.shares) == LIMIT for suggestion in found)
    assert all(suggestion.shares.sum() == pytest.approx(1) for suggestion in found)


def test_one_letter_has_an_answer_and_no_letter_has_none():
    assert [suggestion.shares.tolist() for suggestion in suggestions(network("gru"), "t", TASK, count=2)] == [[1], [1]]
    assert suggestions(network("gru"), "", TASK) == []
