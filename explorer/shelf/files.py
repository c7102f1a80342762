"""What comes with the app, as files: the one reader of networks, which gives them as a run that is finished.

A folder a name, a file a cell. A file is either the state of a trainer (those of `trained`), or holds one beside the
snapshots and the curve that led to it (those of `bundle`). Nothing here imports torch; `Trainer.from_state` makes a
network of a state, and checks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from explorer import tensors
from explorer.config import restored
from explorer.lab.history import Curve, History
from explorer.lab.run import Lane, Run
from explorer.names import CELLS


def path(folder: Path, cell: str) -> Path:
    """The file of one network."""
    return folder / f"{cell}.safetensors"


def there(folder: Path, cells: Sequence[str] = CELLS) -> bool:
    """Whether all of these networks came with the app."""
    return all(path(folder, cell).is_file() for cell in cells)


@lru_cache(maxsize=64)
def read(folder: Path, cells: tuple[str, ...]) -> Run:
    """The networks of a folder, which must be `there`; everyone shares them."""
    lanes = {cell: _lane(path(folder, cell)) for cell in cells}
    run = Run({cell: lane.config for cell, lane in lanes.items()}, finished=True)
    run.lanes.update(lanes)
    return run


@lru_cache(maxsize=128)
def _lane(file: Path) -> Lane:
    packed = file.read_bytes()
    state, history, curve = packed, History(), Curve()
    if "run" in tensors.metadata(packed):
        arrays, told = tensors.from_bytes(packed)
        state, curve = arrays["state"].tobytes(), Curve.from_rows(told["run"]["curve"])
        for step in told["run"]["steps"]:
            history.add(step, arrays[f"snapshot.{step}"].tobytes())
    trainer = tensors.metadata(state)["trainer"]
    return Lane(file.stem, restored(trainer["config"]), history, curve, state, step=int(trainer["step"]))


def write(place: Path, content: bytes) -> None:
    """In one piece: an interruption leaves the file before, or this one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_bytes(content)
    part.replace(place)
