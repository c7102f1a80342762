"""Asking the networks: what their units do along a text, over the held-out text, and to the verb. Needs torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import ArrayLike

from explorer.analysis import saturation
from explorer.cells import State
from explorer.lessons.gates.number import Number, carried, separation, spread
from explorer.lessons.gates.order import correlations, descending
from explorer.lessons.gates.record import GATES, QUANTITIES, UnitHabits, UnitReading
from explorer.lessons.gates.spans import Held
from explorer.lessons.gates.texts import Text, features, held_out
from explorer.network import Network
from explorer.records import Array, Batch, Floats, Trace
from explorer.tasks import Task
from explorer.tasks.agreement import Agreement
from explorer.trace import record

ROOM = 2e7  # numbers that may be recorded of one network at a time, 80 MB
WORK = 4e10  # multiplications that looking for the unit of the number may take: some seconds
AT_ONCE = 8192  # sentences that run side by side while units are changed
UNITS = 64  # so many units of a layer are changed, one after the other


def read(networks: Mapping[str, Network], text: Text) -> UnitReading:
    """What all units of these networks do along a text."""
    traces = {name: record(network, text.inputs) for name, network in networks.items()}
    values = {name: {k: v[:, :, 0] for k, v in quantities(trace).items()} for name, trace in traces.items()}
    return UnitReading(text.symbols, text.known, values)


def quantities(trace: Trace) -> dict[str, Floats]:
    """Everything that the units of a trace have, by name, each [layer, time, batch, unit]."""
    found = {"hidden": trace.hidden, **trace.gates} | ({} if trace.cell is None else {"cell": trace.cell})
    return {name: found[name] for name in QUANTITIES if name in found}


def state(values: Mapping[str, Floats]) -> Floats:
    """What a unit carries from step to step: c where there is one, else a."""
    return values.get("cell", values["hidden"])


def held(network: Network, task: Task, layer: int, quantity: str) -> Held:
    """The states of a layer along the held-out text: "hidden" or "cell"."""
    ids = _within(network, held_out(task))
    return Held(quantities(record(network, ids))[quantity][layer], ids)


def habits(network: Network, task: Task) -> UnitHabits:
    """What the units do on the average over the held-out text, or as much of it as fits into memory."""
    ids = _within(network, held_out(task))
    values = quantities(record(network, ids))
    answers = {name: answer.ravel() for name, answer in features(task, ids).items()}
    seen = {name: answer for name, answer in answers.items() if answer.any() and not answer.all()}
    with np.errstate(invalid="ignore", over="ignore"):  # after divergence the averages are no numbers either
        shares = {
            gate: np.array([saturation(one) for one in values[gate]]).transpose(1, 0, 2)
            for gate in GATES
            if gate in values
        }
        states = [one.reshape(-1, one.shape[-1]) for one in state(values)]
        return UnitHabits(
            mean={name: one.mean(axis=(1, 2), dtype=np.float64) for name, one in values.items()},
            below={gate: share[0] for gate, share in shares.items()},
            above={gate: share[1] for gate, share in shares.items()},
            tells={name: np.array([separation(one, told) for one in states]) for name, told in seen.items()},
            alike=np.array([correlations(one) for one in states]),
            positions=ids.size,
        )


def _within(network: Network, ids: Array) -> Array:
    """As many windows, spread evenly, as may be recorded at a time."""
    each = len(ids) * network.layers * network.hidden_size * (len(network.gates) + 2)
    count = min(ids.shape[1], max(1, int(ROOM / each)))
    return ids[:, np.unique(np.linspace(0, ids.shape[1] - 1, count).astype(np.int64))]


# ---- The unit of the number -----------------------------------------------------------------------------------------


def number(network: Network, task: Agreement, layer: int) -> Number:
    """Which units of a layer tell the subject's number, and which the verb follows, over the held-out sentences.

    Of a large network fewer units are changed, and in fewer sentences, so that it takes seconds.
    """
    batch = task.validation()
    noun, verb, pairs = task.noun_at, task.verb_at, batch.inputs.shape[1] // 2
    trace = record(network, batch.inputs[: verb + 1])
    values = {name: one[layer] for name, one in quantities(trace).items()}
    carries, seen = state(values), values["hidden"]
    other = np.roll(seen, pairs, axis=1)  # the same sentence in the other number
    mean = np.broadcast_to(seen.mean(axis=1, keepdims=True), seen.shape)
    choosing, testing = (np.concatenate([half, pairs + half]) for half in np.array_split(np.arange(pairs), 2))
    told = np.array([separation(carries[t, choosing], choosing >= pairs) for t in range(noun, verb + 1)])
    separated = carried(told)
    units, tried = _affordable(separated, 3 * (verb + 1) * 8 * network.hidden_size**2 * network.layers, len(choosing))

    def part(columns: Array) -> Batch:
        return Batch(batch.inputs[:, columns], batch.targets[:, columns], batch.weights[:, columns])

    def changed(columns: Array, put: Floats) -> Floats:
        """The score with each unit changed, in some of these sentences and their partners."""
        some = np.concatenate([half[: tried // 2] for half in np.array_split(columns, 2)])
        return _scores(network, task, part(some), layer, units, noun, put[:, some])

    silenced, swapped = (np.full(network.hidden_size, np.nan) for _ in range(2))
    silenced[units], swapped[units] = changed(testing, mean), changed(testing, other)
    return Number(
        separation=separated,
        accuracy=task.metric(trace.logits[:, testing], part(testing)),
        silenced=silenced,
        swapped=swapped,
        teller=int(separated.argmax()),
        decider=int(units[changed(choosing, other).argmin()]),
        singular=spread(carries[:, testing[testing < pairs]]),
        plural=spread(carries[:, testing[testing >= pairs]]),
        noun=noun,
        verb=verb,
        words=tuple(task.symbols[i] for i in task.probe().inputs[:, 0]),
    )


def _affordable(separated: Floats, work: float, sentences: int) -> tuple[Array, int]:
    """The units to change and in how many sentences; `work` is what one unit and one sentence take.

    All units, or the best tellers and others drawn evenly; at least 8 units and 32 sentences.
    """
    count = min(len(separated), UNITS, max(8, int(WORK / work / sentences)))
    tried = min(sentences, max(32, int(WORK / work / count)))
    best = descending(separated)
    rest = best[count // 2 :]
    even = rest[np.unique(np.linspace(0, len(rest) - 1, count - count // 2).astype(np.int64))]
    return np.sort(np.concatenate([best[: count // 2], even])), tried


def _scores(
    network: Network, task: Agreement, batch: Batch, layer: int, units: Array, start: int, put: Floats
) -> Floats:
    """The score with each of the units, one at a time, held at the values `put` [time, batch, unit], [unit]."""
    sentences, inputs = batch.inputs.shape[1], batch.inputs[: task.verb_at + 1]
    scores = []
    for some in np.array_split(units, -(-len(units) * sentences // AT_ONCE)):
        columns, rows = np.repeat(some, sentences), np.tile(np.arange(sentences), len(some))
        logits = clamped(network, inputs[:, rows], layer, columns, start, put[:, rows, columns])
        scores += [task.metric(part, batch) for part in np.split(logits, len(some), axis=1)]
    return np.array(scores)


def clamped(network: Network, inputs: Array, layer: int, units: ArrayLike, start: int, put: ArrayLike) -> Floats:
    """Logits [time, batch, output] of a network in which one unit of each sequence is held at given values.

    From step `start` on, a<t> of unit `units` [batch] of `layer` is `put` [time, batch], for the next step, for the
    layers above and for the readout. What its memory cell holds meanwhile is seen by nobody: only a<t> tells of it.
    """
    columns = torch.as_tensor(np.asarray(units, dtype=np.int64))
    rows = torch.arange(len(columns))
    values = torch.as_tensor(np.array(put)).to(network.dtype)
    state, logits = network.initial_state(len(columns)), []

    def change(t: int, at: int, fresh: State) -> State:
        if at != layer or t < start:
            return fresh
        hidden = fresh.hidden.clone()
        hidden[rows, columns] = values[t]
        return replace(fresh, hidden=hidden)

    for t, x in enumerate(inputs):
        out, state = network.step(torch.as_tensor(x), state, change=partial(change, t))
        logits.append(out.cpu().numpy())
    return np.stack(logits)


__all__ = ["clamped", "habits", "held", "number", "quantities", "read", "state"]
