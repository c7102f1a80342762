import numpy as np
import pytest

from explorer.lessons.backpropagation.names import NAMES
from explorer.lessons.backpropagation.reading import letters, words
from explorer.lessons.backpropagation.record import SOFTMAX, from_arrays, table, to_arrays
from explorer.problem import Problem
from explorer.text import Vocabulary
from tests.lessons.backpropagation.test_measure import example, unroll


def test_letters_want_the_letter_that_follows_and_a_space_behind_the_last():
    vocabulary = Vocabulary.of("the cat ")
    read = letters("the", vocabulary)
    assert (read.read, read.wanted) == (("t", "h", "e"), ("h", "e", " "))
    assert letters("the cat", vocabulary, 3).wanted == ("h", "e", " ")
    assert letters("the cat", vocabulary, 5).wanted == ("h", "e", " ", "c", "a")
    assert vocabulary.decode(read.targets) == "he "
    assert letters("c", vocabulary).wanted == (" ",)
    assert letters("q日t", vocabulary).unknown == [0, 1]


def test_words_want_one_for_a_name():
    read = words("Harry sings", NAMES["english"])
    assert (read.read, read.wanted, read.unknown) == (("harry", "sings"), ("1", "0"), [1])
    assert read.targets.tolist() == [1, 0]


def test_texts_have_limits():
    for text in ("", "a" * 17):
        with pytest.raises(Problem, match=f"1 to 16 characters here; this one has {len(text)}"):
            letters(text, Vocabulary.of("a"))
    for count in (0, 17):
        with pytest.raises(Problem, match=f"1 to 16 words and signs here; this one has {count}"):
            words("a " * count, NAMES["english"])


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_what_is_written_is_read_again_to_single_precision(cell):
    one = unroll(*example(cell, SOFTMAX))
    again = from_arrays(to_arrays(one, "here"), "here", cell)
    for name, value in vars(one).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_allclose(getattr(again, name), value, rtol=1e-6, atol=1e-30, err_msg=name)
    assert set(again.gates) == set(one.gates)
    assert (again.memory is None) == (one.memory is None)
    with pytest.raises(KeyError):
        from_arrays(to_arrays(one, "here"), "elsewhere", cell)


def test_the_table_has_a_row_a_step_and_every_number():
    one = unroll(*example("gru", SOFTMAX, steps=3))
    columns = table(one, "abc", "bc ")
    assert {len(column) for column in columns.values()} == {3}
    assert (columns["t"], columns["x"]) == ([1, 2, 3], ["a", "b", "c"])
    np.testing.assert_allclose(columns["dL3"], one.contributions[2])
    np.testing.assert_allclose(columns["total"], np.linalg.norm(one.total, axis=1))
    np.testing.assert_allclose(columns["weights_gathered"], one.gathered)
    assert columns["from_next_step"][-1] == 0
