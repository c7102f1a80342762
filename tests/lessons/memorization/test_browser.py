"""“Which letters does it still use?” as people use it: land, point, pin, walk, bring a text, share, translate."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.visits import rest, serious, serious_in_both, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
TYPED = "?net=words&typed=The%20old"

COLOURS = """ribbons => ribbons.map(ribbon => [...ribbon.querySelectorAll('.text span')]
  .map(letter => letter.style.background).filter(colour => colour && colour !== 'none'))"""

# A hover at the start of a frame, and the moment after that frame was laid out and painted.
HOVER = """async (ribbon) => {
  const letters = [...ribbon.querySelectorAll('.text span')];
  const colours = () => letters.map((letter) => letter.style.background).join();
  const painted = (t, x) => new Promise((done) => requestAnimationFrame(() => {
    const before = colours();
    const start = performance.now();
    const channel = new MessageChannel();
    const how = { bubbles: true, composed: true, clientX: x, clientY: 1 };
    letters[t].dispatchEvent(new PointerEvent('pointermove', how));
    const script = performance.now() - start;
    channel.port1.onmessage = () => done([script, performance.now() - start, colours() !== before]);
    channel.port2.postMessage(0);
  }));
  const found = [];
  const jumps = [...Array(60).keys()].map((k) => (k * 67) % letters.length);
  for (const [k, t] of jumps.entries()) found.push(await painted(t, k + 1));
  return found;
}"""


def ribbons(page: Page) -> Locator:
    return page.locator("section.ribbon")


def colours(page: Page) -> list[list[str]]:
    return ribbons(page).evaluate_all(COLOURS)


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"memorization{query}", **how)
    until(page, lambda: len(colours(page)) == 3 and all(colours(page)), what="three coloured ribbons")
    return page


def here(page: Page) -> list[int]:
    """Where the cursor is in each ribbon, from 0."""
    script = "all => all.map(r => [...r.querySelectorAll('.text span')].findIndex(s => s.classList.contains('here')))"
    return ribbons(page).evaluate_all(script)


def test_a_first_visit_shows_coloured_text_guesses_and_a_row_in_words(look: Visit) -> None:
    page = land(look)
    assert len(set(here(page))) == 1
    assert "Not trained" not in page.locator("section.ribbon").all_inner_texts()[0]
    for ribbon in ribbons(page).all():
        assert re.search(r"\d\s%.*of the weight is in the last 3 letters", ribbon.locator(".says").inner_text())
        assert ribbon.locator(".guess span").all_inner_texts()[0].endswith("%")
    assert len({tuple(row) for row in colours(page)}) == 3  # each in its own colour


def test_no_serious_accessibility_violation(look: Visit) -> None:
    assert serious_in_both(land(look)) == []


def test_a_hover_recolours_all_three_ribbons_without_asking_the_server(look: Visit) -> None:
    sent: list[object] = []
    page = land(look, sent=sent, moved=True)
    rest(page, sent)
    ribbons(page).nth(1).locator(".text span").nth(20).hover()
    until(page, lambda: here(page) == [20, 20, 20], what="the cursor in all ribbons")
    before, said = colours(page), page.locator(".says").all_inner_texts()
    ribbons(page).nth(1).locator(".text span").nth(40).hover()
    until(page, lambda: here(page) == [40, 40, 40], what="the cursor in all ribbons")
    assert all(now != was for now, was in zip(colours(page), before, strict=True))
    assert all(now != was for now, was in zip(page.locator(".says").all_inner_texts(), said, strict=True))
    page.wait_for_timeout(800)
    assert sent == []
    assert "t=41" in page.url  # the address follows on its own


def test_a_hover_is_painted_in_the_very_next_frame(look: Visit) -> None:
    page = land(look, moved=True)
    moves = ribbons(page).first.evaluate(HOVER)  # how long each takes is a figure of `make bench`
    assert len(moves) == 60
    assert all(recoloured for _, _, recoloured in moves)


def test_a_click_pins_single_letters_can_be_read_and_escape_lets_go(look: Visit) -> None:
    page = land(look, moved=True)
    letters = ribbons(page).first.locator(".text span")
    letters.nth(50).click()
    expect(page.locator(".hint")).to_have_text("pinned · Esc lets go")
    letters.nth(48).hover()
    expect(page.locator(".probe").first).to_contain_text("2 back:")
    assert here(page) == [50, 50, 50]
    page.locator(".ribbons[role=group]").press("Escape")
    expect(page.locator(".hint")).to_have_text("← → move · click pins")
    letters.nth(30).hover()
    until(page, lambda: here(page) == [30, 30, 30], what="the cursor follows again")


def test_arrow_keys_move_and_the_walk_plays(look: Visit) -> None:
    page = land(look, moved=True)
    group = page.locator(".ribbons[role=group]")
    group.focus()
    group.press("Home")
    group.press("ArrowRight")
    assert here(page) == [1, 1, 1]
    group.press("ArrowDown")
    assert here(page)[0] > 20
    group.press("Home")
    page.get_by_role("button", name="Walk the text").click()
    until(page, lambda: here(page)[0] > 5, what="the walk goes on")
    page.get_by_role("button", name="Stop").click()
    at = here(page)
    page.wait_for_timeout(500)
    assert here(page) == at


def test_the_scale_switches_in_the_browser_and_the_link_keeps_it(look: Visit) -> None:
    sent: list[object] = []
    page = land(look, sent=sent, ends=True)
    rest(page, sent)
    before = colours(page)
    page.get_by_role("button", name="absolute strength").click()
    assert colours(page) != before
    assert page.locator(".ticks").inner_text().endswith("100+")
    page.wait_for_timeout(500)
    assert sent == []
    assert "show=absolute" in page.url
    page.reload()
    until(page, lambda: len(colours(page)) == 3 and all(colours(page)), what="ribbons again")
    expect(page.get_by_role("button", name="absolute strength")).to_have_attribute("aria-pressed", "true")


def test_untrained_networks_say_so_on_the_picture_and_ones_own_text_is_only_text(visit: Visit) -> None:
    page = land(visit, "?untrained=1")
    assert page.get_by_text("Not trained: its weights are random").count() == 3
    page.get_by_role("button", name="Your own text").click()
    hostile = "<img src=x onerror=alert(1)> 日本 cats {word}"
    page.get_by_role("textbox").fill(hostile)
    page.get_by_role("button", name="Read it").click()
    text = ribbons(page).first.locator(".text")
    until(page, lambda: "cats" in text.inner_text(), what="the text under the networks")
    assert ribbons(page).first.locator(".text span").count() == len(hostile)
    assert page.locator("section.ribbon img").count() == 0
    assert text.inner_text().count("⟨UNK⟩") >= 2
    expect(page.get_by_text("outside the vocabulary")).to_contain_text("日 本")
    assert "text=" in page.url
    link = page.url[page.url.index("?") :]
    other = land(visit, link)
    assert "cats" in ribbons(other).first.inner_text()


def line(page: Page) -> Locator:
    return page.locator("input.line")


def suggested(page: Page) -> list[str]:
    """The text over which the suggestions stand, in each visible row."""
    return page.locator(".network .word:visible .text").all_text_contents()


def until_answered(page: Page, text: str) -> None:
    """Until every row of suggestions is about this text."""
    until(page, lambda: set(suggested(page)) == {text}, what=f"suggestions for {text!r}")


def test_what_is_typed_is_completed_by_three_networks_and_shows_what_they_lean_on(look: Visit) -> None:
    page = land(look, TYPED, moves=True)
    until_answered(page, "The old")
    assert len(suggested(page)) == 9
    line(page).press("End")
    line(page).press_sequentially(" man w", delay=60)
    until_answered(page, "The old man w")
    colours_of = "rows => rows.map(row => [...row.children].map(letter => letter.style.background).join('|'))"
    assert len(set(page.locator(".network .word .text").evaluate_all(colours_of))) == 9
    until(page, lambda: "typed=The+old+man+w" in page.url, what="the address follows")
    # By digit, by Tab, and by click; what was begun is completed, not repeated.
    second = page.locator(".network").nth(1).locator(".word b").nth(1).inner_text()
    line(page).press("5")
    wanted = f"The old man {'w' + second[1:] if second[0] == 'w' else second} "
    expect(line(page)).to_have_value(wanted)
    until_answered(page, wanted)
    likeliest = page.locator(".word", has=page.locator("kbd", has_text="Tab"))
    expect(likeliest).to_have_count(1)
    wanted += likeliest.locator("b").inner_text() + " "
    line(page).press("Tab")
    expect(line(page)).to_have_value(wanted)
    expect(line(page)).to_be_focused()
    until_answered(page, wanted)
    wanted += page.locator(".word b").first.inner_text() + " "
    page.locator(".word").first.click()
    expect(line(page)).to_have_value(wanted)
    line(page).press("Escape")
    line(page).press("Tab")
    expect(line(page)).not_to_be_focused()


def test_markup_and_unknown_letters_are_only_typed_text(look: Visit) -> None:
    page = land(look, TYPED, moved=True)
    hostile = "<img src=x onerror=alert(1)> 日本"
    line(page).fill(hostile)
    until_answered(page, hostile)
    assert page.locator(".networks img").count() == 0
    line(page).fill("")
    until(page, lambda: page.locator(".network .word:visible").count() == 0, what="no suggestions for nothing")
    expect(page.get_by_text("Type a letter.").first).to_be_visible()


def test_fast_fingers_get_the_answer_to_the_newest_text(look: Visit) -> None:
    page = land(look, TYPED, moved=True)
    line(page).fill("a")
    until_answered(page, "a")
    line(page).press("End")
    line(page).press_sequentially("nd then she went home", delay=1)
    until_answered(page, "and then she went home")
    expect(line(page)).to_have_value("and then she went home")


def test_letters_words_and_a_fourth_network_in_ukrainian_dark_and_narrow(visit: Visit) -> None:
    page = land(visit, locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("На які літери вона ще зважає?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert re.search("[іїєґ]", ribbons(page).first.locator(".text").inner_text())
    assert "ваги" in ribbons(page).first.locator(".says").inner_text()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text("і вкладена LSTM").click()
    until(page, lambda: len(colours(page)) == 4 and all(colours(page)), what="four coloured ribbons")
    assert "nested=1" in page.url
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.get_by_role("button", name="Цілі слова").click()
    until(page, lambda: "net=slova" in page.url and len(suggested(page)) == 9, what="suggestions of three networks")
    until(page, lambda: len(colours(page)) == 3 and all(colours(page)), what="coloured ribbons")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
