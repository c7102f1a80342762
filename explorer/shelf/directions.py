"""What a second direction brings, measured ahead: the score that networks reach which read in one, and in both.

One file a recipe of `bundle`, `assets/measured/<task>/<name>.json`; all its networks have about as many parameters, are
trained for the same number of steps, from several seeds, and scored on what they never saw. Made by `make results`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from explorer.config import Config
from explorer.names import CELLS
from explorer.shelf import MEASURED, files
from explorer.shelf.bundle import RECIPES

DIRECTIONS = (1, 2)
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Reached:
    """Scores after `steps` of training. `one` and `both`: by cell, those of each seed, in the same order.

    `units` are those of the LSTM in one direction, and in each of both; the other cells have as many parameters.
    """

    metric: str
    steps: int
    units: Sequence[int]
    one: Mapping[str, Sequence[float]]
    both: Mapping[str, Sequence[float]]


@lru_cache(maxsize=8)
def find(name: str) -> Reached | None:
    """What the networks of a recipe reached; None where nothing was measured."""
    if name not in RECIPES or not _path(name).is_file():
        return None
    return Reached(**json.loads(_path(name).read_text(encoding="utf-8")))


def make(task: str) -> None:
    """Train what `find` gives for every recipe of a task, and write it."""
    for name in [name for name, (config, _steps) in RECIPES.items() if config.task == task]:
        start = time.perf_counter()
        found = measure(name)
        files.write(_path(name), json.dumps(asdict(found), indent=1).encode())
        print(f"{name}: one {found.one}, both {found.both}, {time.perf_counter() - start:.0f} s", flush=True)


def measure(name: str, *, steps: int | None = None, seeds: Sequence[int] = SEEDS) -> Reached:
    """Train networks of every cell, in one direction and in both; for so many `steps`, else as many as the recipe."""
    from explorer.training import Trainer

    config, usual = RECIPES[name]
    steps = usual if steps is None else steps
    units = _as_large(config), config.hidden_size
    scores: dict[int, dict[str, list[float]]] = {directions: {} for directions in DIRECTIONS}
    metric = ""
    for directions, size in zip(DIRECTIONS, units, strict=True):
        asked = config.changed(directions=directions, hidden_size=size)
        for cell in CELLS:
            scores[directions][cell] = []
            for seed in seeds:
                trainer = Trainer(asked.changed(cell=cell, seed=seed))
                trainer.train(steps=steps)
                scores[directions][cell].append(round(trainer.score(), 4))
                metric = trainer.task.metric_name
    return Reached(metric, steps, units, scores[1], scores[2])


def _as_large(config: Config) -> int:
    """How many units an LSTM in one direction needs for the parameters of one that reads in both."""
    from explorer.making import make_network
    from explorer.tasks import make_task

    made = {way: make_task(config.changed(directions=way)) for way in DIRECTIONS}

    def parameters(directions: int, units: int) -> int:
        return make_network(config.changed(cell="lstm", hidden_size=units), made[directions]).parameter_count

    wanted = parameters(2, config.hidden_size)
    sizes = range(config.hidden_size, 2 * config.hidden_size + 1)
    return min(sizes, key=lambda units: abs(parameters(1, units) - wanted))


def _path(name: str) -> Path:
    return MEASURED / RECIPES[name][0].task / f"{name}.json"
