import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.text.passages import passage, passages, words_of


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
