"""“What do the gates do?” as people use it: land, flick, point, select, guess, save, share, translate."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.visits import rest, serious, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
HOSTILE = "a ❤\ufe0f\u3164b <img src=x onerror=alert(1)> 日本 cats {unit}"
PEOPLE_TYPE = f"?net=english&cell=gru&text={quote(HOSTILE)}"


def letters(page: Page) -> Locator:
    return page.locator("section.network .text span")


def colours(page: Page) -> list[str]:
    return letters(page).evaluate_all("all => all.map(letter => letter.style.background)")


def heat_maps(page: Page) -> int:
    return page.locator(".chart .heatmaplayer image").count()


def unit(page: Page) -> str:
    return page.locator(".which").inner_text()


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"gates{query}", **how)
    until(page, lambda: len(set(colours(page))) > 2, what="a coloured text")
    return page


def drag(page: Page, first: int, last: int) -> None:
    start, end = (letters(page).nth(t).bounding_box() for t in (first, last))
    page.mouse.move(start["x"] + 3, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"] + 12, steps=5)
    page.mouse.up()


def test_a_first_visit_shows_text_and_every_gate_and_arrows_flick_without_asking_the_server(visit: Visit) -> None:
    sent: list[object] = []
    page = land(visit, sent=sent)
    until(page, lambda: heat_maps(page) == 6, what="heat maps")
    rest(page, sent)
    group, seen = page.locator("section.network"), {}
    group.focus()
    before = unit(page)
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"):
        seen[unit(page)] = colours(page)
        group.press(key)
    assert len(seen) == 4
    assert len({tuple(one) for one in seen.values()}) == 4  # each unit colours the text in its own way
    group.press("Home")
    group.press("ArrowRight")
    assert page.locator(".says").inner_text().startswith("⟨2⟩")
    page.get_by_role("button", name="Forget gate Γf").click()
    assert re.search(r"Γf[₀-₉]+ = [01]\.\d\d · keeps", page.locator(".says").inner_text())
    until(page, lambda: "of=forget" in page.url and "t=2" in page.url, what="the address follows")
    assert unit(page) != before
    assert [frame for frame in sent if len(frame) > 300] == []  # no rerun: nothing but a sign of life
    link = page.url[page.url.index("?") :]
    shown = unit(page), colours(page)
    other = land(visit, link)
    assert (unit(other), colours(other)) == shown


def test_a_space_and_what_shows_as_nothing_stand_in_no_empty_quotation_marks(look: Visit) -> None:
    page = land(look, PEOPLE_TYPE, moved=True)
    group = page.locator("section.network")
    group.focus()
    group.press("Home")
    read = []
    for _ in range(6):
        read.append(re.search("“(.*?)”", page.locator(".says").inner_text()).group(1))
        group.press("ArrowRight")
    assert read == ["a", "␣", "❤", "U+FE0F", "U+3164", "b"]


def test_a_span_can_be_selected_by_keys_and_what_people_type_is_only_text(look: Visit) -> None:
    page = land(look, PEOPLE_TYPE, moved=True)
    assert letters(page).count() == len(HOSTILE)
    assert page.locator("section.network img").count() == 0
    expect(page.locator(".note")).to_contain_text("日 本")
    group = page.locator("section.network")
    group.focus()
    group.press("Home")
    for _ in range(7):
        group.press("ArrowRight")
    for _ in range(4):
        group.press("Shift+ArrowRight")
    expect(page.locator(".found .lead")).to_contain_text(re.compile("“<img .*≥ 0.30"), timeout=60_000)
    group.press("Escape")
    expect(page.locator(".found")).to_be_empty()


def test_a_guess_is_answered_the_cats_are_a_press_away_and_there_a_step_a_unit_and_a_span_are_chosen(
    look: Visit,
) -> None:
    page = land(look, PEOPLE_TYPE, ends=True)
    page.get_by_role("radio", name="nearly all").click()
    expect(page.get_by_text("Telling and deciding")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("changed in the same way").first).to_contain_text("4.7")
    page.get_by_role("button", name="The lecture's cats").click()
    until(page, lambda: letters(page).count() == 12, what="the sentence about the cat")
    page.get_by_role("button", name="The unit that the verb follows").click()
    until(page, lambda: unit(page) == "unit 40", what="the unit that decides")

    # The heat maps share the step, and choose a unit.
    until(page, lambda: heat_maps(page) == 4, what="four heat maps")
    plot = page.locator(".chart .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    place = (box["x"] + 0.62 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.move(*place)
    page.mouse.move(place[0] + 1, place[1])
    here = "all => all.findIndex(letter => letter.classList.contains('here'))"
    steps = letters(page).count()
    until(page, lambda: letters(page).evaluate_all(here) == int(0.62 * steps), what="the same step in the text")
    before = unit(page)
    page.mouse.click(place[0] + 1, place[1])
    until(page, lambda: unit(page) != before, what="another unit")
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG: Save the picture as SVG").first.click()
    assert saved.value.suggested_filename.endswith(".svg")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Numbers as Parquet").click()
    assert saved.value.suggested_filename == "gates.parquet"

    # A dragged span finds the units that hold through it, and other places.
    page.get_by_role("radio", name="LSTM").click()
    until(page, lambda: "cell=gru" not in page.url and heat_maps(page) == 6, what="the LSTM")
    letters(page).first.scroll_into_view_if_needed()
    drag(page, 2, 9)
    found = page.locator(".found")
    expect(found.locator(".lead")).to_contain_text("Holding through “, which ate a bunch of food ,”", timeout=60_000)
    assert letters(page).evaluate_all("all => all.filter(l => l.classList.contains('held')).length") == 8
    until(page, lambda: "span=3-10" in page.url, what="the span in the address")
    chip = found.locator("button.unit").first
    chip.click()
    assert unit(page) == f"unit {chip.inner_text()}"
    assert found.locator("li mark").count() >= 1
    assert serious(page) == []
    letters(page).nth(0).click()
    expect(found).to_be_empty()


def test_ukrainian_dark_and_narrow(visit: Visit) -> None:
    page = land(visit, "?net=koty", locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Що роблять вентилі?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert letters(page).first.inner_text() == "Кіт"
    assert "зберігає" in page.locator(".says").inner_text()
    page.get_by_text("Період напівзабування", exact=True).scroll_into_view_if_needed()  # charts are drawn when seen
    page.locator(".xtick text", has_text="≤ 0,1").wait_for()
    assert page.locator(".xtick text", has_text="≥ 1 000").count() == 1
    assert serious(page) == []
