"""The processes behind a page: killed, they come back; left alone, they rest. Nothing else may run meanwhile."""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Callable

import psutil
import pytest
from playwright.sync_api import Page

from tests.lessons.compare.test_browser import steps
from tests.server import App
from tests.visits import until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

# Of a core: on a slow machine, workers that only say that they are alive take 0.11; those that train, 0.6 and more.
RESTING = 0.25


def workers(app: App) -> list[psutil.Process]:
    """The processes in which trainers sit: the children that were started at low priority."""
    children = psutil.Process(app.process.pid).children(recursive=True)
    return [child for child in children if child.is_running() and child.nice() > 0]


def test_killed_workers_are_replaced_and_a_closed_tab_stops_its_training_within_15_seconds(
    visit: Visit, app: App
) -> None:
    page = visit("?hidden_size=32&time_steps=64&batch_size=256&seed=7")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("radio", name="30/s").click()  # of so large a batch: most of a core, not all that there are
    until(page, lambda: steps(page) > 20, what="step 20")
    before, count = steps(page), len(workers(app))
    for victim in workers(app):
        os.kill(victim.pid, signal.SIGKILL)
    until(page, lambda: steps(page) > before + 20, within=90, what="progress after the loss of all workers")
    until(page, lambda: len(workers(app)) == count, within=30, what="as many workers as before")
    assert page.get_by_test_id("stException").count() == 0

    until(page, lambda: busy(app) > 2 * RESTING, what="training that takes enough for its end to be seen")
    processes = len(psutil.Process(app.process.pid).children(recursive=True))
    page.close()
    end, shares = time.monotonic() + 15, [math.inf, math.inf]
    while time.monotonic() < end and max(shares[-2:]) > RESTING:  # one second may be somebody else's
        shares.append(busy(app))
    assert max(shares[-2:]) < RESTING, "the workers still compute 15 s after the tab was closed"
    assert len(psutil.Process(app.process.pid).children(recursive=True)) <= processes


def busy(app: App) -> float:
    """The share of a core that the workers use, over a second."""

    def used() -> float:
        return sum(sum(worker.cpu_times()[:2]) for worker in workers(app))

    before, start = used(), time.monotonic()
    time.sleep(1.0)
    return (used() - before) / (time.monotonic() - start)
