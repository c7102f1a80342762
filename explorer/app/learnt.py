"""A question of one's own to networks that learn on this page: asked when somebody says so, never by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import streamlit as st

from explorer.answers import Learnt, learnt
from explorer.app import networks
from explorer.app.asked import EXPLAINED, LONGEST, Panel, unexplained
from explorer.app.fragment import fragment
from explorer.app.language import _, explain, literal, translated, whole
from explorer.app.numbers import share
from explorer.app.session import Session
from explorer.browser.answers import WORDS, Answered, answers
from explorer.config import Config
from explorer.lab import Run
from explorer.problem import Problem
from explorer.tasks import Task, make_task
from explorer.text import UNKNOWN_ID
from explorer.text.labels import visible

EXAMPLE = 80  # characters of the example in the field
LEAST = 0.001  # probability of what comes next in an answer, to be named
UNKNOWN_WORDS = 8  # that are named


@dataclass(frozen=True, eq=False)
class Heard:
    """What the networks of a `run` said at one moment to the question of this name, by cell; or why they could not.

    `title` says what they learn, `choices` what they tell apart, in a person's `own` words; `both`, whether they read
    in both directions.
    """

    name: str
    run: str
    title: str
    choices: Sequence[str]
    own: bool
    both: bool
    found: Mapping[str, Learnt]
    problem: Problem | None = None


@fragment
def draw(panel: Panel, session: Session, given: tuple[str, Any] | None = None) -> None:
    """The field, and what the networks of the session's run answered last, with the step at which they were asked.

    They are asked when another question is typed and when the button is pressed, not while they learn on. `given` is a
    question that is not typed, behind what it is called: then a button stands in place of the field.
    """
    run, config = session.run, session.config
    if run is None or config is None:
        return
    key = f"{panel.task}_learnt"
    with st.container(horizontal=True, vertical_alignment="bottom", key=key):
        typed = "" if given is not None else _field(panel, make_task(config), key)
        name, question = given or (typed.strip(), typed)
        heard: Heard | None = st.session_state.get(f"{key}_heard")
        pressed = st.session_state.pop(f"{key}_again", False)
        fresh = heard is not None and heard.name == name
        if name and (pressed or (not fresh and (typed or heard is not None))):
            heard = st.session_state[f"{key}_heard"] = _ask(run, config, name, question)
        typed_label = _("Ask") if heard is None else _("Ask again")
        label = typed_label if given is None else _("Ask the networks that learn here")
        st.button(label, key=f"{key}_ask", on_click=_wish, args=(f"{key}_again",))
    if heard is None or not name:
        return
    if heard.problem is not None:
        st.error(explain(heard.problem))
    elif not heard.found:
        st.info(_("They have learnt nothing yet. Press Play, and then ask again."))
    else:
        _show(panel, heard, key)
        _notes(heard, now=heard.run == run.id)


def _field(panel: Panel, task: Task, key: str) -> str:
    """What is typed; at first a sequence that was held out stands there as an example."""
    example = panel.glue.join(task.probe_labels())
    example = example if len(example) <= EXAMPLE else example[:EXAMPLE] + "…"
    how = _("for example: {example}").format(example=example)
    label, name = _("Ask these networks"), f"{key}_question"
    if panel.high:
        return st.text_area(label, height=panel.high, max_chars=LONGEST, placeholder=how, key=name) or ""
    return st.text_input(label, max_chars=LONGEST, placeholder=how, key=name) or ""


def _wish(name: str) -> None:
    st.session_state[name] = True


def _ask(run: Run, config: Config, name: str, question: Any) -> Heard:
    import torch

    torch.set_num_threads(1)  # small products: a second thread costs more than it brings, and workers need the cores
    task = make_task(config)  # not kept: a long text in it would be, too
    title = networks.own_runs()[run.id][0] if run.id in networks.own_runs() else _(task.title)
    states = {cell: lane.state for cell, lane in run.lanes.items() if lane.state}
    found: dict[str, Learnt] = {}
    problem = None
    if len(states) == len(run.lanes):
        try:
            found = {cell: learnt(state, question, config.text, explained=EXPLAINED) for cell, state in states.items()}
        except Problem as why:
            problem = why
    own = config.own and task.symbols is not None
    return Heard(name, run.id, title, task.choices, own, task.directions == 2, found, problem)


# ---- What is seen ----------------------------------------------------------------------------------------------------


def _show(panel: Panel, heard: Heard, key: str) -> None:
    names = [visible(name) if heard.own else _(name) for name in heard.choices]
    known = panel.told(heard.name)
    first = next(iter(heard.found.values()))
    answers(
        first.read.tokens,
        [_column(panel, cell, one, names, known) for cell, one in heard.found.items()],
        names,
        kind=panel.kind,
        shape=_(panel.shape) if heard.both == panel.both else _("Many-to-many, in one direction"),
        both=heard.both,
        glue=panel.glue,
        words=translated(WORDS),
        key=f"{key}_answers",
    )


def _column(panel: Panel, cell: str, one: Learnt, names: Sequence[str], known: str) -> Answered:
    best = one.chances.argmax(axis=-1).tolist()
    caption = _("after training step {step}").format(step=whole(one.step))
    if panel.kind == "every":
        verdict = _every(panel.glue, one.read.tokens, best, names)
    else:
        *_others, second, first = one.chances[-1].argsort(kind="stable").tolist()
        verdict = f"{names[first]} {share(float(one.chances[-1, first]))}"
        if len(names) > 2 and one.chances[-1, second] >= LEAST:
            caption += " · " + _("next: {label} {share}").format(
                label=names[second], share=share(float(one.chances[-1, second]))
            )
    wrong = [told != int(right) for told, right in zip(best, known, strict=True)] if known else []
    return Answered(cell, verdict, caption, one.chances[:, 1] if len(names) == 2 else one.chances, one.used, wrong)


def _every(glue: str, tokens: Sequence[str], told: Sequence[int], names: Sequence[str]) -> str:
    """What was found: tokens side by side that got the same label; of letters the part that got one."""
    if not glue:
        found = sum(len(token) for token, label in zip(tokens, told, strict=True) if label)
        return f"{names[1]}: {share(found / sum(map(len, tokens)))}"
    runs = groupby(zip(told, tokens, strict=True), key=lambda pair: pair[0])
    parts = [(label, glue.join(token for _label, token in run)) for label, run in runs if label]
    if not parts:
        return names[0] if len(names) == 2 else _("nothing found")
    return " · ".join(said if len(names) == 2 else f"{said} ({names[label]})" for label, said in parts)


def _notes(heard: Heard, *, now: bool) -> None:
    """Of which networks these are the answers, and what of the question was not read or not measured."""
    steps = sorted({one.step for one in heard.found.values()})
    told = {"title": literal(heard.title), "step": "–".join(map(whole, dict.fromkeys((steps[0], steps[-1]))))}
    if now:
        lines = [_("Asked of the networks above, which learn “{title}”, after training step {step}.").format(**told)]
    else:
        lines = [
            _(
                "These answers are of networks from before, which learnt “{title}”, after training step {step}. Ask "
                "again, and those above answer."
            ).format(**told)
        ]
    read = next(iter(heard.found.values())).read
    if read.inputs.ndim == 2:  # an id a word
        pairs = zip(read.tokens, read.inputs[:, 0].tolist(), strict=True)
        unknown = list(dict.fromkeys(word for word, number in pairs if number == UNKNOWN_ID))
        if unknown:
            shown = ", ".join(map(literal, unknown[:UNKNOWN_WORDS])) + (" …" if len(unknown) > UNKNOWN_WORDS else "")
            lines.append(_("Words that these networks do not know, each read as ⟨UNK⟩: {words}.").format(words=shown))
    if read.cut:
        lines.append(_("They read the first {count} steps, as in training.").format(count=whole(len(read.tokens))))
    if len(read.tokens) > EXPLAINED and not any(one.used.any() for one in heard.found.values()):
        lines.append(unexplained(len(read.tokens)))
    st.caption(" ".join(lines))
