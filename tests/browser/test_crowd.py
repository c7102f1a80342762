"""Ten people at once, each with three networks of the default size, over the server's own protocol."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app import App
from tests.watcher import Watcher

pytestmark = pytest.mark.browser


def test_ten_sessions_train_at_once_and_none_starves(app: App) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # the browser's driver has a loop of its own in this thread
        elsewhere.submit(lambda: asyncio.run(ten_sessions(app.port))).result()


async def ten_sessions(port: int) -> None:
    watchers = [Watcher(port, f"seed={seed}") for seed in range(2, 12)]
    for watcher in watchers:
        await watcher.connect()
        await watcher.press("Play")
    await until_all_reach(watchers, 5)
    before = [watcher.step for watcher in watchers]
    await until_all_reach(watchers, max(before) + 10)
    done = [watcher.step - step for watcher, step in zip(watchers, before, strict=True)]
    assert min(done) >= max(done) / 4, done
    assert [watcher.errors for watcher in watchers] == [[]] * 10
    for watcher in watchers:
        await watcher.press("Pause")
        await watcher.close()


async def until_all_reach(watchers: list[Watcher], step: int, within: float = 150.0) -> None:
    end = time.monotonic() + within
    while min(watcher.step for watcher in watchers) < step:
        assert time.monotonic() < end, f"not at step {step}: {[watcher.step for watcher in watchers]}"
        await asyncio.gather(*(watcher.look(1.0, 2.0) for watcher in watchers))
