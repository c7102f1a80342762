"""The lecture's applications, answered by networks that were trained on real data and come with the app.

    explorer.ask("sentiment", "There is nothing to like in this movie.", cell="lstm").output

One file an application: how a question is read, and what the answer means. A new one is a new file here: it registers
itself in `applications`. Lecture 8, "Приклади послідовностей".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.answers._base import Answer, Application, application, applications, in_a_row, network
from explorer.answers._learnt import Learnt, check_steps, learnt
from explorer.problem import N_, Problem
from explorer.records import Floats, Read
from explorer.registry import import_modules
from explorer.shelf.real.kept import Reached, reached, there

__all__ = [
    "Answer",
    "Application",
    "Learnt",
    "Reached",
    "Read",
    "application",
    "applications",
    "ask",
    "check_steps",
    "learnt",
    "reached",
    "there",
    "used",
]

import_modules(__name__, list(__path__))


def ask(task: str, question: Any, cell: str = "lstm") -> Answer:
    """What the network of an application answers. `cell` is "rnn", "gru" or "lstm".

    "entities": a sentence, or a list of tokens → 0 or 1 (a person), one a token; "entities-forward": the same by
    networks that read in one direction, not in both. "dna": a strand of A, C, G, T → the probability of coding for
    every base. "sentiment": a sentence → the probability of positive. "activity": joints [frame, 19, 3] in mm → the
    probability of each activity, by name. Raises `Problem` for an unknown task or cell, for one whose networks are not
    there, and for a question that it does not take.
    """
    from explorer.trace import record

    asked = _known(task, cell)
    read = asked.read(question)
    trace = in_a_row(record(network(task, cell), read.inputs), len(read.tokens))
    probabilities = asked.probabilities(trace.logits[:, 0])
    return Answer(asked.output(probabilities, read.tokens), probabilities, read.tokens, trace)


def used(task: str, question: Any, cell: str = "lstm") -> Floats:
    """How much each answer depends on each step that was read, [answers, time]: see `explorer.connectivity`.

    Of a network that answers once there is one row; of a question that it reads in sequences, one for the last.
    """
    from explorer.gradients import connectivity

    read = _known(task, cell).read(question)
    last = connectivity(network(task, cell), read.inputs[:, -1:])
    return np.pad(last, ((0, 0), (len(read.tokens) - last.shape[1], 0)))


def _known(task: str, cell: str) -> Application:
    if task in applications and not there(task):
        raise Problem(N_("The networks of “{task}” did not come with this installation."), task=task)
    return application(task, cell)
