"""A new lesson is a folder and a page: nothing else is edited, and all the house knows it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.server import App

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

ROOM = '''"""What comes back: a lesson with everything that a lesson needs, and nothing more."""

from explorer.app import link
from explorer.app.lessons import Lesson, Section
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("What comes back?"),
    N_("A word, as often as one likes"),
    Section.APPLICATIONS,
    place=1,
    parameters={"word": link.text(20, "tick"), "times": link.whole(1, 5, 2)},
    takes=lambda config: config.task == "characters",
)
'''
PAGE = '''"""What comes back? A word, a few times."""

import streamlit as st

from explorer.app import arrival, frame, saving
from explorer.app.language import _
from explorer.lessons.echo import LESSON

if "echo" not in st.session_state:
    st.session_state["echo"] = arrival.values(LESSON.name, LESSON.parameters)
said = st.session_state["echo"]
frame.head(LESSON, _("Type a word, and it comes back."))
said["word"] = st.text_input(_("Word"), said["word"], key="echo_word")
st.markdown(" ".join([said["word"]] * said["times"]))
saving.buttons(lambda: {"word": [said["word"]] * said["times"]}, "echo", _("A line for each time."))
arrival.write(LESSON.parameters, said)
'''
UKRAINIAN = """
msgid "What comes back?"
msgstr "Що повертається?"

msgid "A word, as often as one likes"
msgstr "Слово, скільки завгодно разів"

msgid "Type a word, and it comes back."
msgstr "Напишіть слово, і воно повернеться."
"""


def move_in(house: Path) -> None:
    (house / "explorer/lessons/echo").mkdir()
    (house / "explorer/lessons/echo/__init__.py").write_text(ROOM, encoding="utf-8")
    (house / "pages/echo.py").write_text(PAGE, encoding="utf-8")
    with (house / "assets/locale/uk/LC_MESSAGES/messages.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write(UKRAINIAN)


def test_it_is_found_in_the_list_opened_and_its_link_says_what_is_chosen(visit: Visit, app: App) -> None:
    page = visit()
    page.locator(".st-key-lessons").get_by_role("link", name="What comes back?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What comes back?")
    expect(page.locator(".st-key-lessons").get_by_text("Applications")).to_be_visible()
    page.get_by_label("Word").fill("tock")
    page.get_by_label("Word").press("Enter")
    expect(page.get_by_text("tock tock")).to_be_visible()
    expect(page).to_have_url(f"{app.url}/echo?word=tock")


def test_its_link_opens_it_nonsense_is_told_and_it_is_saved(visit: Visit, tmp_path: Path) -> None:
    page = visit("echo?word=hark&times=nine")
    expect(page.get_by_text("hark hark")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("“times” must be a whole number from 1 to 5; got “nine”.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Numbers as CSV").click()
    download.value.save_as(tmp_path / "echo.csv")
    assert (tmp_path / "echo.csv").read_text(encoding="utf-8-sig").split() == ["word", "hark", "hark"]


def test_the_list_of_lessons_in_the_readme_finds_it(house: Path) -> None:
    readme = house / "README.md"
    before = readme.read_text(encoding="utf-8")
    subprocess.run([sys.executable, "-m", "explorer.app.tour"], cwd=house, check=True)
    row = "| **What comes back?** | A word, as often as one likes |\n"
    after = readme.read_text(encoding="utf-8")
    assert row in after
    assert after.replace(row, "") == before


def test_an_unknown_address_offers_it_in_ukrainian(visit: Visit) -> None:
    page = visit("no-such-lesson", locale="uk-UA")
    expect(page.get_by_text("Слово, скільки завгодно разів")).to_be_visible(timeout=60_000)


def test_it_speaks_ukrainian(visit: Visit) -> None:
    page = visit("echo", locale="uk-UA")
    expect(page.get_by_role("heading", level=1)).to_have_text("Що повертається?", timeout=60_000)
    expect(page.locator(".st-key-lessons").get_by_role("link", name="Що повертається?")).to_be_visible()
    expect(page.get_by_text("Напишіть слово")).to_be_visible()
