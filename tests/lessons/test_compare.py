"""The Compare page without a browser: what it says and does at each press, from the app's own entry point."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui.presets import PRESETS
from explorer.ui.session import lab
from tests.lessons.opened import app, follow


def open_page(**query: str) -> AppTest:
    return follow(app(), **query)


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_a_first_visit_shows_a_finished_run_and_every_control() -> None:
    page = open_page()
    assert page.title[0].value == "Which one remembers?"
    assert labels(page)[:3] == ["▶ Play", "Step", "Reset"]
    shown = {slider.label for slider in page.slider} | {slider.label for slider in page.select_slider}
    assert shown >= {"Hidden units", "Layers", "Time steps T", "Forget bias", "Learning rate", "Clip norm", "Batch"}
    assert "run" not in page.query_params
    assert len(page.get("bidi_component")) == 5  # history, board, two charts, samples


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_sets_the_controls_the_link_and_a_run_that_plays(name: str) -> None:
    page = open_page()
    page.button(key=f"preset_{name}").click().run()
    assert not page.exception
    assert labels(page)[0] == "❚❚ Pause"
    assert "run" in page.query_params
    session = page.session_state["session_compare"]
    for setting, value in PRESETS[name].settings.items():
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
    page.select_slider(key="setting_learning_rate").set_value(0.01).run()
    assert page.session_state["session_compare"].run is first
    assert first.live.learning_rate == 0.01
    assert page.query_params["learning_rate"] == "0.01"
    page.select_slider(key="setting_hidden_size").set_value(32).run()
    assert page.session_state["session_compare"].run is not first


def test_nonsense_in_the_link_is_explained_in_the_pages_language() -> None:
    page = open_page(hidden_size="many", lang="en")
    assert "“hidden_size” must be a number from 2 to 512; got “many”. The default is used instead." in [
        warning.value for warning in page.warning
    ]
    page = open_page(hidden_size="many", lang="uk")
    assert page.warning[0].value.startswith("«hidden_size» має бути числом від 2 до 512; отримано «many».")


def own_text(data: bytes) -> AppTest:
    """The page with “Your own text” chosen and this file brought."""
    page = open_page()
    page.selectbox(key="setting_corpus").set_value("own").run()
    assert not page.exception
    page.file_uploader(key="own_file").set_value(("a.abc", data, "")).run()
    assert not page.exception
    return page


def test_an_own_text_is_read_whatever_its_name_ends_with() -> None:
    text = "The cat slept. Кіт спав.\n" * 30
    page = own_text(text.encode())
    assert not page.sidebar.file_uploader[0].proto.type
    assert page.session_state["session_compare"].config.text == text


@pytest.mark.parametrize("data", [b"The cat slept.\x1a\n" * 30, "Кіт спав. ".encode("cp1125") * 30])
def test_an_own_text_with_a_question_is_sent_to_the_page_that_asks_it(data: bytes) -> None:
    page = own_text(data)
    assert "The page “Your own text” can do that" in page.sidebar.warning[0].value
    assert page.sidebar.get("page_link")[0].proto.label == "Your own text"
    assert page.session_state["session_compare"].config.corpus != "own"


def test_an_unknown_run_is_said_to_be_gone_and_its_settings_stay() -> None:
    page = open_page(run="gone", task="signals")
    assert next(info.value for info in page.info).startswith("The run in this link is no longer kept.")
    assert page.selectbox(key="setting_task").value == "signals"


def test_settings_that_would_not_fit_are_refused_and_the_last_good_ones_stay() -> None:
    page = open_page(task="adding", time_steps="500", batch_size="64")
    page.select_slider(key="setting_hidden_size").set_value(512).run()
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


def test_an_event_that_still_carries_the_old_link_does_not_bring_the_old_run_back() -> None:
    page = open_page(task="signals", hidden_size="16", seed="3")
    old = page.query_params["run"]
    page.select_slider(key="setting_hidden_size").set_value(32).run()
    new = page.query_params["run"]
    page.query_params["run"] = old
    page.select_slider(key="setting_batch_size").set_value(32).run()
    config = page.session_state["session_compare"].config
    assert (config.hidden_size, config.batch_size) == (32, 32)
    assert page.query_params["run"] not in (old, new)


def test_one_network_alone_is_a_choice_that_the_link_carries() -> None:
    page = open_page(task="signals", hidden_size="16", cells="lstm,nonsense")
    session = page.session_state["session_compare"]
    assert list(session.run.lanes) == ["lstm"]
    assert page.query_params["cells"] == "lstm"
    assert "RNN activation" not in {box.label for box in page.selectbox}
    finished = open_page(cells="rnn,gru").session_state["session_compare"].run
    assert list(finished.lanes) == ["rnn", "gru"]
    assert finished.step == 3000


def test_a_run_that_was_forgotten_while_nobody_looked_is_taken_up_again() -> None:
    page = open_page(hidden_size="16")
    run = page.session_state["session_compare"].run
    lab().close_run(run)
    page.button(key="play").click().run()
    assert not page.exception
    assert page.session_state["session_compare"].run is run
    assert run.playing
    assert lab().find(run.id) is run
