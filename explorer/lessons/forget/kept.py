"""What fresh networks of the ready settings do to an error, so that a first visit sees it at once: `make results`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import numpy as np

from explorer import tensors
from explorer.config import Config, from_query, relevant
from explorer.lessons.forget.record import Flow
from explorer.problem import N_, Problem
from explorer.shelf import MEASURED, files

HERE = MEASURED / "forget"

_WITHOUT_EFFECT = ("optimizer", "learning_rate", "clip_norm", "batch_size", "device")


def find(config: Config) -> dict[str, Flow] | None:
    """The result for these settings that comes with the app, if there is one: a first visit need not wait for torch."""
    wanted = _effective(config)
    for path in sorted(HERE.glob("*.safetensors")):
        settings, flows = _read(path)
        if _effective(settings) == wanted:
            return dict(flows)
    return None


def keep(name: str, config: Config) -> Path:
    """Measure these settings and write the result where `find` finds it."""
    from explorer.lessons.forget.measure import vanishing

    flows = vanishing(config)
    arrays = {
        f"{cell}.{part.name}": np.ascontiguousarray(value)
        for cell, flow in flows.items()
        for part in fields(Flow)
        if isinstance(value := getattr(flow, part.name), np.ndarray)
    }
    for cell in flows:  # safetensors has no complex numbers
        if (values := arrays.pop(f"{cell}.eigenvalues", None)) is not None:
            arrays[f"{cell}.eigenvalues"] = np.stack([values.real, values.imag])
    rest = {"config": config.to_query(), "update": {cell: flow.update for cell, flow in flows.items()}}
    path = HERE / f"{name}.safetensors"
    files.write(path, tensors.to_bytes(arrays, {"vanishing": rest}))
    return path


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[Config, Mapping[str, Flow]]:
    arrays, told = tensors.from_bytes(path.read_bytes())
    rest = told["vanishing"]
    config, problems = from_query(rest["config"])
    if problems:
        raise Problem(N_("This kept result is damaged: {reason}"), reason=str(problems[0]))
    flows = {}
    for cell, update in rest["update"].items():
        plane = arrays.get(f"{cell}.eigenvalues")
        flows[cell] = Flow(
            gradient=arrays[f"{cell}.gradient"],
            jacobian=arrays.get(f"{cell}.jacobian"),
            memory_jacobian=arrays.get(f"{cell}.memory_jacobian"),
            eigenvalues=None if plane is None else plane[0] + 1j * plane[1],
            bound=arrays.get(f"{cell}.bound"),
            update=float(update),
        )
    return config, flows


def _effective(config: Config) -> tuple[object, ...]:
    """What of a config the measurement depends on."""
    return tuple(
        getattr(config, name) for name in relevant(config.task) if name not in ("cell", "text", *_WITHOUT_EFFECT)
    )


def make() -> None:
    """Measure everything that the page's offers show at once."""
    from explorer.lessons.forget.tries import ready

    for name, settings in ready().items():
        print(keep(name, settings), flush=True)
