"""Every lesson has an address of its own, which works from the first visit on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server import App, running

pytestmark = pytest.mark.browser
LESSONS = (
    "Compare",
    "How does the error travel back?",
    "Why does the RNN forget?",
    "What do the gates do?",
    "How likely is a sentence?",
    "Which letters does it still use?",
    "How does it write?",
    "Your own text",
)


def test_a_link_to_a_lesson_is_found_by_the_first_visitor_of_a_server(browser: Browser) -> None:
    with running() as fresh:
        page = browser.new_page(locale="en")
        page.set_default_timeout(60_000)
        page.goto(f"{fresh.url}/forget?time_steps=40")
        expect(page.get_by_role("heading", level=1)).to_have_text("Why does the RNN forget?", timeout=60_000)
        expect(page.get_by_role("slider", name="Time steps T")).to_have_attribute("aria-valuetext", "40")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.close()


def test_the_first_lesson_has_a_name_in_the_address_too(visit: Callable[..., Page]) -> None:
    page = visit("compare?hidden_size=32")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which one remembers?")
    expect(page.get_by_role("slider", name="Hidden units")).to_have_attribute("aria-valuetext", "32")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert tuple(page.get_by_test_id("stSidebarNavLink").all_inner_texts()) == LESSONS


def test_every_lesson_is_reached_from_the_list_and_says_its_question(visit: Callable[..., Page], app: App) -> None:
    page = visit()
    links = page.get_by_test_id("stSidebarNavLink")
    assert tuple(links.all_inner_texts()) == LESSONS
    for lesson in LESSONS[1:]:
        links.get_by_text(lesson, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson, timeout=60_000)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSONS[-2], timeout=60_000)
