"""What the units of the finished runs of `bundle` do, so that a first visit sees it at once: made by `make results`.

One file a run, in `assets/measured/gates/<name>.safetensors`: the first held-out text as the three networks ran over
it, their habits over all held-out text, and, where they learnt subject and verb, which unit carries the number.
"""

from __future__ import annotations

import time
from functools import lru_cache

from explorer.lessons.gates.record import KeptUnit, from_bytes, to_bytes
from explorer.lessons.gates.texts import parse, passages
from explorer.shelf import MEASURED, bundle, files
from explorer.tasks import make_task
from explorer.tasks.agreement import Agreement

HERE = MEASURED / "gates"
NAMES = ("characters-english", "characters-ukrainian", "agreement-english", "agreement-ukrainian")


@lru_cache(maxsize=len(NAMES))
def find(name: str) -> KeptUnit | None:
    """What was measured on the networks of a bundled run; None where nothing was, or on other weights than it has."""
    path = HERE / f"{name}.safetensors"
    if name not in NAMES or not bundle.there(name) or not path.is_file():
        return None
    kept = from_bytes(path.read_bytes())
    return kept if kept.weights == bundle.read(name).fingerprints() else None


def make() -> None:
    """Measure everything that a first visit sees, and write it."""
    for name in NAMES:
        _make(name)


def _make(name: str) -> None:
    """Measure the networks of a bundled run and write what comes out."""
    from explorer.lessons.gates import measure
    from explorer.making import plain
    from explorer.training import Trainer

    start = time.perf_counter()
    run, task = bundle.read(name), make_task(bundle.RECIPES[name][0])
    networks = {cell: plain(Trainer.from_state(lane.state).network) for cell, lane in run.lanes.items() if lane.state}
    kept = KeptUnit(
        reading=measure.read(networks, parse(task, passages(task)[0])),
        habits={cell: measure.habits(network, task) for cell, network in networks.items()},
        number={cell: measure.number(network, task, 0) for cell, network in networks.items()}
        if isinstance(task, Agreement)
        else {},
        weights=run.fingerprints(),
    )
    files.write(HERE / f"{name}.safetensors", to_bytes(kept))
    print(f"{name}: {len(kept.reading.text)} steps, {time.perf_counter() - start:.0f} s", flush=True)
    for cell, number in kept.number.items():
        print(
            f"  {cell}: right verbs {number.accuracy:.3f}; unit {number.teller + 1} tells the number best "
            f"({number.separation[number.teller]:.2f}): {number.swapped[number.teller]:.3f} with it swapped; "
            f"unit {number.decider + 1} decides: {number.swapped[number.decider]:.3f} swapped, "
            f"{number.silenced[number.decider]:.3f} silenced",
            flush=True,
        )
