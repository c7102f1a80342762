"""Every lesson has an address of its own, which works from the first visit on; an unknown one offers the lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.app.lessons import Lesson, lessons
from explorer.lab.cluster import SCHEDULER
from tests.server import ROOT, App, Start, commanded, forking, free_port, running
from tests.visits import serious, until

pytestmark = pytest.mark.browser
NOBODY = "tcp://127.0.0.1:1"
TITLES = [lesson.title for lesson in lessons()]
UNCUT = "[...document.querySelectorAll('.st-key-lessons p')].every((p) => p.scrollWidth <= p.clientWidth)"
QUESTIONS = ["Which one remembers?", *TITLES[1:]]


def question(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=60_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture(scope="module")
def port() -> int:
    """The browser knows the scripts that it was sent from here: it is the server that meets its first visitor."""
    return free_port()


@pytest.fixture(scope="module")
def fork() -> Iterator[Start]:
    """The first lesson meets a server that was started by its command line; the others may come from here."""
    with forking() as start:
        yield start


@pytest.fixture
def fresh(lesson: Lesson, tmp_path: Path, port: int, fork: Start) -> Iterator[App]:
    """A server that nobody has opened yet, and that is still starting its lab when it has been asked its question.

    Started from any folder, below any address. Its lab waits for workers of another machine, which never come: those
    of its own would be loading torch, for nobody, when it is ended.
    """
    script, start = ROOT / "streamlit_app.py", commanded if lesson is lessons()[0] else fork
    wishes = {"start": start, "patience": 0.0, "port": port, "settings": {SCHEDULER: NOBODY}}
    with running(script, tmp_path, "deep/below", **wishes) as started:
        yield started


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_first_visitor_of_a_server_finds_every_lesson(
    fresh: App, arrive: Callable[..., Page], lesson: Lesson
) -> None:
    """Each from a fresh server, with a slash at the end of its address; and what a link of Forget says is kept."""
    said = "?time_steps=40" if lesson.name == "forget" else ""
    page = arrive(f"{fresh.url}/deep/below/{lesson.name}/{said}")
    question(page, QUESTIONS[TITLES.index(lesson.title)])
    if said:
        expect(page.get_by_role("slider", name="Time steps T")).to_have_attribute("aria-valuetext", "40")


def test_every_lesson_is_reached_from_the_list_and_says_its_question(visit: Callable[..., Page]) -> None:
    """From the first lesson, under another name that it has."""
    page = visit("compare?hidden_size=32")
    question(page, QUESTIONS[0])
    expect(page.get_by_role("slider", name="Hidden units")).to_have_attribute("aria-valuetext", "32")
    links = page.locator(".st-key-lessons").get_by_role("link")
    expect(links).to_have_text(TITLES)
    for title in TITLES[1:]:
        links.get_by_text(title, exact=True).click()
        question(page, title)
    page.go_back()
    question(page, TITLES[-2])


@pytest.mark.parametrize(
    ("address", "locale", "title"),
    [("no-<b>such", "uk-UA", "Такого уроку немає"), ("a/b/no-<b>such/", "en", "No such lesson")],
)
def test_an_unknown_address_says_so_and_offers_the_lessons(
    visit: Callable[..., Page], address: str, locale: str, title: str
) -> None:
    page = visit(address, locale=locale, width=390)
    question(page, title)
    expect(page.get_by_text("no-<b>such")).to_be_visible()
    offered = page.get_by_test_id("stMain").get_by_role("link")
    expect(offered).to_have_count(len(TITLES))
    # Until the page is done Streamlit may dim what it has drawn, on a busy machine.
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert serious(page) == []
    offered.last.click()
    question(page, "Your own text" if locale == "en" else "Власний текст")


def test_on_a_phone_the_list_is_read_whole_and_leads_on(visit: Callable[..., Page]) -> None:
    """From a lesson whose name is the last part of an address."""
    page = visit("a/gates?t=3", locale="uk-UA", dark=True, width=390)
    question(page, "Що роблять вентилі?")
    page.get_by_test_id("stExpandSidebarButton").click()
    links = page.locator(".st-key-lessons").get_by_role("link")
    links.first.wait_for()
    until(page, lambda: page.evaluate(UNCUT), what="titles that are not cut")
    assert serious(page) == []
    links.last.click()
    question(page, "Власний текст")
