"""Train the networks of the applications on the data of a folder: `python -m explorer.shelf.real FOLDER [task …]`.

A network that is there already stays as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch

from explorer import tensors
from explorer.names import CELLS
from explorer.shapes import Shape
from explorer.shelf import files, teach
from explorer.shelf.real._loop import Material, learn
from explorer.shelf.real.activity import Motions24
from explorer.shelf.real.dna import FruitFly
from explorer.shelf.real.entities import Novels, NovelsForward
from explorer.shelf.real.kept import path
from explorer.shelf.real.sentiment import FilmReviews

MATERIALS: Mapping[str, Callable[[Path], Material]] = {
    "entities": Novels,
    "entities-forward": NovelsForward,
    "dna": FruitFly,
    "sentiment": FilmReviews,
    "activity": Motions24,
}


def main(folder: Path, wanted: list[str]) -> None:
    """Train what is missing of the named applications, or of all."""
    torch.set_num_threads(1)  # small products: a second thread costs more than it brings
    for task in wanted or MATERIALS:
        for cell in (cell for cell in CELLS if not path(task, cell).is_file()):
            material = MATERIALS[task](folder)
            keep(material, cell, learn(material, cell))
    teach.tell()


def keep(material: Material, cell: str, network: Shape) -> None:
    """Write a network in half precision, with what it reaches as it is written."""
    half = {name: value.numpy().astype(np.float16) for name, value in network.state_dict().items()}
    network.load_state_dict({name: torch.from_numpy(value.astype(np.float32)) for name, value in half.items()})
    reached = {
        "metric": material.metric,
        "score": material.score(network, "tested"),
        "baselines": material.baselines(),
        "source": material.source,
        "licence": material.licence,
        "details": material.details(network),
    }
    told = {"shape": material.shape, "sizes": material.sizes(cell), "reading": material.reading, "reached": reached}
    files.write(path(material.task, cell), tensors.to_bytes(half, {"real": told}))
    print(f"{material.task} {cell}: {reached['score']:.4f}, {reached['baselines']}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
