"""The Compare page without a browser: what it says and does at each press, from the app's own entry point."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import transport
from explorer.app.lessons import lessons
from explorer.app.session import Session, lab
from explorer.config import Config
from explorer.lessons.compare.tries import PRESETS
from explorer.shelf.bundle import OPENING
from tests.lessons.opened import app, follow, unpacked


def open_page(**query: str) -> AppTest:
    return follow(app(), **query)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def unfold(page: AppTest) -> AppTest:
    """The page with its settings unfolded."""
    page.session_state["setting_compare_lid"] = True
    page.run()
    assert not page.exception
    return page


def board(page: AppTest) -> dict[str, Any]:
    """What the board was sent; the history comes before it."""
    return unpacked(page.get("bidi_component")[1].proto.bytes)[0]


def test_a_first_visit_shows_a_finished_run_and_every_control_comes_under_a_lid_that_is_opened() -> None:
    page = open_page()
    assert page.title[0].value == "Which one remembers?"
    assert labels(page)[:2] == ["▶ Play", "Step"]
    (lid,) = (folder for folder in page.expander if folder.label == "Settings")
    assert not lid.proto.expanded
    kinds = ("slider", "select_slider", "selectbox", "number_input", "toggle")
    assert not any(page.get(kind) for kind in kinds)  # a browser loads nothing for what nobody sees
    assert page.query_params == {}
    assert len(page.get("bidi_component")) == 5  # history, board, two charts, samples
    (lid,) = (folder for folder in unfold(page).expander if folder.label == "Settings")
    assert lid.proto.expanded
    shown = {slider.label for slider in lid.slider} | {slider.label for slider in lid.select_slider}
    assert shown >= {"Words between noun and verb", "Hidden units", "Layers", "Forget bias", "Learning rate", "Batch"}
    for kind in kinds:
        assert len(page.get(kind)) == len(lid.get(kind)), kind
    assert page.query_params == {}


def test_a_lid_that_is_closed_keeps_what_was_set_under_it() -> None:
    page = unfold(open_page())
    page.button_group(key="setting_compare_cells").set_value(["gru", "lstm"]).run()
    page.button_group(key="view_gradient").set_value("total").run()
    page.select_slider(key="setting_compare_hidden_size").set_value(32).run()
    link = dict(page.query_params)
    assert (link["hidden_size"], link["cells"]) == ("32", "gru,lstm")
    page.session_state["setting_compare_lid"] = False
    for _ in range(2):
        page.run()
        assert not page.get("select_slider")
        assert page.query_params == link
        assert page.session_state["session_compare"].config.hidden_size == 32
        assert page.session_state["session_compare"].cells == ("gru", "lstm")
        assert page.session_state["view_gradient"] == "total"
    unfold(page)
    assert page.select_slider(key="setting_compare_hidden_size").value == 32
    assert page.button_group(key="setting_compare_cells").value == ["gru", "lstm"]
    assert page.button_group(key="view_gradient").value == "total"


def test_a_preset_acts_under_a_closed_lid_and_is_what_the_controls_say_when_it_opens() -> None:
    page = open_page()
    page.button(key=f"preset_{next(iter(PRESETS))}").click().run()
    config, link = page.session_state["session_compare"].config, dict(page.query_params)
    unfold(page)
    assert page.selectbox(key="setting_compare_task").value == config.task
    assert page.number_input(key="setting_compare_seed").value == config.seed
    assert page.query_params == link
    assert page.session_state["session_compare"].config == config


def test_whoever_comes_to_certain_settings_sees_them() -> None:
    (lid,) = (folder for folder in open_page(hidden_size="16").expander if folder.label == "Settings")
    assert lid.proto.expanded
    shown = {slider.label for slider in lid.slider} | {slider.label for slider in lid.select_slider}
    assert shown >= {"Hidden units", "Layers", "Time steps T", "Forget bias", "Learning rate", "Clip norm", "Batch"}


def test_reset_and_speed_come_with_a_run_of_ones_own() -> None:
    page = open_page()
    assert [group.label for group in page.get("button_group")].count("Speed") == 0
    page.button(key="step").click().run()
    assert labels(page)[:3] == ["▶ Play", "Step", "Reset"]
    assert [group.label for group in page.get("button_group")].count("Speed") == 1
    page.button(key="reset").click().run()
    assert not page.exception


@pytest.mark.parametrize(("lang", "openings", "answers"), [
    ("en", ["The cat", "The cats"], ["was", "were"]),
    ("uk", ["Кіт", "Коти"], ["був", "були"]),
])  # fmt: skip
def test_the_bare_address_asks_for_a_verb_that_two_networks_know_and_the_third_does_not(
    lang: str, openings: list[str], answers: list[str]
) -> None:
    sent = board(open_page(lang=lang))
    assert sent["choice"]["openings"] == openings
    assert sent["choice"]["answers"] == answers
    assert sent["inputs"][sent["choice"]["at"]] == openings[0].split()[-1]
    assert len(sent["inputs"]) - 1 - sent["choice"]["at"] == 12
    judged = {column["cell"]: (column["chances"], column["left"][-1]) for column in sent["columns"]}
    for cell in ("gru", "lstm"):
        (was, were), (was_after_cats, were_after_cats) = judged[cell][0]
        assert was > 0.9 > 0.1 > were, cell
        assert were_after_cats > 0.9 > 0.1 > was_after_cats, cell
        assert judged[cell][1] > 1, cell
    (was, were), (was_after_cats, were_after_cats) = judged["rnn"][0]
    assert (was > were) == (was_after_cats > were_after_cats)  # the same answer to both
    assert judged["rnn"][1] < 0.1
    for column, ready in zip(sent["columns"], (False, True, True), strict=True):
        assert (column["title"] in sent["choice"]["look"].split(",")[-1]) is not ready


def test_a_task_without_a_choice_shows_none_of_it() -> None:
    sent = board(open_page(task="characters"))
    assert sent["choice"] is None
    assert all({"chances", "left"}.isdisjoint(column) for column in sent["columns"])


@pytest.mark.parametrize("query", [{}, {"lang": "uk"}, {"t": "3"}, {"cells": "lstm"}])
def test_a_link_that_names_no_setting_opens_with_the_sentence(query: dict[str, str]) -> None:
    config = open_page(**query).session_state["session_compare"].config
    assert (config.task, config.distance) == ("agreement", 12)


def test_a_link_from_before_means_what_it_meant() -> None:
    config = open_page(hidden_size="32").session_state["session_compare"].config
    assert config == Config(hidden_size=32)
    config = open_page(task="agreement").session_state["session_compare"].config
    assert config == Config(task="agreement")


@pytest.mark.parametrize("settings", [{"setting_compare_seed": 3}, {"setting_compare_task": "characters"}])
def test_what_the_link_says_after_a_change_opens_the_same(settings: dict[str, Any]) -> None:
    page = unfold(open_page())
    ((key, value),) = settings.items()
    widget = page.number_input(key=key) if key == "setting_compare_seed" else page.selectbox(key=key)
    widget.set_value(value).run()
    config = page.session_state["session_compare"].config
    assert config != OPENING
    link = {name: value for name, value in page.query_params.items() if name != "run"}
    assert open_page(**link).session_state["session_compare"].config == config


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_sets_the_controls_the_link_and_what_is_there_or_a_run_that_plays(name: str) -> None:
    page = open_page()
    page.button(key=f"preset_{name}").click().run()
    assert not page.exception
    session, preset = page.session_state["session_compare"], PRESETS[name]
    assert labels(page)[0] == ("❚❚ Pause" if preset.play else "▶ Play")
    assert ("run" in page.query_params) == preset.play
    assert (session.run.step > 0) == (not preset.play)  # a finished run is there at once
    assert preset.play or not session.run.busy  # it is everyone's, and rests
    for setting, value in preset.settings.items():
        assert getattr(session.config, setting) == value
        assert {lane.config.cell for lane in session.run.lanes.values()} == {"rnn", "gru", "lstm"}


def test_only_the_settings_that_matter_to_the_task_are_shown() -> None:
    page = open_page(task="signals")
    assert {box.label for box in page.selectbox} >= {"Task", "Signal"}
    assert "Text" not in {box.label for box in page.selectbox}
    page = open_page(task="agreement")
    assert "Time steps T" not in {slider.label for slider in page.select_slider}


def test_clues_on_the_way_are_a_setting_of_subject_and_verb_and_go_into_the_link() -> None:
    page = open_page(task="signals")
    assert "Clues on the way" not in {box.label for box in [*page.checkbox, *page.toggle]}
    page = open_page(task="agreement", hidden_size="16")
    switch = next(box for box in [*page.checkbox, *page.toggle] if box.label == "Clues on the way")
    assert not switch.value
    switch.set_value(True).run()
    assert not page.exception
    assert page.query_params["clues"] == "true"
    assert page.session_state["session_compare"].config.clues


def test_another_setting_opens_another_run_and_a_live_one_does_not() -> None:
    page = open_page(task="signals", hidden_size="16", seed="3")
    session = page.session_state["session_compare"]
    first = session.run
    page.select_slider(key="setting_compare_learning_rate").set_value(0.01).run()
    assert page.session_state["session_compare"].run is first
    assert first.live.learning_rate == 0.01
    assert page.query_params["learning_rate"] == "0.01"
    page.select_slider(key="setting_compare_hidden_size").set_value(32).run()
    assert page.session_state["session_compare"].run is not first


def test_nonsense_in_the_link_is_explained_in_the_pages_language() -> None:
    page = open_page(hidden_size="many", lang="en")
    assert "“hidden_size” must be a number from 2 to 512; got “many”. The default is used instead." in [
        warning.value for warning in page.warning
    ]
    assert len(page.warning) == 1
    page = open_page(hidden_size="many", lang="uk")
    assert page.warning[0].value.startswith("«hidden_size» має бути числом від 2 до 512; отримано «many».")


def own_text(data: bytes) -> AppTest:
    """The page with “Your own text” chosen and this file brought."""
    page = open_page(task="characters")
    page.selectbox(key="setting_compare_corpus").set_value("own").run()
    assert not page.exception
    page.file_uploader(key="own_file").set_value(("a.abc", data, "")).run()
    assert not page.exception
    return page


def test_an_own_text_is_read_whatever_its_name_ends_with() -> None:
    text = "The cat slept. Кіт спав.\n" * 30
    page = own_text(text.encode())
    assert not page.file_uploader[0].proto.type
    assert page.session_state["session_compare"].config.text == text


@pytest.mark.parametrize("data", [b"The cat slept.\x1a\n" * 30, "Кіт спав. ".encode("cp1125") * 30])
def test_an_own_text_with_a_question_is_sent_to_the_page_that_asks_it(data: bytes) -> None:
    page = own_text(data)
    assert "The page “Your own text” can do that" in page.warning[0].value
    assert page.get("page_link")[-1].proto.label == "Your own text"
    assert len(page.get("page_link")) == len(lessons()) + 1  # beside the list of lessons
    assert page.session_state["session_compare"].config.corpus != "own"


def test_an_unknown_run_is_said_to_be_gone_and_its_settings_stay() -> None:
    page = open_page(run="gone", task="signals")
    assert next(info.value for info in page.info).startswith("The run in this link is no longer kept.")
    assert page.selectbox(key="setting_compare_task").value == "signals"


def test_settings_that_would_not_fit_are_refused_and_the_last_good_ones_stay() -> None:
    page = open_page(task="adding", time_steps="500", batch_size="64")
    page.select_slider(key="setting_compare_hidden_size").set_value(512).run()
    assert any("would need about" in error.value for error in page.error)
    assert page.session_state["session_compare"].config.hidden_size == 64


def test_ukrainian_is_complete_on_the_page() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "Хто пам’ятає?"
    assert labels(page)[0] == "▶ Навчати"
    latin = set("abcdefghijklmnopqrstuvwxyz")
    allowed = {"RNN", "GRU", "LSTM", "PyTorch", "Python", "T", "EN"}
    for label in [*labels(page), *(box.label for box in page.selectbox), *(s.label for s in page.select_slider)]:
        words = set(label.replace(":", " ").split()) - allowed
        assert not any(latin & set(word.lower()) for word in words), label
    for pane in json.loads(page.get("bidi_component")[-1].proto.json)[0]["panes"]:
        assert re.search(r" P\(був\) = [01],\d\d, P\(були\) = [01],\d\d$", pane["own"])
        assert not re.search(r"\d\.\d", pane["own"])


def test_an_event_that_still_carries_the_old_link_does_not_bring_the_old_run_back() -> None:
    page = open_page(task="signals", hidden_size="16", seed="3")
    old = page.query_params["run"]
    page.select_slider(key="setting_compare_hidden_size").set_value(32).run()
    new = page.query_params["run"]
    page.query_params["run"] = old
    page.select_slider(key="setting_compare_batch_size").set_value(32).run()
    config = page.session_state["session_compare"].config
    assert (config.hidden_size, config.batch_size) == (32, 32)
    assert page.query_params["run"] not in (old, new)


def test_one_network_alone_is_a_choice_that_the_link_carries() -> None:
    page = open_page(task="signals", hidden_size="16", cells="lstm")
    session = page.session_state["session_compare"]
    assert list(session.run.lanes) == ["lstm"]
    assert page.query_params["cells"] == "lstm"
    assert "RNN activation" not in {box.label for box in page.selectbox}
    finished = open_page(cells="rnn,gru").session_state["session_compare"].run
    assert list(finished.lanes) == ["rnn", "gru"]
    assert finished.step == 1500


def test_the_buttons_are_drawn_again_where_a_run_ends_by_itself_between_them_and_its_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(task="adding", learning_rate="10", clip_norm="0")
    page.button(key="play").click().run()
    bar = transport.bar

    def overtaken(session: Session) -> None:
        bar(session)
        assert session.run is not None
        session.run.receive("rnn", {"problem": "It broke down.", "values": {}})

    monkeypatch.setattr(transport, "bar", overtaken)
    page.run()
    assert [error.value for error in page.error] == ["It broke down."]
    assert labels(page)[:2] == ["▶ Play", "Step"]


def test_a_run_that_was_forgotten_while_nobody_looked_is_taken_up_again() -> None:
    page = open_page(hidden_size="16")
    run = page.session_state["session_compare"].run
    lab().close_run(run)
    page.button(key="play").click().run()
    assert not page.exception
    assert page.session_state["session_compare"].run is run
    assert run.playing
    assert lab().find(run.id) is run
