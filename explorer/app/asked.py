"""A question of one's own to the networks of an application that learnt real data: typed, answered, and looked into."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

import numpy as np
import streamlit as st

from explorer.answers import Answer, Reached, applications, ask, check_steps, reached, there, used
from explorer.app.language import _, explain, translated, whole
from explorer.app.lessons import lesson
from explorer.app.numbers import share
from explorer.browser.answers import WORDS, Answered, answers
from explorer.browser.unrolled import Kind
from explorer.names import CELLS
from explorer.problem import Problem
from explorer.records import Floats

LONGEST = 2_000  # characters of a question in an address
EXPLAINED = 100
"""Steps up to which every answer is explained: what that takes grows with their square, half a second for so many."""
SHORTENED = 60  # characters on a button
UNKNOWN = -1  # in place of a label's number


@dataclass(frozen=True)
class Example:
    """A question worth asking. `right`, where it is known: the label's number, 0 or 1, of each answer, in a row.

    `name` stands on its button in place of it.
    """

    text: str
    right: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """How answers of one application are shown: `task` is its name.

    `kind`, `shape`, `both` and `glue` are those of `browser.answers`. A field for questions is so many px `high` (0:
    one line). `told` reads from a question itself what is right, as `Example.right` says it; "" where it does not.
    """

    task: str
    kind: Kind
    shape: str
    both: bool = False
    glue: str = " "
    high: int = 0
    told: Callable[[str], str] = lambda asked: ""


@dataclass(frozen=True, kw_only=True)
class Asking(Panel):
    """How one application asks: `task`, as in `explorer.ask`; `examples`, the first at first.

    `label` stands over the field. `verdict` puts an answer into a few words. `shares` makes of its probabilities one
    number a step. `forward` is the application of networks that read the same in one direction, and may be asked
    instead.
    """

    label: str
    examples: Sequence[Example]
    verdict: Callable[[Answer], str]
    shares: Callable[[Floats], Floats] = np.asarray
    forward: str = ""


def question(asking: Asking, said: dict[str, Any]) -> str:
    """What is asked: of the field, or at first of the address (`said["text"]`), or the first example."""
    key = f"{asking.task}_question"
    first = asking.examples[0].text
    value = said["text"] or first
    if asking.high:
        typed = st.text_area(_(asking.label), value, key=key, height=asking.high, max_chars=LONGEST)
    else:
        typed = st.text_input(_(asking.label), value, key=key, max_chars=LONGEST)
    said["text"] = "" if typed == first else typed
    with st.container(horizontal=True, gap="xsmall", key=f"{asking.task}_examples"):
        for number, example in enumerate(asking.examples):
            st.button(
                _(example.name) if example.name else textwrap.shorten(example.text, SHORTENED, placeholder="…"),
                key=f"{key}_{number}",
                on_click=partial(put, asking, said, example.text),
            )
    return typed


def right(asking: Asking, asked: str) -> str:
    """What is right: of an example what is known; of an opinion of one's own what its author says. "": not known."""
    known = {example.text: example.right for example in asking.examples}.get(asked) or asking.told(asked)
    if known or asking.kind == "every":
        return known
    names = dict(enumerate(applications[asking.task].labels))
    chosen = st.segmented_control(
        _("What is right?"),
        [UNKNOWN, *names],
        format_func=lambda place: _(names[place]) if place in names else _("not known"),
        default=UNKNOWN,
        required=True,
        key=f"{asking.task}_right_{crc32(asked.encode())}",  # of another question nothing is known again
    )
    return "" if chosen in (None, UNKNOWN) else str(chosen)


def put(asking: Asking, said: dict[str, Any], text: str) -> None:
    """Ask something else, from a button."""
    st.session_state[f"{asking.task}_question"] = text
    said["text"] = "" if text == asking.examples[0].text else text


def draw(asking: Asking, said: dict[str, Any]) -> None:
    """The field, and what the three networks answer; or why they cannot."""
    if not there(asking.task):
        return
    asked = question(asking, said)
    both = asking.both and not _one_way(asking, said)
    task = asking.task if both or not asking.forward else asking.forward
    try:
        found = {cell: _asked(task, asked, cell, asking.kind == "end") for cell in CELLS}
    except Problem as problem:
        st.error(explain(problem))
        return
    tokens = found[CELLS[0]][0].tokens
    known = right(asking, asked)
    labels = applications[asking.task].labels
    answers(
        tokens,
        [_column(asking, reached(task, cell), cell, *found[cell], known) for cell in CELLS],
        (_(labels[0]), _(labels[1])),
        kind=asking.kind,
        shape=_(asking.shape) if both == asking.both else _("Many-to-many, in one direction"),
        both=both,
        glue=asking.glue,
        words=translated(WORDS),
        key=f"{asking.task}_answers",
    )
    if asking.kind == "every" and len(tokens) > EXPLAINED:
        st.caption(unexplained(len(tokens)))
    same_shape("many-to-many" if asking.kind == "every" else "many-to-one")
    _where_from(task)


def _one_way(asking: Asking, said: dict[str, Any]) -> bool:
    """Whether networks are asked that read in one direction: one of two ways, where there are both."""
    if not asking.forward or not there(asking.forward):
        return False
    names = {"": _("Read in both directions"), "forward": _("in one direction")}
    chosen = st.segmented_control(
        _("How the networks read"),
        list(names),
        format_func=names.__getitem__,
        default=said["reading"],
        required=True,
        key=f"{asking.task}_reading",
        label_visibility="collapsed",
    )
    said["reading"] = chosen or ""
    return bool(chosen)


def unexplained(steps: int) -> str:
    """Why nothing is said of what each of so many answers used."""
    return _("What each answer used is measured for up to {limit} steps; these are {count}. Ask about a part.").format(
        limit=EXPLAINED, count=whole(steps)
    )


def same_shape(name: str) -> None:
    """A way to the lesson about shapes, with the one of this name in sight."""
    st.page_link(lesson("shapes").page, label=_("This shape and the four others →"), query_params={"shape": name})


def _column(asking: Asking, network: Reached, cell: str, answer: Answer, weight: Floats, known: str) -> Answered:
    crossed = _("{metric} on data it never saw, {folds}-fold cross-validation: {score}")
    caption = (crossed if network.crossed else _("{metric} on data it never saw: {score}")).format(
        metric=_(network.metric), score=share(network.unseen.score), folds=len(network.folds)
    )
    shares = asking.shares(answer.probabilities)
    said = shares if asking.kind == "every" else shares[-1:]
    wrong = [bool((p >= 0.5) != (label == "1")) for p, label in zip(said, known, strict=True)] if known else []
    return Answered(cell, asking.verdict(answer), caption, shares, weight, wrong)


def _where_from(task: str) -> None:
    known = reached(task, CELLS[0])
    rivals = ", ".join(f"{_(name)} {share(score)}" for name, score in known.unseen.baselines.items())
    st.caption(
        _("Trained on: {source} ({licence}). On the same unseen data: {rivals}.").format(
            source=_(known.source), licence=_(known.licence), rivals=rivals
        )
    )


@st.cache_resource(show_spinner=False, max_entries=60)
def _asked(task: str, text: str, cell: str, once: bool) -> tuple[Answer, Floats]:
    import torch

    torch.set_num_threads(1)  # small products: a second thread costs more than it brings
    answer = ask(task, text, cell)
    steps = len(answer.tokens)
    check_steps(steps)
    return answer, used(task, text, cell) if once or steps <= EXPLAINED else np.zeros((steps, steps))


__all__ = ["EXPLAINED", "LONGEST", "Asking", "Example", "Panel", "draw", "put", "question", "same_shape", "unexplained"]
