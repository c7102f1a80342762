"""Data of one's own on the page of an application: brought in the field's format, said how it was read, learnt live.

A lesson declares what it takes as a `Kind`; everything that these pages share is here. What was brought stays in the
session, whatever is changed beside it, and is never in a link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import Any, TypeAlias

import streamlit as st

from explorer.app import controls, networks, saving, transport, uploads
from explorer.app.language import _, explain, literal
from explorer.app.lessons import lesson
from explorer.app.session import Session
from explorer.config import Config
from explorer.lab import Run
from explorer.problem import N_, Problem
from explorer.tasks import make_task
from explorer.text import corpora, reading
from explorer.text.labels import visible
from explorer.text.reading import ControlCharacters, OtherEncoding

LARGEST = 32  # MB of all files together
MOST_FILES = 200


Files: TypeAlias = Sequence[tuple[str, str]]
"""Names and texts; the name of what was pasted is ""."""


@dataclass(frozen=True)
class Choice:
    """Something about how data is read that a person may choose: which of these `names`, by its place, is `chosen`.

    Two choices of the same names, as of columns, are never the same. `ours`: the names are the app's own words.
    """

    name: str
    label: str
    names: Sequence[str]
    chosen: int
    ours: bool = False


@dataclass(frozen=True)
class Opened:
    """Data of a kind, opened: `read` makes of it what was found and the text that the task reads, or raises `Problem`.

    `choices` are what may be chosen about how.
    """

    read: Callable[[], tuple[Any, str]]
    choices: Sequence[Choice] = ()


def as_it_is(read: Callable[[Files], tuple[Any, str]]) -> Callable[[Files, Mapping[str, int]], Opened]:
    """How a kind of data is opened of which nothing can be chosen."""
    return lambda files, _chosen: Opened(partial(read, files))


@dataclass(frozen=True)
class Kind:
    """What data one lesson takes.

    `form` is the lesson's, `task` the one of its tasks that learns such data. `hint` says in which format it comes;
    `read` opens it, with what was chosen, by the name of the choice, and raises `Problem` where it is none; `told` says
    how it was read, in lines of Markdown. `example` says what is learnt where nothing was brought. `pasted` stands
    over the field for pasting ("": there is none), and `several` lets several files come at once.
    """

    form: controls.Form
    task: str
    hint: str
    read: Callable[[Files, Mapping[str, int]], Opened]
    told: Callable[[Any], list[str]]
    example: str
    pasted: str = ""
    several: bool = False


@dataclass(frozen=True)
class File:
    """A file, or what was pasted (`data` is then a str), and what was decided about it: see `reading.read`."""

    name: str
    data: bytes | str
    encoding: str | None = None
    clean: bool = False


@dataclass
class Own:
    """What a session has brought to one lesson: the `text` that its task reads, and what was `found` in the files.

    `waiting` are files of which that at place `asked` raises a `question`. `problem` is what was wrong with the last
    ones; what was there before stays. `texts` are the last ones that could be opened, called `name`, with the `choices`
    about how; whether one `fits` says if `text` was read from them, and `misfit` why another choice could not be.
    `turn` counts what was brought: a control with it in its name is empty.
    """

    text: str = ""
    title: str = ""
    found: Any = None
    waiting: Sequence[File] = ()
    asked: int = 0
    question: OtherEncoding | ControlCharacters | None = None
    problem: Problem | None = None
    texts: Files = ()
    name: str = ""
    choices: Sequence[Choice] = ()
    fits: bool = False
    misfit: Problem | None = None
    turn: int = 0

    def drop(self) -> None:
        """Forget the files that are being decided about, and what was wrong with the last ones."""
        self.waiting, self.question, self.problem, self.misfit = (), None, None, None
        self.turn += 1

    def clear(self, text: str = "", title: str = "") -> None:
        """Learn this text, of which nothing else is known."""
        self.text, self.title, self.found = text, title, None
        self.texts, self.choices, self.fits = (), (), False

    def bring(self, kind: Kind, files: Sequence[File]) -> None:
        """Read files and learn from them; what must be decided first waits, what is wrong is kept as the problem."""
        self.drop()
        try:
            texts = []
            for place, file in enumerate(files):  # noqa: B007 - says which file is asked about
                texts.append((file.name, reading.read(file.data, file.encoding, clean=file.clean).text))
        except (OtherEncoding, ControlCharacters) as question:
            self.waiting, self.asked, self.question = files, place, question
            return
        except Problem as problem:
            self.problem = problem
            return
        names = [PurePath(file.name).name[:60] for file in files if file.name]
        more = f" + {len(names) - 1}" if len(names) > 1 else ""
        self.texts, self.name = texts, names[0] + more if names else _("Pasted data")
        self.choices, self.fits = (), False
        try:
            self._learn(kind, {})
        except Problem as problem:
            self.problem = problem

    def choose(self, kind: Kind, name: str, place: int) -> None:
        """Read the same data in another way, and learn that; where it cannot be, what was read before stays."""
        before, was = self.choices, next(choice for choice in self.choices if choice.name == name)
        how = {choice.name: choice.chosen for choice in before} | {name: place}
        for other in before:
            if other.name != name and other.names == was.names and other.chosen == place:
                how[other.name] = was.chosen
        self.drop()
        try:
            self._learn(kind, how)
        except Problem as problem:
            if self.fits:
                self.choices, self.misfit = before, problem
            else:
                self.problem = problem

    def _learn(self, kind: Kind, how: Mapping[str, int]) -> None:
        """Read the texts and learn them. Raises `Problem`; the choices that led there are known all the same."""
        opened = kind.read(self.texts, how)
        self.choices = opened.choices
        found, written = opened.read()
        text = corpora.plain_text(written)
        make_task(kind.form.default.changed(task=kind.task, text=text))  # says what cannot be learnt
        self.text, self.title, self.found, self.fits = text, self.name, found, True
        if not self.choices:
            self.texts = ()  # what will not be read again need not be kept
        _learn(kind, text)

    def decide(self, kind: Kind, **decided: Any) -> None:
        """Read the files that wait, with what was decided about the one in question."""
        files = [replace(file, **decided) if place == self.asked else file for place, file in enumerate(self.waiting)]
        self.bring(kind, files)


def state(kind: Kind) -> Own:
    """What this session has brought to a lesson."""
    own: Own = st.session_state.setdefault(f"own_data_{kind.form.page}", Own())
    return own


def follow(session: Session, kind: Kind, config: Config, cells: Sequence[str]) -> tuple[Run, Config]:
    """The field for one's own data, the run that learns it or the built-in problem, its buttons; and its settings."""
    own = state(kind)
    _take_over(session, kind, own, config)
    if config.task == kind.task and config.text != own.text:
        config = config.changed(text=own.text)
    _field(session, kind, own, config)
    run = transport.follow(session, config, cells)
    if config.own:
        networks.remember(run, own.title)
    return run, config


def keep(session: Session, kind: Kind) -> None:
    """Where networks that learnt one's own data can go: into a file."""
    run = session.run
    if run is None or session.config is None or session.config.task != kind.task:
        return
    with st.container(key="own_data_keep"):
        title = state(kind).title or _(kind.example)
        if saving.networks(_("Save the networks"), title, run, key="own_data_save"):
            st.page_link(lesson("own_text").page, label=_("Saved networks are loaded on “Your own text”"))


def _take_over(session: Session, kind: Kind, own: Own, config: Config) -> None:
    """Look at the data of a run that was found by its link: after a reload, or with networks out of a file."""
    if config.task != kind.task or config.text in ("", own.text):
        return
    known = networks.own_runs().get(session.run.id) if session.run is not None else None
    own.clear(config.text, known[0] if known else _("Your own data"))


# ---- What is seen ----------------------------------------------------------------------------------------------------


def _field(session: Session, kind: Kind, own: Own, config: Config) -> None:
    """How data is brought, what is wrong or open about the last of it, and how it was read."""
    learning = config.task == kind.task
    lid = st.expander(_("Train on data of your own"), expanded=learning, key=_lid(kind), on_change="rerun")
    if not lid.open:
        return  # nothing is drawn that a first picture would wait for
    with lid:
        if learning:
            _told(session, kind, own)
        st.markdown(_(kind.hint))
        _ways(kind, own)
        if own.problem is not None:
            st.error(explain(own.problem))
        if not own.fits:
            _choices(kind, own)
        if own.question is not None:
            _ask(kind, own, own.question)
        if own.text and not learning:
            again = _("Train on “{title}” again").format(title=literal(own.title))
            st.button(again, key="own_data_again", on_click=_learn, args=(kind, own.text))


def _lid(kind: Kind) -> str:
    return f"own_data_lid_{kind.form.page}"


def _ways(kind: Kind, own: Own) -> None:
    key = f"own_data_{kind.form.page}_{{}}_{own.turn}"
    if kind.pasted:
        with st.form(key.format("form"), border=False):
            st.text_area(_(kind.pasted), key=key.format("pasted"), height=120)
            st.form_submit_button(_("Read it"), on_click=_paste, args=(kind, own, key.format("pasted")))
    uploads.field(
        _("Files, at most 32 MB together") if kind.several else _("or a file of at most 32 MB"),
        instead=_("Paste it, or open the app in a window of its own."),
        key=key.format("file"),
        max_upload_size=LARGEST,
        accept_multiple_files=kind.several,
        on_change=_uploaded,
        args=(kind, own, key.format("file")),
    )
    st.button(_("Try it with an example"), key="own_data_example", on_click=_try, args=(kind, own))


def _paste(kind: Kind, own: Own, key: str) -> None:
    own.bring(kind, [File("", st.session_state[key])])


def _uploaded(kind: Kind, own: Own, key: str) -> None:
    chosen = st.session_state[key]
    files = chosen if isinstance(chosen, list) else [chosen] if chosen is not None else []
    if len(files) > MOST_FILES:
        own.drop()
        own.problem = Problem(
            N_("At most {limit} files are read at once; these are {got}."), limit=MOST_FILES, got=len(files)
        )
    elif files:
        own.bring(kind, [File(file.name, file.getvalue()) for file in files])


def _try(kind: Kind, own: Own) -> None:
    own.drop()
    own.clear()
    _learn(kind, "")


def _learn(kind: Kind, text: str) -> None:
    st.session_state[_lid(kind)] = True
    controls.choose({"task": kind.task, "text": text})


def _ask(kind: Kind, own: Own, question: OtherEncoding | ControlCharacters) -> None:
    """A file that is not UTF-8, or holds control characters: how it would read, before it is read so."""
    st.warning(explain(question))
    with st.container(border=True):
        if isinstance(question, OtherEncoding):
            encoding = st.selectbox(_("Encoding"), question.encodings, key=f"own_data_encoding_{own.turn}")
            st.text(visible(question.preview(encoding)))
            label = _("Read it as {encoding}").format(encoding=encoding)
            decide = partial(own.decide, kind, encoding=encoding)
        else:
            st.text(visible(question.preview))
            label, decide = _("Read it without them"), partial(own.decide, kind, clean=True)
        with st.container(horizontal=True):
            st.button(label, type="primary", key="own_data_decide", on_click=decide)
            st.button(_("Leave it"), key="own_data_leave", on_click=own.drop)


def _told(session: Session, kind: Kind, own: Own) -> None:
    """What is learnt now, how it was read, and the way back."""
    if session.lost and not own.text:
        st.info(_("Data of one's own is never in a link. Bring it again; until then an example is learnt."))
    lines = kind.told(own.found) if own.found is not None else []
    st.markdown("**" + (literal(own.title) if own.text else _(kind.example)) + "**")
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    if own.fits:
        _choices(kind, own)
    st.button(_("Back to the built-in data"), key="own_data_back", on_click=_back, args=(kind,))


def _choices(kind: Kind, own: Own) -> None:
    """What may be chosen about how the last data is read; and why the last choice could not be."""
    if own.choices:
        for choice, place in zip(own.choices, st.columns(len(own.choices)), strict=True):
            key = f"own_data_{kind.form.page}_{choice.name}_{own.turn}"
            place.selectbox(
                _(choice.label),
                range(len(choice.names)),
                choice.chosen,
                format_func=[_(name) if choice.ours else visible(name) for name in choice.names].__getitem__,
                key=key,
                on_change=_choose,
                args=(kind, own, choice.name, key),
            )
    if own.misfit is not None:
        st.error(explain(own.misfit))


def _choose(kind: Kind, own: Own, name: str, key: str) -> None:
    own.choose(kind, name, st.session_state[key])


def _back(kind: Kind) -> None:
    st.session_state[_lid(kind)] = True
    controls.choose({"task": kind.form.default.task})
