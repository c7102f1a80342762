"""The Compare page as people use it: land, Play, watch, pause, scrub, change, reload, share, translate."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.visits import BACKGROUND, DARK, rest, serious_in_both, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

PAINTED = """() => {
  const found = [];
  const walk = (root) => root.querySelectorAll('*').forEach((e) => {
    if (e.tagName === 'CANVAS' && e.getBoundingClientRect().width > 40) found.push(e);
    if (e.shadowRoot) walk(e.shadowRoot);
  });
  walk(document);
  return found.map((c) => {
    const small = new OffscreenCanvas(32, 32).getContext('2d');
    small.drawImage(c, 0, 0, 32, 32);
    return new Set(new Uint32Array(small.getImageData(0, 0, 32, 32).data.buffer)).size;
  });
}"""

REMEMBERS = "Хто пам’ятає?"
BESIDE = "document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().left === 0"
BEYOND = "rows => rows.map(row => row.scrollWidth - row.clientWidth)"


def columns(page: Page) -> list[str]:
    return page.locator("section.column .numbers").all_inner_texts()


def losses(page: Page) -> list[float]:
    return [float(re.search(r"[\d.]+", text)[0]) for text in columns(page) if re.search(r"\d", text)]


def steps(page: Page) -> int:
    found = re.search(r"\d[\d,]*", page.locator(".labels .step").inner_text())
    return int(found[0].replace(",", ""))


def wait_for_board(page: Page) -> None:
    until(page, lambda: len(columns(page)) == 3 and len(losses(page)) == 3, what="three columns with numbers")


def test_bundled_results_show_at_once_and_every_panel_is_painted(look: Visit) -> None:
    page = look()
    wait_for_board(page)
    assert "run=" not in page.url
    assert steps(page) == 1500
    # text, memory, gradient, hidden for all three; 2 gates for the GRU; 3 gates and the memory cell for the LSTM
    until(page, lambda: len([n for n in page.evaluate(PAINTED) if n > 1]) >= 17, what="17 painted panels")
    assert page.get_by_text("No gates: every unit is rewritten at every step.").count() == 1


# All that can be pressed, pulled or filled in, by its name; lists of pages and the switch of the language aside, and
# the link that appears to whoever reaches it with the Tab key.
CONTROLS = """() => {
  const found = [];
  const roles = ['slider', 'button', 'switch', 'radio', 'tab', 'combobox'].map((role) => `[role=${role}]`);
  const controls = ['button', 'input', 'select', 'textarea', 'summary', 'a[href]', ...roles].join();
  const away = ['stSidebarHeader', 'stHeader'].map((id) => `[data-testid=${id}]`);
  const aside = [...away, '.st-key-lessons', '.st-key-language_switch'].join();
  const shown = (e) => {
    const { width, bottom } = e.getBoundingClientRect();
    return width > 0 && bottom > 0 && e.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const walk = (root) => root.querySelectorAll('*').forEach((e) => {
    if (e.shadowRoot) walk(e.shadowRoot);
    if (e.matches(controls) && shown(e) && !e.closest(aside) && !e.parentElement?.closest(controls)) found.push(e);
  });
  walk(document);
  return found.map((e) => e.getAttribute('aria-label') || e.innerText || e.outerHTML.slice(0, 80));
}"""


def assert_five_controls(page: Page) -> None:
    page.locator("section.column .chances").nth(2).wait_for()
    page.locator("[class*=st-key-preset_]").last.wait_for()
    offers = page.locator("[class*=st-key-preset_] button").all_inner_texts()  # what to try: each is a page of its own
    met = page.evaluate(CONTROLS)
    for offer in offers:
        met.remove(offer)
    assert len(met) <= 5, met
    assert len(offers) >= 3


def test_a_first_visitor_meets_five_controls(look: Visit) -> None:
    assert_five_controls(look())


def test_no_serious_accessibility_violation(look: Visit) -> None:
    page = look()
    wait_for_board(page)
    assert serious_in_both(page) == []


def verdicts(page: Page) -> list[str]:
    return page.locator(".chances caption").all_inner_texts()


def test_the_opening_says_who_knows_the_verb_and_the_slider_tells_how_it_came(look: Visit) -> None:
    page = look(moved=True)
    page.locator("section.column .chances").nth(2).wait_for()
    assert page.locator(".sentence").inner_text().startswith("The cat, which already ate a bunch of food")
    assert page.locator(".sentence .decides").inner_text() == "cat"
    assert page.locator(".sentence .due").inner_text() == "was / were"
    until(page, lambda: len(verdicts(page)) == 3, what="three verdicts")
    rnn, gru, lstm = verdicts(page)
    assert "both times" in rnn
    assert "right" not in rnn
    assert gru == lstm == "✓ right both times"
    slider = page.get_by_role("slider", name="History of the training")
    slider.focus()
    slider.press("Home")
    until(page, lambda: steps(page) == 0, what="step 0 on screen")
    until(page, lambda: not any("right" in verdict for verdict in verdicts(page)), what="nobody knows it")
    known: list[str] = []
    while len(known) < 2:  # from then on, first the LSTM, then the GRU
        before = steps(page)
        slider.press("ArrowRight")
        until(page, lambda before=before: steps(page) > before, what="the next step")
        page.wait_for_timeout(300)
        right = page.locator("section.column:has(.chances.right)")
        known += [cell for cell in right.evaluate_all("found => found.map(e => e.dataset.cell)") if cell not in known]
    assert known == ["lstm", "gru"]
    slider.press("End")
    until(page, lambda: steps(page) == 1500, what="the end again")


def test_the_link_in_the_text_points_at_the_noun_in_every_column(look: Visit) -> None:
    page = look(moved=True)
    page.locator(".columns[role=group]").press("Home")
    until(page, lambda: "t=1" in page.url, what="the first word")
    page.get_by_role("button", name="Look at “cat”").click()
    until(page, lambda: "t=2" in page.url, what="the step in the link")
    expect(page.locator(".sentence .here")).to_have_text("cat")
    for column in page.locator("section.column").all():
        expect(column.locator(".reads .name")).to_contain_text("reads “cat”")
        expect(column.locator(".left .name")).to_have_text("100 % of the difference left")
        expect(column.locator(".cursor")).to_be_visible()
    page.locator(".sentence [data-t='7']").click()
    until(page, lambda: "t=8" in page.url, what="the word that was clicked")


def test_one_cursor_moves_through_all_columns_without_a_rerun(look: Visit) -> None:
    sent: list[object] = []
    page = look(sent=sent, moved=True)
    wait_for_board(page)
    rest(page, sent)
    board = page.locator(".columns[role=group]")
    board.focus()
    board.press("Home")
    for _ in range(4):
        board.press("ArrowRight")
    readings = until(page, lambda: list(page.locator(".overlay .cursor").all()), what="cursors")
    assert len(readings) == 3
    boxes = [cursor.bounding_box() for cursor in readings]
    tops = page.locator("section.column").all()
    offsets = [round(box["x"] - column.bounding_box()["x"]) for box, column in zip(boxes, tops, strict=True)]
    assert len(set(offsets)) == 1, offsets
    assert offsets[0] > 0
    page.get_by_role("button", name="Walk the text").click()
    moved = cursor_x(page)
    until(page, lambda: cursor_x(page) > moved + 5, what="the walk goes on")
    page.get_by_role("button", name="Stop").click()
    assert [frame for frame in sent if len(frame) > 300] == []  # no rerun: nothing but a sign of life


def cursor_x(page: Page) -> float:
    return page.locator(".overlay .cursor").first.bounding_box()["x"]


def test_the_settings_open_what_is_set_there_acts_and_the_switch_overrides_the_browsers_language(look: Visit) -> None:
    page = look(ends=True)
    wait_for_board(page)
    rate = page.get_by_role("slider", name="Learning rate")
    expect(rate).to_have_count(0)
    page.get_by_text("Settings", exact=True).click()
    expect(rate).to_be_visible()
    rate.press("ArrowLeft")
    until(page, lambda: "learning_rate=" in page.url and "task=agreement" in page.url, what="the rate in the link")
    page.get_by_role("radio", name="УКР").or_(page.get_by_role("button", name="УКР")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(REMEMBERS)
    assert "lang=uk" in page.url


def test_play_makes_three_losses_fall_and_the_texts_change_pause_rests_and_the_past_can_be_seen(visit: Visit) -> None:
    page = visit("?task=characters&hidden_size=16&time_steps=24")
    wait_for_board(page)
    for part in (".sentence", ".look", ".chances", ".axis"):  # nothing of the choice shows for letters
        assert page.locator(part).filter(visible=True).count() == 0, part
    page.get_by_role("button", name="Play").click()
    until(page, lambda: len(losses(page)) == 3 and steps(page) > 0, what="first losses")
    first, texts = losses(page), page.locator("section.pane, .pane").all_inner_texts()
    until(
        page,
        lambda: len(losses(page)) == 3 and all(now < 0.85 * was for now, was in zip(losses(page), first, strict=True)),
        what=f"three losses 15 % below {first}",
    )
    # The loss is told several times a second, a sample written every other.
    until(page, lambda: page.locator("section.pane, .pane").all_inner_texts() != texts, what="other texts")
    until(page, lambda: steps(page) > 60, what="step 60")
    slider = page.get_by_role("slider", name="History of the training")
    slider.focus()
    slider.press("Home")  # which pauses
    page.get_by_role("button", name="Play").wait_for()
    until(page, lambda: steps(page) == 0, what="step 0 on screen")
    untrained = columns(page)
    page.get_by_role("button", name="Play").click()
    until(page, lambda: steps(page) > 60 and columns(page) != untrained, what="the newest step")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    assert until(page, lambda: rests(page), what="rest")


def rests(page: Page) -> bool:
    """Whether the training step stays what it is for 1.5 s."""
    before = steps(page)
    page.wait_for_timeout(1500)
    return steps(page) == before


def test_a_run_is_stepped_reset_slowed_found_by_a_reload_and_another_browser_and_started_afresh(visit: Visit) -> None:
    page = visit("?task=signals&wave=square&hidden_size=12&time_steps=20")
    wait_for_board(page)
    for trained in (1, 2):
        page.get_by_role("button", name="Step", exact=True).click()
        until(page, lambda trained=trained: steps(page) == trained, what=f"step {trained}")
    page.get_by_role("button", name="Reset", exact=True).click()
    until(page, lambda: steps(page) == 0, what="step 0")

    # A new learning rate acts on the run.
    page.get_by_role("button", name="Play").click()
    until(page, lambda: steps(page) > 20, what="step 20")
    run = re.search("run=([^&]+)", page.url)[1]
    rate = page.get_by_role("slider", name="Learning rate")
    rate.focus()
    rate.press("ArrowLeft")
    until(page, lambda: "learning_rate=" in page.url, what="the rate in the link")
    assert run in page.url
    before = steps(page)
    until(page, lambda: steps(page) > before, what="it trains on")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()

    # Another browser and a reload find the run and its settings.
    other = visit(page.url[page.url.index("?") :])
    wait_for_board(other)
    until(page, lambda: 20 < steps(page) == steps(other), what="the step at which it rests, in both")
    page.reload()
    wait_for_board(page)
    until(page, lambda: 20 < steps(page) == steps(other), what="the same step after a reload")
    units = page.get_by_role("slider", name="Hidden units")
    for found in (units, other.get_by_role("slider", name="Hidden units")):
        expect(found).to_have_attribute("aria-valuetext", "12")

    # Other settings start afresh.
    page.get_by_role("button", name="Play").click()
    until(page, lambda: steps(page) > steps(other), what="training that goes on")
    units.focus()
    units.press("ArrowLeft")
    until(page, lambda: "run=" in page.url and run not in page.url, what="another run")
    until(page, lambda: steps(page) > 0, what="it trains by itself")
    page.get_by_role("button", name="Pause").click()


def test_ukrainian_dark_and_narrow_and_the_headline_numbers_stay_in_their_column(visit: Visit) -> None:
    page = visit(locale="uk-UA", dark=True, width=390)
    expect(page.get_by_role("heading", level=1)).to_have_text(REMEMBERS)
    until(page, lambda: len(columns(page)) == 3, what="three columns")
    assert page.evaluate(BACKGROUND) == DARK
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("button", name="Навчати")).to_be_visible()
    wait_for_board(page)
    room = 0
    for width in (1280, 1440):
        page.set_viewport_size({"width": width, "height": 1000})
        until(page, lambda: page.evaluate(BESIDE), what="the sidebar beside the columns: while it opens they are wider")
        until(page, lambda room=room: breadth(page) > room, what="more room")
        room = breadth(page)
        assert max(page.locator(".numbers").evaluate_all(BEYOND)) <= 0
    assert_five_controls(page)


def breadth(page: Page) -> int:
    return int(page.locator(".numbers").first.evaluate("row => row.clientWidth"))
