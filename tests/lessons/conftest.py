"""What all pages without a browser have in common: no worker process, and a lab of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from explorer.app import frame
from explorer.app.laboratory import lab
from explorer.lab import Lab


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab stays closed: runs are opened and wait. Training itself is shown in tests/lab and tests/whole."""
    monkeypatch.setattr(Lab, "start", lambda self: self)


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent to a browser, so that nobody has to be let go first."""
    monkeypatch.setattr(frame, "SETTLING", 0.0)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """No run is left from the test before, nor for the next. What was measured is kept by all that it depends on."""
    lab.clear()
    yield
    lab.clear()
