"""What the order of the frames decides: the networks of a run on held-out figures, played in other orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer import sampling
from explorer.records import Batch, Floats
from explorer.tasks._base import held_out_generator
from explorer.tasks.activity import Activity, backwards, shuffled

ORDERS = ("forwards", "backwards", "shuffled")
_SHUFFLES = 66  # a stream of held-out generators


@dataclass(frozen=True)
class Judged:
    """One network on figures played in one order.

    `score` is the share for which it says what they did; `said` is what it says of the probe, and `sure` how sure.
    `step` is the training step at which it was asked: the state that is kept may be older than what is shown.
    """

    score: float
    said: str
    sure: float
    step: int


def played(batch: Batch, order: str) -> Batch:
    """The same figures, their frames as they were, "backwards", or "shuffled": always the same way."""
    if order == "backwards":
        return backwards(batch)
    return shuffled(batch, held_out_generator(_SHUFFLES)) if order == "shuffled" else batch


def judged(state: bytes, text: str = "") -> Mapping[str, Judged]:
    """What the network of a trainer's `state()` makes of each order; `text` are the motions that a person brought.

    Raises `Problem` when the bytes are no such state.
    """
    import torch

    from explorer.border import as_array
    from explorer.training import Trainer

    trainer = Trainer.from_state(state, text)
    task = trainer.task
    if not isinstance(task, Activity):
        raise TypeError(f"expected a network that learnt figures; got one of {task.title!r}")

    def answers(batch: Batch) -> Floats:
        with torch.no_grad():
            return as_array(trainer.network(torch.as_tensor(batch.inputs)))

    found = {}
    for order in ORDERS:
        sure = sampling.probabilities(answers(played(task.probe(), order))[0, 0].astype(np.float64))
        best = int(sure.argmax())
        validation = played(task.validation(), order)
        score = task.metric(answers(validation), validation)
        found[order] = Judged(score, task.symbols[best], float(sure[best]), trainer.step)
    return found
