"""A probe that ends in a choice, such as “was” or “were”: what each network answers, and what it still holds of why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from explorer.analysis import left_of
from explorer.app.language import _
from explorer.app.numbers import share
from explorer.browser.board import Choice, Column
from explorer.config import Config
from explorer.records import Floats, Snapshot, Trace
from explorer.sampling import probabilities
from explorer.tasks import Contrast, Task, make_task

MOST, LEAST = 0.5, 0.1
"""Above this share of a difference the page says that most of it is left; below that one, that hardly any is."""


def sentence(config: Config) -> str:
    """What the networks of these settings do, for people."""
    if make_task(config).contrast() is None:
        return _(
            "Three networks read the same sequence and learn to guess what comes next. Press Play; point at a step."
        )
    return _(
        "Three networks read one sentence; one word decides which verb is right. Press Play: which network learns it?"
    )


def contrast_of(task: Task, shown: Mapping[str, Snapshot]) -> Contrast | None:
    """What decides the task's probe, if every snapshot has seen both of its sides."""
    if any(snapshot.counterpart is None for snapshot in shown.values()):
        return None
    return task.contrast()


def chances(snapshot: Snapshot, contrast: Contrast) -> Floats:
    """The probability of either answer after the probe, and after its opposite: [2 openings, 2 answers]."""
    scores = np.stack([trace.logits[-1, 0] for trace in _sides(snapshot)])
    return np.asarray(probabilities(scores.astype(np.float64))[:, list(contrast.answers)])


def left(snapshot: Snapshot, contrast: Contrast, layer: int) -> Floats:
    """How much of the difference between the two words the memory holds, [time]: c<t> where there is one, else a<t>."""
    one, other = (trace.hidden if trace.cell is None else trace.cell for trace in _sides(snapshot))
    return left_of(one[layer, :, 0], other[layer, :, 0], contrast.at)


def columns(made: Sequence[Column], shown: Mapping[str, Snapshot], contrast: Contrast, layer: int) -> list[Column]:
    """The columns with what each network answers to the contrast, and what it still holds of it, before all else."""
    return [_contrasted(one, snapshot, contrast, layer) for one, snapshot in zip(made, shown.values(), strict=True)]


def _contrasted(column: Column, snapshot: Snapshot, contrast: Contrast, layer: int) -> Column:
    held = left(snapshot, contrast, layer)
    _loss, score, _reach = column.numbers
    return replace(
        column,
        numbers=[score, (share(float(held[-1])), _("difference left at the verb"))],
        chances=chances(snapshot, contrast),
        left=held,
    )


def lasting(made: Sequence[Column]) -> dict[str, float]:
    """What is left at the last step of the difference that a contrast makes, by the title of each column."""
    return {column.title: float(column.left[-1]) for column in made if column.left is not None}


def choice(task: Task, contrast: Contrast, lasting: Mapping[str, float]) -> Choice:
    """The question as the board asks it. `lasting`: by the networks' titles, what is `left` when the answer is due."""
    read, symbols = task.input_symbols or (), task.symbols or ()
    until = slice(contrast.at + 1)
    one, many = (
        " ".join(read[i] for i in inputs[until, 0].tolist()) for inputs in (task.probe().inputs, contrast.inputs)
    )
    right, turned = contrast.answers
    words = {"one": contrast.words[0], "many": contrast.words[1]}
    return Choice(
        at=contrast.at,
        openings=(one, many),
        answers=(symbols[right], symbols[turned]),
        title=_("Memory of “{one}” or “{many}”").format(**words),
        look=_look(lasting, words),
    )


def _look(lasting: Mapping[str, float], words: Mapping[str, str]) -> str:
    """How much of what sets the two words apart lasts in which network, in words that the numbers bear out."""
    most = [title for title, share in lasting.items() if share > MOST]
    least = [title for title, share in lasting.items() if share < LEAST]
    some = [title for title, share in lasting.items() if LEAST <= share <= MOST]
    parts = [
        (_("more than half in the {names}"), most),
        (_("a part in the {names}"), some),
        (_("less than a tenth in the {names}"), least),
    ]
    told = ", ".join(part.format(names=_listed(names)) for part, names in parts if names)
    if not told:
        return ""
    return _("Of its difference to “{many}”, left at the verb: {told}.").format(told=told, **words)


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return _("{names} and {last}").format(names=", ".join(others), last=last) if others else last


def _sides(snapshot: Snapshot) -> tuple[Trace, Trace]:
    if snapshot.counterpart is None:
        raise ValueError("expected a snapshot of a task with a contrast; got one without a counterpart")
    return snapshot.trace, snapshot.counterpart
