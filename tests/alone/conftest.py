"""Tests beside which nothing else may run: they crowd the server, kill its workers, and watch the clock.

Their server has met a class when it had just started, all at once, before anybody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from tests.lab.conftest import bench, heard  # noqa: F401
from tests.server import App, running
from tests.watcher import Watcher, held


@pytest.fixture(scope="package")
def opened() -> Iterator[tuple[App, list[Watcher]]]:
    """The server, and those who opened it first."""
    with running() as fresh:
        yield fresh, held(eight_first_visits(fresh.port))


async def eight_first_visits(port: int) -> list[Watcher]:
    watchers = [Watcher(port, "") for _ in range(8)]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(watcher.connect() for watcher in watchers))
        for watcher in watchers:
            stack.push_async_callback(watcher.close)
        await asyncio.gather(*(watcher.look(1.0, 2.0) for watcher in watchers))
    return watchers


@pytest.fixture(scope="package")
def app(opened: tuple[App, list[Watcher]]) -> App:
    return opened[0]
