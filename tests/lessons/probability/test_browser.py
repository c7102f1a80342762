"""“How likely is a sentence?” as people use it: land, point, use keys, type, switch, save, share, translate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.visits import serious_in_both, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
SLOWLY = 60_000  # ms: torch may have to be loaded first

LENGTHS = """charts => charts.map(chart => [...chart.querySelectorAll('svg > g')].map(
  bar => Number(bar.querySelector('.edge').getAttribute('width'))).reduce((a, b) => a + b, 0))"""


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"probability{query}", **how)
    page.locator("section.chart svg text").first.wait_for()
    return page


def question(page: Page) -> str:
    return page.locator(".question").inner_text().replace("\u00a0", " ")


def test_no_serious_accessibility_violation(look: Visit) -> None:
    assert serious_in_both(land(look)) == []


def test_pointing_and_keys_ask_all_models_about_one_token_without_the_server(look: Visit) -> None:
    page = land(look, moves=True)
    assert page.locator("section.chart").count() == 4
    assert "P( pair | the ⟨UNK⟩ and )" in question(page)
    before = page.locator(".asked .chance").all_inner_texts()
    page.locator(".token", has_text="salad").first.hover()
    until(page, lambda: "P( ⟨UNK⟩ | the ⟨UNK⟩ and pair )" in question(page), what="the question of the token")
    after = page.locator(".asked .chance").all_inner_texts()
    assert all(now != was for now, was in zip(after, before, strict=True))
    assert page.locator("section.chart .edge[stroke]").count() == 4  # the same bar in every chart

    bars = page.locator("section.chart").nth(1).locator("svg > g")
    bars.nth(0).hover(position={"x": 3, "y": 8}, force=True)
    until(page, lambda: "P( the )" in question(page), what="the question of the bar")
    group = page.locator(".sentences")
    group.focus()
    for key in ("Home", "ArrowDown", "ArrowRight", "Enter"):
        group.press(key)
    expect(page.locator(".hint")).to_have_text("pinned · Esc lets go")
    asked = question(page)
    bars.nth(3).hover(position={"x": 3, "y": 8}, force=True)
    assert question(page) == asked
    until(page, lambda: "s=" in page.url and "t=2" in page.url, what="the place in the address")
    page.reload()
    page.locator("section.chart svg text").first.wait_for()
    assert question(page) == asked
    page.locator(".sentences").press("Escape")
    expect(page.locator(".hint")).to_contain_text("click pins")


def test_switches_change_sum_and_unit_the_picture_can_be_saved_and_ones_own_sentences_are_ranked(
    look: Visit, tmp_path: Path
) -> None:
    page = land(look, ends=True)
    charts = page.locator("section.chart")
    loss = page.locator(".asked .loss").first
    nats = float(loss.inner_text().split("=")[1].split()[0])
    page.get_by_role("button", name="in bits").click()
    bits = float(loss.inner_text().split("=")[1].split()[0])
    assert bits == pytest.approx(nats / 0.6931, rel=0.01)
    expect(charts.first).to_contain_text("log₂ P, bits")
    whole = charts.evaluate_all(LENGTHS)
    page.get_by_role("button", name="per token").click()
    expect(charts.first).to_contain_text("geometric mean of P")
    assert charts.evaluate_all(LENGTHS) != whole
    until(page, lambda: "by=mean" in page.url and "unit=bits" in page.url, what="the switches in the address")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the picture as SVG").click()
    saved.value.save_as(tmp_path / "picture.svg")
    drawing = ElementTree.parse(tmp_path / "picture.svg").getroot()  # noqa: S314 - our own file
    words = " ".join(drawing.itertext())
    assert all(word in words for word in ("RNN", "GRU", "LSTM", "Trigram", "pair", "⟨UNK⟩"))
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the picture as PNG").click()
    saved.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes()[:4] == b"\x89PNG"

    # One's own sentences are ranked, and markup stays text.
    hostile = "<img src=x onerror=alert(1)> {word} $x$"
    page.get_by_role("textbox").fill(f"She looked at the sea.\nSea the at looked she.\n{hostile}")
    page.get_by_role("textbox").press("Control+Enter")
    rows = page.locator(".sentence")
    expect(rows).to_have_count(3, timeout=SLOWLY)
    expect(rows.nth(2)).to_contain_text("onerror", timeout=SLOWLY)
    assert page.locator(".root img").count() == 0
    ranked = page.locator("section.chart svg").first.get_attribute("aria-label") or ""
    assert ranked.index("A: P") < ranked.index("B: P")
    until(page, lambda: "text=" in page.url, what="the sentences in the address")
    offer = page.get_by_role("button", name="Letter by letter")
    offer.evaluate("button => { button.dataset.kept = 'yes'; }")
    page.get_by_role("textbox").fill("a\n" * 7)
    page.get_by_role("textbox").press("Control+Enter")
    expect(page.get_by_text("At most 6 sentences can be compared")).to_be_visible(timeout=SLOWLY)
    expect(offer).to_have_attribute("data-kept", "yes")  # an error moves nothing to another place of the page

    offer.click()
    until(page, lambda: "P( a |" in question(page), what="the letters of pair")
    assert page.locator(".token.unknown").count() == 0


def test_ukrainian_dark_and_narrow(visit: Visit) -> None:
    page = land(visit, locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Наскільки ймовірне речення?", timeout=SLOWLY)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in page.locator(".asked, section.chart svg").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
    assert "бабуся" in question(page)
