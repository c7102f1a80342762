"""For all tests of the lab."""

import io
import logging

import pytest

from explorer.lab.worker import Bench
from tests.lab.benches import Listener


@pytest.fixture
def heard():
    return Listener()


@pytest.fixture
def bench(heard):
    bench = Bench(publish=heard.append)
    yield bench
    bench.close()
    assert not bench._thread.is_alive()


@pytest.fixture
def logged():
    """What is written to the log meanwhile."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)
