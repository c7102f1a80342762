"""Tables of texts with labels: which columns, which labels, and what is said of them."""

from __future__ import annotations

import doctest

import pytest

from explorer.problem import Problem
from explorer.text import labelled as module
from explorer.text.labelled import columns, labelled


def rows(*pairs, header="label,text\n", times=10):
    return header + "".join(f'{label},"{said}"\n' for label, said in pairs) * times


def test_the_examples_are_true():
    found = doctest.testmod(module)
    assert (found.attempted > 0, found.failed) == (True, 0)


def test_columns_are_found_wherever_they_stand_and_can_be_told():
    text = "id\tstars\treview\tsource\n" + "".join(
        f"{n}\t{n % 5}\tThis is what I think of film {n}, at length\tweb\n" for n in range(30)
    )
    found = labelled(text)
    assert found.columns == ("review", "stars")
    assert found.labels == ("0", "1", "2", "3", "4")
    assert found.verdicts[:6] == (0, 1, 2, 3, 4, 0)
    with pytest.raises(Problem, match="at least 2 different labels"):
        columns(text, labels=3).read()
    assert columns(text, texts=3).read().columns == ("source", "stars")
    for texts, labels in ((2, 2), (2, 4), (-1, 1)):
        with pytest.raises(Problem, match=f"two different columns of the 4 .* got {texts + 1} and {labels + 1}"):
            columns(text, texts, labels)


def test_whether_the_first_line_is_data_can_be_told():
    text = "good,I liked it\nbad,I did not\n" * 11
    assert columns(text).table.columns == ("good", "I liked it")
    assert columns(text).read().counts == {"bad": 11, "good": 10}
    found = columns(text, header=False)
    assert (found.texts, found.labels, found.table.columns) == (1, 0, ("1", "2"))
    assert found.read().counts == {"bad": 11, "good": 11}


def test_numbers_come_in_their_order_before_words_and_nan_is_a_word():
    found = labelled(rows(("10", "a text"), ("9", "b text"), ("-1", "c text"), ("nan", "d text"), ("Ні", "e text")))
    assert found.labels == ("-1", "9", "10", "nan", "Ні")
    assert found.counts == dict.fromkeys(found.labels, 10)


def test_rows_without_a_text_or_a_label_are_counted_and_newlines_in_a_text_are_spaces():
    found = labelled(rows(("good", "one\n two"), ("bad", "three words here")) + ",no label\ngood,\n")
    assert (len(found.texts), found.skipped) == (20, 2)
    assert found.texts[0] == "one two"


def test_a_label_seen_once_and_very_uneven_ones_are_said():
    even = labelled(rows(("good", "I liked it"), ("bad", "I did not")))
    assert (even.once, even.uneven, even.commonest) == ((), False, 0.5)
    uneven = labelled(rows(("good", "I liked it"), times=30) + "bad,I did not\n")
    assert (uneven.once, uneven.uneven) == (("bad",), True)
    assert uneven.commonest == pytest.approx(30 / 31)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("text\n" + "only a text\n" * 30, "a single column, “text”"),
        (rows(("good", "I liked it"), times=30), "at least 2 different labels.*holds 1"),
        (rows(("good", "I liked it"), ("bad", "I did not"), times=9), "at least 20 rows.*has 18"),
        (rows(*((str(n), "a text") for n in range(11)), times=2), "at most 10 different ones.*holds 11"),
        ("", "1 to 500 columns; this one has 0"),
    ],
)
def test_what_cannot_be_learned_is_told(text, said):
    with pytest.raises(Problem, match=said):
        labelled(text)


def test_a_label_that_is_a_text_is_none():
    long = "x" * 70
    with pytest.raises(Problem, match="at most 60 characters"):
        labelled(rows((long, "short text " * 20), ("bad", "another text " * 20)))


@pytest.mark.parametrize("size", [1, 2, 5, 7])
def test_white_space_is_one_space_wherever_a_long_text_is_cut(monkeypatch, size):
    whole = labelled(rows(("good", " I  liked\tit, really "), ("bad", "I did\r\nnot")))
    monkeypatch.setattr("explorer.text._base.PART", size)
    assert labelled(rows(("good", " I  liked\tit, really "), ("bad", "I did\r\nnot"))) == whole
    assert whole.texts[:2] == ("I liked it, really", "I did not")
