"""A person's own text: how it is brought, what it is made of, and which run learns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from explorer.app import controls
from explorer.app.language import LANGUAGES, _, current
from explorer.app.networks import own_runs, remember
from explorer.app.session import Session, lab
from explorer.config import Config
from explorer.lab import Run
from explorer.lessons.own_text.address import GOALS
from explorer.names import CELLS
from explorer.problem import N_, Problem
from explorer.tasks import make_task
from explorer.text import corpora, reading, tables
from explorer.text.reading import ControlCharacters, OtherEncoding, Reading
from explorer.text.statistics import Statistics
from explorer.text.tables import Table

EXAMPLE = 30_000  # characters of a text of ours, to try the page with

FORM = controls.Form(
    page="own_text",
    cells=CELLS,
    default=Config(batch_size=32),
    tasks=("characters", "words"),
    corpora=("own",),
    first=("lstm",),
    groups={"task": ("tokens", "vocabulary_size", "lower_case")},
)


@dataclass(frozen=True)
class Brought:
    """A file, or what was pasted (`data` is then a str), and what was decided about it: see `reading.read`.

    `table`: whether it is read as a table; None: as its name says.
    """

    name: str
    data: bytes | str
    encoding: str | None = None
    clean: bool = False
    table: bool | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is read as a table."""
        return self.name.lower().endswith((".csv", ".tsv")) if self.table is None else self.table


@dataclass(frozen=True)
class How:
    """How a text was read, for a person to see and to change: what of, and of a table which column."""

    brought: Brought
    reading: Reading
    table: Table | None = None
    column: str = ""


@dataclass
class Own:
    """What a session has brought: the `text` it looks at and `how` it was read; and what is still to be decided.

    `brought` is a file about which there is a `question`, or of which a column of the `table` must be chosen. `problem`
    is what was wrong with the last one; the text before it stays. `turn` counts what was brought: a control with it in
    its name is empty.
    """

    text: str = ""
    title: str = ""
    how: How | None = None
    statistics: Statistics | None = None
    guessers: Mapping[str, float] = field(default_factory=dict)
    brought: Brought | None = None
    question: OtherEncoding | ControlCharacters | None = None
    reading: Reading | None = None
    table: Table | None = None
    problem: Problem | None = None
    turn: int = 0

    def take(self, text: str, title: str, how: How | None = None) -> None:
        """Look at this text from now on. Raises `Problem` where it cannot be learnt; then everything stays."""
        checked = corpora.own_text(text)
        self.text, self.title, self.how, self.statistics, self.guessers = checked, title, how, None, {}
        self.drop()

    def drop(self) -> None:
        """Forget the file that is being decided about."""
        self.brought = self.question = self.reading = self.table = self.problem = None
        self.turn += 1

    def bring(self, brought: Brought) -> None:
        """Read a file or a pasted text. What must be decided first waits; what is wrong is kept as the problem."""
        self.drop()
        try:
            found = reading.read(brought.data, brought.encoding, clean=brought.clean)
            if brought.is_table:
                self.brought, self.reading, self.table = brought, found, tables.table(found.text)
            else:
                self.take(found.text, brought.name, How(brought, found))
        except (OtherEncoding, ControlCharacters) as question:
            self.brought, self.question = brought, question
        except Problem as problem:
            self.problem = problem

    def decide(self, **decided: Any) -> None:
        """Read what was brought, or what the text is from, once more: with another encoding, as a table and so on."""
        before = self.brought or (self.how.brought if self.how is not None else None)
        if before is not None:
            self.bring(replace(before, **decided))

    def lay_out(self, **layout: Any) -> None:
        """Read the table that waits in another layout; where that cannot be, the layout stays."""
        if self.table is not None:
            self.problem, self.turn = None, self.turn + 1
            try:
                self.table = self.table.changed(**layout)
            except Problem as problem:
                self.problem = problem

    def choose(self, column: str) -> None:
        """Take a column of the table that waits."""
        if self.table is None or self.brought is None or self.reading is None:
            return
        how = How(self.brought, self.reading, self.table, column)
        try:
            self.take(self.table.column(column), f"{self.brought.name} · {column}", how)
        except Problem as problem:
            self.problem = problem

    def measured(self) -> Statistics:
        """What the text is made of; counted once."""
        if self.statistics is None:
            self.statistics = Statistics.of(self.text)
        return self.statistics

    def guessed(self) -> Mapping[str, float]:
        """What simple guessers reach on its held-out part, in bits per character; computed once."""
        if not self.guessers:
            self.guessers = make_task(Config(corpus="own", text=self.text)).baselines()
        return self.guessers


def state() -> Own:
    """What this session has brought."""
    own: Own = st.session_state.setdefault("own_text", Own())
    return own


@lru_cache(maxsize=2)
def example(language: str) -> Own:
    """The beginning of a text of ours, to show what the page does."""
    own = Own()
    text = corpora.load(LANGUAGES[language].corpus)
    own.take(text[: text.index("\n", EXAMPLE) + 1], "")
    return own


# ---- Which run -----------------------------------------------------------------------------------------------------


def take_over(session: Session, own: Own) -> None:
    """After a reload the run of the link brings its text back."""
    if session.run is None or session.config is None or session.config.corpus != "own":
        return
    if session.config.text is not own.text and not own.text:
        own.take(session.config.text, own_runs().get(session.run.id, (_("Your own text"), None))[0])
        own.text = session.config.text


def run(session: Session, own: Own, config: Config, cells: tuple[str, ...], goal: int) -> Run:
    """The run of these settings on the text, up to the goal. Raises `Problem` where there can be none."""
    found = session.follow(config.changed(corpus="own", text=own.text), cells)
    aim(found, goal)
    remember(found, own.title)
    return found


def aim(run: Run, goal: int) -> int:
    """Let a run play to the next multiple of the goal after the step at which it was last at rest; that step."""
    rests: dict[str, int] = st.session_state.setdefault("own_text_rests", {})
    if not run.playing or run.id not in rests:
        rests[run.id] = run.step
    run.goal = goal * (rests[run.id] // goal + 1)
    return run.goal


def load(session: Session, own: Own, name: str, data: bytes) -> None:
    """Open the networks of a file as a run. What is wrong with it is kept as the problem; nothing else changes then."""
    own.drop()
    try:
        from explorer.saved import from_file  # torch comes with it

        saved = from_file(data)
        if not set(saved.configs) <= set(CELLS):
            raise Problem(N_("This file holds a cell that the pages cannot show; they know RNN, GRU and LSTM."))
    except Problem as problem:
        own.problem = problem
        return
    title = saved.title or name
    opened = lab().open(saved.configs, saved.states)
    remember(opened, title)
    own_runs()[opened.id] = title, opened
    if opened.live.corpus == "own":
        own.take(opened.live.text, title)
        own.text = opened.live.text
        session.take_up(opened)
    else:
        st.session_state["own_text_opened"] = opened.id


def goal(asked: int) -> int:
    """The control that says after how many training steps to pause; at first so many as are asked for."""
    with st.sidebar:
        return int(
            st.number_input(
                _("Goal, in training steps"),
                *GOALS,
                asked,
                step=500,
                key="own_text_goal",
                help=_("Training pauses there. Play goes on to the next multiple of it."),
            )
        )


def try_example(session: Session, own: Own) -> None:
    """Learn the example, at once."""
    known = example(current())
    own.take(known.text, _("An example"))
    session.start = True
