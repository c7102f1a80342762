"""For all tests of the lab."""

import io
import logging

import pytest


@pytest.fixture
def logged():
    """What is written to the log meanwhile."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)
