"""The rooms of the applications without a browser: what a first visit shows, asks and links, and what goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.answers import ask
from explorer.lessons.dna.choose import MADE_UP
from tests.lessons.opened import open_lesson, unpacked

ASKED = {
    "entities": "Harry Potter and Hermione Granger invented a new spell.",
    "dna": MADE_UP,
    "sentiment": "There is nothing to like in this movie.",
}
TITLES = {
    "entities": "Who is named?",
    "dna": "Where does a gene speak?",
    "sentiment": "What does it feel?",
    "activity": "What are they doing?",
}


def open_page(name: str, **query: str) -> AppTest:
    return open_lesson(f"pages/{name}.py", **query)


def sent(page: AppTest) -> list[dict[str, Any]]:
    return [unpacked(one.proto.bytes)[0] for one in page.get("bidi_component") if one.proto.bytes]


def with_(page: AppTest, name: str) -> dict[str, Any]:
    return next(header for header in sent(page) if name in header)


@pytest.mark.parametrize("name", TITLES)
def test_a_first_visit_shows_a_finished_run_of_three_networks_that_learnt_it(name: str) -> None:
    page = open_page(name)
    assert page.title[0].value == TITLES[name]
    board = with_(page, "gradientTitle")
    assert [column["title"] for column in board["columns"]] == ["RNN", "GRU", "LSTM"]
    assert not page.error
    assert "run" not in page.query_params


@pytest.mark.parametrize("name", ASKED)
def test_networks_that_learnt_real_data_answer_at_first_sight_and_say_what_decided(name: str) -> None:
    answers = with_(open_page(name), "glue")
    answer = ask(name, ASKED[name], "gru")
    assert answers["tokens"] == list(answer.tokens)
    assert [column["title"] for column in answers["columns"]] == ["RNN", "GRU", "LSTM"]
    assert all(column["verdict"] and "%" in column["caption"] for column in answers["columns"])


@pytest.mark.parametrize("name", ASKED)
def test_a_link_brings_a_question_and_says_the_one_that_is_asked(name: str) -> None:
    question = {"entities": "Mr. Brown met Anna.", "dna": "ATGGCCAAGTAA", "sentiment": "A dull film."}[name]
    page = open_page(name, text=question)
    assert "".join(with_(page, "glue")["tokens"]).lower() == question.replace(" ", "").lower()
    assert page.query_params["text"] == question
    field = page.text_area(f"{name}_question") if name == "dna" else page.text_input(f"{name}_question")
    field.set_value(ASKED[name]).run()
    assert "text" not in page.query_params


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("entities", "Гаррі зустрів Герміону", "read Latin letters"),
        ("dna", "HELLO", "no bases"),
        ("sentiment", "Немає нічого", "know none of these words"),
    ],
)
def test_what_they_do_not_take_is_told_and_everything_else_stays(name: str, question: str, said: str) -> None:
    page = open_page(name, text=question)
    assert said in page.error[0].value
    assert with_(page, "gradientTitle")


def test_motions_of_people_are_judged_and_the_figure_is_in_the_link() -> None:
    page = open_page("activity", figure="3")
    assert page.number_input("activity_figure").value == 3
    assert with_(page, "bones")["size"] == 20
    assert page.table[0].value.shape == (3, 3)
    page.number_input("activity_figure").set_value(1).run()
    assert "figure" not in page.query_params


@pytest.mark.parametrize("name", TITLES)
def test_they_speak_ukrainian(name: str) -> None:
    page = open_page(name, lang="uk")
    assert page.title[0].value != TITLES[name]
    assert any("навч" in header.value or "Рухи" in header.value or "вчаться" in header.value for header in page.header)
