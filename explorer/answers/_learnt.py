"""What a network answers that somebody trains just now: its weights are those of a trainer's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.problem import N_, Problem
from explorer.records import Floats, Read

MOST_STEPS = 1_000
"""That a question may have: each is a token on the screen."""
LONGEST = 2_000
"""Characters of a question."""


@dataclass(frozen=True, eq=False)
class Learnt:
    """What a network answered to a question that was `read`, after it was trained for `step` steps.

    `chances` [time, choices] are those of the task's `choices` after each step: of a network that answers once, what it
    would have answered if the question ended there. `used` [answers, time] is how much each answer depends on each step
    (`explorer.connectivity`); 0 where there are too many to measure.
    """

    read: Read
    chances: Floats
    used: Floats
    step: int


def learnt(state: bytes, question: Any, text: str = "", explained: int = 100) -> Learnt:
    """What the network of a trainer's `state()` answers to a question, as its `Task.question` takes it.

    `text` is a person's own that it learns, if it does. Where it answers at every step, what each answer used is
    measured for up to so many steps as are `explained`: what that takes grows with their square.

    Raises `Problem` for a question that it does not take, and for bytes that are no such state.
    """
    from explorer.gradients import connectivity
    from explorer.trace import record
    from explorer.training import Trainer

    if isinstance(question, str) and len(question) > LONGEST:
        raise Problem(
            N_("A question may have at most {limit:,} characters here; this one has {got:,}. Shorten it."),
            limit=LONGEST,
            got=len(question),
        )
    trainer = Trainer.from_state(state, text)
    read = trainer.task.question(question)
    steps = len(read.tokens)
    check_steps(steps)
    logits = record(trainer.network, read.inputs).logits[:, 0]
    once = trainer.task.shape == "last-step"
    measured = once or steps <= explained
    used = connectivity(trainer.network, read.inputs) if measured else np.zeros((steps, steps))
    return Learnt(read, trainer.task.chances(logits), used, trainer.step)


def check_steps(steps: int) -> None:
    """`Problem` for more steps than are shown."""
    if steps > MOST_STEPS:
        raise Problem(
            N_("A question may have at most {limit:,} words and marks; this one has {got:,}. Shorten it."),
            limit=MOST_STEPS,
            got=steps,
        )
