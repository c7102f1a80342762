"""How an error flows back through networks, measured whole: gradients, Jacobian products, bound, eigenvalues.

`vanishing(config)` measures freshly initialised networks, `trained(state)` one that has learned. What they return is
NumPy, and reading a kept result (`kept`) imports no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load, save

from explorer.config import SETTINGS, Config
from explorer.problem import N_, Problem
from explorer.records import Array, Floats

if TYPE_CHECKING:
    from explorer.network import Network
    from explorer.tasks import Task

CELLS = ("rnn", "gru", "lstm")
HERE = Path(__file__).resolve().parents[1] / "assets" / "vanishing"
JACOBIAN_LIMIT = 4e8
"""Multiplications, T · hidden³ · layers, beyond which Jacobian products would keep a person waiting for seconds."""

_WITHOUT_EFFECT = ("optimizer", "learning_rate", "clip_norm", "batch_size", "device")


@dataclass(frozen=True, eq=False)
class Flow:
    """How the last loss L<T> of one sequence depends on everything before, in one network after `step` training steps.

    `gradient` is ‖∂L<T>/∂a<t>‖ and `jacobian` ‖∂a<T>/∂a<t>‖₂, each [layer, time]; `memory_jacobian` the same of c<t>,
    None for cells without a memory cell; both None where they would take too long. `eigenvalues` (complex,
    [layer, hidden]) are those of W_aa, and `bound` [layer, time] is (γ · σ_max(W_aa))^(T−t), for a plain RNN; None for
    other cells. `update` is ‖∂J/∂W‖ over all weights on this sequence: what clipping shortens. Float64 throughout; what
    is larger than that holds is ∞ or NaN.
    """

    gradient: Floats
    jacobian: Floats | None
    memory_jacobian: Floats | None
    eigenvalues: Array | None
    bound: Floats | None
    update: float
    step: int = 0

    @property
    def spectral_radius(self) -> Floats | None:
        """ρ(W_aa), the largest |eigenvalue|, [layer]; None where there are none."""
        return None if self.eigenvalues is None else np.abs(self.eigenvalues).max(axis=1)

    @property
    def growth(self) -> Floats | None:
        """γ · σ_max(W_aa), by which one step back can multiply the gradient at most, [layer]; None without a bound."""
        return None if self.bound is None else self.bound[:, -2]


def vanishing(config: Config, cells: Sequence[str] = CELLS) -> dict[str, Flow]:
    """Measure a fresh network of each cell on the task's probe: the networks that a run of `config` starts from.

    For "adding" the probe is a row of random numbers, T = `time_steps` long; for "agreement" a sentence. The loss is
    that at the last step. Raises `Problem` for unknown names and for settings that no network can be made from.
    """
    from explorer.tasks import make_task
    from explorer.training import make_network

    found = {}
    for cell in cells:
        own = config.changed(cell=cell)
        task = make_task(own)
        found[cell] = _measured(make_network(own, task), task, 0)
    return found


def trained(state: bytes) -> Flow:
    """Measure the network of a trainer's `state()`. Raises `Problem` when the bytes are not one."""
    from explorer.training import Trainer

    trainer = Trainer.from_state(state)
    return _measured(trainer.network, trainer.task, trainer.step)


def _measured(network: Network, task: Task, step: int) -> Flow:
    from explorer.gradients import gradient_norms, jacobian_bound, jacobian_norms

    probe = task.probe()
    time = len(probe.inputs)
    cheap = time * network.hidden_size**3 * network.layers <= JACOBIAN_LIMIT
    gradient = gradient_norms(network, probe.inputs, probe.targets, weights=probe.weights)["hidden"]
    finite = bool(np.isfinite(gradient).all())  # products of what has overflowed have no norm
    recurrent = None
    if network.cell_name == "rnn":
        weights = [network.weights(layer)["W_a"][:, : network.hidden_size] for layer in range(network.layers)]
        recurrent = np.linalg.eigvals(np.stack(weights).astype(np.float64)).astype(np.complex128)
    return Flow(
        gradient=gradient,
        jacobian=jacobian_norms(network, probe.inputs) if cheap and finite else None,
        memory_jacobian=jacobian_norms(network, probe.inputs, of="cell")
        if cheap and finite and network.has_memory
        else None,
        eigenvalues=recurrent,
        bound=None if recurrent is None else jacobian_bound(network, time),
        update=_update(network, task),
        step=step,
    )


def _update(network: Network, task: Task) -> float:
    """‖∂J/∂W‖ over all weights, of the loss that training takes, in float64 on a copy."""
    import torch

    from explorer.gradients._copy import measured_copy
    from explorer.gradients.norms import counted_losses
    from explorer.losses import step_losses
    from explorer.modes import own_modes

    with own_modes():
        probe = task.probe()
        measured = measured_copy(network)
        losses = step_losses(measured(probe.inputs), probe.targets)
        counted = counted_losses(losses, probe.weights)
        slopes = torch.autograd.grad((losses * counted).sum() / counted.sum(), list(measured.parameters()))
    return float(np.hypot.reduce([float(torch.linalg.vector_norm(slope)) for slope in slopes]))


def table(flows: Mapping[str, Flow], gradient: Mapping[str, Floats] | None = None) -> dict[str, Array]:
    """Everything that is drawn against t, by column: a row for each layer and step, counted from 1.

    `gradient` stands in for that of the flows, where a network was looked at later. What was not measured is left out.
    """
    columns: dict[str, Floats | None] = {}
    for cell, flow in flows.items():
        norms = (gradient or {}).get(cell, flow.gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns |= {f"{cell}_gradient": norms, f"{cell}_gradient_relative": norms / norms[:, -1:]}
        columns |= {f"{cell}_jacobian": flow.jacobian, f"{cell}_memory_jacobian": flow.memory_jacobian}
        columns |= {f"{cell}_bound": flow.bound}
    known = {name: np.asarray(values, np.float64) for name, values in columns.items() if values is not None}
    layer, t = np.indices(next(iter(known.values())).shape)
    places = {"layer": layer + 1, "t": t + 1, "steps_back": t.max() - t}
    return {name: values.ravel() for name, values in (places | known).items()}


# -- kept results --------------------------------------------------------------------------------------------------


def kept(config: Config) -> dict[str, Flow] | None:
    """The result for these settings that comes with the app, if there is one: a first visit need not wait for torch."""
    wanted = _effective(config)
    for path in sorted(HERE.glob("*.safetensors")):
        settings, flows = _read(path)
        if _effective(settings) == wanted:
            return dict(flows)
    return None


def keep(name: str, config: Config) -> Path:
    """Measure these settings and write the result where `kept` finds it."""
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
    HERE.mkdir(parents=True, exist_ok=True)
    path = HERE / f"{name}.safetensors"
    path.write_bytes(save(arrays, {"vanishing": json.dumps(rest)}))
    return path


@lru_cache(maxsize=64)
def _read(path: Path) -> tuple[Config, Mapping[str, Flow]]:
    from explorer.config import from_query

    packed = path.read_bytes()
    arrays = load(packed)
    length = int.from_bytes(packed[:8], "little")
    rest = json.loads(json.loads(packed[8 : 8 + length])["__metadata__"]["vanishing"])
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
        getattr(config, name)
        for name, how in SETTINGS.items()
        if name not in ("cell", "text", *_WITHOUT_EFFECT) and (how.tasks is None or config.task in how.tasks)
    )
