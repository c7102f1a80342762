"""From a letter typed to the suggestions painted, three networks with three words each, beside a bare rerun.

The bare page has the same box in the same kind of fragment, but its words come from nowhere: what it takes is Streamlit
and the browser. Both are measured in turn, letter by letter, so that a slow moment of the machine falls on both.
"""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Browser, Page

from benchmarks.bare import served
from benchmarks.bench_live import browser
from tests.server import running

Measurement = tuple[str, float, float, str]
NAN = float("nan")
TEXT = "and then she said that the old house was empty, but the door stood open"
BARE = """import numpy as np
import streamlit as st
from explorer.lessons.memorization.complete import Completion, complete


def typed():
    st.session_state["text"] = st.session_state["box"].typed["text"]


@st.fragment
def box():
    text = st.session_state.get("text", "")
    words = [(word, 0.3, np.full(len(text), 0.1)) for word in ("one", "two", "three")]
    found = [Completion(cell, cell, words) for cell in ("rnn", "gru", "lstm")]
    complete(found, text=text, limit=200, key="box", on_typed=typed)


st.title("Bare")
box()
"""

# One letter more; milliseconds until every row of suggestions stands over the text with that letter, painted.
TYPE = """(input, letter) => new Promise((done) => {
  const rows = [...input.parentElement.querySelectorAll('.word .text')];
  const start = performance.now();
  input.value += letter;
  input.dispatchEvent(new Event('input'));
  const look = () => (rows.every((row) => row.textContent === input.value)
    ? requestAnimationFrame(() => done(performance.now() - start)) : requestAnimationFrame(look));
  look();
})"""


def opened(chrome: Browser, url: str) -> Page:
    """The page with an empty line and its box in place."""
    page = chrome.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(120_000)
    page.goto(url)
    page.locator("input.line").wait_for()
    page.locator("input.line").fill("")
    page.wait_for_timeout(5000)
    return page


def measure() -> list[Measurement]:
    """(name, value, target, comparison); "<=" fails on the wrong side of the target."""
    with running() as app, served(BARE) as bare, browser() as chrome:
        opened_first = chrome.new_page()  # a fresh server takes its first visit for one to the main page
        opened_first.goto(app.url)
        opened_first.get_by_role("heading", level=1).wait_for()
        pages = {
            "ours": opened(chrome, f"{app.url}/memorization?net=words&typed=T&lang=en"),
            "bare": opened(chrome, bare.url),
        }
        times: dict[str, list[float]] = {name: [] for name in pages}
        for letter in TEXT:
            for name, page in pages.items():
                times[name].append(page.locator("input.line").evaluate(TYPE, letter))
    late = {name: sorted(found)[int(0.9 * len(found))] for name, found in times.items()}
    middle = {name: statistics.median(found) for name, found in times.items()}
    return [
        ("typing to suggestions / a bare rerun", middle["ours"] / middle["bare"], 2.0, "<="),
        ("typing to suggestions, ms more than a bare rerun", middle["ours"] - middle["bare"], NAN, "info"),
        ("the same, 90 % of the letters", late["ours"] - late["bare"], NAN, "info"),
        ("typing to suggestions, ms", middle["ours"], NAN, "info"),
        ("bare rerun of the same box, ms", middle["bare"], NAN, "info"),
        *computed(),
    ]


def computed() -> list[Measurement]:
    """What the networks take of it, in this process."""
    import torch

    from explorer.lessons.memorization.suggestions import LIMIT, suggestions
    from explorer.shelf import trained
    from explorer.training import Trainer

    torch.set_num_threads(1)
    lanes = trained.read("autocomplete-english").lanes.values()
    trainers = [Trainer.from_state(lane.state) for lane in lanes if lane.state]
    found = []
    for length in (60, LIMIT):
        text, times = (TEXT * 3)[:length], []
        for _ in range(12):
            start = time.perf_counter()
            for trainer in trainers:
                suggestions(trainer.network, text, trainer.task)
            times.append(1000 * (time.perf_counter() - start))
        found.append((f"of which three networks over {length} letters, ms", statistics.median(times[2:]), NAN, "info"))
    return found
