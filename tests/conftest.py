import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from explorer.figures import _style

pytest_plugins = ("tests.visits",)

# Every figure that a test draws is checked against plotly's schema.
_style.VALIDATE = True

# The same examples on every run, and no time limit on one: the machine may be busy with other things.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


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


@pytest.fixture
def one_thread() -> Iterator[None]:
    """One thread for torch, which is what workers have."""
    import torch  # only those who ask for it wait for it

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
