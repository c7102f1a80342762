"""The page about a person's own text, as people use it: paste, watch it learn, save, come back, load, take it along."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.visits import serious, serious_in_both, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
TEXT = "Кіт спав на печі, а миша гризла сир. The cat slept, and the mouse ate the cheese.\n" * 30
OTHER = TEXT + "Інший.\n"
SMALL = "?hidden_size=8&time_steps=16&batch_size=8&goal=60"


def open_page(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"own{query}", **how)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your own text")
    until(page, lambda: len(facts(page)) == 6, what="the example in numbers")
    return page


def facts(page: Page) -> list[str]:
    return page.locator(".facts .number").all_inner_texts()


def step(page: Page) -> int:
    found = re.search(r"\d[\d,]*", page.locator(".labels .step").inner_text())
    return int(found[0].replace(",", "")) if found else -1


def bring(page: Page, tab: str) -> Locator:
    """What a tab shows, which may be behind “Another text”."""
    other = page.get_by_text("Another text, or saved networks")
    if other.count() and not page.get_by_role("tab", name=tab).is_visible():
        other.click()
    page.get_by_role("tab", name=tab).click()
    return page.get_by_role("tabpanel", name=tab)


def choose_file(page: Page, tab: str, path: Path) -> None:
    bring(page, tab).locator("input[type=file]").set_input_files(path)


def take(page: Page, lesson: str, heading: str = "") -> None:
    """Go with the networks to another lesson."""
    page.get_by_role("button", name=f"{lesson} →").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading or lesson)
    until(page, lambda: "run=" in page.url, what="the run in the link")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_table_is_shown_before_a_column_of_it_is_read(look: Visit, tmp_path: Path) -> None:
    page = open_page(look, SMALL, moved=True)
    path = tmp_path / "notes.csv"
    cell = "The cat slept; the <b>mouse</b>, too."
    path.write_text("id;note\n" + f'1;"{cell}"\n' * 40 + "2;a;b\n", encoding="utf-8")
    choose_file(page, "Choose a file", path)
    rows = page.get_by_role("region", name="The first rows")
    expect(rows.get_by_role("columnheader", name="note")).to_be_visible()
    expect(rows.get_by_role("cell", name=cell, exact=True)).to_have_count(4)
    expect(page.get_by_text("more cells than there are columns: 1")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Read this column").click()
    expect(page.get_by_role("heading", name="notes.csv · note")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="more cells than there are columns: 1")).to_be_visible()


def test_hostile_files_are_refused_and_the_text_stays(look: Visit, tmp_path: Path) -> None:
    page = open_page(look, SMALL, moved=True)
    old = tmp_path / "old.txt"
    old.write_bytes(OTHER.encode("cp1251"))
    choose_file(page, "Choose a file", old)
    page.get_by_role("button", name="Read it as windows-1251").click()
    until(page, lambda: facts(page)[:1] == [f"{len(OTHER):,}"], what="the text in numbers")

    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(pickle.dumps([1, 2, 3]))
    choose_file(page, "Saved networks", bad)
    expect(page.get_by_text("This is a ZIP or pickle file")).to_be_visible()
    until(page, lambda: facts(page)[:1] == [f"{len(OTHER):,}"], what="the text that was there")

    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(900))
    choose_file(page, "Choose a file", picture)
    expect(page.get_by_text("This is a PNG file, not plain text")).to_be_visible()
    until(page, lambda: facts(page)[:1] == [f"{len(OTHER):,}"], what="the text that was there")


def test_a_pasted_text_is_learnt_saved_loaded_by_another_and_taken_to_another_page(
    look: Visit, visit: Visit, tmp_path: Path
) -> None:
    page = open_page(look, SMALL, ends=True)
    assert serious_in_both(page) == []
    page.emulate_media(color_scheme="light")
    bring(page, "Paste a text").get_by_label("Any language, 200 characters or more").fill(TEXT)
    page.get_by_role("button", name="Read it", exact=True).click()
    until(page, lambda: facts(page)[:1] == [f"{len(TEXT):,}"], what="the text in numbers")
    page.get_by_role("button", name="Play").click(timeout=120_000)
    expect(page.get_by_text("the goal is reached")).to_be_visible(timeout=120_000)
    assert until(page, lambda: step(page) >= 60, what="the goal")
    expect(page.get_by_text(re.compile(r"^\d.* (below|above) the best guesser \("))).to_be_visible()
    assert serious(page) == []

    page.reload()
    until(page, lambda: facts(page)[:1] == [f"{len(TEXT):,}"], what="the text after a reload")
    assert until(page, lambda: step(page) >= 60, what="the run after a reload")

    for lesson in ("What do the gates do?", "How likely is a sentence?", "How does it write?"):
        take(page, lesson)
        expect(page.get_by_role("combobox", name="Networks")).to_have_value("Your own text")
        page.go_back()
    take(page, "How does the error travel back?")
    expect(page.get_by_role("radio", name="Your own text")).to_be_checked()
    page.go_back()
    take(page, "Compare", heading="Which one remembers?")
    page.get_by_text("Settings", exact=True).click()
    expect(page.get_by_role("combobox", name="Text")).to_have_value("Your own text")
    page.go_back()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the networks").click()
    path = tmp_path / saved.value.suggested_filename
    assert path.name.endswith(".rnn.safetensors")
    saved.value.save_as(path)

    other = open_page(visit)
    choose_file(other, "Saved networks", path)
    until(other, lambda: facts(other)[:1] == [f"{len(TEXT):,}"], what="the text out of the file")
    assert until(other, lambda: step(other) >= 60, within=120, what="the networks out of the file")
    reached = step(other)
    other.get_by_role("button", name="Step", exact=True).click()
    until(other, lambda: step(other) == reached + 1, what="training that goes on")
    other.get_by_role("button", name="Which letters does it still use? →").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Which letters does it still use?")
    expect(other.get_by_role("combobox", name="Networks")).to_have_value("Your own text")
    expect(other.get_by_text("of the weight is in the last 3 letters")).to_be_visible(timeout=60_000)
    until(other, lambda: "run=" in other.url, what="a link that finds the networks again")
