"""What holds for every tokeniser, and what is peculiar to each."""

from __future__ import annotations

import doctest
import re
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import END, UNKNOWN, Vocabulary, corpora, subwords, vocabulary, words
from explorer.text.subwords import Subwords
from explorer.text.words import Words

# Letters of the lecture's languages, apostrophes of every shape, combining marks, zero width, right to left, emoji.
SPECIAL = (
    "їґйЇ Кіт пам'ять пам’ять памʼять e\u0301 и\u0306 \u200b\u200d\u200f\ufeff שלום عليكم "
    " 👩\u200d🚀🇺🇦 .…!?\"'«»—-\n\t\u00a0\u2028\x1c"
)
ANY_TEXT = st.text(st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_categories=["Cs"])), max_size=60)
PIECES = [*SPECIAL.split(" "), " ", "a,b", ";c", ". "]
TRAINING = "The cat can't sleep. The cats slept, didn't they? Кіт спить. «Пам'ять» — це добре!\n\nA pair of cats. " * 8
LEARNT = Subwords.of(TRAINING, 300)
TOKENISERS = [Vocabulary.of(TRAINING), Words.of(TRAINING), Words.of(TRAINING, 9, lower_case=False), LEARNT]


@pytest.mark.parametrize("tokeniser", TOKENISERS, ids=["characters", "words", "few words", "subwords"])
@given(text=ANY_TEXT)
def test_the_pieces_of_any_text_are_the_text(tokeniser, text):
    tokens = tokeniser.tokenise(text)
    assert "".join(tokens.pieces) == tokens.text == text
    assert len(tokens) == len(tokens.ids) == len(tokens.starts) == len(tokens.ends)
    assert (tokens.starts <= tokens.ends).all()
    assert tokens.ids.dtype.kind == tokens.ends.dtype.kind == "i"
    assert ((tokens.ids >= 0) & (tokens.ids < len(tokeniser))).all()
    np.testing.assert_array_equal(tokens.ids, tokeniser.encode(text))
    assert isinstance(tokeniser.decode(tokens.ids), str)


@pytest.mark.parametrize("tokeniser", TOKENISERS, ids=["characters", "words", "few words", "subwords"])
def test_the_interface_is_the_same(tokeniser):
    assert len(tokeniser.symbols) == len(set(tokeniser.symbols)) == len(tokeniser)
    for special, symbol in ((tokeniser.unknown, UNKNOWN), (tokeniser.end, END)):
        assert special is None or tokeniser.symbols[special] == symbol
    for outside in (-1, len(tokeniser)):
        with pytest.raises(IndexError, match=str(outside)):
            tokeniser.decode([outside])
    assert len(tokeniser.tokenise("")) == 0
    assert tokeniser.decode([]) == ""


@pytest.mark.parametrize("module", [words, subwords])
def test_the_examples_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted > 2
    assert found.failed == 0


# ---- Subwords ------------------------------------------------------------------------------------------------------


@given(ANY_TEXT)
def test_subwords_lose_nothing_of_any_text(text):
    assert LEARNT.decode(LEARNT.encode(text)) == text


@pytest.mark.parametrize("name", corpora.NAMES)
def test_subwords_are_learnt_alike_each_time_and_shorten_the_text(name):
    text = corpora.load(name)[:40_000]
    one, other = Subwords.of(text, 600), Subwords.of(text, 600)
    assert one == other
    assert len(one) == 600
    assert len(one.encode(text)) < len(text) / 1.6
    assert one.decode(one.encode(text)) == text


def test_half_a_symbol_is_replaced_and_too_small_a_vocabulary_refused():
    assert LEARNT.tokenise("a\ud800b").text == "a?b"
    with pytest.raises(Problem, match="256 bytes; got 255"):
        Subwords.of(TRAINING, 255)


# ---- Words ---------------------------------------------------------------------------------------------------------


def told(text, **how):
    """What a vocabulary of the text itself makes of it."""
    own = Words.of(text, **how)
    return [own.symbols[i] for i in own.encode(text)]


def test_a_word_keeps_its_apostrophe_hyphen_and_marks_and_punctuation_stands_apart():
    assert told("Don't stop пам'ять з-під, 3 cats!") == [
        "don't",
        "stop",
        "пам'ять",
        "з-під",
        ",",
        "3",
        "cats",
        "!",
        END,
    ]
    assert told("rock 'n' roll - (yes)") == ["rock", "'", "n", "'", "roll", "-", "(", "yes", ")"]
    assert told("a... b == c") == ["a", "...", "b", "==", "c"]
    assert told("e\u0301te\u0301 שָׁלוֹם") == [unicodedata.normalize("NFC", "été"), unicodedata.normalize("NFC", "שָׁלוֹם")]


def test_ways_to_write_the_same_word_are_the_same_word():
    own = Words.of("пам'ять їй")
    for same in ("пам’ять", "памʼять", "ПАМ'ЯТЬ"):
        assert own.encode(same).tolist() == own.encode("пам'ять").tolist() != [own.unknown]
    assert own.encode(unicodedata.normalize("NFD", "їй")).tolist() == own.encode("їй").tolist()
    assert Words.of("The the", lower_case=False).symbols[2:] == ("The", "the")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The cat slept. The dog did not.", 2),
        ("Mrs. Pettigrove and J. Smith slept.", 1),
        ('"Is it?" he said. "No!"', 2),
        ("на вул. Садовій. Кіт спав", 1),
        ("3.14 is pi. E.g. this", 1),
        ("A heading\n\nand a line", 1),
        ("Wait… what?! Nothing.", 2),
        ("...", 1),
        ("\n\n", 0),
        ("no end", 0),
    ],
)
def test_a_sentence_ends_where_a_reader_would_say(text, sentences):
    assert told(text).count(END) == sentences


@given(st.lists(st.lists(st.sampled_from(["кіт", "спить", "їжак", "and", "can't", "2"]), min_size=1), min_size=1))
def test_prose_in_the_usual_form_comes_back_as_it_was(sentences):
    said = [[sentence[0].capitalize(), *sentence[1:]] for sentence in sentences]
    text = " ".join(", ".join(sentence) + "." for sentence in said)
    own = Words.of(text)
    assert own.decode(own.encode(text)) == text


def test_decoding_spaces_quotes_and_brackets_as_prose_does():
    text = 'He said: "two (or three) cats!" «Так», 5%.'
    own = Words.of(text)
    assert own.decode(own.encode(text)) == text
    assert own.decode([own.end, own.unknown, own.end]) == UNKNOWN


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30), st.integers(3, 9))
def test_the_most_frequent_words_are_kept_and_the_rest_is_unknown(letters, size):
    text = " ".join(letters)
    own = Words.of(text, size)
    ranked = sorted(Counter(letters).items(), key=lambda pair: (-pair[1], pair[0]))
    assert own.symbols == (UNKNOWN, END, *(word for word, _ in ranked[: size - 2]))
    assert [own.symbols[i] for i in own.encode(text)] == [c if c in own.symbols else UNKNOWN for c in letters]
    assert Words.of(text).limited(size) == own


def test_ten_thousand_words_and_more_are_possible():
    text = " ".join(f"w{n}" for n in range(15_000))
    assert len(Words.of(text, 12_000)) == 12_000
    assert len(Words.of(text)) == 10_000


def test_hostile_lengths_take_no_long_time():
    """Patterns that backtrack would need hours for these; the time limit of the test run is the assertion."""
    for text in ("'" * 100_000, "a'" * 50_000, ". " * 50_000, "a" + "\u0301" * 100_000, "\n" * 100_000, "?!" * 50_000):
        assert "".join(TOKENISERS[1].tokenise(text).pieces) == text


def test_malformed_symbols_and_sizes_are_refused():
    with pytest.raises(ValueError, match="symbols"):
        Words(("a", "b"))
    with pytest.raises(Problem, match="3 symbols; got 2"):
        Words.of("a", 2)


def test_a_lone_mark_or_white_space_alone_is_never_lost():
    own = TOKENISERS[1]
    assert own.tokenise(" \n ").pieces == [" \n "]
    assert own.tokenise("cat  \n").pieces == ["cat  \n"]
    assert re.sub(r"\s", "", "".join(own.tokenise("\u0301 \u200d").pieces)) == "\u0301\u200d"


# ---- Long texts, a part at a time ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tokeniser", TOKENISERS, ids=["characters", "words", "few words", "subwords"])
@given(text=st.one_of(ANY_TEXT, st.lists(st.sampled_from(PIECES)).map("".join)))
def test_a_text_in_parts_is_cut_as_a_whole_one(tokeniser, text):
    whole = tokeniser.tokenise(text)
    for size in (1, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(vocabulary, "PART", size)
            patch.setattr(words, "_PART", size)
            patch.setattr(subwords, "_PART", size)
            parts = tokeniser.tokenise(text)
        assert parts.pieces == whole.pieces
        np.testing.assert_array_equal(parts.ids, whole.ids)


def test_what_is_learnt_from_a_text_in_parts_is_the_same(monkeypatch):
    text = TRAINING + corpora.load("ukrainian")[:5000]
    whole = [Vocabulary.of(text), Words.of(text, 50), Subwords.of(text, 400)]
    monkeypatch.setattr(vocabulary, "PART", 7)
    monkeypatch.setattr(words, "_PART", 7)
    monkeypatch.setattr(subwords, "_PART", 7)
    assert [Vocabulary.of(text), Words.of(text, 50), Subwords.of(text, 400)] == whole


@given(st.integers(0, 9), st.integers(0, 9))
def test_some_tokens_of_a_text_are_a_text_of_their_own(start, length):
    tokens = TOKENISERS[1].tokenise("The cat slept. The cats can't sleep.")
    part = tokens[start : start + length]
    assert part.pieces == tokens.pieces[start : start + length]
    assert part.text == "".join(part.pieces)
    np.testing.assert_array_equal(part.ids, tokens.ids[start : start + length])
