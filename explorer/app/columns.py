"""Snapshots → the columns of the board: what each network reads, expects, holds in mind; how far its error reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.analysis import reach
from explorer.app.language import _, plural, translated
from explorer.app.numbers import metric, number
from explorer.browser.board import WORDS, Column, Kind, Panel
from explorer.lab import Run
from explorer.names import TITLES
from explorer.problem import N_
from explorer.records import Floats, Snapshot
from explorer.tasks import Task
from explorer.text.labels import named

MEMORY_RANGE = 4.0

_GATES = (
    ("update", N_("Update gate Γu"), "Γu"),
    ("reset", N_("Reset gate Γr"), "Γr"),
    ("forget", N_("Forget gate Γf"), "Γf"),
    ("output", N_("Output gate Γo"), "Γo"),
)


_ANSWERS = {
    "ribbon": N_("It reads, and would answer"),
    "readout": N_("⟨{t}⟩ “{reads}”: {expects} {percent} %, right: {comes}"),
}
_ONE_ANSWER = _ANSWERS | {"readout": N_("up to ⟨{t}⟩: {expects} {percent} %, right: {comes}")}
_OWN_WORDS = {"every-step": _ANSWERS, "last-step": _ONE_ANSWER}


def words(task: Task) -> dict[str, str]:
    """The board's own texts in the page's language, for what the networks of this task do."""
    return translated({**WORDS, **_OWN_WORDS.get(task.shape, {})})


def kind(task: Task) -> Kind:
    """How the board writes this task's steps: as letters, as words, or as numbers."""
    if task.shape:
        return "words"
    if task.symbols is None:
        return "values"
    return "words" if np.median([len(symbol) for symbol in task.symbols]) > 1 else "text"


def given(task: Task) -> tuple[Any, Any]:
    """Inputs and targets of the probe as the board wants them, for each step.

    Of a network that answers once the answer is the target at every step: where its verdict so far is right already.
    """
    probe = task.probe()
    if task.shape:
        right = [_(name) if name else "" for name in task.wanted()]
        once = len(probe.targets) == 1
        return [named(label) for label in task.probe_labels()], [right[-1]] * len(right) if once else right
    if task.symbols is None:
        wanted = np.where(probe.weights[:, 0] > 0, probe.targets[:, 0, 0], np.nan)
        return probe.inputs[:, 0], wanted
    read = task.input_symbols or ()
    return [named(read[i]) for i in probe.inputs[:, 0]], [named(name) if name else "" for name in task.wanted()]


def columns(run: Run, shown: Mapping[str, Snapshot], task: Task, *, layer: int, of: str) -> list[Column]:
    """One column a network; `layer` says which layer is drawn, `of` which gradient: "last" or "total"."""
    return [_column(run, name, snapshot, task, layer, of) for name, snapshot in shown.items()]


def reaches(shown: Mapping[str, Snapshot], layer: int) -> dict[str, int]:
    """The reach of each network: steps back until 1 % of the last loss's gradient is left."""
    return {name: reach(snapshot.gradients["last"][layer]) for name, snapshot in shown.items()}


def _column(run: Run, name: str, snapshot: Snapshot, task: Task, layer: int, of: str) -> Column:
    score = next(iter(snapshot.metrics.values()))
    steps_back = reach(snapshot.gradients["last"][layer])
    told = [plural("{count} parameter", "{count} parameters", snapshot.parameters)]
    if task.shape and snapshot.throughput:
        told.append(_("{count} ms a step").format(count=number(1000 / snapshot.throughput)))
    elif run.playing:
        told.append(plural("{count} step/s", "{count} steps/s", round(run.lanes[name].rate)))
    return Column(
        cell=name,
        title=TITLES[name],
        caption=" · ".join(told),
        numbers=[
            (number(run.lanes[name].curve.loss_at(snapshot.step)), _("loss")),
            (metric(task, score), _(task.metric_name)),
            (plural("{count} step", "{count} steps", steps_back), _("reach: gradient above 1\u00a0%")),
        ],
        predictions=_predictions(snapshot, task),
        gradient=snapshot.gradients[of][layer],
        reach=reach(snapshot.gradients[of][layer]),
        panels=_panels(snapshot, layer),
        note=None if snapshot.trace.gates else _("No gates: every unit is rewritten at every step."),
        order=run.lanes[name].order(layer),
    )


def _panels(snapshot: Snapshot, layer: int) -> list[Panel]:
    trace = snapshot.trace
    panels = [Panel("hidden", _("Hidden state a⟨t⟩"), "a", _drawn(trace.hidden, layer), hint=_("slow units on top"))]
    for gate, title, symbol in _GATES:
        if gate in trace.gates:
            values = _drawn(trace.gates[gate], layer)
            panels.append(Panel(gate, _(title), symbol, values, "sequential", 0.0, 1.0))
    if trace.cell is not None:
        values = _drawn(trace.cell, layer)
        panels.append(Panel("cell", _("Memory cell c⟨t⟩"), "c", values, low=-MEMORY_RANGE, high=MEMORY_RANGE))
    return panels


def _drawn(values: Floats, layer: int) -> Floats:
    """[layer, time, 1, hidden] → [hidden, time], as a heat map wants it."""
    return np.asarray(values[layer, :, 0, :], dtype=np.float32).T


def _predictions(snapshot: Snapshot, task: Task) -> Sequence[Any]:
    """What is expected next at each step: the likeliest symbol and its probability, or the number that is answered."""
    logits = np.asarray(snapshot.trace.logits[:, 0, :], dtype=np.float64)
    if kind(task) == "values":
        return [float(value) for value in logits[:, 0]]
    say = _ if task.shape else named
    return [(say(name), chance) for name, chance in task.answers(logits)]
