"""What the trained networks remember, so that a first visit sees it at once: made by `make results`.

One file a recipe of `trained`, in `assets/measured/memorization/<name>.safetensors`: the first held-out passage as its
networks read it, and their habits over the whole held-out text. Made by the code that measures everything else.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import cast

from explorer.lessons.memorization.record import KeptMemory, from_bytes, to_bytes
from explorer.shelf import MEASURED, files, trained
from explorer.tasks import ReadsCharacters, make_task
from explorer.text.passages import passage, passages

HERE = MEASURED / "memorization"
NAMES = ("characters-english", "characters-ukrainian", "autocomplete-english", "autocomplete-ukrainian")


@lru_cache(maxsize=len(NAMES))
def find(name: str) -> KeptMemory | None:
    """What was measured on the networks of a recipe; None where nothing was, or on other weights than they have."""
    path = HERE / f"{name}.safetensors"
    if name not in NAMES or not path.is_file():
        return None
    kept = from_bytes(path.read_bytes())
    return kept if kept.weights == trained.read(name, trained.cells(name)).fingerprints() else None


def make() -> None:
    """Measure everything that a first visit sees, and write it."""
    for name in NAMES:
        _make(name)


def _make(name: str) -> None:
    """Measure the networks of a recipe and write what comes out."""
    from explorer.lessons.memorization.measure import habits, memorization
    from explorer.making import plain
    from explorer.training import Trainer

    start = time.perf_counter()
    run = trained.read(name, trained.cells(name))
    networks = {cell: plain(Trainer.from_state(lane.state).network) for cell, lane in run.lanes.items() if lane.state}
    task = cast(ReadsCharacters, make_task(trained.RECIPES[name].config))
    text, following = passage(task.held_out, passages(task.held_out)[0])
    reading = memorization(networks, text, task, following=following)
    found = {cell: habits(network, task.held_out, task) for cell, network in networks.items()}
    files.write(HERE / f"{name}.safetensors", to_bytes(KeptMemory(reading, found, run.fingerprints())))
    print(f"{name}: {len(text)} characters, {time.perf_counter() - start:.0f} s", flush=True)
