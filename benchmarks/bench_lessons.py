"""The other lessons in the browser: from a hover to recoloured text, and how smooth the live ones are."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from urllib.parse import quote

from benchmarks.bench_live import browser, open_page, play, smoothness
from tests.app import running
from tests.browser.test_memorization import HOVER

NAN = float("nan")
Measurement = tuple[str, float, float, str]
TEXT = ("the old man carried it to the barn, and the cats went with him. " * 4)[:200]


def measure() -> Iterator[Measurement]:
    """(name, value, target, comparison), each as soon as it is known."""
    with running() as app, browser() as chrome:
        page = open_page(chrome, f"{app.url}/memorization?text={quote(TEXT)}")
        page.wait_for_timeout(12_000)
        ribbons = page.locator("section.ribbon").first
        painted = [milliseconds for _ in range(3) for _, milliseconds, _ in ribbons.evaluate(HOVER)]
        yield "hover to recoloured text, three networks, T 200, median ms", statistics.median(painted), 16.0, "<="
        yield "the same, worst of all", max(painted), NAN, "info"
        page.context.close()
        page = open_page(chrome, f"{app.url}/forget")
        page.wait_for_timeout(10_000)
        play(page)
        seen = smoothness(page)
        yield "why does the RNN forget, playing: frames a second", seen["fps"], 30.0, ">="
        yield "the same: flicker, share of frames", seen["flicker"], 0.0, "<="
        yield "the same: jumps", seen["jumps"], 0.0, "<="
        yield "the same: new pictures a second", seen["pictures"], NAN, "info"
        page.context.close()
