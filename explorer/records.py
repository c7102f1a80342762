"""What was measured, as named NumPy arrays. No torch here: a page can draw a finished run without importing it.

Axes, always in this order: layer, time, batch, hidden (or output). Time runs 0 … T−1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer import tensors
from explorer.problem import N_, Problem

Floats = NDArray[np.floating[Any]]
Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Batch:
    """Sequences to learn from, time first.

    `inputs` are ids [time, batch] (integers), several ids a step [time, batch, ids], or vectors [time, batch, input];
    `targets` are ids [time, batch] or values [time, batch, output]; `weights` [time, batch] says which losses count (1)
    and which do not (0). A network that answers once has one step of targets. `lengths` [batch] says how much of each
    sequence of inputs is no padding, None: all.
    """

    inputs: Array
    targets: Array
    weights: Floats
    lengths: Array | None = None


@dataclass(frozen=True, eq=False)
class Read:
    """A question as a network reads it: `inputs` [time, sequences, …] and, a step each, `tokens` for people.

    A question that is longer than what the network learnt may be cut into sequences, each read from the zero state; the
    last ends where the question does, and so shares its beginning with the one before. `cut`: its end is not read.
    """

    inputs: Array
    tokens: Sequence[str]
    cut: bool = False


def together(inputs: Sequence[Array], targets: Sequence[Array]) -> Batch:
    """Sequences of different length side by side: inputs [time, …] and targets [time], or [1] of one answer."""
    lengths = np.array([len(one) for one in inputs])
    answers = np.array([len(one) for one in targets])
    read = np.zeros((lengths.max(), len(inputs), *inputs[0].shape[1:]), inputs[0].dtype)
    due = np.zeros((answers.max(), len(inputs)), np.int64)
    for place, (one, right) in enumerate(zip(inputs, targets, strict=True)):
        read[: len(one), place], due[: len(right), place] = one, right
    counts = np.arange(len(due))[:, None] < answers
    return Batch(read, due, counts.astype(np.float32), lengths)


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything a network computed on some inputs, from `explorer.record`.

    `hidden` is a<t>, [layer, time, batch, hidden]; `cell` is the memory cell c<t>, the same shape, None where the cell
    has none of its own; `gates` maps "update", "reset", "forget", "output" and "candidate" to the same shape, as far as
    the cell has them; `logits` is the readout before softmax, [time, batch, output]; of a network that answers once,
    what it would answer if its inputs ended at each step.

    A network of several parts (`explorer.shapes`) has a trace for each, by the name of its segment and the direction in
    which it reads: `of`. Time is the place in the sequence, also where it was read from the end. `attention` is how
    much each answer looked at each input, [time out, batch, time in], where there is any.
    """

    hidden: Floats
    cell: Floats | None
    gates: Mapping[str, Floats]
    logits: Floats
    parts: Mapping[tuple[str, str], Trace] = field(default_factory=dict)
    attention: Floats | None = None

    def of(self, direction: str = "forward", segment: str = "") -> Trace:
        """The states and gates of one part. `Problem` for one that is not there."""
        parts = self.parts or {("", "forward"): self}
        if (segment, direction) not in parts:
            raise Problem(
                N_("There is no part “{segment}” that reads {direction}. There is: {choices}."),
                segment=segment,
                direction=direction,
                choices=", ".join(" ".join(name).strip() for name in parts),
            )
        return parts[segment, direction]


@dataclass(frozen=True, eq=False)
class Sample:
    """What a network produced by itself.

    kind "text": `text`, of which the first `start` characters were given. kind "curve": `true` and `predicted` [steps],
    the first `start` given. kind "pairs": `true` against `predicted`, one entry an example. Any other kind is a task's
    own, of the same fields, and is shown `in_words`.
    """

    kind: str
    text: str = ""
    start: int = 0
    true: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    predicted: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    @property
    def in_words(self) -> str:
        """All of it as text: `text`, or else what is true and what was predicted, number by number.

        >>> Sample("steps", true=np.array([1.0, 2.0]), predicted=np.array([1.25, np.nan])).in_words
        '1 → 1.25\\n2 → nan'
        """
        rows = zip_longest(self.true.tolist(), self.predicted.tolist(), fillvalue=float("nan"))
        return self.text or "\n".join(f"{true:.4g} → {predicted:.4g}" for true, predicted in rows)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One trainer at one training step.

    `losses` are the training losses (nats or squared error, mean over the counted steps) of the steps `loss_steps`;
    `metrics` holds the task's metric on held-out data under its name; `trace` is of the task's fixed probe sequence,
    batch 1; `gradients` maps "last" to ‖∂L<T>/∂a<t>‖ and "total" to ‖∂J/∂a<t>‖ on the probe, and "training" to
    ‖∂J/∂a<t>‖ on the last training batch, each [layer, time]; `throughput` is in training steps per second of one
    processor.
    `counterpart` is of the probe turned into its opposite, without gates; None where the task has no such thing.
    """

    step: int
    loss_steps: Array
    losses: Floats
    metrics: Mapping[str, float]
    trace: Trace
    gradients: Mapping[str, Floats]
    sample: Sample
    throughput: float
    parameters: int
    counterpart: Trace | None = None


def to_bytes(snapshot: Snapshot) -> bytes:
    """A snapshot as safetensors with JSON in its metadata: safe to read back, whoever wrote it.

    States and gates are kept in half precision (three decimals, which is what a picture shows); gradients and losses
    as they are.
    """
    arrays: dict[str, Array] = {
        "loss_steps": snapshot.loss_steps,
        "losses": snapshot.losses,
        "sample.true": snapshot.sample.true,
        "sample.predicted": snapshot.sample.predicted,
    }
    arrays |= _states("trace", snapshot.trace)
    if snapshot.counterpart is not None:
        arrays |= _states("counterpart", snapshot.counterpart)
    arrays |= {f"gate.{name}": _half(gate) for name, gate in _drawn(snapshot.trace).items()}
    for (segment, direction), part in list(snapshot.trace.parts.items())[1:]:
        name = f"part.{segment}.{direction}"
        arrays |= _memory(name, part) | {f"{name}.gate.{gate}": _half(values) for gate, values in _drawn(part).items()}
    arrays |= {f"gradient.{name}": norms for name, norms in snapshot.gradients.items()}
    rest = {
        "step": snapshot.step,
        "metrics": dict(snapshot.metrics),
        "throughput": snapshot.throughput,
        "parameters": snapshot.parameters,
        "parts": [list(name) for name in snapshot.trace.parts],
        "sample": {"kind": snapshot.sample.kind, "text": snapshot.sample.text, "start": snapshot.sample.start},
    }
    return tensors.to_bytes(arrays, {"snapshot": rest})


def _states(name: str, trace: Trace) -> dict[str, Array]:
    return {f"{name}.logits": _half(trace.logits)} | _memory(name, trace)


def _drawn(trace: Trace) -> dict[str, Floats]:
    """The gates that a page draws of a network that learns: c̃<t> is as large as they are, and seen nowhere."""
    return {name: gate for name, gate in trace.gates.items() if name != "candidate"}


def _memory(name: str, trace: Trace) -> dict[str, Array]:
    memory = {} if trace.cell is None else {f"{name}.cell": _half(trace.cell)}
    return {f"{name}.hidden": _half(trace.hidden)} | memory


# What reading arbitrary JSON as fields of a snapshot can raise.
_DAMAGE = (LookupError, TypeError, ValueError, AttributeError, OverflowError)


def from_bytes(packed: bytes) -> Snapshot:
    """The snapshot that `to_bytes` packed. Raises ValueError when it is not one."""
    try:
        return _unpack(packed)
    except _DAMAGE as error:
        raise ValueError(f"expected a packed snapshot; got {len(packed)} bytes that are none ({error})") from None


def _unpack(packed: bytes) -> Snapshot:
    arrays, told = tensors.from_bytes(packed)
    rest = told["snapshot"]

    def named(prefix: str, shape: tuple[int | None, ...]) -> dict[str, Array]:
        found = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
        return {name: _shaped(array, shape) for name, array in found.items()}

    trace = _trace(arrays, "trace")
    hidden = trace.hidden
    loss_steps = _shaped(arrays["loss_steps"], (None,))
    sample = rest["sample"]
    return Snapshot(
        step=int(rest["step"]),
        loss_steps=loss_steps,
        losses=_shaped(arrays["losses"], loss_steps.shape),
        metrics={str(name): float(value) for name, value in rest["metrics"].items()},
        trace=_whole(replace(trace, gates=named("gate.", hidden.shape)), arrays, rest.get("parts", [])),
        counterpart=_trace(arrays, "counterpart", like=trace) if "counterpart.hidden" in arrays else None,
        gradients=named("gradient.", (len(hidden), None)),  # a training sequence may be longer than the probe
        sample=Sample(
            kind=str(sample["kind"]),
            text=str(sample["text"]),
            start=int(sample["start"]),
            true=_shaped(arrays["sample.true"], (None,)),
            predicted=_shaped(arrays["sample.predicted"], (None,)),
        ),
        throughput=float(rest["throughput"]),
        parameters=int(rest["parameters"]),
    )


def _whole(trace: Trace, arrays: Mapping[str, Array], names: Sequence[Sequence[str]]) -> Trace:
    """The trace with all its parts, of which it shows the first itself."""
    if not names:
        return trace
    (segment, direction), *others = ((str(one), str(other)) for one, other in names)
    further = {name: _part(arrays, f"part.{name[0]}.{name[1]}.", trace.logits) for name in others}
    return replace(trace, parts={(segment, direction): trace, **further})


def _part(arrays: Mapping[str, Array], prefix: str, logits: Floats) -> Trace:
    own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
    hidden = _shaped(own.pop("hidden"), (None,) * 4)
    fitting = {name.removeprefix("gate."): _shaped(array, hidden.shape) for name, array in own.items()}
    memory = fitting.pop("cell", None)
    return Trace(hidden, memory, fitting, logits)


def _trace(arrays: Mapping[str, Array], name: str, like: Trace | None = None) -> Trace:
    """The states of that name, without gates, of the shapes of `like`."""
    hidden = _shaped(arrays[f"{name}.hidden"], (None,) * 4 if like is None else like.hidden.shape)
    memory = arrays.get(f"{name}.cell")
    if like is not None and (memory is None) != (like.cell is None):
        raise ValueError(f"expected a memory cell in both traces of a snapshot or in none; {name} differs")
    wanted = (*hidden.shape[1:3], None) if like is None else like.logits.shape
    logits = _shaped(arrays[f"{name}.logits"], wanted)
    return Trace(hidden, None if memory is None else _shaped(memory, hidden.shape), {}, logits)


def _shaped(array: Array, shape: tuple[int | None, ...]) -> Array:
    """The array, if it has this shape (None: any size along that axis) and holds real numbers."""
    fits = array.ndim == len(shape) and all(b in (None, a) for a, b in zip(array.shape, shape, strict=True))
    if not fits or array.dtype.kind not in "fi":
        raise ValueError(f"expected numbers of shape {shape}; got {array.dtype} {array.shape}")
    return array


def _half(values: Floats) -> Floats:
    """Half precision without overflow: a ReLU that explodes stays a large finite number."""
    return np.clip(values, -6e4, 6e4).astype(np.float16)
