"""“Which shapes can it take?” as people use it: play, keys, choose, click, save, share, follow a link, translate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.visits import serious, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

SEEN = "texts => texts.filter(text => text.getAttribute('opacity') === '1').map(text => text.textContent)"
FILLED = "squares => squares.filter(square => square.getAttribute('fill').startsWith('rgb')).length"


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"shapes{query}", **how)
    page.locator(".encoder-decoder svg").wait_for()
    return page


def answers(card: Locator) -> list[str]:
    """What a network has answered by now."""
    found: list[str] = card.locator(".answer").evaluate_all(SEEN)
    return found


def squares(card: Locator) -> int:
    """How many numbers of its states are there by now."""
    return int(card.locator("svg .column rect[data-fill]").evaluate_all(FILLED))


def test_one_cursor_moves_all_five_and_what_is_not_read_yet_is_faint(look: Visit) -> None:
    page = land(look, "?t=1", moves=True)
    cards = [page.locator(f".{name}") for name in ("one-to-one", "one-to-many", "many-to-one", "many-to-many")]
    cards.append(page.locator(".encoder-decoder"))
    assert [answers(card) for card in cards] == [["vowel"], ["E"], [], ["1"], []]
    assert [squares(card) for card in cards] == [12] * 5
    page.locator(".many-to-one .stage").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    assert [answers(card) for card in cards][:4] == [["vowel"], list("EEFGGFED"), ["negative"], list("11011000")]
    assert answers(cards[4]) == ["Do", "you", "want"]
    assert [squares(card) / 12 for card in cards] == [1, 8, 8, 8, 8]
    expect(cards[4].locator(".says")).to_contain_text("reads its own “you” and answers “want”")
    expect(page.locator(".place")).to_have_text("8 of 13")
    looks = (
        cards[4].locator("svg > path").evaluate_all("paths => paths.map(path => Number(path.getAttribute('opacity')))")
    )
    assert 0 < sum(opacity > 0 for opacity in looks) <= 5  # only of the answer that is given now
    until(page, lambda: "t=8" in page.url, what="the moment in the address")
    page.keyboard.press("Home")
    assert answers(cards[4]) == []
    cards[4].locator("svg .column").nth(6).click()
    assert answers(cards[4]) == ["Do", "you"]

    page.get_by_role("button", name="▶ Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    until(page, lambda: len(answers(cards[4])) > 3, what="the network that writes on")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").or_(page.get_by_role("button", name="▶ Play")).wait_for()
    expect(page.locator(".moving")).to_have_count(0)


def test_no_serious_accessibility_violation(look: Visit) -> None:
    page = land(look, "?t=1", moved=True)
    page.locator(".many-to-one .stage").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".place")).to_have_text("4 of 13")
    assert serious(page) == []


def test_cell_and_sequences_are_chosen_without_the_server_and_the_link_keeps_them(look: Visit, tmp_path: Path) -> None:
    page = land(look, "?t=1", ends=True)
    states = page.locator(".many-to-many svg .column").first.locator("rect[data-fill]").nth(3)
    before = states.get_attribute("data-fill")
    page.get_by_role("button", name="LSTM", exact=True).click()
    assert states.get_attribute("data-fill") != before
    expect(page.locator(".many-to-many .formulas")).to_contain_text("LSTM(a⟨t−1⟩, c⟨t−1⟩, x⟨t⟩)")
    assert page.locator(".beyond").count() > 10  # as the lecture writes it, an LSTM's a⟨t⟩ has no bound
    page.get_by_label("Many-to-many, Tx = Ty > 1: which sequence it reads").select_option("Teddy bears are on sale")
    expect(page.locator(".many-to-many .answer").first).to_have_text("1 ≠ 0")
    page.locator(".many-to-many svg .column").first.click()
    expect(page.locator(".many-to-many .says")).to_contain_text("answers “1”: 50\u00a0%. Right is “0”.")
    until(page, lambda: all(part in page.url for part in ("cell=lstm", "many-to-many=thing", "t=1")), what="the link")
    page.reload()
    expect(page.locator(".many-to-many .says")).to_contain_text("Right is “0”.")
    expect(page.get_by_role("button", name="LSTM", exact=True)).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="One word turns the answer").click()
    expect(page.locator(".many-to-one .says")).to_contain_text("answers “positive”")
    page.get_by_role("button", name="GRU", exact=True).click()
    page.get_by_role("button", name="Too early to know").click()
    expect(page.locator(".many-to-one .says")).to_contain_text("reads “There”")
    expect(page.get_by_role("button", name="GRU", exact=True)).to_have_attribute("aria-pressed", "true")
    link = ("cell=gru", "many-to-one=everything", "many-to-many=thing", "t=1")
    until(page, lambda: all(part in page.url for part in link), what="the link that the server did not write")
    page.get_by_role("button", name="LSTM", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the picture as SVG").click()
    saved.value.save_as(tmp_path / "shapes.svg")
    words = " ".join(ElementTree.parse(tmp_path / "shapes.svg").getroot().itertext())  # noqa: S314 - our own file
    assert all(word in words for word in ("LSTM", "One-to-one", "everything", "Teddy", "chanter"))

    page.get_by_role("link", name="What does it feel? →").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does it feel?")


def test_ukrainian_dark_and_narrow(visit: Visit) -> None:
    page = land(visit, locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Які бувають архітектури?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for stage in page.locator(".stage").all():
        box = stage.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390
    assert answers(page.locator(".encoder-decoder"))[-1] == "⟨EOS⟩"
    assert serious(page) == []
