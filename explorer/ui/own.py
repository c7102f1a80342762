"""A person's own text: how it is brought, what it is made of, and which run learns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import streamlit as st

from explorer.config import Config
from explorer.lab import Run
from explorer.problem import N_, Problem
from explorer.tasks import make_task
from explorer.text import corpora, labels, reading
from explorer.text.reading import OtherEncoding, Table
from explorer.text.statistics import Statistics
from explorer.ui import controls
from explorer.ui.language import _, current, explain
from explorer.ui.networks import own_runs
from explorer.ui.session import Session, lab

CELLS = ("rnn", "gru", "lstm")
KEPT_RUNS = 4
EXAMPLE = 30_000  # characters of a text of ours, to try the page with
GOAL = 2000

FORM = controls.Form(
    page="own",
    default=Config(batch_size=32),
    tasks=("characters", "words"),
    corpora=("own",),
    first=("lstm",),
    groups={"task": ("tokens", "vocabulary_size", "lower_case")},
)


@dataclass
class Own:
    """What a session has brought: the `text` it looks at, and what is still to be decided about a file.

    `waiting` is a file in another encoding, `table` one of which a column must be chosen. `problem` is what was wrong
    with the last one; the text before it stays. `turn` counts what was brought: a control with it in its name is empty.
    """

    text: str = ""
    title: str = ""
    statistics: Statistics | None = None
    guessers: Mapping[str, float] = field(default_factory=dict)
    waiting: tuple[str, bytes, OtherEncoding] | None = None
    table: tuple[str, Table] | None = None
    problem: Problem | None = None
    turn: int = 0

    def take(self, text: str, title: str) -> None:
        """Look at this text from now on. Raises `Problem` where it cannot be learnt; then everything stays."""
        checked = corpora.own_text(text)
        self.text, self.title, self.statistics, self.guessers = checked, title, None, {}
        self.drop()

    def drop(self) -> None:
        """Forget the file that is being decided about."""
        self.waiting = self.table = self.problem = None
        self.turn += 1

    def bring(self, name: str, data: bytes, encoding: str = "utf-8") -> None:
        """Read a file. Where something must be decided first, that waits; what is wrong is kept as the problem."""
        self.drop()
        try:
            text = reading.read(data, encoding)
            if name.lower().endswith((".csv", ".tsv")):
                self.table = name, reading.table(text)
            else:
                self.take(text, name)
        except OtherEncoding as other:
            self.waiting = name, data, other
        except Problem as problem:
            self.problem = problem

    def choose(self, column: str) -> None:
        """Take a column of the table that waits."""
        if self.table is None:
            return
        name, table = self.table
        try:
            self.take(table.column(column), f"{name} · {column}")
        except Problem as problem:
            self.drop()
            self.problem = problem

    def paste(self, text: str) -> None:
        """Take a text that was typed or pasted."""
        try:
            self.take(text, _("Pasted text"))
        except Problem as problem:
            self.drop()
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
    own: Own = st.session_state.setdefault("own", Own())
    return own


@lru_cache(maxsize=2)
def example(language: str) -> Own:
    """The beginning of a text of ours, to show what the page does."""
    own = Own()
    text = corpora.load("ukrainian" if language == "uk" else "english")
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
    rests: dict[str, int] = st.session_state.setdefault("own_rests", {})
    if not run.playing or run.id not in rests:
        rests[run.id] = run.step
    run.goal = goal * (rests[run.id] // goal + 1)
    return run.goal


def remember(run: Run, title: str) -> None:
    """Keep a run as one of this session's own: the newest few, and none that learnt nothing, but the newest."""
    runs = own_runs()
    if runs.get(run.id, ("", None))[1] is run:
        return
    for run_id in [run_id for run_id, (_title, known) in runs.items() if known.step <= 0]:
        del runs[run_id]
    runs[run.id] = title, run
    while len(runs) > KEPT_RUNS:
        del runs[next(iter(runs))]


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
        st.session_state["own_opened"] = opened.id


def goal() -> int:
    """The control that says after how many training steps to pause."""
    link = st.query_params.get("goal", "")
    asked = int(link) if link.isascii() and link.isdigit() and 10 <= int(link or 0) <= 1_000_000 else GOAL
    with st.sidebar:
        return int(
            st.number_input(
                _("Goal, in training steps"),
                10,
                1_000_000,
                asked,
                step=500,
                key="own_goal",
                help=_("Training pauses there. Play goes on to the next multiple of it."),
            )
        )


# ---- How a text is brought -------------------------------------------------------------------------------------------


def bring(session: Session, own: Own) -> None:
    """The controls with which a text or saved networks are brought, and what is wrong or open about the last ones."""
    if own.text:
        with st.expander(_("Another text, or saved networks")):
            _ways(session, own)
    else:
        _ways(session, own)
    if own.problem is not None:
        st.error(explain(own.problem))
    if own.waiting is not None:
        _encoding(own, *own.waiting)
    if own.table is not None:
        _column(own, *own.table)


def _ways(session: Session, own: Own) -> None:
    paste, file, saved = st.tabs([_("Paste a text"), _("Choose a file"), _("Saved networks")])
    with paste, st.form(f"own_form_{own.turn}", border=False):
        st.text_area(_("Any language, 200 characters or more"), key=f"own_pasted_{own.turn}", height=120)
        st.form_submit_button(_("Read it"), type="primary", on_click=_paste, args=(own,))
    with file:
        st.file_uploader(
            _("A text of at most 32 MB: .txt, .md, or a column of a .csv"),
            type=["txt", "md", "csv", "tsv"],
            key=f"own_file_{own.turn}",
            max_upload_size=32,
            on_change=_uploaded,
            args=(own,),
        )
    with saved:
        st.file_uploader(
            _("Networks that were saved here (.safetensors, at most 256 MB)"),
            type=["safetensors"],
            key=f"own_saved_{own.turn}",
            max_upload_size=256,
            on_change=_loaded,
            args=(session, own),
        )


def _paste(own: Own) -> None:
    own.paste(st.session_state[f"own_pasted_{own.turn}"])


def _uploaded(own: Own) -> None:
    file = st.session_state[f"own_file_{own.turn}"]
    if file is not None:
        own.bring(file.name, file.getvalue())


def _loaded(session: Session, own: Own) -> None:
    file = st.session_state[f"own_saved_{own.turn}"]
    if file is not None:
        load(session, own, file.name, file.getvalue())


def _encoding(own: Own, name: str, data: bytes, other: OtherEncoding) -> None:
    """A file that is not UTF-8: how it begins in the encoding that it most likely has, and the choice of another."""
    st.warning(explain(other))
    with st.container(border=True):
        encoding = st.selectbox(_("Encoding"), other.encodings, key=f"own_encoding_{own.turn}")
        st.text(labels.visible(other.preview(encoding)))
        with st.container(horizontal=True):
            st.button(
                _("Read it as {encoding}").format(encoding=encoding),
                type="primary",
                key="own_decode",
                on_click=own.bring,
                args=(name, data, encoding),
            )
            st.button(_("Leave it"), key="own_leave", on_click=own.drop)


def _column(own: Own, name: str, table: Table) -> None:
    """A table: which column is the text; its rows become lines."""
    with st.container(border=True):
        column = st.selectbox(
            _("Which column of the table is the text? Its rows become lines."),
            table.columns,
            key=f"own_column_{own.turn}",
        )
        with st.container(horizontal=True):
            st.button(_("Read this column"), type="primary", key="own_take", on_click=own.choose, args=(column,))
            st.button(_("Leave it"), key="own_leave", on_click=own.drop)


def try_example(session: Session, own: Own) -> None:
    """Learn the example, at once."""
    known = example(current())
    own.take(known.text, _("An example"))
    session.start = True
