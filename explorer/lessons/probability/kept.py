"""What the word-level networks that come with the app say of the first sentences: made by `make results`.

One file a recipe of `trained.WORDS`, `assets/measured/probability/<name>.json`; what was asked of other weights
counts for nothing.
"""

from __future__ import annotations

import json

import numpy as np

from explorer.lessons.probability.measure import EXAMPLES, Reader, Scored
from explorer.names import CELLS
from explorer.shelf import MEASURED, files, trained

HERE = MEASURED / "probability"


def first(name: str) -> dict[str, list[Scored]] | None:
    """What the networks of a recipe say of the first sentences; None where that was asked of other weights."""
    place = HERE / f"{name}.json"
    if not place.is_file():
        return None
    kept = json.loads(place.read_bytes())
    sentences = list(EXAMPLES[trained.RECIPES[name].config.corpus])
    asked = {"weights": trained.read(name).fingerprints(), "sentences": sentences}
    if {key: kept[key] for key in asked} != asked:
        return None
    return {
        cell: [Scored(*(np.array(one[part]) for part in ("factors", "rank", "best", "chances"))) for one in found]
        for cell, found in kept["cells"].items()
    }


def make() -> None:
    """Measure everything that a first visit sees, and write it."""
    for name in trained.WORDS:
        _make(name)


def _make(name: str) -> None:
    """Ask the networks of a recipe about the first sentences, and write what they say."""
    from explorer.training import Trainer

    config, run = trained.RECIPES[name].config, trained.read(name)
    asked = Reader(config)
    cells = {}
    for cell in CELLS:
        network = Trainer.from_state(trained.path(name, cell).read_bytes()).network
        found = [asked.by_network(network, asked.cut(text)) for text in EXAMPLES[config.corpus]]
        parts = ("factors", "rank", "best", "chances")
        cells[cell] = [{part: getattr(one, part).tolist() for part in parts} for one in found]
    told = {"weights": run.fingerprints(), "sentences": EXAMPLES[config.corpus], "cells": cells}
    files.write(HERE / f"{name}.json", json.dumps(told).encode())
