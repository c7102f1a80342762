"""Networks that learn on the pages of the applications are asked something new, without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import learnt
from explorer.tasks.activity import Activity
from explorer.training import Trainer
from tests.lessons.opened import unpacked
from tests.lessons.test_own_data import GOOD, bring, motion, open_page, publish, session

ASKED = {
    "sentiment": ("a small cat sleeps", "cats", ["cats", "dogs"]),
    "entities": ("Ann31 saw Kyiv", "Ann31 (PER) · Kyiv (LOC)", ["O", "PER", "LOC"]),
    "dna": ("acgtacATGGCC", "codes:", ["does not code", "codes"]),
}


def trained(page: AppTest, name: str, steps: int) -> Trainer:
    """Let the run of a page be as far as it would be after so many steps."""
    run = session(page, name).run
    config = run.lanes["gru"].config.changed(hidden_size=16, learning_rate=0.02)
    trainer = Trainer(config)
    trainer.train(steps=steps)
    publish(run, trainer)
    return trainer


def field(page: AppTest, name: str) -> Any:
    return next(one for one in [*page.text_input, *page.text_area] if one.key == f"{name}_learnt_question")


def answered(page: AppTest) -> list[dict[str, Any]]:
    """What was sent to panels of answers of networks that learn."""
    sent = [unpacked(one.proto.bytes)[0] for one in page.get("bidi_component") if one.proto.bytes]
    return [one for one in sent if "training step" in str(one.get("columns"))]


def notes(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.caption, *page.info, *page.error])


def ask(page: AppTest, name: str, question: str) -> AppTest:
    field(page, name).set_value(question).run()
    assert not page.exception, page.exception
    return page


@pytest.mark.parametrize("name", ASKED)
def test_networks_that_learnt_ones_own_data_answer_about_something_new(name: str) -> None:
    question, verdict, labels = ASKED[name]
    page = bring(open_page(name), GOOD[name])
    trained(page, name, 40)
    (one,) = answered(ask(page, name, question))
    assert one["labels"] == labels
    assert len(one["columns"]) == 3
    assert all(column["verdict"].startswith(verdict) for column in one["columns"])
    assert all("after training step 40" in column["caption"] for column in one["columns"])
    title = GOOD[name][0][0].replace("_", r"\_")
    assert f"which learn “{title}”, after training step 40" in notes(page)
    assert [column["wrong"] is None for column in one["columns"]] == [name != "dna"] * 3  # capitals say what codes


@pytest.mark.parametrize("name", ASKED)
def test_those_that_learnt_the_built_in_data_do_so_at_first_sight_and_an_example_stands_in_the_field(name: str) -> None:
    page = open_page(name)
    example = field(page, name).placeholder
    assert example.startswith("for example: ")
    (one,) = answered(ask(page, name, example.removeprefix("for example: ").rstrip("…")))
    assert [column["cell"] for column in one["columns"]] == ["rnn", "gru", "lstm"]
    assert not page.error


def test_nobody_is_asked_before_and_while_they_learn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = learnt.learnt
    monkeypatch.setattr(learnt, "learnt", lambda *args, **how: asked.append(args[1]) or real(*args, **how))
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    assert "learnt nothing yet" in notes(ask(page, "sentiment", "the cat sleeps"))
    trained(page, "sentiment", 5)
    page.run()
    assert asked == []
    page.button("sentiment_learnt_ask").click().run()
    assert asked == ["the cat sleeps"] * 3
    trained(page, "sentiment", 9)
    page.run()
    assert len(asked) == 3
    assert "after training step 5." in notes(page)
    assert page.button("sentiment_learnt_ask").label == "Ask again"
    page.button("sentiment_learnt_ask").click().run()
    assert len(asked) == 6
    assert "after training step 9." in notes(page)
    ask(page, "sentiment", "a dog barks")
    assert asked[6:] == ["a dog barks"] * 3
    assert answered(ask(page, "sentiment", "")) == []


def test_answers_of_networks_from_before_say_so() -> None:
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    trained(page, "sentiment", 5)
    ask(page, "sentiment", "cat sleeps")
    page.button("own_data_back").click().run()
    assert "These answers are of networks from before, which learnt “pets.csv”, after training step 5" in notes(page)
    assert answered(page)[0]["labels"] == ["cats", "dogs"]
    page.button("sentiment_learnt_ask").click().run()
    assert "know none of these words" in notes(page)
    assert answered(page) == []


def test_several_labels_name_the_next_one_and_stay_as_they_are_written() -> None:
    labels = {"cat": "negative", "dog": "<b>*x*\u200b</b>", "owl": "positive"}
    rows = "".join(f"the {animal} {n} sleeps,{label}\n" for n in range(30) for animal, label in labels.items())
    page = bring(open_page("sentiment"), [("a.csv", f"text,label\n{rows}".encode())])
    trained(page, "sentiment", 30)
    page.session_state["language"] = "uk"
    page.run()
    field(page, "sentiment").set_value("![x](y) the dog").run()
    assert not page.exception
    sent = [unpacked(one.proto.bytes)[0] for one in page.get("bidi_component") if one.proto.bytes]
    (one,) = [one for one in sent if one.get("labels") == ["<b>*x*⟨U+200B⟩</b>", "negative", "positive"]]
    assert all(column["verdict"].startswith("<b>*x*⟨U+200B⟩</b> ") for column in one["columns"])
    assert all("далі: " in column["caption"] for column in one["columns"])
    assert "![x](y)" not in notes(page)
    assert "прочитано як ⟨UNK⟩): !" in notes(page)


def test_what_cannot_be_asked_says_why_and_the_field_stays() -> None:
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    trained(page, "sentiment", 1)
    assert "know none of these words" in ask(page, "sentiment", "zebra").error[0].value
    long = ask(page, "sentiment", "the cat sleeps " * 60)
    assert not long.error
    assert "They read the first 64 steps" in notes(long)
    assert field(page, "sentiment").value.startswith("the cat")


def test_a_motion_is_judged_by_the_networks_that_learn_here_once_it_is_asked_about() -> None:
    page = open_page("activity", figure="3")
    assert answered(page) == []
    page.button("activity_learnt_ask").click().run()
    (one,) = answered(page)
    assert one["labels"] == ["walks", "runs", "jumps", "waves", "sits down", "stands up"]
    assert one["tokens"] == [str(frame + 1) for frame in range(24)]
    task = Activity()
    does = {number: task.symbols[task.held_out.activities[number - 1]] for number in range(1, 13)}
    assert one["columns"][2]["verdict"].startswith(does[3])
    other = next(number for number in does if does[number] != does[3])
    page.number_input("activity_figure").set_value(other).run()
    (one,) = answered(page)
    assert one["columns"][2]["verdict"].startswith(does[other])


def test_a_motion_of_ones_own_is_judged_by_networks_that_learnt_ones_own_motions() -> None:
    page = bring(open_page("activity"), GOOD["activity"])
    trained(page, "activity", 20)
    motions = next(one for one in page.file_uploader if one.label.startswith("A motion of your own"))
    motions.set_value(("walk.csv", motion(30, 7), "text/csv")).run()
    page.button("activity_learnt_ask").click().run()
    assert not page.exception
    (one,) = answered(page)
    assert one["labels"] == ["walk", "wave"]
    assert len(one["tokens"]) == 24
    assert "They read the first 24 steps" in notes(page)
