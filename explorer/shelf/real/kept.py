"""The networks of the applications as files: what each is, how it reads, what it reached. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer import tensors
from explorer.names import CELLS
from explorer.shelf import ASSETS, files

HERE = ASSETS / "networks"


@dataclass(frozen=True)
class Reached:
    """What a network reached on data that nobody trained or chose with, and what else does; all by `metric`.

    `source` and `licence` name the data.
    """

    metric: str
    score: float
    baselines: Mapping[str, float]
    source: str
    licence: str
    details: Mapping[str, Any]


def path(task: str, cell: str) -> Path:
    """Where the network of an application is kept."""
    return files.path(HERE / f"{task}-real", cell)


def there(task: str) -> bool:
    """Whether the networks of an application came with the app."""
    return files.there(HERE / f"{task}-real", CELLS)


def every() -> list[str]:
    """The applications whose networks are there."""
    return sorted(task for folder in HERE.glob("*-real") if there(task := folder.name.removesuffix("-real")))


@lru_cache(maxsize=16)
def head(task: str, cell: str) -> Mapping[str, Any]:
    """What the file of a network says beside its weights."""
    found: Mapping[str, Any] = tensors.metadata(tensors.header(path(task, cell)))["real"]
    return found


def reached(task: str, cell: str) -> Reached:
    """What the network of an application reached on the part that was kept for testing."""
    return Reached(**head(task, cell)["reached"])
