"""The lecture's sequence problems, one file each. A new task is a new file here: it registers itself in `tasks`."""

from __future__ import annotations

import threading
from typing import Any, Protocol, TypeAlias

from explorer.registry import import_modules
from explorer.tasks._base import DIRECTIONS, TEMPERATURE, Contrast, Step, Task, tasks
from explorer.tasks._texts import ReadsCharacters

__all__ = ["DIRECTIONS", "TEMPERATURE", "Contrast", "ReadsCharacters", "Step", "Task", "make_task", "tasks"]

import_modules(__name__, list(__path__))

_Key: TypeAlias = tuple[Any, ...]
KEPT_TASKS = 16
KEPT_CHARACTERS = 40_000_000
"""Of people's own texts, in the tasks that are kept: a task takes several bytes a character."""

_kept: dict[_Key, Task] = {}
_making: dict[_Key, threading.Lock] = {}
_lock = threading.Lock()


class Wanted(Protocol):
    """What names a task and what it is made from: a `Config`."""

    task: str

    def task_options(self) -> dict[str, Any]:
        """The arguments of the task's constructor, by name."""


def make_task(config: Wanted) -> Task:
    """The task that a config names, with the settings that it reads. Raises `Problem` for an unknown one.

    The three cells of a comparison share one: a task has no state, and its baselines take a moment to compute.
    """
    kind = tasks[config.task]
    settings = config.task_options()
    key = (config.task, *settings.items())
    with _lock:
        making = _making.setdefault(key, threading.Lock())
    try:
        with making:  # who wants the same long text waits until it is cut, and nobody else does
            task = _kept.get(key) or kind(**settings)
            _keep(key, task)
            return task
    finally:
        _making.pop(key, None)


def _keep(key: _Key, task: Task) -> None:
    with _lock:
        _kept.pop(key, None)
        _kept[key] = task  # the newest last
        while len(_kept) > 1 and (len(_kept) > KEPT_TASKS or sum(map(_characters, _kept)) > KEPT_CHARACTERS):
            del _kept[next(iter(_kept))]


def _characters(key: _Key) -> int:
    return sum(len(value) for name, value in key[1:] if name == "text")
