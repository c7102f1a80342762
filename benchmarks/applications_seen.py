"""The applications in a browser: how smooth they are while networks learn, and how soon a question is answered.

A question typed is compared with as much typed on a bare page, in the same browser, in turn.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.bare import LIVE, served
from benchmarks.bench_live import TEXT, browser, open_bare, open_page, play, smoothness
from explorer.shelf import bundle
from tests.server import App, running

NAN = float("nan")
Row = tuple[str, float, float, str]

ECHO = """import streamlit as st

typed = st.text_input("Question", "at first")
st.text(f"{typed} was typed")
"""
WORDS = {
    "entities": [f"Yesterday, Harry met {name} in town." for name in ("Rose", "Emma", "Ann", "Jane", "Lucy", "Kate")],
    "dna": [start + "CCCCCTGTGAGGAACTAG" * 4 for start in ("ATG", "CAT", "GGC", "TTA", "CCC", "AAA")],
    "sentiment": [f"There is nothing {like} in it." for like in ("good", "new", "bad", "fine", "weak", "great")],
}
"""Questions that the networks have not been asked before."""


def measure() -> Iterator[Row]:
    """(name, value, target, comparison), each as soon as it is known."""
    with running() as app, served(LIVE) as live, browser() as chrome:
        for task in bundle.APPLICATIONS:
            yield from _playing(chrome, app, task, f"{live.url}/?live=1")
    with running() as app, served(ECHO) as bare, browser() as chrome:
        echo = chrome.new_page()
        echo.goto(bare.url)
        for task, questions in WORDS.items():
            yield from _typed(chrome, app, task, questions, echo)


def _playing(chrome: Browser, app: App, task: str, live: str) -> Iterator[Row]:
    page = open_page(chrome, f"{app.url}/{task}")
    page.wait_for_timeout(8_000)
    play(page)
    seen = smoothness(page)
    beside = open_bare(chrome, live)
    theirs = smoothness(beside, of=TEXT)
    beside.context.close()
    page.context.close()
    yield f"{task}, playing: frames a second", seen["fps"], 30.0, ">="
    yield f"{task}: the same / those of a bare page beside it", seen["fps"] / theirs["fps"], 0.5, ">="
    yield f"{task}: flicker, share of frames", seen["flicker"], 0.0, "<="
    yield f"{task}: jumps", seen["jumps"], 0.0, "<="
    yield f"{task}: new pictures a second", seen["pictures"], NAN, ""


def _typed(chrome: Browser, app: App, task: str, questions: list[str], echo: Page) -> Iterator[Row]:
    page = open_page(chrome, f"{app.url}/{task}")
    page.wait_for_timeout(8_000)
    box = page.locator(f".st-key-{task}_question").locator("input, textarea")
    answers = page.locator(f".st-key-{task}_answers .text")
    last, ours, theirs = answers.last, [], []
    for question in questions:
        wanted = re.compile(r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", question))), re.IGNORECASE)
        ours.append(_until(box, question, lambda text=wanted: expect(last).to_have_text(text, timeout=30_000)))
        shown = echo.get_by_text(f"{question} was typed")
        theirs.append(_until(echo.locator("input"), question, lambda shown=shown: shown.wait_for()))
    page.context.close()
    more = 1000 * (statistics.median(ours[1:]) - statistics.median(theirs[1:]))
    yield f"{task}: typed to the answers of three networks, ms more than a bare rerun", more, 150.0, "<="
    yield f"{task}: the same bare rerun, ms", 1000 * statistics.median(theirs[1:]), NAN, ""


def _until(box: Locator, question: str, seen: Callable[[], None]) -> float:
    """Seconds from the key that sends a question until it is answered on the page."""
    box.fill(question)
    start = time.perf_counter()
    box.press("Control+Enter" if box.evaluate("(box) => box.tagName") == "TEXTAREA" else "Enter")
    seen()
    return time.perf_counter() - start
