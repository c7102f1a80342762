"""The rooms of the applications without a browser: what a first visit shows, asks and links, and what goes wrong."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.answers import applications, ask, reached, used
from explorer.app.numbers import share
from explorer.lessons.dna import choose as dna
from explorer.lessons.dna.choose import MADE_UP
from explorer.lessons.entities import choose as entities
from explorer.lessons.sentiment import choose as sentiment
from explorer.names import CELLS
from explorer.shelf import directions
from explorer.tasks.activity import Activity
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


def cards(page: AppTest) -> str:
    return next(one.proto.body for one in page.get("html") if 'class="cards"' in one.proto.body)


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
def test_what_networks_reach_and_what_counting_reaches_is_told_of_the_same_unseen_data(name: str) -> None:
    page, found = open_page(name), [reached(name, cell) for cell in CELLS]
    captions = [column["caption"] for column in with_(page, "glue")["columns"]]
    assert [caption.split(": ")[1] for caption in captions] == [share(one.unseen.score) for one in found]
    assert ["5-fold cross-validation" in caption for caption in captions] == [name == "sentiment"] * 3
    told = next(one.value for one in page.caption if "same unseen data" in one.value)
    assert all(told.count(share(score)) for score in found[0].unseen.baselines.values())


@pytest.mark.parametrize("name", ASKED)
def test_a_link_brings_a_question_and_says_the_one_that_is_asked(name: str) -> None:
    question = {"entities": "Mr. Brown met Anna.", "dna": "ATGGCCAAGTAA", "sentiment": "A dull film."}[name]
    page = open_page(name, text=question)
    assert "".join(with_(page, "glue")["tokens"]).lower() == question.replace(" ", "").lower()
    assert page.query_params["text"] == question
    field = page.text_area(f"{name}_question") if name == "dna" else page.text_input(f"{name}_question")
    field.set_value(ASKED[name]).run()
    assert "text" not in page.query_params


@pytest.mark.parametrize("module", [entities, dna, sentiment])
def test_of_every_example_as_much_is_known_to_be_right_as_there_are_answers(module: Any) -> None:
    asking = module.ASKING
    known = {example.text: example.right or asking.told(example.text) for example in asking.examples}
    assert 4 <= len(known) <= 6
    for text, right in known.items():
        tokens = ask(asking.task, text).tokens
        assert set(right) <= {"0", "1"}
        assert len(right) in (0, 1 if asking.kind == "end" else len(tokens)), text
    assert sum(right == "" for right in known.values()) <= 1


def test_the_persons_of_the_examples_are_those_that_the_lecture_names() -> None:
    first = entities.ASKING.examples[1]
    tokens = ask("entities", first.text).tokens
    named = [token for token, right in zip(tokens, first.right, strict=True) if right == "1"]
    assert named == ["Harry", "Potter", "Hermione", "Granger"]


@pytest.mark.parametrize("name", ASKED)
def test_what_the_networks_get_wrong_is_counted_as_they_answered_it(name: str) -> None:
    asking = {"entities": entities, "dna": dna, "sentiment": sentiment}[name].ASKING
    example = asking.examples[1]
    right = [label == "1" for label in example.right or asking.told(example.text)]
    for column in with_(open_page(name, text=example.text), "glue")["columns"]:
        shares = asking.shares(ask(name, example.text, column["cell"]).probabilities)
        said = shares if asking.kind == "every" else shares[-1:]
        assert column["wrong"] == [i for i, (p, yes) in enumerate(zip(said, right, strict=True)) if (p >= 0.5) != yes]


def test_capitals_among_small_letters_tell_what_codes_of_a_strand_of_ones_own() -> None:
    assert dna.marked("aaaATGGCCTAAaaa") == "01110"
    assert dna.marked("AAAATGGCCTAAAAA") == ""
    page = open_page("dna", text="AAAATGGCCTAAAAA")
    assert [column["wrong"] for column in with_(page, "glue")["columns"]] == [None] * 3


def test_the_author_of_an_opinion_says_what_is_right_and_of_the_next_nothing_is_known() -> None:
    page = open_page("sentiment", text="A dull film.")
    assert [column["wrong"] for column in with_(page, "glue")["columns"]] == [None] * 3
    choice = next(one for one in page.segmented_control if one.label == "What is right?")
    choice.set_value(0).run()
    assert [column["wrong"] for column in with_(page, "glue")["columns"]] == [[]] * 3
    page.text_input("sentiment_question").set_value("A wonderful film.").run()
    assert [column["wrong"] for column in with_(page, "glue")["columns"]] == [None] * 3


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("entities", "Гаррі зустрів Герміону", "read Latin letters"),
        ("dna", "HELLO", "no bases"),
        ("sentiment", "Немає нічого", "know none of these words"),
        ("sentiment", "good " + "a," * 900, "at most 1,000 words"),
        ("entities", "Ann " + "a," * 900, "at most 1,000 words"),
    ],
)
def test_what_they_do_not_take_is_told_and_everything_else_stays(name: str, question: str, said: str) -> None:
    page = open_page(name, text=question)
    assert said in page.error[0].value
    assert with_(page, "gradientTitle")


@pytest.mark.parametrize(("name", "unit"), [("entities", "Ann met Bob. "), ("dna", "ACGTACGTACGT")])
def test_of_a_long_question_it_is_said_that_nothing_is_explained(name: str, unit: str) -> None:
    page = open_page(name, text=unit * 40)
    answers = with_(page, "glue")
    assert len(answers["tokens"]) > 100
    assert all(peak == 0 for column in answers["columns"] for peak in column["peaks"])
    assert [one.value for one in page.caption if "is measured for up to 100 steps" in one.value]


def test_who_reads_in_one_direction_takes_toys_for_a_president_and_the_link_says_how_they_read() -> None:
    page = open_page("entities", reading="forward", text="Teddy bears are on sale.")
    answers = with_(page, "glue")
    assert (answers["shape"], answers["both"]) == ("Many-to-many, in one direction", False)
    assert [column["wrong"] for column in answers["columns"]] == [[0]] * 3
    assert page.query_params["reading"] == "forward"
    page.button_group("entities_reading").set_value("").run()
    answers = with_(page, "glue")
    assert (answers["shape"], answers["both"]) == ("Many-to-many, in both directions", True)
    assert [column["wrong"] for column in answers["columns"]] == [[]] * 3
    assert "reading" not in page.query_params


def test_motions_of_people_are_judged_frame_by_frame_and_the_figure_is_in_the_link() -> None:
    page = open_page("activity", figure="3")
    assert page.number_input("activity_figure").value == 3
    judged = with_(page, "glue")
    assert judged["tokens"] == [str(frame) for frame in range(1, 25)]
    assert judged["labels"] == list(applications["activity"].labels)
    right = ask("activity", Activity().held_out.joints[:, 2], "gru")
    gru = judged["columns"][1]
    assert f" {max(right.output.values()):.0%}".rstrip("%") in gru["verdict"]
    weight = used("activity", Activity().held_out.joints[:, 2], "gru")[0]
    assert gru["peaks"][0] == pytest.approx(weight.max() / weight.sum(), abs=1e-4)
    page.number_input("activity_figure").set_value(1).run()
    assert [column["wrong"] for column in with_(page, "glue")["columns"]] == [[0], [], []]
    assert "figure" not in page.query_params


def test_what_figures_do_is_said_in_ukrainian() -> None:
    page = open_page("activity", lang="uk")
    [told] = [json.loads(one.proto.json) for one in page.get("bidi_component") if '"panes"' in one.proto.json]
    texts = [pane["own"] for pane in told[0]["panes"]]
    assert len(texts) == 3
    for text in texts:
        assert "встає" in text
        assert "stands up" not in text


def test_frames_are_played_backwards_and_the_score_falls() -> None:
    page = open_page("activity", order="backwards")
    strips = [header for header in sent(page) if "bones" in header]
    assert [strip["shape"] for strip in strips] == ["Many-to-one", "", ""]
    assert cards(page).count("stands up, ") == 3
    assert cards(page).count("as it was") == 3
    forwards = page.button_group("activity_order").set_value("forwards").run()
    assert cards(forwards).count("sits down, ") == 3
    assert "order" not in forwards.query_params


@pytest.mark.parametrize(
    ("name", "shape", "both"),
    [("entities", "many-to-many", True), ("dna", "many-to-many", True), ("sentiment", "many-to-one", False)],
)
def test_they_show_their_shape_and_lead_to_the_five(name: str, shape: str, both: bool) -> None:
    page = open_page(name)
    answers = with_(page, "glue")
    assert answers["shape"].lower().startswith(shape)
    assert answers["both"] is both
    [link] = [one.proto for one in page.get("page_link") if "This shape" in one.proto.label]
    assert link.page == "shapes"
    assert link.query_string == f"shape={shape}"


@pytest.mark.parametrize(("name", "recipe"), [("entities", "entities-english"), ("dna", "dna")])
def test_one_direction_is_compared_with_both_as_it_was_measured(name: str, recipe: str) -> None:
    page = open_page(name)
    assert "One direction or both?" in [header.value for header in page.header]
    found = directions.find(recipe)
    assert found is not None
    better = sum(np.mean(found.both[cell]) > np.mean(found.one[cell]) for cell in CELLS)
    assert any(f"{better} of 3 cells score higher" in caption.value for caption in page.caption)


@pytest.mark.parametrize("name", TITLES)
def test_they_speak_ukrainian(name: str) -> None:
    page = open_page(name, lang="uk")
    assert page.title[0].value != TITLES[name]
    assert any("навч" in header.value or "Рухи" in header.value or "вчаться" in header.value for header in page.header)
