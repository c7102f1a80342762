"""The other lessons in the browser: from a hover to recoloured text, and how smooth the live ones are."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote

from playwright.sync_api import Page

from benchmarks.bare import LIVE, RECOLOUR, served
from benchmarks.bench_live import TEXT as BARE_TEXT
from benchmarks.bench_live import browser, open_bare, open_page, play, smoothness
from tests.lessons.memorization.test_browser import HOVER
from tests.lessons.sampling.test_browser import here, land
from tests.server import running

NAN = float("nan")
Measurement = tuple[str, float, float, str]
TEXT = ("the old man carried it to the barn, and the cats went with him. " * 4)[:200]


def measure() -> Iterator[Measurement]:
    """(name, value, target, comparison), each as soon as it is known."""
    with running() as app, served(LIVE) as live, browser() as chrome:
        page = open_page(chrome, f"{app.url}/memorization?text={quote(TEXT)}")
        bare = open_bare(chrome, live.url)
        page.wait_for_timeout(12_000)
        ribbons = page.locator("section.ribbon").first
        painted, recoloured = [], []
        for _ in range(3):
            painted += [milliseconds for _, milliseconds, _ in ribbons.evaluate(HOVER)]
            recoloured += bare.evaluate(RECOLOUR, len(TEXT))
        ours, theirs = statistics.median(painted), statistics.median(recoloured)
        yield "hover to recoloured text, three networks, T 200, median ms", ours, NAN, "info"
        yield "the same, worst of all", max(painted), NAN, "info"
        yield "as many letters of a bare page recoloured, median ms", theirs, NAN, "info"
        yield "hover to recoloured text / as many letters of a bare page", ours / theirs, 3.0, "<="
        page.context.close()
        page = open_page(chrome, f"{app.url}/forget")
        page.wait_for_timeout(10_000)
        play(page)
        seen = smoothness(page)
        beside = smoothness(open_bare(chrome, f"{live.url}/?live=1"), of=BARE_TEXT)
        yield "why does the RNN forget, playing: frames a second", seen["fps"], NAN, "info"
        yield "the same / those of a bare page beside it", seen["fps"] / beside["fps"], 0.5, ">="
        yield "the same: flicker, share of frames", seen["flicker"], 0.0, "<="
        yield "the same: jumps", seen["jumps"], 0.0, "<="
        yield "the same: new pictures a second", seen["pictures"], NAN, "info"
        page.context.close()
        page = land(lambda query: open_page(chrome, f"{app.url}/{query}"))
        yield "three networks write, 30 tokens a second asked for: a second", tokens_a_second(page), 10.0, ">="
        page.context.close()


def tokens_a_second(page: Page) -> float:
    """How fast the texts of *How does it write?* come, over three seconds."""
    page.get_by_role("button", name="30/s").click()
    page.get_by_role("button", name="Write", exact=False).first.click()
    before, start = here(page)[0], time.perf_counter()
    page.wait_for_timeout(3000)
    return (here(page)[0] - before) / (time.perf_counter() - start)
