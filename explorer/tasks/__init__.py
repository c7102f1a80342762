"""The lecture's sequence problems, one file each. A new task is a new file here: it registers itself in `tasks`."""

from __future__ import annotations

from functools import lru_cache

from explorer.config import Config
from explorer.registry import import_modules
from explorer.tasks._base import TEMPERATURE, ReadsCharacters, Step, Task, tasks

__all__ = ["TEMPERATURE", "ReadsCharacters", "Step", "Task", "make_task", "tasks"]

import_modules(__name__, list(__path__))


def make_task(config: Config) -> Task:
    """The task that a config names, with the settings that it reads. Raises `Problem` for an unknown one.

    The three cells of a comparison share one: a task has no state, and its baselines take a moment to compute.
    """
    kind = tasks[config.task]
    return _shared(config.task, tuple((name, getattr(config, name)) for name in kind.options))


@lru_cache(maxsize=16)
def _shared(name: str, options: tuple[tuple[str, object], ...]) -> Task:
    return tasks[name](**dict(options))
