"""Many people at once, each with three networks, over the server's own protocol."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

import pytest

from tests.server import App
from tests.watcher import Watcher, held

pytestmark = pytest.mark.browser


def test_a_class_may_open_a_server_that_has_just_started_all_at_once(opened: tuple[App, list[Watcher]]) -> None:
    assert [watcher.errors for watcher in opened[1]] == [[]] * 8


def test_ten_sessions_train_at_once_and_none_starves(app: App) -> None:
    held(ten_sessions(app.port))


async def ten_sessions(port: int) -> None:
    async with AsyncExitStack() as stack:
        watchers = [Watcher(port, f"hidden_size=8&time_steps=12&seed={seed}") for seed in range(2, 12)]
        for watcher in watchers:
            await watcher.connect()
            stack.push_async_callback(watcher.close)
            await watcher.press("Play")
        await until_all_reach(watchers, 5)
        before = [watcher.step for watcher in watchers]
        # Some seconds, not one: thirty networks take turns, and each shows itself only now and then.
        await until_all_reach(watchers, max(before) + 60)
        done = [watcher.step - step for watcher, step in zip(watchers, before, strict=True)]
        assert min(done) >= max(done) / 4, done
        assert [watcher.errors for watcher in watchers] == [[]] * 10
        for watcher in watchers:
            await watcher.press("Pause")


async def until_all_reach(watchers: list[Watcher], step: int, within: float = 150.0) -> None:
    end = time.monotonic() + within
    while min(watcher.step for watcher in watchers) < step:
        assert time.monotonic() < end, f"not at step {step}: {[watcher.step for watcher in watchers]}"
        await asyncio.gather(*(watcher.rerun() for watcher in watchers))
        await asyncio.sleep(0.5)
