"""What watching costs: training speed with a page that looks five times a second, against one that barely looks.

The page is held over the server's own protocol, without a browser, so that only the server's part is measured. A run
that nobody watches at all does not train; "nobody" is therefore a look every 2.5 s, which renews the lease and no more.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence

from benchmarks.bench_live import browser, open_page, play
from tests.server import running
from tests.watcher import Watcher

NAN = float("nan")
Measurement = tuple[str, float, float, str]
PHASE = 8.0  # seconds of each way of looking, in turn
SESSIONS = 10


async def compare(port: int, query: str, rounds: int = 4) -> tuple[list[float], list[float], list[float]]:
    """Steps a second while watched and while barely watched, in turn, and what a look takes."""
    watcher = Watcher(port, query)
    await watcher.connect()
    await watcher.look(0.2, 4.0)
    watched, alone, took = [], [], []
    for _ in range(rounds):
        speed, times = await watcher.look(0.2, PHASE)
        watched.append(speed)
        took += times
        alone.append((await watcher.look(2.5, PHASE))[0])
    return watched, alone, took


async def crowd(port: int, sessions: int = SESSIONS) -> tuple[list[float], list[float]]:
    """Steps a second of every one of so many sessions that train at once, each a run of its own; what a look takes."""
    watchers = [Watcher(port, f"seed={seed}") for seed in range(2, sessions + 2)]  # 1 is the finished run's
    for watcher in watchers:
        await watcher.connect()
        await watcher.press("Play")
    await asyncio.gather(*(watcher.look(1.0, 20.0) for watcher in watchers))
    for watcher in watchers:
        watcher.seen.clear()
    looked = await asyncio.gather(*(watcher.look(1.0, 30.0) for watcher in watchers))
    for watcher in watchers:
        await watcher.close()
    return [speed(watcher.seen) for watcher in watchers], [second for _, took in looked for second in took]


def speed(seen: Sequence[tuple[float, int]]) -> float:
    """Steps a second from the first new picture to the last.

    Where thirty networks share the time for pictures, they come seconds apart: from one moment to another, whoever got
    one just before the end would seem the faster.
    """
    if len(seen) < 2:
        return 0.0
    (start, first), (end, last) = seen[0], seen[-1]
    return (last - first) / (end - start)


def measure() -> list[Measurement]:
    """(name, value, target, comparison)."""
    with running() as app:
        with browser() as chrome:
            page = open_page(chrome, app.url)
            page.wait_for_timeout(15_000)
            play(page)
            query = page.url.partition("?")[2]
        watched, alone, took = asyncio.run(compare(app.port, query))
    with running() as app:
        speeds, crowded = asyncio.run(crowd(app.port))
    return [
        ("steps a second, page looks 5 times a second", statistics.median(watched), NAN, "info"),
        ("steps a second, page barely looks", statistics.median(alone), NAN, "info"),
        ("watched / nobody watching", statistics.median(watched) / statistics.median(alone), 0.9, ">="),
        ("a look on the server, median ms", 1000 * statistics.median(took), NAN, "info"),
        ("ten sessions train at once: steps a second of the slowest", min(speeds), NAN, "info"),
        ("ten sessions train at once: slowest / fastest", min(speeds) / max(speeds), 0.5, ">="),
        ("ten sessions train at once: a look on the server, median ms", 1000 * statistics.median(crowded), NAN, "info"),
    ]
