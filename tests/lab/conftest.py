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
