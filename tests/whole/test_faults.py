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


@pytest.mark.parametrize(
    "query",
    [
        "hidden_size=-5&time_steps=abc&learning_rate=nan&task=nonsense&corpus=../../etc/passwd",
        "hidden_size=99999999999999999999&t=999999&run=doesnotexist&step=x",
        "seed=1e9&noise=inf&layers=%00&activation=<script>",
    ],
)
def test_nonsense_in_the_link_is_named_and_the_page_works(visit: Visit, query: str) -> None:
    page = visit(f"?{query}")
    wait_for_board(page)
    said = " ".join(page.get_by_test_id("stAlert").all_inner_texts())
    for name in dict(parse_qsl(query)).keys() - {"task", "run"}:
        assert f"“{name}”" in said
    assert "task=" not in query or "no task called “nonsense”" in said
    assert "run=" not in query or "The run in this link is no longer kept" in said
    assert page.get_by_test_id("stException").count() == 0


def test_settings_too_large_for_the_memory_are_refused_with_the_estimate(visit: Visit) -> None:
    page = visit("?hidden_size=512&layers=4&time_steps=500&batch_size=256")
    wait_for_board(page)
    expect(page.get_by_text(re.compile(r"would need about [\d.]+ GB"))).to_be_visible()


def own_text(page: Page, text: str) -> None:
    wait_for_board(page)
    page.get_by_role("combobox", name="Text").first.click()
    page.get_by_role("option", name="Your own text").click()
    field = page.get_by_role("textbox", name="Paste a text")
    field.fill(text)
    field.press("Control+Enter")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("   ", "at least"),
        ("a" * 500, "different characters"),
        ("short", "at least 200 characters"),
        ("binary \x00\x01 text " * 40, "control characters"),
    ],
)
def test_an_own_text_that_can_not_be_used_is_refused_in_words(look: Visit, text: str, message: str) -> None:
    page = look("?task=characters", moved=True)
    own_text(page, text)
    expect(page.get_by_text(re.compile(message)).first).to_be_visible()
    assert len(columns(page)) == 3


def test_a_file_that_is_not_utf8_is_sent_to_the_page_that_can_read_it(visit: Visit) -> None:
    page = visit("?task=characters")
    wait_for_board(page)
    page.get_by_role("combobox", name="Text").first.click()
    page.get_by_role("option", name="Your own text").click()
    content = "Привіт, світе! ".encode("cp1251") * 50
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": content})
    expect(page.get_by_text(re.compile("can do that")).first).to_be_visible()


def test_hostile_text_trains_and_is_shown_inert(visit: Visit) -> None:
    page = visit("?hidden_size=16&time_steps=24")
    own_text(page, HOSTILE * 30)
    until(page, lambda: "corpus=own" in page.url, what="the own text in use")
    page.get_by_role("button", name="Play").click()
    until(page, lambda: steps(page) > 40, what="training on it")
    assert page.locator("section.column script, .pane img, .pane a, .pane b").count() == 0
    # any script that ran would have opened a dialog, which the fixture reports
    page.get_by_role("button", name="Pause").click()


def test_a_loss_that_is_no_number_pauses_the_run_and_says_what_to_change(visit: Visit) -> None:
    page = visit("?learning_rate=10&clip_norm=0&activation=relu&hidden_size=32&time_steps=48&optimizer=sgd&task=adding")
    wait_for_board(page)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text(re.compile("no longer a finite number"))).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Play").wait_for()
    assert len(losses(page)) == 3
    assert "Lower the learning rate" in page.get_by_test_id("stAlert").first.inner_text()


def test_no_message_refers_to_a_copy_that_the_browser_may_not_have(visit: Visit) -> None:
    messages: list[ForwardMsg] = []
    newest: list[bytes] = []
    page = visit("?task=characters", received=newest)
    wait_for_board(page)
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
