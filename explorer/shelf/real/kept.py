"""The networks of the applications as files: what each is, how it reads, what it reached. No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from explorer import tensors
from explorer.names import CELLS
from explorer.shelf import ASSETS, files

HERE = ASSETS / "networks"


@dataclass(frozen=True)
class Judged:
    """A `score` on data that nobody trained with, and what the `baselines` reach there.

    `count`: of how many answers the score is the share of right ones; 0 where it is no such share.
    """

    score: float
    baselines: Mapping[str, float]
    count: int = 0

    @property
    def error(self) -> float:
        """The standard error of a share of right answers; NaN of any other score."""
        return math.sqrt(self.score * (1 - self.score) / self.count) if self.count else math.nan


@dataclass(frozen=True, kw_only=True)
class Reached(Judged):
    """What a network reached on the part that was kept for testing; all by `metric`.

    `source` and `licence` name the data. `folds`: what networks that were taught alike reached, each on a fold of the
    data of which they, and what they were taught with, knew only the others; None where that is still to be measured.
    """

    metric: str
    source: str
    licence: str
    details: Mapping[str, Any]
    folds: Sequence[Mapping[str, Any] | None] = ()

    @property
    def crossed(self) -> Judged | None:
        """All folds together, of which each answer counts the same; None where not all were measured."""
        found = [Judged(**one) for one in self.folds if one is not None]
        if not found or len(found) < len(self.folds):
            return None
        counts = [one.count for one in found]
        baselines = {
            name: float(np.average([one.baselines[name] for one in found], weights=counts))
            for name in found[0].baselines
        }
        return Judged(float(np.average([one.score for one in found], weights=counts)), baselines, sum(counts))

    @property
    def unseen(self) -> Judged:
        """What is known best of how it judges what it never saw: all folds together, else the tested part."""
        return self.crossed or self


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
    """What the network of an application reached on what nobody trained with."""
    return Reached(**head(task, cell)["reached"])
