"""Tables that people bring: which layout they have, that nothing of a row is lost, and what is no table."""

from __future__ import annotations

import csv
import doctest
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import tables
from explorer.text.tables import Layout, regular, table


def test_the_examples_are_true():
    found = doctest.testmod(tables)
    assert (found.attempted > 0, found.failed) == (True, 0)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_column_of_a_table_is_its_rows_as_lines(separator):
    frame = pd.DataFrame({"id": [1, 2, 3], "a note": ["Кіт, спить", 'says "no"; so', ""], "x": ["a", "b", "c"]})
    found = table("\ufeff" + frame.to_csv(index=False, sep=separator))
    assert found.columns == ("id", "a note", "x")
    assert found.column("a note") == 'Кіт, спить\nsays "no"; so\n\n'
    assert found.column("id") == "1\n2\n3\n"
    assert (found.layout, found.rows, found.longer, found.shorter) == (Layout(separator), 3, 0, 0)
    assert regular(frame.to_csv(index=False, sep=separator))


TWEETS = "tweet\nI like cats; they are nice; really 1\nDogs, too; yes\nNo\n"
LINES = "line\nTo be, or not to be, that is the question 1\nTo die, to sleep\nNo more\n"


@pytest.mark.parametrize("text", [TWEETS, LINES, TWEETS.replace("\n", "\r\n"), LINES.replace("\n", "\r")])
def test_the_marks_of_a_sentence_separate_nothing(text):
    found = table(text)
    lines = text.splitlines()
    assert found.layout.separator == ""
    assert found.columns == (lines[0],)
    assert found.column(lines[0]) == "\n".join(lines[1:]) + "\n"


def test_the_first_line_of_excel_names_the_separator():
    found = table('sep=;\nid;text\n1;"a, b"\n2;"c, d"\n')
    assert found.named
    assert found.columns == ("id", "text")
    assert found.column("text") == "a, b\nc, d\n"


def test_separators_inside_quotation_marks_separate_nothing():
    rows = [(n, "first, second, third; fourth") for n in range(5)]
    for separator in ",;":
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows([("id", "text"), *rows])
        found = table(written.getvalue())
        assert found.layout == Layout(separator)
        assert found.column("text") == "first, second, third; fourth\n" * 5
    assert table('tweet\n"I like, cats"\n"Dogs; too"\n').column("tweet") == "I like, cats\nDogs; too\n"


def test_nothing_of_a_row_that_is_too_long_is_lost_and_it_is_counted():
    found = table("a,a,\n1,2,3\n4,5\n6,7,8,9\n")
    assert found.columns == ("a (1)", "a (2)", "3")
    assert found.column("a (2)") == "2\n5\n7\n"
    assert found.column("3") == "3\n\n8,9\n"
    assert (found.rows, found.longer, found.shorter) == (3, 1, 1)
    assert found.beginning(3) == [["1", "2", "3"], ["4", "5", ""], ["6", "7", "8,9"]]


def test_quotation_marks_that_do_not_fit_are_characters():
    found = table('a,b\n1,"never closed\n2,3\n')
    assert found.layout.quotes is False
    assert found.column("b") == '"never closed\n3\n'
    assert table('line\n"To be" he said\n').column("line") == '"To be" he said\n'
    with pytest.raises(Problem, match=r"line 2 opens one that is not closed|line 3 opens one"):
        found.changed(quotes=True)


def test_the_layout_can_be_changed():
    found = table("I like cats, and dogs\nYes, no\n")
    assert found.changed(separator="", header=False).column("1") == "I like cats, and dogs\nYes, no\n"
    named = table("1,2\n3,4\n")
    assert named.layout.header is False
    assert named.columns == ("1", "2")
    assert named.column("2") == "2\n4\n"
    assert named.changed(header=True).column("2") == "4\n"


def test_a_first_row_that_is_a_sentence_or_a_number_names_nothing():
    assert table("The cat slept.\nThe dog barked.\n").layout.header is False
    assert table("word\nThe dog barked.\n").layout.header is True
    assert table("2024-01-05;the cat\n2024-01-06;the dog\n").layout.header is False


@pytest.mark.parametrize(
    "text", ["The cat slept, and so on.\nThe dog\nNo, no, no.\nYes\n", "a,b\n", "one\ntwo\nthree\n"]
)
def test_prose_does_not_look_like_a_table(text):
    assert not regular(text)


def test_odd_tables_are_read_or_refused():
    assert table("one line").column("one line") == ""
    with pytest.raises(Problem, match="1 to 500 columns; this one has 601"):
        table("," * 600 + "\n")
    with pytest.raises(Problem, match="has 0"):
        table("")
    with pytest.raises(Problem, match="no table with this separator: a cell in line 2 is too long"):
        table("a,b\n" + "x" * 200_000 + ",1\n")
    with pytest.raises(Problem, match="too long"):
        table("a,b\n" + "1," * 500_000)


@given(st.text(max_size=200), st.sampled_from(["", ",", ";"]), st.booleans(), st.booleans())
def test_any_text_is_a_table_or_a_problem(text, separator, header, quotes):
    try:
        found = table(text)
        for one in (found, found.changed(separator=separator, header=header, quotes=quotes)):
            for name in one.columns:
                assert one.column(name).count("\n") >= one.rows
    except Problem:
        return  # any other error fails the test


@given(st.lists(st.lists(st.text(st.sampled_from('ab ,;"\n'), max_size=8), min_size=2, max_size=3), min_size=2))
def test_what_is_written_as_a_table_is_read_again(rows):
    width = len(rows[0])
    rows = [["x"] * width, *[[*row, "", ""][:width] for row in rows]]
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    found = table(written.getvalue())
    if found.layout.separator == ",":  # a text of so few characters may look like another
        assert found.beginning(len(rows)) == rows[1:]
