import pytest
import torch


@pytest.fixture(autouse=True)
def _one_thread():
    """Products this small gain nothing from more threads, which wait for each other on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
