import pytest


@pytest.fixture(autouse=True)
def _one_thread(one_thread):
    """Products this small gain nothing from more threads, which wait for each other on a busy machine."""
