"""The writing page without a browser: which networks, what they are given, what the link says, what a file holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import networks
from explorer.app.networks import Offer
from explorer.config import Config
from explorer.lab import Run
from explorer.lessons.sampling import table
from explorer.lessons.sampling.sampling import LONGEST
from explorer.shelf import bundle
from tests.lessons.opened import open_lesson, shown, unpacked

open_page = partial(open_lesson, "pages/sampling.py")


def given(page: AppTest) -> str:
    return "".join(text for _, text in shown(page)["prompt"])


def test_a_first_visit_hands_over_three_trained_networks() -> None:
    page = open_page()
    assert page.title[0].value == "How does it write?"
    header = shown(page)
    assert [one["title"] for one in header["networks"]] == ["RNN", "GRU", "LSTM"]
    assert {one["caption"] for one in header["networks"]} == {"after 3,000 training steps"}
    shapes = header["networks"][2]["parameters"]
    assert shapes["cells.0.W_u"]["shape"] == [64, 64 + len(header["symbols"])]
    assert given(page) == page.text_input[0].value == "The source was a "
    assert header["start"]["plan"] == [[0, 0.7, 0, 1.0]]
    assert [sorted(one["order"]) for one in header["networks"]] == [list(range(64))] * 3


def test_the_language_chooses_the_networks() -> None:
    page = open_page(lang="uk")
    assert "і" in shown(page)["symbols"]
    assert page.query_params["net"] == "ukrainian"


def test_the_link_brings_prompt_numbers_settings_and_choices() -> None:
    page = open_page(
        prompt="Cats", seed="7", temperature="1.2", k="5", p="0.9", t="12", then="9_0_0_1", pick="lstm.4.3~gru.2.1"
    )
    header = shown(page)
    assert not page.warning
    assert given(page) == "Cats"
    assert header["start"]["plan"] == [[0, 1.2, 5, 0.9], [8, 0.0, 0, 1.0]]
    assert header["start"]["picks"] == {"lstm": {"3": 3}, "gru": {"1": 1}}
    assert header["start"]["cursor"] == 11
    assert page.number_input[0].value == 7
    kept = {name: page.query_params[name] for name in ("prompt", "seed", "temperature", "then", "pick", "t")}
    assert kept["pick"] == "lstm.4.3~gru.2.1"


@pytest.mark.parametrize(
    "query",
    [
        {"temperature": "nan"},
        {"temperature": "-1"},
        {"temperature": "1e400"},
        {"k": "0"},
        {"k": "1.5"},
        {"p": "0"},
        {"p": "x"},
        {"t": "401"},
        {"t": "9" * 5000},
        {"seed": "-1"},
        {"seed": "²"},
        {"then": "x"},
        {"then": "5_1_0_1~5_1_0_1"},
        {"then": "3_nan_0_1"},
        {"pick": "lstm.0.1"},
        {"pick": "lstm.1.-1"},
        {"pick": "<b>.1"},
        {"prompt": "a" * 201},
    ],
)
def test_a_value_of_the_link_that_makes_no_sense_is_named_and_left_out(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert len(page.warning) == 1
    if "prompt" not in query:
        assert query[next(iter(query))][:40] in page.warning[0].value.replace("\\", "")  # shown as it is
    header = shown(page)
    assert header["start"] == {"nonce": 0, "plan": [[0, 0.7, 0, 1.0]], "picks": {}, "cursor": 0}
    assert given(page) == "The source was a "
    assert page.run().warning  # until the person goes on
    assert not page.button(key="sampling_reseed").click().run().warning


def test_a_choice_beyond_the_vocabulary_never_reaches_the_browser() -> None:
    assert shown(open_page(pick="lstm.4.9999~lstm.2.1"))["start"]["picks"] == {"lstm": {"1": 1}}


def test_unknown_symbols_are_read_as_unk_and_named() -> None:
    page = open_page(prompt="日<b>\u202e")
    assert shown(page)["prompt"][0] == [0, "日"]
    assert any("outside the vocabulary" in c.value and "日" in c.value and "U+202E" in c.value for c in page.caption)


def test_nothing_given_is_allowed_and_said() -> None:
    page = open_page()
    page.text_input[0].set_value("").run()
    assert shown(page)["prompt"] == []
    assert any("x⟨1⟩ = 0" in c.value for c in page.caption)
    assert page.query_params["prompt"] in ("", [""])


def test_other_random_numbers_and_another_prompt_are_other_texts_and_in_the_link() -> None:
    page = open_page()
    first = shown(page)["id"]
    page.button(key="sampling_reseed").click().run()
    second = shown(page)["id"]
    assert page.query_params["seed"] in ("2", ["2"])
    page.text_input[0].set_value("Once").run()
    assert len({first, second, shown(page)["id"]}) == 3
    assert page.query_params["prompt"] in ("Once", ["Once"])


def test_what_to_try_starts_again_with_its_settings() -> None:
    page = open_page(pick="lstm.2.1", t="40")
    page.button(key="sampling_try_nucleus").click().run()
    assert shown(page)["start"] == {"nonce": 1, "plan": [[0, 1.5, 0, 0.9]], "picks": {}, "cursor": 0}


def test_untrained_networks_say_so() -> None:
    header = shown(open_page(untrained="1"))
    assert all("Not trained" in one["warning"] for one in header["networks"])


def test_the_samples_of_the_training_begin_with_noise() -> None:
    page = open_page()
    panes = json.loads(page.get("bidi_component")[2].proto.json)[0]["panes"]
    run = bundle.read("characters-english")
    assert [pane["own"] for pane in panes] == [
        lane.snapshot(0).sample.text[lane.snapshot(0).sample.start :] for lane in run.lanes.values()
    ]


def test_networks_of_words_read_and_write_words(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(task="words", vocabulary_size=300, hidden_size=4)
    run = Run({cell: config.changed(cell=cell) for cell in ("gru", "lstm")})

    def source() -> Iterator[Offer]:
        yield Offer("words", "Words", config, lambda: run)

    monkeypatch.setattr(networks, "SOURCES", [source])
    page = open_page(net="words", untrained="1", prompt="The Mau sat.")
    header = shown(page)
    read = [(header["names"][i], text) for i, text in header["prompt"]]
    assert read == [("the", "The"), ("⟨UNK⟩", " Mau"), ("sat", " sat"), (".", "."), ("⟨EOS⟩", "")]
    assert header["joint"] == " "
    assert [one["title"] for one in header["networks"]] == ["GRU", "LSTM"]
    assert len(page.get("bidi_component")) == 1  # without a history there are no samples along it
    assert any("outside the vocabulary" in c.value and "Mau" in c.value for c in page.caption)


REST = {
    "id": "7f",
    "plan": [[0, 0.7, 0, 1], [1, 1.5, 5, 0.9]],
    "columns": {
        "lstm": {
            "token": [1, 0],
            "level": [0.25, None],
            "share": [0.5, 0.125],
            "plain": [0.4, 0.1],
            "rank": [0, 3],
        }
    },
}


def test_nothing_is_saved_until_the_browser_has_said_what_is_on_screen() -> None:
    page = open_page()

    def can_be_saved() -> list[bool]:
        return [not button.proto.disabled for button in page.get("download_button")]

    assert can_be_saved() == [False, False]
    said = REST | {"id": shown(page)["id"]}
    page.session_state["sampling_state"]["rest"] = said
    assert not page.run().exception
    assert can_be_saved() == [True, True]
    page.button(key="sampling_reseed").click().run()  # other random numbers write another text
    assert can_be_saved() == [False, False]


def test_the_table_has_a_row_a_token() -> None:
    made = table.table(REST, ("⟨UNK⟩", "a"), given=3)
    assert list(made) == list(table.FIELDS)
    rows = list(zip(*made.values(), strict=True))
    assert rows[0] == ("LSTM", 3, "a", 0.25, 0.5, 0.4, 1, False, 0.7, 2, 1.0)
    assert np.isnan(rows[1][3])
    assert (*rows[1][:3], *rows[1][4:]) == ("LSTM", 4, "⟨UNK⟩", 0.125, 0.1, 4, True, 1.5, 5, 0.9)
    assert len(rows) == 2
    assert set(map(len, table.table(None, (), 0).values())) == {0}


@pytest.mark.parametrize(
    "rest",
    [
        None,
        {},
        {**REST, "plan": [], "picks": {}, "cursor": 0},
        {**REST, "picks": {}, "cursor": "<b>"},
        {name: said for name, said in REST.items() if name != "id"} | {"picks": {}, "cursor": 0},
        {**REST, "picks": [], "cursor": 0},
        {**REST, "picks": {"lstm": {"x": 1}}, "cursor": 0},
        {**REST, "picks": {}, "cursor": 0, "columns": {"lstm": {"token": [99], "level": [0.1]}}},
        {**REST, "picks": {}, "cursor": 0, "columns": 3},
        {**REST, "picks": {}, "cursor": 0, "plan": [[t, 1.0, 0, 1.0] for t in range(LONGEST + 1)]},
        {**REST, "picks": {}, "cursor": 0, "columns": {str(n): REST["columns"]["lstm"] for n in range(9)}},
    ],
)
def test_a_browser_that_says_nonsense_is_not_listened_to(rest: Any) -> None:
    assert table.understood(rest, ("⟨UNK⟩", "a")) is None


def test_a_browser_that_says_what_it_shows_is() -> None:
    start, rows = table.understood({**REST, "picks": {"lstm": {"1": 0}}, "cursor": 1}, ("⟨UNK⟩", "a"))
    assert (start.plan, start.picks, start.cursor) == ([(0, 0.7, 0, 1.0), (1, 1.5, 5, 0.9)], {"lstm": {1: 0}}, 1)
    assert rows == {"id": "7f", "plan": REST["plan"], "columns": REST["columns"]}


def test_the_levels_are_those_of_the_seed() -> None:
    page = open_page(seed="3")
    _, arrays = unpacked(page.get("bidi_component")[0].proto.bytes)
    levels = np.frombuffer(arrays, "<f8", LONGEST)
    np.testing.assert_array_equal(levels, np.random.default_rng(3).random(LONGEST))
