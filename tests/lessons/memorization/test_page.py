"""The memorization page without a browser: which networks, which text, asked about what; and what the link says."""

from __future__ import annotations

import io
import struct
from functools import partial
from typing import Any

import pyarrow.parquet
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.saving import as_file
from explorer.lessons.memorization import choose, kept
from explorer.lessons.memorization.picture import table
from explorer.lessons.memorization.record import MAX_TEXT
from explorer.names import CELLS
from explorer.shelf import bundle, trained
from tests.lessons.opened import as_mine, open_lesson, shown, unpacked

open_page = partial(open_lesson, "pages/memorization.py")


@pytest.fixture(autouse=True)
def few_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many pieces a network is averaged over is its measure's affair."""
    monkeypatch.setattr(choose, "LIVE_WINDOWS", 3)


def test_a_first_visit_shows_a_held_out_passage_under_three_trained_networks() -> None:
    page = open_page()
    assert page.title[0].value == "Which letters does it still use?"
    header = shown(page)
    assert [ribbon["title"] for ribbon in header["ribbons"]] == ["RNN", "GRU", "LSTM"]
    steps = {f"after {trained.reached('characters-english', cell).step:,} training steps" for cell in CELLS}
    assert {ribbon["caption"] for ribbon in header["ribbons"]} == steps
    assert "".join(header["text"]) == "".join(kept.find("characters-english").reading.text)
    assert header["unknown"] == []
    assert len(page.get("bidi_component")) == 3  # ribbons and two charts
    assert page.query_params["net"] == "english"


def test_the_link_brings_text_place_scale_and_question() -> None:
    page = open_page(text="Two cats", t="3", show="absolute", ask="choice", symbol="s", net="english", lang="en")
    header = shown(page)
    assert "".join(header["text"]) == "Two cats"
    assert (header["cursor"], header["pinned"], header["absolute"]) == (2, True, True)
    assert page.radio(key="memorization_ask").value == "choice"
    assert page.selectbox(key="memorization_symbol_english").value == "s"
    assert page.query_params["text"] == "Two cats"


@pytest.mark.parametrize(
    "query",
    [
        {"t": "-1"},
        {"t": "٣"},
        {"passage": "many"},
        {"net": "gone"},
        {"run": "gone"},
        {"ask": "x"},
        {"symbol": "<b>", "ask": "choice"},
        {"text": "a" * (MAX_TEXT + 1)},
    ],
)
def test_nonsense_in_the_link_does_no_harm(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert not page.exception
    assert not page.error
    assert len(shown(page)["ribbons"]) == 3


def test_ones_own_text_is_read_and_unknown_symbols_are_said_never_dropped() -> None:
    page = open_page()
    page.text_area(key="memorization_pasted").set_value("a日b🐈\r\n<i>")
    next(button for button in page.button if button.label == "Read it").click().run()
    assert not page.exception
    header = shown(page)
    assert header["text"] == ["a", "⟨UNK⟩", "b", "⟨UNK⟩", "⏎\n", "⟨UNK⟩", "i", "⟨UNK⟩"]
    assert header["unknown"] == [1, 3, 5, 7]
    assert header["note"].startswith("4 symbols are outside the vocabulary")
    assert all(symbol in header["note"] for symbol in "日🐈<>")


def test_one_character_is_a_text() -> None:
    page = open_page(text="a")
    assert shown(page)["text"] == ["a"]


def test_another_passage_is_measured_and_counted() -> None:
    page = open_page()
    first = shown(page)["text"]
    page.button(key="memorization_next").click().run()
    assert not page.exception
    assert shown(page)["text"] != first
    assert page.query_params["passage"] == "2"
    assert any("passage 2 of" in caption.value for caption in page.caption)


def test_untrained_networks_are_said_to_be_so() -> None:
    page = open_page()
    page.toggle(key="memorization_untrained").set_value(True).run()
    assert not page.exception
    warnings = {ribbon["warning"] for ribbon in shown(page)["ribbons"]}
    assert warnings == {"Not trained: its weights are random, and so is what it uses."}
    assert page.query_params["untrained"] == "1"


def test_a_letter_of_ones_choice_is_what_the_rows_are_about() -> None:
    page = open_page(text="the c")
    page.radio(key="memorization_ask").set_value("choice").run()
    page.selectbox(key="memorization_symbol_english").set_value("z").run()
    assert not page.exception
    header, arrays = unpacked(page.get("bidi_component")[0].proto.bytes)
    asked = struct.unpack_from("<5H", arrays, header["arrays"][4]["offset"])
    assert {header["symbols"][i] for i in asked} == {"z"}


def test_the_run_of_the_compare_page_is_offered_and_its_link_works(monkeypatch: pytest.MonkeyPatch) -> None:
    as_mine(bundle.find(bundle.RECIPES["characters-english"][0]), monkeypatch)
    page = open_page(run="mine", text="the cat", lang="en")
    assert page.selectbox[0].value == "run"
    assert page.query_params["run"] == "mine"
    assert shown(page)["ribbons"][0]["caption"] == "after 3,000 training steps"


@pytest.mark.parametrize("name", ["cats", "chance", "comes", "words"])
def test_everything_to_try_changes_the_picture(name: str) -> None:
    page = open_page()
    before = page.get("bidi_component")[0].proto.bytes
    page.button(key=f"memorization_try_{name}").click().run()
    assert not page.exception
    assert page.get("bidi_component")[0].proto.bytes != before


def completed(page: AppTest) -> dict[str, Any]:
    """The header of what the box was sent."""
    sent = [one.proto.bytes for one in page.get("bidi_component")]
    return unpacked(next(packed for packed in sent if b'"limit"' in packed))[0]


def test_networks_that_answer_with_words_show_words_and_complete_what_is_typed() -> None:
    page = open_page(net="words", lang="en")
    header = shown(page)
    assert header["long"]
    assert header["words"]["guesses"] == "the whole word"
    assert len(page.get("bidi_component")) == 5  # ribbons, the box, three charts
    box = completed(page)
    assert [len(network["words"]) for network in box["networks"]] == [3, 3, 3]
    assert all(0 < sum(network["chances"]) <= 1 for network in box["networks"])
    assert page.radio[0].options[1:] == ["the word that comes", "a word of my choice"]
    page.radio(key="memorization_ask").set_value("choice").run()
    page.selectbox(key="memorization_symbol_words").set_value("was").run()
    assert not page.exception
    assert "was" in shown(page)["symbols"]


@pytest.mark.parametrize("typed", ["", "<b>日 ", "a" * 200, "..."])
def test_whatever_was_typed_in_a_link_is_completed(typed: str) -> None:
    page = open_page(net="words", typed=typed)
    assert completed(page)["text"] == typed
    assert [bool(network["words"]) for network in completed(page)["networks"]] == [bool(typed)] * 3


def test_the_nested_lstm_is_a_fourth_ribbon_by_choice() -> None:
    page = open_page()
    page.toggle(key="memorization_nested").set_value(True).run()
    assert not page.exception
    assert [ribbon["cell"] for ribbon in shown(page)["ribbons"]] == ["rnn", "gru", "lstm", "nested-lstm"]
    assert page.query_params["nested"] == "1"


def test_ukrainian_brings_its_own_networks_and_words() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "На які літери вона ще зважає?"
    assert page.query_params["net"] == "ukrainian"
    assert set("".join(shown(page)["text"])) & set("їієґщ")
    page.button(key="memorization_try_cats").click().run()
    assert "".join(shown(page)["text"]).startswith("Коти, які вже")
    latin = set("abcdefghijklmnopqrstuvwxyz")
    for label in [*(button.label for button in page.button), *page.radio[0].options]:
        assert not latin & set(label.lower().replace("csv", "").replace("parquet", "")), label


def test_the_files_have_every_number() -> None:
    reading = kept.find("characters-english").reading
    time, columns = len(reading.text), table(reading)
    lines = as_file(columns, "csv").decode("utf-8-sig").splitlines()
    assert lines[0] == "network,place,letter,asked_about,probability,back,from_letter,strength,share"
    assert len([line for line in lines if line.startswith("RNN,")]) == time * (time + 1) // 2
    rows = pyarrow.parquet.read_table(io.BytesIO(as_file(columns, "parquet"))).to_pylist()
    last = rows[time * (time + 1) // 2 - 1]
    one = reading.networks["rnn"]
    assert (last["network"], last["place"], last["back"]) == ("RNN", time, 0)
    assert (last["letter"], last["from_letter"]) == (reading.text[-1], reading.text[-1])
    assert last["asked_about"] == reading.symbols[one.asked[-1]]
    assert (last["strength"], last["probability"]) == (one.connectivity[-1, -1], one.asked_chance[-1])
    assert sum(row["share"] for row in rows if row["network"] == "GRU" and row["place"] == 9) == pytest.approx(1)


@pytest.mark.parametrize("t", ["000001" + "9" * 5000, "9" * 5000, "²", "-1", "0"])
def test_a_place_in_the_link_that_is_none_is_left_out(t: str) -> None:
    page = open_page(t=t)
    assert page.title[0].value == "Which letters does it still use?"
