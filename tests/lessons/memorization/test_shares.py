import numpy as np

from explorer.lessons.memorization.shares import before_word, read_out, row_shares
from explorer.text.passages import words_of


def test_rows_add_up_to_one_whatever_their_size():
    matrix = np.array([[1e-200, 0.0, 0.0], [1e300, 1e300, 0.0], [0.0, 0.0, 0.0]])
    shares = row_shares(matrix)
    np.testing.assert_allclose(shares, [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 0]])


def test_a_row_that_is_not_finite_has_no_shares():
    assert (row_shares(np.array([[np.inf, 1.0], [np.nan, 1.0]])) == 0).all()


def test_a_row_is_read_out_in_numbers():
    text = "cat sat on"
    shares = np.zeros((10, 10))
    shares[9] = [0.03, 0.02, 0.0, 0.0, 0.2, 0.05, 0.1, 0.1, 0.2, 0.3]
    said = read_out(shares, words_of(text))
    np.testing.assert_allclose(said.near[9], 0.6)
    np.testing.assert_allclose(said.before[9], 0.4)  # the space before “on” belongs to it
    assert (said.top[9], said.far[9]) == (1, 0)
    np.testing.assert_allclose([said.top_share[9], said.far_share[9]], [0.35, 0.05])


def test_nothing_earlier_is_said_where_there_is_nothing():
    said = read_out(row_shares(np.tril(np.ones((3, 3)))), words_of("cat"))
    assert said.top.tolist() == said.far.tolist() == [-1, -1, -1]
    assert said.before.tolist() == [0, 0, 0]
    blank = read_out(row_shares(np.tril(np.ones((2, 2)))), words_of("  "))
    assert blank.top.tolist() == [-1, -1]
    np.testing.assert_allclose(blank.before, [0, 0.5])


def test_before_and_after_the_start_of_a_word_make_up_the_row():
    shares = row_shares(np.tril(np.random.default_rng(0).random((12, 12))))
    words = words_of("to be or not")
    after = [shares[s, words.current[s] :].sum() for s in range(12)]
    np.testing.assert_allclose(before_word(shares, words) + after, 1)
