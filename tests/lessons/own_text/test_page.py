"""The page about a person's own text without a browser: what it says and does with every kind of file."""

from __future__ import annotations

import pickle
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import session
from explorer.app.session import lab
from explorer.config import Config
from explorer.records import to_bytes
from explorer.saved import from_file, to_file
from explorer.text import corpora
from explorer.text.statistics import Statistics
from explorer.training import Trainer
from tests.lessons.opened import open_lesson

open_page = partial(open_lesson, "pages/own_text.py")
TEXT = corpora.load("ukrainian")[:4000]
SMALL = {"hidden_size": 4, "time_steps": 8, "batch_size": 2}


def said(page: AppTest) -> str:
    parts = [
        *page.get("progress"),
        *page.markdown,
        *page.header,
        *page.error,
        *page.warning,
        *page.info,
        *page.caption,
        *page.text,
    ]
    return "\n".join(part.proto.text if part.type == "progress" else part.value for part in parts) + "".join(
        block.proto.body for block in page.get("html")
    )


def bring(page: AppTest, name: str, data: bytes, tab: int = 0) -> AppTest:
    page.file_uploader[tab].set_value((name, data, "text/plain")).run()
    assert not page.exception
    return page


def trained(run: Any, steps: int = 3) -> None:
    """As the workers would: every lane has learnt something and published it."""
    for name, lane in run.lanes.items():
        trainer = Trainer(lane.config)
        snapshot = trainer.advance(steps=steps)
        lane.receive(
            {
                "lane": name,
                "step": steps,
                "able": 10.0,
                "rate": 7.0,
                "packed": to_bytes(snapshot),
                "loss": 2.0,
                "steps": steps,
                "metric": next(iter(snapshot.metrics.values())),
                "pauses": 0,
                "state": trainer.state(),
            }
        )


def test_a_first_visit_shows_an_example_in_numbers_and_one_press_tries_it() -> None:
    page = open_page()
    assert page.title[0].value == "Your own text"
    assert "An example" in page.header[0].value
    assert len(page.get("bidi_component")) == 3
    page.button(key="own_text_try").click().run()
    assert not page.exception
    session = page.session_state["session_own_text"]
    assert session.config.corpus == "own"
    assert session.config.text == page.session_state["own_text"].text
    assert session.run.playing
    assert tuple(session.run.lanes) == ("lstm",)
    assert page.query_params["run"] == session.run.id


def test_a_pasted_text_is_counted_and_opens_a_run_of_it() -> None:
    page = open_page()
    page.text_area[0].set_value(TEXT)
    page.button[0].click().run()
    assert not page.exception
    found = Statistics.of(TEXT)
    words = said(page)
    for count in (found.characters, found.symbols, found.words, found.different_words, found.sentences):
        assert f'<p class="number">{count:,}</p>' in words
    assert page.session_state["session_own_text"].config.text == TEXT
    assert "text" not in page.query_params
    assert "corpus" not in page.query_params


def test_settings_train_a_fresh_run_on_the_same_text() -> None:
    page = bring(open_page(), "mine.txt", TEXT.encode())
    first = page.session_state["session_own_text"].run
    page.selectbox(key="setting_own_text_task").set_value("words").run()
    assert not page.exception
    session = page.session_state["session_own_text"]
    assert (session.config.task, session.config.text) == ("words", TEXT)
    assert session.run is not first
    page.selectbox(key="setting_own_text_tokens").set_value("subwords").run()
    assert not page.exception
    assert page.session_state["session_own_text"].config.tokens == "subwords"


def test_a_file_that_cannot_be_learnt_says_why_and_leaves_the_text_before_it() -> None:
    page = bring(open_page(), "mine.txt", TEXT.encode())
    run = page.session_state["session_own_text"].run
    for name, data, words in (
        ("a.txt", b"", "This file is empty"),
        ("a.txt", b"%PDF-1.4 " + bytes(99), "This is a PDF file"),
        ("a.txt", pickle.dumps([1]), "This is a pickle file"),
        ("a.txt", b"too short", "at least 200 characters"),
        ("a.txt", b"a" * 500, "at least 2 different characters"),
        ("a.md", b"a\x00b" * 200, "control characters"),
        ("a.csv", b"," * 700, "1 to 500 columns"),
    ):
        bring(page, name, data)
        assert words in page.error[0].value
        assert page.session_state["own_text"].text == TEXT, words
        assert page.session_state["session_own_text"].run is run, words
        bring(page, "mine.txt", TEXT.encode())
        assert not page.error, words


def test_another_encoding_is_shown_and_read_when_asked() -> None:
    page = bring(open_page(), "old.txt", TEXT.encode("cp1251"))
    assert "windows-1251" in page.warning[0].value
    assert page.text[0].value.startswith(TEXT[:100])
    assert "Read it as windows-1251" in [button.label for button in page.button]
    page.button(key="own_text_decode").click().run()
    assert not page.exception
    assert page.session_state["own_text"].text == TEXT
    assert not page.warning


def test_a_column_of_a_table_is_chosen() -> None:
    rows = "\n".join(f'{n},"The cat no. {n}, asleep"' for n in range(40))
    page = bring(open_page(), "cats.csv", f"id,note\n{rows}\n".encode())
    column = page.selectbox(key=f"own_text_column_{page.session_state['own_text'].turn}")
    assert column.value == "note", "the column with most text is offered first"
    assert "<th class=chosen>note</th>" in said(page)
    assert any(caption.value == "Rows: 40. Columns: 2." for caption in page.caption)
    page.button(key="own_text_take").click().run()
    assert not page.exception
    assert page.session_state["own_text"].text.startswith("The cat no. 0, asleep\nThe cat no. 1")
    assert page.header[0].value == "cats.csv · note"


def test_a_table_can_be_read_in_another_layout_before_and_after() -> None:
    page = bring(open_page(), "tweets.csv", ("I like cats, dogs\n" + "He is here, she\n" * 40).encode())
    own = page.session_state["own_text"]
    page.selectbox(key=f"own_text_separator_{own.turn}").set_value("").run()
    assert not page.exception
    page.toggle(key=f"own_text_header_{own.turn}").set_value(False).run()
    page.button(key="own_text_take").click().run()
    assert not page.exception
    assert own.text == "I like cats, dogs\n" + "He is here, she\n" * 40
    assert "Separator of the columns: none" in said(page)
    assert not any("cells" in info.value for info in page.info), "nothing was lost, so nothing is said"
    page.button(key="own_text_again").click().run()
    assert page.button(key="own_text_take")
    page.button(key="own_text_leave").click().run()
    page.button(key="own_text_plain").click().run()
    assert own.how.table is None


def test_rows_that_do_not_fit_are_told_and_nothing_of_them_is_lost() -> None:
    page = bring(open_page(), "a.csv", ("id,note\n" + "1,all is fine\n" * 30 + "2,a, b, c\n3\n").encode())
    page.button(key="own_text_take").click().run()
    assert page.session_state["own_text"].text.endswith("fine\na, b, c\n\n")
    assert "more cells than there are columns: 1" in page.info[0].value
    assert "fewer cells than there are columns: 1" in page.info[0].value


def test_a_layout_that_cannot_be_leaves_the_one_before() -> None:
    page = bring(open_page(), "a.csv", ("line\n" + '"To be" he said\n' * 30).encode())
    own = page.session_state["own_text"]
    assert own.table.layout.quotes is False
    page.toggle(key=f"own_text_quotes_{own.turn}").set_value(True).run()
    assert "do not hold its cells together" in page.error[0].value
    assert own.table.layout.quotes is False
    assert page.toggle(key=f"own_text_quotes_{own.turn}").value is False


def test_a_text_that_looks_like_a_table_may_be_read_as_one() -> None:
    page = bring(open_page(), "a.txt", ("id\tnote\n" + "1\tThe cat slept\n" * 30).encode())
    page.button(key="own_text_as_table").click().run()
    page.button(key="own_text_take").click().run()
    assert page.session_state["own_text"].text == "The cat slept\n" * 30


def test_the_content_decides_and_not_the_ending() -> None:
    page = open_page()
    assert not page.file_uploader[0].proto.type, "any file may be chosen"
    for number, name in enumerate(["a.abc", "a.c", "a.log", "a.json", "a.tex", "a.srt", "no ending", "a.pdf"]):
        text = TEXT[number:]
        bring(page, name, text.encode())
        assert page.session_state["own_text"].text == text, name
        assert page.header[0].value == name
        assert "Nothing of it was left out or replaced." in said(page), name


def test_a_broken_byte_is_shown_replaced_when_asked_and_told() -> None:
    page = bring(open_page(), "cut.txt", TEXT.encode() + "є".encode()[:1])
    assert f"byte {len(TEXT.encode()) + 1:,} (0xD1)" in page.warning[0].value
    assert "�" in page.text[0].value
    assert "cp866" in page.selectbox(key=f"own_text_encoding_{page.session_state['own_text'].turn}").options
    page.button(key="own_text_decode").click().run()
    assert page.session_state["own_text"].text == TEXT + "�"
    assert page.button(key="own_text_encoding_again")
    assert page.info[0].value == "Places that could not be read in utf-8 and became “�”: 1."


@pytest.mark.parametrize("way", ["paste", "file"])
def test_control_characters_are_shown_left_out_when_asked_and_told(way: str) -> None:
    page, text = open_page(), TEXT.replace("\n", "\x1b[0m\n") + "\x1a"
    if way == "file":
        bring(page, "a.log", text.encode())
    else:
        page.text_area[0].set_value(text)
        page.button[0].click().run()
    assert "U+001A × 1" in page.warning[0].value
    page.button(key="own_text_clean").click().run()
    assert page.session_state["own_text"].text == TEXT
    assert "Control characters were left out: ANSI ×" in page.info[0].value


def test_the_best_guesser_is_the_one_to_beat() -> None:
    text = "".join(np.random.default_rng(0).permutation(list(TEXT[:600])))  # no letter says anything about the next one
    page = bring(open_page(), "short.txt", text.encode())
    guessed = page.session_state["own_text"].guessed()
    assert guessed["unigram"] < guessed["trigram"], "else this test shows nothing"
    trained(page.session_state["session_own_text"].run)
    page.run()
    assert f"the best guesser (unigram: {guessed['unigram']:.2f})" in said(page)


@pytest.mark.parametrize("goal", ["9" * 5000, "-1", "²", "1e3", ""])
def test_nonsense_as_a_goal_is_the_usual_goal(goal: str) -> None:
    page = open_page(goal=goal)
    assert page.number_input(key="own_text_goal").value == 2000


def test_what_cannot_be_seen_is_kept_and_told() -> None:
    text = "שלום עולם, זה טקסט. \u200b" * 30
    page = bring(open_page(), "rtl.txt", text.encode())
    assert page.session_state["own_text"].text == text
    assert "U+200B × 30" in said(page)
    assert "right to left" in said(page)
    assert "⟨U+200B⟩" in page.text[0].value


def test_one_character_that_is_several_symbols_is_said_to_be() -> None:
    page = bring(open_page(), "hearts.txt", "I ❤\ufe0f you. \u3164\u2800 ".encode() * 40)
    assert "“❤\ufe0f” is 2 symbols here, ❤ + U+FE0F." in said(page)
    assert "U+2800 × 40, U+3164 × 40, U+FE0F × 40" in said(page)


def test_a_name_out_of_a_file_is_shown_as_text() -> None:
    page = bring(open_page(), "![x](http://example.org/x.png).txt", TEXT.encode())
    assert page.header[0].value == r"!\[x\](http://example.org/x.png).txt"


def test_training_shows_how_far_it_is_and_pauses_at_the_goal() -> None:
    page = bring(open_page(goal="10"), "mine.txt", TEXT.encode())
    run = page.session_state["session_own_text"].run
    trained(run, 3)
    page.run()
    assert "bits per character" in said(page)
    assert "above the best guesser (" in said(page)
    run.play()
    trained(run, 10)
    page.run()
    assert not run.playing
    assert run.goal == 10
    page.run()
    assert run.goal == 20
    assert "the goal is reached" in said(page)
    assert page.query_params["goal"] == "10"
    run.play()
    page.run()
    assert run.playing, "the next goal is the next multiple of it"


def test_networks_are_saved_and_loaded_by_somebody_else() -> None:
    page = bring(open_page(hidden_size="8"), "mine.txt", TEXT.encode())
    run = page.session_state["session_own_text"].run
    trained(run)
    page.run()
    assert any("contains your text" in caption.value for caption in page.caption)
    file = to_file({"lstm": run.lanes["lstm"].config}, {"lstm": run.lanes["lstm"].state}, "mine")
    other = bring(open_page(), "mine.safetensors", file, tab=1)
    session = other.session_state["session_own_text"]
    assert other.session_state["own_text"].text == TEXT
    assert other.header[0].value == "mine"
    assert session.run.lanes["lstm"].state == from_file(file).states["lstm"]
    assert session.config.hidden_size == 8


def test_a_browser_that_says_late_what_its_controls_were_does_not_lose_loaded_networks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = Trainer(Config(corpus="own", text=TEXT, hidden_size=8, time_steps=16, batch_size=4))
    file = to_file({"lstm": trainer.config}, {"lstm": trainer.state()}, "mine")
    page = bring(open_page(), "mine.safetensors", file, tab=1)
    loaded = page.session_state["session_own_text"].run

    def late() -> None:
        page.select_slider(key="setting_own_text_time_steps").set_value(64)
        page.select_slider(key="setting_own_text_hidden_size").set_value(64).run()
        assert not page.exception

    late()
    assert page.session_state["session_own_text"].run is loaded
    assert page.select_slider(key="setting_own_text_time_steps").value == 16
    assert page.select_slider(key="setting_own_text_hidden_size").value == 8
    monkeypatch.setattr(session, "STALE", 0.0)
    late()
    chosen = page.session_state["session_own_text"]
    assert chosen.run is not loaded
    assert (chosen.config.hidden_size, chosen.config.time_steps, chosen.config.batch_size) == (64, 64, 4)


@pytest.mark.parametrize(("data", "words"), [(pickle.dumps([1]), "ZIP or pickle"), (b"hello" * 9, "not a file of net")])
def test_what_is_no_file_of_networks_is_refused(data: bytes, words: str) -> None:
    page = bring(open_page(), "a.safetensors", data, tab=1)
    assert words in page.error[0].value
    assert not page.session_state["own_text"].text


def test_networks_of_another_task_are_opened_for_the_other_pages() -> None:
    trainer = Trainer(Config(task="adding", cell="gru", **SMALL))
    file = to_file({"gru": trainer.config}, {"gru": trainer.state()}, "sums")
    page = bring(open_page(), "sums.safetensors", file, tab=1)
    (run,) = [run for _title, run in page.session_state["own_runs"].values()]
    assert run.live.task == "adding"
    trained(run)
    page.run()
    labels = [button.label for button in page.button]
    assert "Compare →" in labels
    assert "Which letters does it still use? →" not in labels


def test_a_reload_finds_the_run_and_its_text() -> None:
    page = bring(open_page(), "mine.txt", TEXT.encode())
    run = page.session_state["session_own_text"].run
    again = open_page(run=run.id)
    assert again.session_state["session_own_text"].run is run
    assert again.session_state["own_text"].text == TEXT
    assert lab().find(run.id) is run


def test_a_run_that_is_gone_is_told() -> None:
    page = open_page(run="nobody")
    assert any("no longer kept" in info.value for info in page.info)


def test_other_pages_are_offered_the_networks() -> None:
    page = bring(open_page(), "mine.txt", TEXT.encode())
    run = page.session_state["session_own_text"].run
    trained(run)
    page.run()
    page.button(key="own_text_to_memorization").click().run()
    assert not page.exception
    assert page.title[0].value == "Which letters does it still use?"
    assert page.selectbox[0].value == f"own-{run.id}"
    assert "mine.txt" in page.selectbox[0].options
    assert page.query_params["run"] == run.id


def test_ukrainian_is_complete_on_the_page() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "Власний текст"
    assert "символів відкладено" in said(page)
    assert "Чого з нього може навчитися мережа?" in said(page)
    assert page.button(key="own_text_try").label == "Спробувати з цим текстом"
