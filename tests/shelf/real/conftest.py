"""A shelf of a test's own, on which a network of one cell is enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.answers import Reached
from explorer.answers._base import network
from explorer.shapes import Shape
from explorer.shelf.real import __main__ as making
from explorer.shelf.real import kept
from explorer.shelf.real._loop import Material

Keep = Callable[[Material, Shape], Reached]


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keep:
    """Writes a network of a material there, where `ask` finds it, and says what its file says it reaches."""

    def written(material: Material, trained: Shape) -> Reached:
        monkeypatch.setattr(kept, "CELLS", (trained.cell_name,))
        making.keep(material, trained.cell_name, trained)
        return kept.reached(material.task, trained.cell_name)

    monkeypatch.setattr(kept, "HERE", tmp_path / "networks")
    for cached in (kept.head, network):
        cached.cache_clear()
    yield written
    for cached in (kept.head, network):
        cached.cache_clear()


def silent(*said: object, **how: object) -> None:
    """Nobody listens."""
