"""The settings as widgets, without a browser: what they show, remember, and write into the address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app.laboratory import lab
from explorer.config import Config
from explorer.lab import Lab
from tests.lessons.opened import app, follow


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Lab, "start", lambda self: self)
    lab.clear()
    yield
    lab.clear()


def opened(**query: str) -> AppTest:
    return follow(app(), **query)


def chosen(page: AppTest) -> Config:
    config: Config = page.session_state["config_compare"]
    return config


def turn_to(page: AppTest, task: str) -> None:
    page.selectbox(key="setting_compare_task").set_value(task).run()
    assert not page.exception


def test_what_a_link_says_of_other_tasks_holds_as_soon_as_they_are_chosen() -> None:
    page = opened(task="adding", distance="20", language="ukrainian", noise="0.3", hidden_size="8")
    assert not page.warning
    assert chosen(page) == Config(task="adding", hidden_size=8)
    turn_to(page, "agreement")
    assert chosen(page) == Config(task="agreement", distance=20, language="ukrainian", hidden_size=8)
    turn_to(page, "signals")
    assert chosen(page) == Config(task="signals", noise=0.3, hidden_size=8)
    assert dict(page.query_params).keys() == {"task", "noise", "hidden_size", "run"}
    assert page.slider(key="setting_compare_noise").value == 0.3


def test_what_was_chosen_of_a_task_is_there_again_when_it_is() -> None:
    page = opened(task="agreement", hidden_size="8")
    page.slider(key="setting_compare_distance").set_value(15).run()
    for task in ("adding", "signals", "agreement"):
        turn_to(page, task)
    assert page.slider(key="setting_compare_distance").value == chosen(page).distance == 15


def test_what_tasks_share_stays_as_it_is() -> None:
    page = opened(task="characters", corpus="python", hidden_size="8")
    for task in ("signals", "words"):
        turn_to(page, task)
    assert chosen(page) == Config(task="words", corpus="python", hidden_size=8)


def test_a_slider_makes_room_for_what_a_link_says_beyond_it() -> None:
    page = opened(task="adding", hidden_size="8", forget_bias="8")
    slider = page.slider(key="setting_compare_forget_bias")
    assert (slider.min, slider.max, slider.value, chosen(page).forget_bias) == (-2.0, 8.0, 8.0, 8.0)
    assert opened(task="adding").slider(key="setting_compare_forget_bias").max == 6.0


@pytest.mark.parametrize(("task", "name"), [("characters", "corpus"), ("agreement", "language")])
def test_a_link_of_a_ukrainian_page_says_which_language_is_read(task: str, name: str) -> None:
    own, other = opened(lang="uk", task=task), opened(lang="uk", task=task, **{name: "english"})
    assert (own.query_params[name], getattr(chosen(own), name)) == ("ukrainian", "ukrainian")
    assert (other.query_params[name], getattr(chosen(other), name)) == ("english", "english")


def test_a_ukrainian_page_reads_ukrainian_also_under_the_next_task() -> None:
    page = opened(lang="uk", task="adding", hidden_size="8")
    assert "language" not in page.query_params
    assert page.session_state["config_compare_values"]["language"] == "ukrainian"
