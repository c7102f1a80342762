"""“How does it write?” as people use it: land, write, pull, choose, undo, share; and equal to what Python computes."""

from __future__ import annotations

import io
from collections.abc import Callable
from urllib.parse import quote

import numpy as np
import pyarrow.parquet
import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.generation import Writer
from explorer.shelf import bundle
from explorer.tasks import make_task
from explorer.training import Trainer
from tests.visits import serious, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

SLOWLY = "performance.now = ((now) => () => (now += 4))(performance.now())"  # two tokens fill a frame's share of work
SLIDE_AND_LOOK = """(input) => {
  input.value = 0.3;
  input.dispatchEvent(new Event("input"));
  const column = [...input.getRootNode().querySelectorAll("section.column")].at(-1);
  return [...column.querySelectorAll(".row .track i")].map((bar) => parseFloat(bar.style.width));
}"""


def land(visit: Visit, query: str = "", **how: object) -> Page:
    page = visit(f"sampling{query}", **how)
    until(page, lambda: page.locator(".text .own.here").count() == 3, what="three texts with a marked step")
    until(page, lambda: "net=" in page.url and len(written(page, 2)) >= 160, what="whole texts, and the link")
    return page


def columns(page: Page) -> Locator:
    return page.locator("section.column")


def written(page: Page, column: int) -> str:
    """What a network wrote, as its letters stand there."""
    script = "spans => spans.map(s => s.textContent).join('')"
    return columns(page).nth(column).locator(".text .own").evaluate_all(script)


def here(page: Page) -> list[int]:
    """Which written token is marked, in each column."""
    script = "all => all.map(c => [...c.querySelectorAll('.text .own')].findIndex(s => s.classList.contains('here')))"
    return columns(page).evaluate_all(script)


def shares(page: Page, column: int) -> list[float]:
    """The lengths of the bars, as parts of the whole."""
    return (
        columns(page)
        .nth(column)
        .locator(".row .track i")
        .evaluate_all("all => all.map(i => parseFloat(i.style.width))")
    )


def slide(page: Page, name: str, value: float) -> None:
    page.locator(f"input.{name}").fill(str(value))


def settled(page: Page, part: str) -> None:
    until(page, lambda: part in page.url, what=f"{part} in the link, not {page.url}")


def test_a_first_visit_shows_what_a_writer_in_python_writes_which_is_saved_changed_and_played_on(visit: Visit) -> None:
    page = land(visit, "?t=12&seed=5&temperature=0.9&k=20&p=0.95")
    run = bundle.read("characters-english")
    task = make_task(next(iter(run.lanes.values())).config)
    prompt = task.vocabulary.encode(page.get_by_role("textbox").input_value())
    for column, lane in enumerate(run.lanes.values()):
        network = Trainer.from_state(lane.state).network
        writer = Writer(network, prompt, seed=5, temperature=0.9, top_k=20, top_p=0.95)
        tokens = [writer.advance().token for _ in range(160)]
        assert written(page, column).replace("⏎\n", "\n") == task.vocabulary.decode(tokens)
    for column in range(3):
        assert sum(shares(page, column)) == pytest.approx(100, abs=0.01)
        assert columns(page).nth(column).locator(".row.hit").count() == 1
    panes = page.locator("section.pane .own")
    noise = panes.all_inner_texts()
    page.get_by_role("button", name="to the newest").click()
    until(page, lambda: panes.all_inner_texts() != noise, what="other samples of the training")

    # Picture, text and numbers are saved.
    def saved(name: str) -> bytes:
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=False).first.click()
        return download.value.path().read_bytes()

    svg = saved("SVG").decode()
    assert svg.startswith("<svg")
    assert (
        page.evaluate(
            "text => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')", svg
        )
        is None
    )
    assert "LSTM" in svg
    assert "u = " in svg
    assert saved("PNG").startswith(b"\x89PNG")
    text = saved("Text").decode()
    assert written(page, 0).replace("⏎\n", "\n") in text
    table = pyarrow.parquet.read_table(io.BytesIO(saved("Numbers as Parquet"))).to_pydict()
    tokens = "".join(token for token, network in zip(table["token"], table["network"], strict=True) if network == "GRU")
    assert tokens == written(page, 1).replace("⏎\n", "\n")
    assert set(table["temperature"]) == {0.9}
    np.testing.assert_array_equal(table["u"][:160], np.random.default_rng(5).random(160))
    assert saved("Numbers as CSV").decode("utf-8-sig").startswith("network,t,token,u,")

    # Another token is chosen by hand, and that is undone.
    before = [written(page, column) for column in range(3)]
    column = columns(page).nth(2)
    row = column.locator("button.row:not(.hit)").first
    row.click()
    expect(column.locator(".u")).to_have_text("chosen by hand")
    settled(page, "pick=lstm.12.")
    after = [written(page, column) for column in range(3)]
    assert after[:2] == before[:2]
    assert after[2] != before[2]
    assert column.locator(".text .own.hand").count() == 1
    page.get_by_role("button", name="Undo").click()
    until(page, lambda: [written(page, column) for column in range(3)] == before, what="the text before")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()

    # It plays, rests, and does all by keyboard.
    page.get_by_role("button", name="30/s").click()  # how fast that is on this machine, the bench tells
    page.get_by_role("button", name="Write", exact=False).first.click()
    until(page, lambda: here(page)[0] >= 40, what="forty tokens further")
    page.get_by_role("button", name="Pause").click()
    at = here(page)
    page.wait_for_timeout(600)
    assert here(page) == at
    settled(page, f"t={at[0] + 1}")
    group = page.locator(".columns[role=group]")
    group.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft"):
        group.press(key)
    assert here(page) == [1, 1, 1]
    group.press("End")
    assert here(page)[0] == 159
    group.press("ArrowRight")
    assert here(page)[0] == 160  # one more was written
    group.press("Home")
    first = columns(page).nth(0).locator("button.row").first
    first.focus()
    first.press("ArrowDown")
    second = columns(page).nth(0).locator("button.row").nth(1)
    expect(second).to_be_focused()
    second.press("Enter")
    expect(columns(page).nth(0).locator(".u")).to_have_text("chosen by hand")
    group.press("Backspace")
    assert columns(page).nth(0).locator(".text .own.hand").count() == 0
    group.press(" ")
    until(page, lambda: here(page)[0] > 2, what="it writes")
    group.press(" ")


def test_no_serious_accessibility_violation(look: Visit) -> None:
    assert serious(land(look)) == []


def test_a_slider_reshapes_and_rewrites_from_the_marked_step_without_asking_the_server(look: Visit) -> None:
    page = land(look, moves=True)
    before, bars = [written(page, column) for column in range(3)], shares(page, 2)
    colder = page.locator("input.temperature").evaluate(SLIDE_AND_LOOK)
    assert colder[0] > bars[0]
    assert sum(colder) == pytest.approx(100, abs=0.01)
    until(page, lambda: all(written(page, c) != before[c] for c in range(3)), what="other texts")
    slide(page, "k", 3)  # a place on the slider: the four likeliest are left
    kept = [share for share in shares(page, 2) if share > 0]
    assert len(kept) == 4
    settled(page, "temperature=0.3")
    # What stands before the marked step stays, and the link holds it all.
    columns(page).nth(1).locator(".text .own").nth(60).click()
    assert here(page) == [60, 60, 60]
    before = [written(page, column) for column in range(3)]
    page.evaluate(SLOWLY)
    slide(page, "temperature", 1.8)
    settled(page, "then=61_1.8_4_1")
    after = [written(page, column) for column in range(3)]
    assert [one[:55] for one in after] == [one[:55] for one in before]
    assert all(now != was for now, was in zip(after, before, strict=True))
    columns(page).nth(0).locator("button.row:not(.hit)").first.click()
    settled(page, "pick=rnn.61.")
    after[0] = written(page, 0)
    page.reload()
    until(page, lambda: [written(page, column) for column in range(3)] == after, what="the same texts from the link")
    assert here(page) == [60, 60, 60]


def test_hostile_text_is_only_text(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)> 日 ![](http://a.b/c.png)"
    page = land(visit, f"?prompt={quote(hostile)}&pick={quote('![](http://a.b/c.png)')}")
    given = columns(page).first.locator(".text .given")
    assert given.count() == len(hostile)
    assert given.evaluate_all("all => all.map(s => s.textContent).join('')").count("⟨UNK⟩") >= 1
    assert page.locator("section.column img, [data-testid=stMain] img").count() == 0
    expect(page.get_by_role("alert").first).to_contain_text("![](http://a.b/c.png)")
    page.get_by_role("textbox").fill("")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text("Nothing given")).to_be_visible()
    until(page, lambda: columns(page).first.locator(".text .given").count() == 0, what="nothing given")
    until(page, lambda: len(written(page, 0)) >= 160, what="they write all the same")


def test_ukrainian_dark_and_narrow_one_network_at_a_time(visit: Visit) -> None:
    page = land(visit, locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text("Як мережа пише?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert any(letter in written(page, 2) for letter in "іїєґ")
    assert [column.is_visible() for column in columns(page).all()] == [False, False, True]
    assert serious(page) == []
    page.get_by_role("button", name="GRU", exact=True).click()
    assert [column.is_visible() for column in columns(page).all()] == [False, True, False]
