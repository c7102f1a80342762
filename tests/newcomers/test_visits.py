"""What visitors see of a cell, a task and a lesson that have moved in, in English and in Ukrainian."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import App

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_a_link_compares_the_cell_on_the_task_with_the_controls_of_both(visit: Visit) -> None:
    page = visit("?task=recall&pause=5&signs=many&leak=0.25&hidden_size=8&cells=gru,leaky")
    expect(page.get_by_role("slider", name="Leak")).to_have_value("0.25")
    expect(page.get_by_role("slider", name="Silent steps")).to_have_value("5")
    expect(page.get_by_role("combobox", name="Signs")).to_have_value("many")
    expect(page.locator('section[data-cell="leaky"]').first).to_be_visible()  # a worker has to start
    expect(page.get_by_text("GRU recalls")).to_be_visible()
    expect(page.get_by_text("Leaky recalls")).to_be_visible()
    expect(page.get_by_text("sign and answer").first).to_be_visible()
    expect(page.get_by_text("→").first).to_be_visible()
    expect(page.get_by_role("slider", name="Time steps T")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("slider", name="Silent steps").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"task=recall&pause=6&signs=many&"))


def test_in_ukrainian_they_say_what_they_were_given_and_nonsense_is_told_but_not_what_other_tasks_are_set_to(
    visit: Visit,
) -> None:
    page = visit("?task=recall&pause=91&distance=4&leak=0.25&hidden_size=8&cells=gru,leaky", locale="uk-UA")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("«pause» має бути числом від 1 до 90; отримано «91».")
    expect(page.get_by_role("slider", name="Silent steps")).to_have_value("3")
    expect(page.get_by_role("slider", name="Leak")).to_have_value("0.25")
    expect(page.get_by_role("slider", name="Розмір пакета")).to_be_visible()
    expect(page.get_by_text("GRU recalls")).to_be_visible()
    expect(page.locator('section[data-cell="leaky"]').first).to_be_visible()


def test_the_first_visit_is_as_without_them_but_for_the_lesson_in_the_list_which_is_opened_and_linked(
    visit: Visit, app: App
) -> None:
    page = visit()
    expect(page.get_by_text("LSTM writes")).to_be_visible()
    expect(page.get_by_text("Leaky writes")).to_have_count(0)
    expect(page).to_have_url(f"{app.url}/")
    page.locator(".st-key-lessons").get_by_role("link", name="What comes back?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What comes back?")
    expect(page.locator(".st-key-lessons").get_by_text("Applications")).to_be_visible()
    page.get_by_label("Word").fill("tock")
    page.get_by_label("Word").press("Enter")
    expect(page.get_by_text("tock tock")).to_be_visible()
    expect(page).to_have_url(f"{app.url}/echo?word=tock")


def test_the_link_of_the_lesson_opens_it_nonsense_is_told_and_it_is_saved(visit: Visit, tmp_path: Path) -> None:
    page = visit("echo?word=hark&times=nine")
    expect(page.get_by_text("hark hark")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("“times” must be a whole number from 1 to 5; got “nine”.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Numbers as CSV").click()
    download.value.save_as(tmp_path / "echo.csv")
    assert (tmp_path / "echo.csv").read_text(encoding="utf-8-sig").split() == ["word", "hark", "hark"]


def test_an_unknown_address_offers_the_lesson_in_ukrainian_which_it_speaks(visit: Visit) -> None:
    page = visit("no-such-lesson", locale="uk-UA")
    expect(page.get_by_text("Слово, скільки завгодно разів")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Що повертається?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Що повертається?")
    expect(page.locator(".st-key-lessons").get_by_role("link", name="Що повертається?")).to_be_visible()
    expect(page.get_by_text("Напишіть слово")).to_be_visible()
