import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.memory.shares import before_word, passage, passages, read_out, row_shares, words_of


def test_rows_add_up_to_one_whatever_their_size():
    matrix = np.array([[1e-200, 0.0, 0.0], [1e300, 1e300, 0.0], [0.0, 0.0, 0.0]])
    shares = row_shares(matrix)
    np.testing.assert_allclose(shares, [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 0]])


def test_a_row_that_is_not_finite_has_no_shares():
    assert (row_shares(np.array([[np.inf, 1.0], [np.nan, 1.0]])) == 0).all()


def test_words_have_apostrophes_accents_and_digits_but_no_spaces_and_marks():
    words = words_of("it’s 2nd, «пі́вень»")
    found = ["it’s 2nd, «пі́вень»"[a : b + 1] for a, b in zip(words.first, words.last, strict=True)]
    assert found == ["it’s", "2nd", "пі́вень"]


@given(st.text(max_size=40))
def test_every_place_lies_in_one_word_or_gap(text):
    words = words_of(text)
    assert len(words.current) == len(words.seen) == len(text)
    assert (words.current <= np.arange(len(text))).all()
    assert (words.first <= words.last).all()


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


def test_passages_begin_with_paragraphs_and_end_with_words():
    text = "\n\n".join(f"Paragraph {n} has words enough to be cut somewhere sensible." for n in range(30))
    starts = passages(text, 40)
    assert len(starts) == 12
    for start in starts:
        piece, following = passage(text, start, 40)
        assert piece.startswith("Paragraph")
        assert following == " "
        assert len(piece) <= 40


@given(st.text(max_size=400), st.integers(1, 200))
def test_there_is_always_a_passage(text, length):
    for start in passages(text, length):
        piece, following = passage(text, start, length)
        assert text[start:].startswith(piece + following)
        assert len(piece) <= length
