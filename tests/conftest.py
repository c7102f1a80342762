import gc
import os
import sys
from collections.abc import Iterator

# One thread for torch, as workers have; set before anything loads it. Products here are small: two threads that wait
# for each other beside another process take ten times as long. Besides, bit for bit is promised for one thread.
os.environ["OMP_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings

from explorer.figures import _style
from tests import valid

pytest_plugins = ("tests.visits",)

_style.built = valid.built

# By default the collector goes through all that torch and Streamlit are made of every few tests: 5 % of the work.
gc.set_threshold(50_000, 20, 20)

# The same examples on every run, and no time limit on one: the machine may be busy with other things.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is loaded here stays to the end: nobody looks through it for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast ones first: worker processes and the browser come last, when all that is compiled lies on the disk."""

    def late(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 2
        return 1 if {"lab", "lessons"} & set(item.path.parts) else 0

    items.sort(key=late)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """A page under test becomes the main module, which every worker process started later would execute again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
