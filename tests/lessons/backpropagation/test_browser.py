"""“How does the error travel back?” as people use it: land, Play, step, send one loss alone, save, translate."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.lessons.backpropagation import kept
from explorer.lessons.backpropagation.record import BINARY
from tests.visits import rest, serious, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"backpropagation{query}", **how)
    page.locator(".stage svg").wait_for()
    return page


def at(page: Page) -> int:
    """The moment that is shown: 0 … 2T + 2."""
    return int(page.locator("input.slider").input_value())


def said(page: Page) -> str:
    return page.locator(".says").inner_text()


def values(page: Page) -> list[float]:
    """The numbers of one unit under the formulas."""
    found = " ".join(page.locator(".value").all_inner_texts())
    return [float(number.replace("−", "-")) for number in re.findall(r"−?\d+\.?\d*", found)]


def widths(page: Page) -> list[float]:
    """How wide the arrows from each step to the step before arrive there, the earliest first."""
    across = """columns => columns.filter(path => path.hasAttribute('d')).map(path => {
      const numbers = path.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
      return Math.abs(numbers[3] - numbers[11]);
    })"""
    paths = page.locator(".stage path[data-part=across]")
    return paths.evaluate_all(across)


def matrix(page: Page) -> Locator:
    """The heat map, which is drawn where it is in sight."""
    page.locator(".frame").scroll_into_view_if_needed()
    drawn = page.locator(".js-plotly-plot .heatmaplayer")
    drawn.wait_for()
    return drawn


def test_the_picture_and_the_numbers_can_be_saved(look: Visit, tmp_path: Path) -> None:
    page = land(look)
    for button, name in (("as SVG", "svg"), ("as PNG", "png"), ("as CSV", "csv"), ("as Parquet", "parquet")):
        with page.expect_download() as saving:
            page.get_by_role("button", name=button).first.click()
        assert saving.value.suggested_filename == f"backpropagation.{name}"
        saving.value.save_as(tmp_path / name)
    drawn = ElementTree.parse(tmp_path / "svg").getroot()  # noqa: S314 - what the page itself has made
    text = " ".join(node.text or "" for node in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert "RNN · after 15 training steps" in text
    assert "hermione" in text
    assert not any("color-mix" in value or "var(" in value for node in drawn.iter() for value in node.attrib.values())
    assert (tmp_path / "png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "png").stat().st_size > 20_000
    one = kept.find(BINARY, "english", "rnn", 15)
    for name, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        numbers = read(tmp_path / name)
        assert numbers["x"].tolist()[3:5] == ["hermione", "granger"]
        np.testing.assert_allclose(numbers["dL9"], one.contributions[8])


def test_play_goes_forward_and_back_without_asking_the_server(look: Visit) -> None:
    sent: list[object] = []
    page = land(look, sent=sent, moves=True)
    rest(page, sent)
    assert at(page) == 20  # all of it is seen first
    assert "so what the steps say is added" in said(page)
    play = page.locator("button.play")
    play.click()
    expect(play).to_contain_text("Pause")
    until(page, lambda: at(page) in range(2, 9) and "reads" in said(page), what="values on their way forward")
    page.locator("input.slider").evaluate("s => { s.value = 10; s.dispatchEvent(new Event('input')); }")
    expect(play).to_contain_text("Play")  # a hand on the slider stops it
    assert "J = 5.30 nats" in said(page)
    play.click()
    until(page, lambda: at(page) > 11, what="gradients on their way back")
    play.click()
    held = at(page)
    assert re.search(r"two errors meet: [\d.]+ from its own loss", said(page))
    until(page, lambda: f"at=b{20 - held}" in page.url, what="the address")
    assert at(page) == held
    assert sent == []
    page.reload()
    until(page, lambda: page.locator(".stage svg").count() and at(page) == held, what="the same moment again")


def test_keys_move_and_the_numbers_are_those_of_the_lecture(look: Visit) -> None:
    page = land(look, moved=True)
    stage, one = page.locator(".stage"), kept.find(BINARY, "english", "rnn", 15)
    stage.focus()
    stage.press("Home")
    assert (at(page), "one set of weights" in said(page)) == (0, True)
    for _ in range(5):
        stage.press("ArrowRight")
    unit = int(re.search(r"\d+", page.locator(".unit").inner_text())[0]) - 1
    hidden, recurrent, read, bias, chance, lost, *_ = values(page)
    assert hidden == pytest.approx(one.hidden[4, unit], abs=6e-3)
    assert np.tanh(recurrent + read + bias) == pytest.approx(hidden, abs=2e-2)
    assert (chance, lost) == pytest.approx((one.chances[4, 0], one.losses[4]), abs=6e-3)
    stage.press("End")
    for _ in range(5):
        stage.press("ArrowLeft")
    assert said(page).startswith("At ⟨5⟩ two errors meet")
    _direct, total, own, later = values(page)[:4]
    assert total == pytest.approx(own + later, abs=2e-2)
    assert total == pytest.approx(one.total[4, unit], abs=6e-3)
    stage.press("ArrowUp")
    assert f"unit {unit + 2} of 16" in page.locator(".unit").inner_text()
    assert values(page)[1] == pytest.approx(one.total[4, unit + 1], rel=2e-2, abs=6e-3)
    assert serious(page) == []


def test_one_loss_alone_is_sent_back_and_its_arrows_are_as_wide_as_measured(look: Visit) -> None:
    page = land(look, moved=True)
    for key in ("End", "ArrowLeft"):
        page.locator(".stage").press(key)
    page.locator(".stage [data-loss='8']").click()
    until(page, lambda: "of=9" in page.url, what="the loss in the address")
    assert re.search(r"8 back, at ⟨1⟩, .* arrives of the error of L⟨9⟩: 0\.43\s% of what set out", said(page))
    arrive = kept.find(BINARY, "english", "rnn", 15).contributions[8]
    decades = np.log10(arrive[:8]) + 3  # the scale goes from 10⁻³ to 10, of which the widest has 22 px
    np.testing.assert_allclose(widths(page), np.maximum(0.8, 22 * decades / 4), atol=0.05)
    drawn = matrix(page)
    bands = page.locator(".cursor.band")
    until(page, lambda: bands.count() == 2 and bands.nth(1).is_visible(), what="frames on the matrix")
    column, row = (bands.nth(k).bounding_box() for k in range(2))
    cells = drawn.bounding_box()
    assert column["x"] == pytest.approx(cells["x"], abs=3)
    assert row["y"] + row["height"] == pytest.approx(cells["y"] + cells["height"], abs=3)
    before = widths(page)
    page.get_by_role("button", name="linear").click()
    assert widths(page) != before
    until(page, lambda: "widths=linear" in page.url, what="the scale in the address")
    page.get_by_role("button", name="all losses, J").click()
    until(page, lambda: "of=" not in page.url, what="all losses again")


def test_fewer_steps_than_the_one_looked_at_are_drawn_ones_own_text_is_only_text_and_motion_can_be_reduced(
    visit: Visit,
) -> None:
    page = land(visit, "?loss=softmax&cell=lstm&of=9")  # that the console stays silent, `visit` asserts
    for pressed, steps in (("Home", 4), ("End", 16), ("Home", 4)):
        page.get_by_role("button", name="Play").click()
        page.get_by_role("slider", name="Time steps T").press(pressed)
        expect(page.locator("input.slider")).to_have_attribute("max", str(2 * steps + 2))
        expect(page.get_by_role("button", name=f"only L⟨{steps}⟩")).to_be_visible()
    assert at(page) <= 10

    page.get_by_role("button", name="Your own text").click()
    page.get_by_role("textbox").fill("<img src=x>日")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("outside the vocabulary")).to_contain_text("日")
    assert page.locator(".stage image, .stage img").count() == 0
    page.emulate_media(reduced_motion="reduce")
    stage = page.locator(".stage")
    stage.press("Home")
    stage.press("ArrowRight")
    assert page.locator(".stage [data-loss='0']").get_attribute("opacity") == "1"  # at once, without a way there
    assert page.locator(".line").count() == 8  # c̃, three gates, c, a, ŷ, L


def test_ukrainian_dark_and_narrow(visit: Visit) -> None:
    page = land(visit, "?at=f4", locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Як похибка йде назад?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "читає «герміона»" in said(page)
    assert "0," in page.locator(".value").first.inner_text()
    assert page.locator(".stage").evaluate("stage => stage.scrollLeft") > 0  # the step is in sight
    matrix(page)
    assert serious(page) == []
