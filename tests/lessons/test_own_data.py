"""Data of one's own on the pages of the applications, without a browser: learnt, told, kept; and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import own_data
from explorer.app.session import lab
from explorer.config import Config
from explorer.records import to_bytes
from explorer.saved import from_file, to_file
from explorer.tasks import make_task
from explorer.text import corpora, motions
from explorer.text.bases import marked
from explorer.text.skeleton import JOINTS
from explorer.training import Trainer
from tests.lessons.opened import open_lesson

File = tuple[str, bytes]


def motion(frames: int, seed: int, column: str = "") -> bytes:
    """A body that stands and shakes: x, y, z of 19 joints in mm."""
    rng, high = np.random.default_rng(seed), np.linspace(0, 1500, len(JOINTS))
    rows = [",".join(f"{n * 9 % 200:.0f},{high[n] + rng.normal(0, 9):.1f},0" for n in range(19)) for _ in range(frames)]
    return "".join(f"{column}{row}\n" for row in rows).encode()


def strand(bases: int = 900) -> bytes:
    drawn, codes = np.random.default_rng(3).integers(0, 4, bases), np.arange(bases) % 90 < 45
    return f">one\n{marked(drawn, codes)}\n".encode()


PETS = "text,topic\n" + "".join(f"the cat number {n} sleeps,cats\nthe dog number {n} barks,dogs\n" for n in range(30))
NAMED = "".join(f"Ann{n}\tB-PER\nsaw\tO\nKyiv\tB-LOC\n\n" for n in range(30))
GOOD: dict[str, Sequence[File]] = {
    "sentiment": [("pets.csv", PETS.encode())],
    "entities": [("names.conll", NAMED.encode())],
    "dna": [("genes.fasta", strand())],
    "activity": [(f"{kind}_{n}.csv", motion(30, n)) for kind in ("walk", "wave") for n in range(3)],
}
TOLD = {
    "sentiment": "cats 30 · dogs 30",
    "entities": "PER 30 · LOC 30",
    "dna": "bases: 900, of which 50",
    "activity": "walk 3 · wave 3",
}
TASKS = {
    "sentiment": "labelled-texts",
    "entities": "labelled-tokens",
    "dna": "labelled-strands",
    "activity": "labelled-motions",
}
NOT_THESE = [
    ("sentiment", [("a.csv", b"")], "is empty"),
    ("sentiment", [("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\xff")], "PNG"),
    ("sentiment", [("a.csv", b"text,label\n" + b"I like it,good\n" * 30)], "at least 2 different labels"),
    ("sentiment", [("a.csv", "".join(f"I like {n},label {n}\n" for n in range(60)).encode())], "at most 10 different"),
    ("sentiment", [("a.csv", b"text,label\n" + b"same,good\nother,bad\n" * 30)], "kept aside to test"),
    ("sentiment", [("a.csv", b"text,label\n" + b"a b c,x\n")], "at least 2"),
    ("sentiment", [("a.csv", "".join(f"w{n},{'xy'[n % 2]}\n" for n in range(60)).encode())], "occurs twice"),
    ("sentiment", [("a.csv", "only one column\n" * 40)], "single column"),
    ("entities", [("a.conll", b"a sentence without any labels at all\n")], "must be a token and its label"),
    ("entities", [("a.conll", b"He\tO\nslept\tO\n\n" * 30)], "nothing to find"),
    ("entities", [("a.conll", "".join(f"w{n}\tB-T{n}\n\n" for n in range(30)).encode())], "at most 20 types"),
    ("entities", [("a.conll", b"Ann\tB-PER\n" + b"x" * 300 + b"\tO\n")], "at most 200 characters"),
    ("dna", [("a.fasta", b">p\nMKVLQEFW\n")], "no bases"),
    ("dna", [("a.fasta", b">one\n" + b"ACGT" * 200 + b"\n")], "Nothing tells apart"),
    ("dna", [("a.fasta", b">one\nacgtACGTacgt\n")], "takes at least 120 bases"),
    ("dna", [("a.gb", b"LOCUS       broken\nFEATURES\n//\n")], "GenBank file is damaged"),
    ("activity", [("walk_1.csv", motion(30, 1))], "2 to 10 different things"),
    ("activity", [("walk_1.csv", motion(30, 1)), ("run_1.csv", b"1,2,3\n")], "“run_1.csv” could not be read"),
    ("activity", [("walk_1.csv", motion(30, 1)), ("run_1.csv", b"nan," + motion(1, 1)[2:])], "a number should stand"),
    ("activity", [("walk_1.csv", motion(30, 1)), ("1.csv", motion(30, 2))], "must begin with what is done"),
    ("activity", [(f"{name}_1.csv", motion(25, 1)) for name in "abcdefghijk"], "2 to 10 different things"),
    ("activity", [("walk_1.csv", b"0," * 57 + b"\n"), ("run_1.csv", motion(30, 2))], "lie in one place"),
]


def open_page(name: str, **query: str) -> AppTest:
    return open_lesson(f"pages/{name}.py", before={f"own_data_lid_{name}": True}, **query)


def bring(page: AppTest, files: Sequence[tuple[str, bytes | str]]) -> AppTest:
    named = [(name, data.encode() if isinstance(data, str) else data, "text/plain") for name, data in files]
    field = next(one for one in page.file_uploader if "32 MB" in one.label)
    field.set_value(named if len(named) > 1 or "together" in field.label else named[0]).run()
    assert not page.exception, page.exception
    return page


def session(page: AppTest, name: str) -> Any:
    return page.session_state[f"session_{name}"]


def said(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.markdown, *page.error, *page.info, *page.warning])


@pytest.mark.parametrize("name", GOOD)
def test_what_is_brought_is_learnt_told_and_left_again(name: str) -> None:
    page = bring(open_page(name), GOOD[name])
    config = session(page, name).config
    assert config.task == TASKS[name]
    assert config.own
    assert TOLD[name] in said(page)
    assert page.query_params["run"]
    assert config.text not in str(page.query_params)
    page.button("own_data_back").click().run()
    assert session(page, name).config.task == name
    page.button("own_data_again").click().run()
    assert session(page, name).config == config
    assert TOLD[name] in said(page)


@pytest.mark.parametrize("name", GOOD)
def test_what_cannot_be_learnt_says_why_and_leaves_what_was_there(name: str) -> None:
    page = bring(open_page(name), GOOD[name])
    before = session(page, name).config
    assert TOLD[name] in said(page)
    for files, why in ((files, why) for of, files, why in NOT_THESE if of == name):
        bring(page, files)
        assert [why in error.value for error in page.error] == [True], (files[0][0], why, page.error)
        assert session(page, name).config == before, why
    bring(page, GOOD[name])
    assert not page.error


def test_a_file_in_another_encoding_is_shown_before_it_is_read() -> None:
    page = bring(open_page("sentiment"), [("a.csv", PETS.replace("cat", "кіт").encode("cp1251"))])
    assert session(page, "sentiment").config.task == "sentiment"
    assert "windows-1251" in page.warning[0].value
    page.button("own_data_decide").click().run()
    assert session(page, "sentiment").config.task == "labelled-texts"
    assert "кіт" in session(page, "sentiment").config.text


def test_a_file_that_is_too_large_and_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page("activity")
    monkeypatch.setattr(own_data, "MOST_FILES", 5)
    assert "At most 5 files" in bring(page, GOOD["activity"]).error[0].value
    monkeypatch.setattr(corpora, "MAX_BYTES", 1000)
    assert "A file may have at most 1,000 bytes" in bring(page, GOOD["activity"][:2]).error[0].value


def test_motions_are_read_in_clips_and_one_frame_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motions, "MAX_FRAMES", 1_000)
    page = bring(open_page("activity"), [("walk_1.csv", motion(600, 1)), ("run_1.csv", motion(400, 2))])
    assert "frames: 1,000; the networks read 24 at a time" in said(page)
    assert not page.error
    bring(page, [("walk_1.csv", motion(600, 1)), ("run_1.csv", motion(401, 2))])
    assert "at most 1,000 frames together" in page.error[0].value


def test_other_data_takes_the_place_of_what_was_there_and_settings_leave_it() -> None:
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    first = session(page, "sentiment").run.id
    page = bring(page, [("birds.csv", PETS.replace("cat", "owl").encode())])
    assert "owls 30" in said(page)
    assert "owl" in session(page, "sentiment").config.text
    assert page.query_params["run"] != first
    page.session_state["setting_sentiment_lid"] = True
    (units,) = (one for one in page.run().select_slider if one.label == "Hidden units")
    units.set_value(8).run()
    config = session(page, "sentiment").config
    assert (config.task, config.hidden_size) == ("labelled-texts", 8)
    assert "owl" in config.text
    assert "birds.csv" in said(page)


FILMS = "id,review,stars,topic\n" + "".join(
    f"{n},the {kind} {n} was fine to watch,{n % 2},{kind}\n" for n in range(30) for kind in ("film", "play")
)


def boxes(page: AppTest, name: str) -> dict[str, Any]:
    """What may be chosen about how data is read, by name."""
    start = f"own_data_{name}_"
    return {one.key[len(start) :].split("_")[0]: one for one in page.selectbox if (one.key or "").startswith(start)}


def choose(page: AppTest, name: str, what: str, place: int) -> AppTest:
    boxes(page, name)[what].select_index(place).run()
    assert not page.exception, page.exception
    return page


def test_the_columns_of_a_table_are_guessed_and_can_be_chosen() -> None:
    page = bring(open_page("sentiment"), [("films.csv", FILMS.encode())])
    assert {what: box.value for what, box in boxes(page, "sentiment").items()} == {"texts": 1, "labels": 2, "header": 0}
    assert boxes(page, "sentiment")["labels"].options == ["id", "review", "stars", "topic"]
    assert "labels from “stars”" in said(page)
    first = session(page, "sentiment").run.id
    choose(page, "sentiment", "labels", 3)
    assert "film 30 · play 30" in said(page)
    assert make_task(session(page, "sentiment").config).symbols == ("film", "play")
    assert session(page, "sentiment").run.id != first
    choose(page, "sentiment", "header", 1)
    assert boxes(page, "sentiment")["labels"].options[3] == "4: topic"
    assert "topic 1" in said(page)
    choose(page, "sentiment", "header", 0)
    assert "film 30 · play 30" in said(page)
    page.button("own_data_back").click().run()
    assert not boxes(page, "sentiment")
    page.button("own_data_again").click().run()
    assert boxes(page, "sentiment")["labels"].value == 3
    page.button("own_data_example").click().run()
    assert not boxes(page, "sentiment")


def test_a_column_that_cannot_be_learnt_says_why_and_the_last_good_one_stays() -> None:
    page = bring(open_page("sentiment"), [("films.csv", FILMS.encode())])
    before = session(page, "sentiment").config
    choose(page, "sentiment", "labels", 0)
    assert "“id” holds 30" in page.error[0].value
    assert boxes(page, "sentiment")["labels"].value == 2
    assert "labels from “stars”" in said(page)
    assert session(page, "sentiment").config == before
    choose(page, "sentiment", "labels", 3)
    assert not page.error
    choose(page, "sentiment", "texts", 3)  # where labels were: they change places
    assert "“review” holds 60" in page.error[0].value
    assert [boxes(page, "sentiment")[what].value for what in ("texts", "labels")] == [1, 3]


def test_a_table_whose_guess_cannot_be_learnt_is_read_once_another_column_is_chosen() -> None:
    rows = "".join(f"{n:064x},cat {n % 9} sleeps,cats\n{n + 99:064x},dog {n % 9} barks,dogs\n" for n in range(30))
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    before = session(page, "sentiment").config
    bring(page, [("<b>![x](y).csv", f"<img src=x>,![a](b),*topic*\n{rows}".encode())])
    assert "occurs twice" in page.error[0].value
    assert boxes(page, "sentiment")["texts"].options == ["<img src=x>", "![a](b)", "*topic*"]
    assert session(page, "sentiment").config == before
    choose(page, "sentiment", "texts", 1)
    assert not page.error
    assert "cats 30 · dogs 30" in said(page)
    assert "![a](b)" not in said(page)
    assert r"!\[a\](b)" in said(page)
    assert "cat 1 sleeps" in session(page, "sentiment").config.text


def test_of_conll_with_more_columns_that_of_labels_can_be_chosen() -> None:
    rows = "".join(f"EU{n} NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n" for n in range(30))
    page = bring(open_page("entities"), [("reuters.conll", rows.encode())])
    assert "ORG 30" in said(page)
    choose(page, "entities", "labels", 2)
    assert "NP 30 · VP 30" in said(page)
    choose(page, "entities", "labels", 1)
    assert "must be a token and its label" in page.error[0].value
    assert boxes(page, "entities")["labels"].value == 2
    bring(page, GOOD["entities"])
    assert not boxes(page, "entities")  # there is nothing to choose from


def test_the_link_of_a_run_brings_its_data_back_to_somebody_else() -> None:
    page = bring(open_page("sentiment"), GOOD["sentiment"])
    other = open_page("sentiment", task="labelled-texts", run=session(page, "sentiment").run.id)
    assert session(other, "sentiment").run is session(page, "sentiment").run
    assert session(other, "sentiment").config.text == session(page, "sentiment").config.text
    assert "Your own data" in said(other)
    lost = open_page("sentiment", task="labelled-texts", run="nowhere")
    assert "never in a link" in said(lost)


def test_a_label_that_is_seen_once_and_uneven_ones_are_said() -> None:
    rows = PETS + "a lonely bird sings,birds\n" + ",cats\n"
    page = bring(open_page("sentiment"), [("a.csv", rows.encode())])
    assert "Seen once, so learnt but never tested: birds" in said(page)
    assert "uneven" in said(page)
    assert "left out: 1" in said(page)


@pytest.mark.parametrize("name", GOOD)
def test_the_example_shows_the_format_and_a_link_without_data_learns_it(name: str) -> None:
    page = open_page(name, task=TASKS[name])
    assert "An example" in said(page)
    assert session(page, name).config.text == ""
    assert not page.error


@pytest.mark.parametrize("name", GOOD)
def test_saved_networks_come_back_on_your_own_text_and_lead_to_their_page_alone(name: str) -> None:
    config = session(bring(open_page(name), GOOD[name]), name).config.changed(hidden_size=4, cell="gru")
    trainer = Trainer(config)
    trainer.train(steps=2)
    file = to_file({"gru": config}, {"gru": trainer.state()}, "mine")
    assert from_file(file).configs["gru"] == config

    page = open_lesson("pages/own_text.py")
    page.file_uploader[1].set_value(("mine.rnn.safetensors", file, "application/octet-stream")).run()
    assert not page.error
    (run,) = (run for _, run in page.session_state["own_runs"].values())
    lab().keep(run)
    publish(run, trainer)
    page.run()
    ways = [one.key for one in page.button if (one.key or "").startswith("own_text_to_")]
    assert ways == [f"own_text_to_{name}"]
    page.button(ways[0]).click().run()
    assert not page.exception
    assert session(page, name).config.text == config.text
    assert tuple(session(page, name).cells) == ("gru",)
    assert "**mine**" in said(page)


def publish(run: Any, trainer: Trainer) -> None:
    """As a worker would."""
    snapshot = trainer.snapshot()
    for name, lane in run.lanes.items():
        told = {"lane": name, "step": trainer.step, "able": 10.0, "rate": 7.0, "loss": 2.0}
        told |= {"packed": to_bytes(snapshot)}
        score = next(iter(snapshot.metrics.values()))
        lane.receive(told | {"steps": 2, "metric": score, "pauses": 0, "state": trainer.state()})


def test_no_other_page_offers_tasks_whose_data_must_be_brought() -> None:
    page = open_lesson("pages/compare.py")
    page.session_state["setting_compare_lid"] = True
    (tasks,) = (box for box in page.run().selectbox if box.label == "Task")
    assert not set(TASKS.values()) & set(tasks.options)
    assert Config(task="labelled-texts").own is False
