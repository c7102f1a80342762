"""Train the networks of the applications on the data of a folder: `python -m explorer.shelf.real FOLDER [task …]`.

A network that is there already stays as it is. Where the data is cut into folds, networks of each cell are taught anew
for each of them, to say how well such a network judges; that goes on where it was stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explorer import tensors
from explorer.names import CELLS
from explorer.shapes import Shape
from explorer.shelf import files, teach
from explorer.shelf.real._loop import Material, learn
from explorer.shelf.real.activity import Motions24
from explorer.shelf.real.dna import FruitFly
from explorer.shelf.real.entities import Novels, NovelsForward
from explorer.shelf.real.kept import Judged, path
from explorer.shelf.real.sentiment import FilmReviews

MATERIALS: Mapping[str, type[Material]] = {
    "entities": Novels,
    "entities-forward": NovelsForward,
    "dna": FruitFly,
    "sentiment": FilmReviews,
    "activity": Motions24,
}


def main(folder: Path, wanted: list[str]) -> None:
    """Train and judge what is missing of the named applications, or of all."""
    torch.set_num_threads(1)  # small products: a second thread costs more than it brings
    for task in wanted or MATERIALS:
        for cell in CELLS:
            if not path(task, cell).is_file():
                material = MATERIALS[task](folder)
                keep(material, cell, learn(material, cell))
            cross(MATERIALS[task], folder, cell)
    teach.tell()


def keep(material: Material, cell: str, network: Shape) -> None:
    """Write a network in half precision, with what it reaches as it is written."""
    half = halved(network)
    found = judged(material, network)
    reached = {
        **found,
        "metric": material.metric,
        "source": material.source,
        "licence": material.licence,
        "details": material.details(network),
    }
    told = {"shape": material.shape, "sizes": material.sizes(cell), "reading": material.reading, "reached": reached}
    files.write(path(material.task, cell), tensors.to_bytes(half, {"real": told}))
    print(f"{material.task} {cell}: {found}", flush=True)


def cross(kind: type[Material], folder: Path, cell: str) -> None:
    """Teach networks of this cell, each on all folds but one, and write what they reach there beside the kept network.

    After every fold: what is written already is not measured again.
    """
    place = path(kind.task, cell)
    arrays, told = tensors.from_bytes(place.read_bytes())
    reached = told["real"]["reached"]
    folds = reached.setdefault("folds", [None] * kind.folds)
    for number in (number for number, found in enumerate(folds) if found is None):
        material = kind(folder).fold(number)
        network = learn(material, cell)
        halved(network)
        folds[number] = judged(material, network)
        files.write(place, tensors.to_bytes(arrays, told))
        print(f"{kind.task} {cell}, fold {number + 1} of {kind.folds}: {folds[number]}", flush=True)


def halved(network: Shape) -> Mapping[str, NDArray[np.float16]]:
    """The weights in half precision; the network goes on with these."""
    half = {name: value.numpy().astype(np.float16) for name, value in network.state_dict().items()}
    network.load_state_dict({name: torch.from_numpy(value.astype(np.float32)) for name, value in half.items()})
    return half


def judged(material: Material, network: Shape) -> dict[str, Any]:
    """What `kept.Judged` tells, of the part that is tested."""
    score, count = material.score(network, "tested"), material.count("tested")
    return asdict(Judged(score, material.baselines(), count))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
