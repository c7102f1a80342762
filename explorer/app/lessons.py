"""The table of lessons: what every room declares of itself, and where the rooms are found.

It loads no screen, so that whoever only asks which lessons there are need not wait for one.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from explorer.app import link
from explorer.config import Config
from explorer.problem import N_

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder, from which pages and assets are named."""


class Section(Enum):
    """The parts of the navigation, in their order."""

    START = N_("Start")
    LECTURE = N_("The lecture")
    LABORATORY = N_("Laboratory")
    APPLICATIONS = N_("Applications")
    OWN = N_("Your own")


@dataclass(frozen=True)
class Lesson:
    """What a room declares as `LESSON`, and all that the rest of the house knows of it.

    `package` is the room's `__name__`; from its last part the lesson has its name everywhere: page, address, folder.
    `title` is what the navigation calls it, `shows` what one sees there, as lists of lessons say it; `place` is its
    rank within the `section`, `parameters` what its address may say, beside settings. `takes` says which networks, by
    their settings, it can look at when they are brought from another lesson (None: none). `addresses` are older names
    that still lead here. `results` measures ahead what a first visit shows, for `make results` (None: nothing).
    """

    package: str
    title: str
    shows: str
    section: Section
    place: int
    parameters: link.Table
    takes: Callable[[Config], bool] | None = None
    addresses: tuple[str, ...] = ()
    results: Callable[[], None] | None = None

    @property
    def name(self) -> str:
        """The lesson's one name."""
        return self.package.rpartition(".")[2]

    @property
    def page(self) -> Path:
        """The script that shows it."""
        return ROOT / "pages" / f"{self.name}.py"


@lru_cache(maxsize=1)
def lessons() -> tuple[Lesson, ...]:
    """Every lesson there is: each folder of `explorer.lessons` that declares one, in the order of the navigation."""
    rooms = import_module("explorer.lessons")
    names = [room.name for room in pkgutil.iter_modules(rooms.__path__) if room.ispkg]
    found = [import_module(f"{rooms.__name__}.{name}").LESSON for name in names]
    sections = list(Section)
    return tuple(sorted(found, key=lambda lesson: (sections.index(lesson.section), lesson.place, lesson.name)))


def lesson(name: str) -> Lesson:
    """The lesson of this name or older address. Raises KeyError where there is none."""
    for one in lessons():
        if name in (one.name, *one.addresses):
            return one
    raise KeyError(name)
