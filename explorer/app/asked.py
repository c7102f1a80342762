"""A question of one's own to the networks of an application that learnt real data: typed, answered, and looked into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explorer.answers import Answer, applications, ask, reached, there, used
from explorer.app.language import _, explain, translated
from explorer.app.numbers import share
from explorer.browser.answers import WORDS, Answered, Kind, answers
from explorer.names import CELLS
from explorer.problem import Problem
from explorer.records import Floats

LONGEST = 2_000  # characters of a question in an address


@dataclass(frozen=True)
class Asking:
    """How one application asks: `task`, as in `explorer.ask`; `examples`, questions worth asking, the first at first.

    `label` stands over the field, which is so many px `high` (0: one line). `kind` and `glue` are those of
    `browser.answers`. `verdict` puts an answer into a few words. `shares` makes of its probabilities one number a step.
    """

    task: str
    label: str
    examples: Sequence[str]
    verdict: Callable[[Answer], str]
    kind: Kind = "every"
    glue: str = " "
    high: int = 0
    shares: Callable[[Floats], Floats] = np.asarray


def question(asking: Asking, said: dict[str, Any]) -> str:
    """What is asked: of the field, or at first of the address (`said["text"]`), or the first example."""
    key = f"{asking.task}_question"
    value = said["text"] or asking.examples[0]
    if asking.high:
        typed = st.text_area(_(asking.label), value, key=key, height=asking.high, max_chars=LONGEST)
    else:
        typed = st.text_input(_(asking.label), value, key=key, max_chars=LONGEST)
    said["text"] = "" if typed == asking.examples[0] else typed
    with st.container(horizontal=True, gap="small", key=f"{asking.task}_examples"):
        for number, example in enumerate(asking.examples):
            st.button(
                example if len(example) < 60 else example[:57] + "…",
                key=f"{key}_{number}",
                on_click=partial(put, asking, said, example),
            )
    return typed


def put(asking: Asking, said: dict[str, Any], text: str) -> None:
    """Ask something else, from a button."""
    st.session_state[f"{asking.task}_question"] = text
    said["text"] = "" if text == asking.examples[0] else text


def draw(asking: Asking, said: dict[str, Any]) -> None:
    """The field, and what the three networks answer; or why they cannot."""
    if not there(asking.task):
        return
    asked = question(asking, said)
    try:
        found = {cell: _asked(asking.task, asked, cell) for cell in CELLS}
    except Problem as problem:
        st.error(explain(problem))
        return
    tokens = found[CELLS[0]][0].tokens
    labels = applications[asking.task].labels
    answers(
        tokens,
        [_column(asking, cell, *found[cell]) for cell in CELLS],
        (_(labels[0]), _(labels[1])),
        kind=asking.kind,
        glue=asking.glue,
        words=translated(WORDS),
        key=f"{asking.task}_answers",
    )
    _where_from(asking.task)


def _column(asking: Asking, cell: str, answer: Answer, weight: Floats) -> Answered:
    network = reached(asking.task, cell)
    caption = _("{metric} on data it never saw: {score}").format(metric=_(network.metric), score=share(network.score))
    return Answered(cell, asking.verdict(answer), caption, asking.shares(answer.probabilities), weight)


def _where_from(task: str) -> None:
    known = reached(task, CELLS[0])
    rivals = ", ".join(f"{_(name)} {share(score)}" for name, score in known.baselines.items())
    st.caption(
        _("Trained on: {source} ({licence}). On the same unseen data: {rivals}.").format(
            source=known.source, licence=known.licence, rivals=rivals
        )
    )


@st.cache_resource(show_spinner=False, max_entries=60)
def _asked(task: str, text: str, cell: str) -> tuple[Answer, Floats]:
    import torch

    torch.set_num_threads(1)  # small products: a second thread costs more than it brings
    return ask(task, text, cell), used(task, text, cell)


__all__ = ["Asking", "draw", "put", "question"]
