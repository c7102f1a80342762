"""The applications in a browser: how smooth they are while networks learn, and how soon a question is answered.

A question typed is compared with as much typed on a bare page, in the same browser, in turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Locator, Page

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
NAMES = ["Rose", "Emma", "Ann", "Jane", "Lucy", "Kate", "Tom", "John", "Will", "Mary", "Sue", "Jack"]
STARTS = ["ATG", "CAT", "GGC", "TTA", "CCC", "AAA", "GTG", "TAC", "ACG", "GAT", "CTT", "TGC"]
LIKES = ["good", "new", "bad", "fine", "weak", "great", "poor", "rich", "deep", "dull", "fresh", "odd"]
WORDS = {
    "entities": [f"Yesterday, Harry met {name} in town." for name in NAMES],
    "dna": [start + "CCCCCTGTGAGGAACTAG" * 4 for start in STARTS],
    "sentiment": [f"There is nothing {like} in it." for like in LIKES],
}
"""Questions that the networks have not been asked before."""
SAID = """(element, wanted) => new Promise((done) => {
  const look = () => {
    if (element.textContent.replace(/\\s/g, "").toLowerCase() === wanted) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


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
    ours, theirs = [], []
    for question in questions:
        ours.append(_until(box, question, answers.last, question))
        theirs.append(_until(echo.locator("input"), question, echo.get_by_test_id("stText"), f"{question} was typed"))
    page.context.close()
    more = 1000 * (statistics.median(ours[1:]) - statistics.median(theirs[1:]))
    yield f"{task}: typed to the answers of three networks, ms more than a bare rerun", more, 150.0, "<="
    yield f"{task}: the same bare rerun, ms", 1000 * statistics.median(theirs[1:]), NAN, ""


def _until(box: Locator, question: str, told: Locator, wanted: str) -> float:
    """Seconds from the key that sends a question until an element says what is wanted; looked at in every frame."""
    element = told.element_handle()
    box.fill(question)
    start = time.perf_counter()
    box.press("Control+Enter" if box.evaluate("(box) => box.tagName") == "TEXTAREA" else "Enter")
    element.evaluate(SAID, "".join(wanted.split()).lower())
    return time.perf_counter() - start
