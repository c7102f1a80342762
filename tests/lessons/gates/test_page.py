"""The page about gates without a browser: which networks, which text, what is told of units; and what the link says."""

from __future__ import annotations

import io
import json
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import networks
from explorer.app.saving import as_file
from explorer.lessons.gates import choose, kept
from explorer.lessons.gates.picture import SYMBOLS, table
from explorer.lessons.gates.record import UnitReading
from explorer.lessons.gates.texts import MAX_TEXT
from explorer.shelf import bundle
from tests.lessons.opened import as_mine, open_lesson, shown

open_page = partial(open_lesson, "pages/gates.py")


def charts(page: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json)[0] for one in page.get("bidi_component")[1:]]


def said(page: AppTest) -> str:
    return "\n".join(one.value for one in [*page.markdown, *page.caption])


def test_a_first_visit_shows_all_gates_of_a_trained_lstm_along_a_held_out_passage() -> None:
    page = open_page()
    assert page.title[0].value == "What do the gates do?"
    header = shown(page)
    assert (header["title"], header["caption"], header["warning"]) == ("LSTM", "after 3,000 training steps", "")
    assert "".join(header["text"]) == "".join(kept.find("characters-english").reading.text)
    assert [one["symbol"] for one in header["quantities"]] == ["a", "c", "Γf", "Γu", "Γo", "c̃"]
    titles = [chart["title"] for chart in charts(page)]
    assert titles[:6] == [
        "Hidden state a⟨t⟩", "Memory cell c⟨t⟩", "Forget gate Γf", "Update gate Γu", "Output gate Γo",
        "Candidate c̃⟨t⟩",
    ]  # fmt: skip
    assert titles[6:] == ["Gates · GRU", "Gates · LSTM", "Half-life", "LSTM 56: tells it best"]
    assert header["order"] == bundle.read("characters-english").lanes["lstm"].order(0)  # as on the Compare page
    assert dict(page.query_params) == {"net": "english", "cell": "lstm"}


def test_the_link_brings_network_text_unit_quantity_step_span_and_order() -> None:
    page = open_page(
        net="english", cell="gru", text="Two cats sat", unit="7", of="update", t="3", span="5-8", order="clusters"
    )
    header = shown(page)
    assert "".join(header["text"]) == "Two cats sat"
    assert (header["title"], header["unit"], header["quantity"]) == ("GRU", 6, "update")
    assert (header["cursor"], header["span"]) == (2, [4, 7])
    assert (header["found"]["first"], header["found"]["last"]) == (4, 7)
    assert sorted(header["order"]) == list(range(64))
    assert page.selectbox(key="gates_order_True").value == "clusters"
    assert page.query_params["text"] == "Two cats sat"


@pytest.mark.parametrize(
    "query",
    [
        {"net": "gone", "cell": "<b>"},
        {"cell": "rnn", "order": "half-life", "layer": "9"},
        {"unit": "0", "of": "soul", "t": "-1", "span": "9-2"},
        {"unit": "٣", "span": "1-9999", "passage": "many", "order": "x"},
        {"run": "gone", "unit": "511", "span": "-"},
    ],
)
def test_nonsense_in_the_link_does_no_harm(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert not page.error
    header = shown(page)
    assert 0 <= header["unit"] < 64
    assert header["span"] is None or header["found"] is not None


def test_a_text_too_long_for_a_link_is_said_and_a_passage_shown() -> None:
    page = open_page(text="a" * (MAX_TEXT + 1))
    assert "at most 400 characters here; it has 401" in page.warning[0].value
    assert len(shown(page)["text"]) < MAX_TEXT
    page.button(key="gates_next").click().run()
    assert not page.warning


def test_ones_own_text_is_read_and_unknown_symbols_are_said_never_dropped() -> None:
    page = open_page()
    page.text_area(key="gates_pasted").set_value("a日b🐈\r\n<i>")
    next(button for button in page.button if button.label == "Read it").click().run()
    assert not page.exception
    header = shown(page)
    assert header["text"] == ["a", "日", "b", "🐈", "⏎\n", "<", "i", ">"]
    assert header["unknown"] == [1, 3, 5, 7]
    assert header["note"].startswith("4 symbols are outside the vocabulary")


def test_one_character_is_a_text() -> None:
    header = shown(open_page(text="a", span="1-1"))
    assert header["text"] == ["a"]
    assert header["found"] is not None


def test_networks_of_words_read_words_and_say_which_they_do_not_know() -> None:
    header = shown(open_page(net="cats", text="The zorp, was full", lang="en"))
    assert header["text"] == ["The", "zorp", ",", "was", "full"]
    assert (header["unknown"], header["apart"]) == ([1], True)
    assert header["note"] == "1 word is outside the vocabulary, so the networks read nothing there: zorp"


def test_untrained_networks_are_said_to_be_so() -> None:
    page = open_page(untrained="1", text="the cat")
    assert shown(page)["warning"].startswith("Not trained")
    assert all("not trained" in chart["subtitle"] for chart in charts(page)[:9])
    lives = next(value.value for value in page.markdown if value.value.startswith("Half-life of the middle unit"))
    assert "GRU 1.0 steps" in lives  # every gate near one half: half of the memory is gone after a step


def test_a_network_whose_numbers_are_none_is_said_and_the_others_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    one = kept.find("characters-english").reading
    broken = {name: np.full_like(values, np.nan) for name, values in one.values["lstm"].items()}
    monkeypatch.setattr(choose, "measured", lambda *_: UnitReading(one.text, one.known, {**one.values, "lstm": broken}))
    page = open_page()
    assert "LSTM" in page.error[0].value
    assert "no longer numbers" in page.error[0].value
    page = open_page(cell="gru")
    assert not page.error
    assert "Gates · LSTM" not in [chart["title"] for chart in charts(page)]


def test_an_rnn_has_no_gates_and_the_page_says_so() -> None:
    page = open_page(cell="rnn")
    header = shown(page)
    assert [one["symbol"] for one in header["quantities"]] == ["a"]
    assert set(header["facts"]) == {"no gates: rewritten at every step"}
    assert "no number to find" in said(page)  # the English RNN guesses the verb
    page.button(key="gates_look_gru").click().run()
    assert shown(page)["title"] == "GRU"


def test_a_unit_is_found_by_what_it_tells() -> None:
    page = open_page(cell="gru")
    page.selectbox(key="gates_feature_space-vowel-capital-quote").set_value("space").run()
    known = kept.find("characters-english").habits["gru"].tells["space"][0]
    best = int(np.abs(known).argmax())
    assert f"Unit {best + 1} of the GRU tells it best: {abs(known[best]):.2f}" in said(page)
    page.button(key="gates_show_unit").click().run()
    assert shown(page)["unit"] == best


def test_a_guess_reveals_what_changing_the_unit_does() -> None:
    page = open_page()
    assert "Telling and deciding" not in [chart["title"] for chart in charts(page)]
    guess = next(one for one in page.get("button_group") if one.key == "gates_guess_lstm")
    guess.set_value("few").run()
    assert not page.exception
    found = kept.find("agreement-english").number["lstm"]
    told = said(page)
    assert "**No.**" in told
    assert f"{100 * found.swapped[found.teller]:.1f}" in told
    assert f"Unit {found.decider + 1}, changed in the same way" in told
    assert "Telling and deciding" in [chart["title"] for chart in charts(page)]


def test_where_no_unit_tells_the_number_all_the_way_none_is_said_to() -> None:
    """The Ukrainian RNN gets every verb right, and none of its units tells the number at every step."""
    found = kept.find("agreement-ukrainian").number["rnn"]
    assert (found.accuracy, found.separation.max()) == (1, 0)
    page = open_page(net="koty", cell="rnn")
    assert "no unit of it tells one animal from several at every step" in said(page)
    assert f"The verb follows unit {found.decider + 1} most" in said(page)
    titles = [chart["title"] for chart in charts(page)]
    assert f"RNN {found.decider + 1}: the verb follows" in titles
    assert not [title for title in titles if "tells it best" in title]


def test_everything_to_try_changes_the_picture() -> None:
    page = open_page(unit="3", of="output")
    for name in ("known", "quote", "saturated", "span", "trained", "cats"):
        before = [one.proto.bytes or one.proto.json for one in page.get("bidi_component")]
        page.button(key=f"gates_try_{name}").click().run()
        assert not page.exception
        assert [one.proto.bytes or one.proto.json for one in page.get("bidi_component")] != before, name
    assert shown(page)["text"][:3] == ["The", "cat", ","]
    page.button(key="gates_next").click().run()
    assert shown(page)["text"][:3] == ["The", "cats", ","]
    page.button(key="gates_try_decider").click().run()
    assert shown(page)["unit"] == kept.find("agreement-english").number["lstm"].decider


def test_the_run_of_the_compare_page_is_offered_and_its_link_works(monkeypatch: pytest.MonkeyPatch) -> None:
    as_mine(bundle.read("agreement-english"), monkeypatch)
    page = open_page(run="mine", text="The cat was full", cell="gru", lang="en")
    assert page.selectbox[0].value == networks.RUN
    assert page.query_params["run"] == "mine"
    assert shown(page)["caption"] == "after 1,500 training steps"
    assert "GRU 51: tells it best" in [chart["title"] for chart in charts(page)]  # measured anew, and the same


def test_ukrainian_brings_its_own_networks_and_words() -> None:
    page = open_page(lang="uk", net="koty")
    assert page.title[0].value == "Що роблять вентилі?"
    assert shown(page)["text"][:2] == ["Кіт", ","]
    labels = [*(button.label for button in page.button), *(chart["title"] for chart in charts(page))]
    assert [label for label in labels if not set(label.lower()) & set("аеиіоу")] == []
    assert not any(word in label for label in labels for word in ("gate", "unit", "state", "Save"))


def test_the_files_have_every_number() -> None:
    reading = kept.find("agreement-english").reading
    frame = pd.DataFrame(table(reading))
    assert len(frame) == 3 * len(reading.text) * 64
    assert list(frame.columns) == ["network", "layer", "step", "symbol", "unit", *SYMBOLS]
    row = frame[(frame.network == "lstm") & (frame.step == 3) & (frame.unit == 17)].iloc[0]
    assert row.symbol == reading.text[2]
    assert row["forget"] == pytest.approx(reading.values["lstm"]["forget"][0, 2, 16])
    assert frame[frame.network == "rnn"]["forget"].isna().all()
    assert as_file(table(reading), "csv").decode("utf-8-sig").startswith("network,layer,step,symbol,unit,hidden")
    assert len(pd.read_parquet(io.BytesIO(as_file(table(reading), "parquet")))) == len(frame)
