"""What goes wrong in the browser and behind it: each with a message, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.lessons.compare.test_browser import columns, losses, steps, wait_for_board
from tests.visits import until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> **bold** $\\frac{1}{2}$ [link](javascript:alert(3)) "
REFUSED = {
    "   ": "at least",
    "a" * 500: "different characters",
    "short": "at least 200 characters",
    "binary \x00\x01 text " * 40: "control characters",
}


NONSENSE = (
    "hidden_size=99999999999999999999&time_steps=abc&learning_rate=nan&task=nonsense&corpus=../../etc/passwd"
    "&batch_size=-5&seed=1e9&noise=inf&layers=%00&activation=<script>"
)
TOO_LARGE = "hidden_size=512&layers=4&time_steps=500&batch_size=256"


def told(page: Page) -> str:
    wait_for_board(page)
    assert page.get_by_test_id("stException").count() == 0
    return " ".join(page.get_by_test_id("stAlert").all_inner_texts())


def test_nonsense_in_the_link_is_named_and_the_page_works(visit: Visit) -> None:
    said = told(visit(f"?{NONSENSE}"))
    for name in dict(parse_qsl(NONSENSE)).keys() - {"task"}:
        assert f"“{name}”" in said
    assert "no task called “nonsense”" in said


def test_settings_too_large_are_refused_with_the_estimate_and_nothing_refers_to_a_copy_that_may_be_gone(
    visit: Visit,
) -> None:
    newest: list[bytes] = []
    page = visit(f"?{TOO_LARGE}&t=999999&run=doesnotexist&step=x", received=newest)
    expect(page.get_by_text(re.compile(r"would need about [\d.]+ GB"))).to_be_visible()
    said = told(page)
    assert "“t”" in said
    assert "“step”" in said
    assert "The run in this link is no longer kept" in said

    messages: list[ForwardMsg] = []
    for view in ("∂J/∂a⟨t⟩", "∂L⟨T⟩/∂a⟨t⟩", "training loss", "bits per character"):
        messages += taken(newest)
        page.get_by_role("radio", name=view).or_(page.get_by_role("button", name=view)).first.click()
        until(page, lambda: len(newest) > 3, what="another picture")
    messages += taken(newest)
    assert max(message.ByteSize() for message in messages) > 10_000
    assert not [message for message in messages if message.HasField("ref_hash")]


def taken(frames: list[bytes]) -> list[ForwardMsg]:
    """The messages in frames from the server, of which none is left."""
    messages = [ForwardMsg.FromString(frame) for frame in frames]
    frames.clear()
    return messages


def own_text(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Paste a text")
    field.fill(text)
    field.press("Control+Enter")


def test_an_own_text_that_can_not_be_used_is_refused_in_words_and_a_hostile_one_trains_and_is_shown_inert(
    visit: Visit,
) -> None:
    page = visit("?task=characters&hidden_size=16&time_steps=24")
    wait_for_board(page)
    page.get_by_role("combobox", name="Text").first.click()
    page.get_by_role("option", name="Your own text").click()
    for text, message in REFUSED.items():
        own_text(page, text)
        expect(page.get_by_text(re.compile(message)).first).to_be_visible()
        assert len(columns(page)) == 3
    # What is not UTF-8 is sent to the page that can read it.
    content = "Привіт, світе! ".encode("cp1251") * 50
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": content})
    expect(page.get_by_text(re.compile("can do that")).first).to_be_visible()
    page.get_by_role("button", name="Remove a.txt").click()

    own_text(page, HOSTILE * 30)
    until(page, lambda: "corpus=own" in page.url, what="the own text in use")
    page.get_by_role("button", name="Play").click()
    until(page, lambda: steps(page) > 40, what="training on it")
    assert page.locator("section.column script, .pane img, .pane a, .pane b").count() == 0
    page.get_by_role("button", name="Pause").click()
    # any script that ran would have opened a dialog, which the fixture reports


def test_a_loss_that_is_no_number_pauses_the_run_and_says_what_to_change(visit: Visit) -> None:
    page = visit("?learning_rate=10&clip_norm=0&activation=relu&hidden_size=32&time_steps=48&optimizer=sgd&task=adding")
    wait_for_board(page)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text(re.compile("no longer a finite number"))).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Play").wait_for()
    assert len(losses(page)) == 3
    assert "Lower the learning rate" in page.get_by_test_id("stAlert").first.inner_text()
