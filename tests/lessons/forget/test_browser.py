"""The page that asks why the RNN forgets, as people use it: land, look, pull a slider, guess, Play, translate."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.visits import serious_in_both, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
QUESTION = re.compile("Why does the RNN forget|Чому RNN забуває")


def open_page(visit: Visit, **how: object) -> Page:
    return shown(visit("forget", **how))


def shown(page: Page) -> Page:
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    until(page, lambda: len(cards(page)) == 3, what="three cards")
    until(page, lambda: lines(page) > 6, what="curves")
    return page


def cards(page: Page) -> list[str]:
    return page.locator(".cards .card").all_inner_texts()


def lines(page: Page) -> int:
    return page.locator(".js-plotly-plot .scatterlayer .trace").count()


def paths(page: Page) -> list[str]:
    """The drawn lines of the first chart."""
    chart = page.locator(".js-plotly-plot").first
    # All at one moment: a line may go while the next is asked for.
    found: list[str] = chart.locator(".scatterlayer .js-line").evaluate_all("all => all.map(e => e.getAttribute('d'))")
    return found


def step(page: Page) -> int:
    found = re.search(r"\d[\d,]*", page.locator(".labels .step").inner_text())
    return int(found[0].replace(",", "")) if found else -1


def test_no_serious_accessibility_violation(look: Visit) -> None:
    assert serious_in_both(open_page(look)) == []


def test_numbers_can_be_saved(look: Visit, tmp_path: Path) -> None:
    page = open_page(look)
    with page.expect_download() as download:
        page.get_by_role("button", name="Numbers as CSV").click()
    target = tmp_path / "numbers.csv"
    download.value.save_as(target)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 50
    assert float(rows[-1]["rnn_gradient_relative"]) == 1.0


def test_scrubbing_the_finished_run_shows_what_learning_did_to_the_gradient(look: Visit) -> None:
    page = open_page(look, moved=True)
    fresh, history = cards(page), page.get_by_role("slider", name="History of the training")
    history.press("End")
    until(page, lambda: step(page) == 1500 and "49 steps" in cards(page)[1], what="the trained GRU")
    expect(page.get_by_text("of the RNN: dots at step 1,500, rings before training")).to_be_visible(timeout=60_000)
    history.press("Home")
    until(page, lambda: step(page) == 0 and cards(page) == fresh, what="fresh networks again")


def test_the_picture_is_there_at_once_and_a_slider_changes_it_a_guess_is_answered_and_play_trains(
    look: Visit,
) -> None:
    page = open_page(look, ends=True)
    assert "8 steps" in cards(page)[0]
    expect(page.get_by_text("bound (γ·σₘₐₓ)ᵀ⁻ᵗ").first).to_be_visible()
    before, said = until(page, lambda: paths(page), what="lines"), cards(page)
    bias = page.get_by_role("slider", name="Forget bias")
    bias.focus()
    for _ in range(4):
        bias.press("ArrowRight")
    until(page, lambda: cards(page)[2] != said[2] and cards(page)[:2] == said[:2], what="another LSTM alone")
    until(page, lambda: paths(page) != before, what="another line")
    until(page, lambda: "forget_bias=" in page.url, what="the bias in the link")

    page.get_by_role("radio", name="LSTM").or_(page.get_by_role("button", name="LSTM", exact=True)).first.click()
    expect(page.get_by_text("Measured, in steps: GRU 9 · RNN 8 · LSTM 6.")).to_be_visible()
    page.get_by_role("button", name="Show it with forget bias 0").click()
    until(page, lambda: "6 steps" in cards(page)[2], what="the LSTM with forget bias 0")

    # The same pictures follow the training, the bound stays, and numbers can be saved meanwhile.
    before = until(page, lambda: paths(page), what="lines")
    page.get_by_role("button", name="Play").click()
    until(page, lambda: "run=" in page.url and step(page) > 50, within=120, what="a run that trains")
    page.get_by_role("radio", name="30/s").click()
    until(page, lambda: paths(page) != before, what="lines that move")
    expect(page.get_by_text(re.compile(r"mean squared error after \d+ training steps"))).to_be_visible()

    page.get_by_text(re.compile(r"bound .*, step \d")).wait_for()
    chart = page.locator(".js-plotly-plot").first
    seen: set[str] = set()
    asked: list[Route] = []
    page.route("**/media/**", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    for _ in range(3):  # each press meets another moment between two pictures
        shown = {step(page)}
        with page.expect_download(timeout=15_000) as download:
            page.get_by_role("button", name="Numbers as CSV").click()
            until(page, lambda: asked, what="the request for the file")
            while len(shown) < 4:  # a browser that asks for it some pictures later
                seen.add(str(chart.evaluate("e => [e.textContent.includes('bound'), e._fullLayout.yaxis.range[1]]")))
                page.wait_for_timeout(100)
                shown.add(step(page))
            asked.pop().continue_()
        assert download.value.suggested_filename == "forget.csv"
    assert len(seen) == 1, "the bound comes and goes, and the scale with it"

    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    expect(page.get_by_text(re.compile("dots at step"))).to_be_visible(timeout=60_000)


def test_ukrainian_dark_and_narrow_with_room_for_a_picture_that_then_takes_what_it_needs(visit: Visit) -> None:
    waiting: list[Route] = []
    late = {"**/app/static/*/browser/plot.js": lambda route: waiting.append(route)}  # noqa: PLW0108
    held = visit("forget", locale="uk-UA", dark=True, width=390, routes=late)
    place = held.locator(".st-key-gradients_chart")
    until(held, lambda: place.count() and len(waiting) == 1, what="a script that is on its way")
    kept = place.evaluate("e => e.clientHeight")
    assert kept > 350  # px: 330 of the chart, and its title and subtitle
    waiting[0].continue_()
    place.locator(".js-plotly-plot").wait_for(timeout=60_000)
    taken, needed = place.evaluate("e => [e.clientHeight, e.scrollHeight]")
    assert taken == needed > kept  # on a phone the subtitle has two lines
    page = shown(held)
    assert "За 9 кроків назад" in cards(page)[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
