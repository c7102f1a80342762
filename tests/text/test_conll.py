"""CoNLL files: schemes, columns, documents, and what is no such file."""

from __future__ import annotations

import contextlib
import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import conll
from explorer.text.conll import LONGEST_SENTENCE, Columns, annotated, columns

NAMES = [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]
SCHEMES = {
    "IOB2": "B-PER I-PER B-PER O B-LOC",
    "IOB1": "I-PER I-PER B-PER O I-LOC",
    "IOBES": "B-PER E-PER S-PER O S-LOC",
    "BILOU": "B-PER L-PER U-PER O U-LOC",
}


def file(tokens, labels, separator="\t"):
    return "".join(f"{token}{separator}{label}\n" for token, label in zip(tokens, labels, strict=True))


def test_the_examples_are_true():
    found = doctest.testmod(conll)
    assert (found.attempted > 0, found.failed) == (True, 0)


@pytest.mark.parametrize("separator", ["\t", " ", "   "])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_says_the_same_names(scheme, separator):
    tokens = ["Harry", "Potter", "Hermione", "in", "London"]
    found = annotated(file(tokens, SCHEMES[scheme].split(), separator))
    assert found.scheme == ("IOBES" if scheme == "BILOU" else scheme)
    (sentence,) = found.documents[0]
    assert sentence.tokens == tuple(tokens)
    assert sentence.names() == NAMES
    assert found.types == {"PER": 3, "LOC": 1}
    assert found.person() == "PER"


def test_documents_sentences_comments_and_newlines_of_every_kind():
    text = (
        "\ufeff-DOCSTART-\tO\tone\r\n\r\n# a comment\r\nHe\tO\r\n#\tO\r\n\r\n\r\nShe\tO\r\n"
        "-DOCSTART- -X- O O\n\n-DOCSTART-\tO\ttwo\n\t \nIt\tO"
    )
    found = annotated(text)
    assert found.titles == ("one", "two")
    assert [[sentence.tokens for sentence in document] for document in found.documents] == [
        [("He", "#"), ("She",)],
        [("It",)],
    ]
    assert (found.sentences, found.tokens, found.scheme, dict(found.types)) == (3, 4, "IOB2", {})


def test_the_label_is_the_last_column_of_labels_and_a_number_is_no_token():
    reuters = "EU NNP I-NP I-ORG\nrejects VBZ I-VP O\nPeter NNP I-NP I-PER\n"
    assert annotated(reuters).documents[0][0].types == ("ORG", "", "PER")
    assert annotated("He\tO\tB-NP\tx\nleft\tO\tB-VP\ty\n").documents[0][0].types == ("NP", "VP")
    german = "1\tPeter\tB-PER\tO\n2\tschläft\tO\tO\n"
    assert annotated(german).documents[0][0].tokens == ("Peter", "schläft")
    assert annotated(german).documents[0][0].types == ("PER", "")


def test_other_columns_can_be_chosen_and_a_line_that_lacks_one_is_told():
    reuters = "EU NNP I-NP I-ORG\nrejects VBZ I-VP O\nPeter NNP I-NP I-PER\n"
    assert columns(reuters) == Columns(
        ("1: EU · rejects · Peter", "2: NNP · VBZ", "3: I-NP · I-VP", "4: I-ORG · O · I-PER"), 0, 3
    )
    assert annotated(reuters, (0, 3)) == annotated(reuters)
    assert annotated(reuters, (0, 2)).documents[0][0].types == ("NP", "VP", "NP")
    assert annotated(reuters, (1, 3)).documents[0][0].tokens == ("NNP", "VBZ", "NNP")
    with pytest.raises(Problem, match="Line 1 must be a token and its label"):
        annotated(reuters, (0, 1))
    with pytest.raises(Problem, match="Line 601 must be a token and its label"):
        annotated("a\tB-PER\tx\ty\n" * 600 + "a\tO\n")


def test_a_name_does_not_go_on_over_the_end_of_a_sentence_or_into_another_type():
    found = annotated("A\tB-PER\n\nB\tI-PER\nC\tI-LOC\n")
    assert found.documents[0][1].names() == [(0, 1, "PER"), (1, 2, "LOC")]


def test_which_type_means_persons():
    assert annotated("A\tB-loc\nB\tB-Person\n").person() == "Person"
    assert annotated("A\tB-PERS\nB\tB-PER\nC\tB-PER\n").person() == "PER"
    with pytest.raises(Problem, match="it has: LOC, ORG"):
        annotated("A\tB-LOC\nB\tB-LOC\nC\tB-ORG\n").person()
    with pytest.raises(Problem, match="it has: O"):
        annotated("A\tO\n").person()


def test_a_sentence_that_is_too_long_is_cut_and_counted():
    count = 2 * LONGEST_SENTENCE + 7
    found = annotated(file(["a"] * count, ["B-PER", *["I-PER"] * (count - 1)]))
    assert [len(sentence.tokens) for sentence in found.documents[0]] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 7]
    assert found.cut == 1
    assert [sentence.names() for sentence in found.documents[0]][2] == [(0, 7, "PER")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no tokens"),
        ("\n \n-DOCSTART-\tO\n", "no tokens"),
        ("Harry Potter slept.\nHe was tired.\n", "Line 1 must be a token and its label"),
        ("A\tO\nB\tO\nC\n", "Line 3 must be"),
        ("A\tO\nB\tPER\n", "got “B PER”"),
        ("A\tO\n\tO\n", "Line 2 must be"),
        ("label,text\nnegative,bad\n", "got “label,text”"),
        ("x" * 201 + "\tO\n", "at most 200 characters; that in line 1 has 201"),
    ],
)
def test_what_is_no_such_file_is_told(text, said):
    with pytest.raises(Problem, match=said):
        annotated(text)


def test_no_more_tokens_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(conll, "MAX_TOKENS", 3)
    assert annotated("a\tO\n" * 3).tokens == 3
    with pytest.raises(Problem, match="at most 3 tokens; this one has more, from line 4"):
        annotated("a\tO\n" * 4)


def test_time_is_in_proportion_to_the_file():
    def seconds(text):
        start = time.process_time()
        with contextlib.suppress(Problem):
            annotated(text)
        return time.process_time() - start

    for line in ("Harry\tB-PER\n", "\n", " \t", "x", "# \n", "a O " * 50 + "\n"):
        assert seconds(line * 20_000) < 20 * seconds(line * 2_000) + 0.2, repr(line)


@given(
    st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["", "PER", "LOC"])), min_size=1), min_size=1)
)
def test_what_is_written_is_read_again(sentences):
    text = "\n".join(
        file([token for token, _ in rows], [f"B-{kind}" if kind else "O" for _, kind in rows]) for rows in sentences
    )
    (document,) = annotated(text).documents
    whole = [tuple(zip(sentence.tokens, sentence.types, strict=True)) for sentence in document]
    assert whole == [tuple(rows) for rows in sentences]


@given(st.text(alphabet="aO\t \n-BIPERX#1", max_size=80))
def test_whatever_is_in_a_file_it_is_read_or_a_problem(text):
    try:
        found = annotated(text)
    except Problem:
        return
    assert found.tokens == sum(len(s.types) == len(s.tokens) and len(s.tokens) for d in found.documents for s in d)
