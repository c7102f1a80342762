"""Which networks a page looks at: those that come with the app, those of the Compare page, and what else there may be.

A page says what it can use and where its choice is kept; the sources say what there is. A further source of networks
is one more function in `SOURCES`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import streamlit as st

from explorer.app import arrival, link
from explorer.app.language import _, spoken
from explorer.app.link import RUN
from explorer.app.session import Session, lab
from explorer.config import Config
from explorer.lab import Run
from explorer.names import CELLS
from explorer.problem import N_, Problem
from explorer.shelf import bundle, trained
from explorer.tasks import Task, make_task

if TYPE_CHECKING:
    from explorer.network import Network

KEPT_RUNS = 4
WANTED = "networks_wanted"
"""Under this name of the session's state one page leaves the name of the networks that the next is to look at."""


@dataclass(frozen=True)
class Networks:
    """The networks of one run, trained or as they began; `link` holds the parameters that find them again."""

    name: str
    run: Run
    untrained: bool
    link: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def task(self) -> Task:
        """What they learnt; it owns the symbols and the held-out data."""
        return make_task(next(iter(self.run.lanes.values())).config)

    @cached_property
    def states(self) -> dict[str, bytes | None]:
        """The weights to look at, by cell; None: those that training began with. A run that trains on moves no more."""
        return {cell: None if self.untrained else lane.state for cell, lane in self.run.lanes.items()}

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What tells these weights from any others; a long text in it only by its hash."""
        configs = {cell: self.run.lanes[cell].config for cell in self.states}
        return tuple(
            (configs[cell].without_text(), hash(configs[cell].text), zlib.crc32(state) if state else 0)
            for cell, state in self.states.items()
        )

    def load(self) -> dict[str, tuple[Network, int]]:
        """The networks themselves and how many steps each was trained."""
        configs = [lane.config for lane in self.run.lanes.values()]
        return {
            cell: _network(key, config, state)
            for (cell, state), key, config in zip(self.states.items(), self.key, configs, strict=True)
        }

    def steps(self) -> dict[str, int]:
        """How many steps each was trained. A finished run knows without its networks, so without torch."""
        if self.untrained or self.run.finished:
            return {cell: 0 if self.untrained else lane.step for cell, lane in self.run.lanes.items()}
        return {cell: step for cell, (_network, step) in self.load().items()}


@st.cache_resource(show_spinner=False, max_entries=24)
def _network(key: tuple[Any, ...], _config: Config, _state: bytes | None) -> tuple[Network, int]:
    import torch

    from explorer.making import plain
    from explorer.training import Trainer

    torch.set_num_threads(1)  # small products: a second thread costs more than it brings, and workers need the cores
    trainer = Trainer.from_state(_state, _config.text) if _state else Trainer(_config)
    return plain(trainer.network), trainer.step


# ---- Where they come from -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """Networks that can be chosen: their name in a link, their title on screen, what they learnt, and how to get them.

    `link` holds further parameters that a link needs to find them. `more` gets the same with one of a further cell, the
    nested LSTM; None where there is none.
    """

    name: str
    title: str
    config: Config
    run: Callable[[], Run]
    link: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[], Run] | None = None


Source: TypeAlias = Callable[[], Iterator[Offer]]

BUNDLED: Mapping[str, tuple[str, str]] = {
    "english": ("characters-english", N_("Characters · English")),
    "ukrainian": ("characters-ukrainian", N_("Characters · Ukrainian")),
    "cats": ("agreement-english", N_("Subject and verb · English")),
    "koty": ("agreement-ukrainian", N_("Subject and verb · Ukrainian")),
}
"""Name in a link → recipe and title. A page that cannot use one does not offer it."""

TRAINED: Mapping[str, str] = {
    "english": "characters-english",
    "ukrainian": "characters-ukrainian",
    "python": "characters-python",
    "words": "autocomplete-english",
    "slova": "autocomplete-ukrainian",
    "cats": "agreement-english",
    "koty": "agreement-ukrainian",
}
"""Name in a link → recipe of `shelf.trained`."""


def in_language(task: str) -> str:
    """The name, in a link, of the networks that learnt this task in the session's language."""
    return next(name for name, recipe in TRAINED.items() if recipe == f"{task}-{spoken().corpus}")


def bundled() -> Iterator[Offer]:
    """The finished runs that come with the app, with their history."""
    for name, (recipe, title) in BUNDLED.items():
        if bundle.there(recipe):
            yield Offer(name, _(title), bundle.RECIPES[recipe][0], partial(bundle.read, recipe))


def shipped() -> Iterator[Offer]:
    """The trained networks that come with the app: weights alone."""
    for name, recipe in TRAINED.items():
        if trained.there(recipe):
            title, config, cells = (
                _(trained.RECIPES[recipe].title),
                trained.RECIPES[recipe].config,
                trained.cells(recipe),
            )
            more = partial(trained.read, recipe, cells) if len(cells) > len(CELLS) else None
            yield Offer(name, title, config, partial(trained.read, recipe), more=more)


def of_words() -> Iterator[Offer]:
    """The word-level networks that come with the app."""
    for name in trained.WORDS:
        if trained.there(name):
            recipe = trained.RECIPES[name]
            yield Offer(name, _(recipe.title), recipe.config, partial(trained.read, name))


def compared() -> Iterator[Offer]:
    """The run that the link names, or else the one that this session has on the Compare page."""
    session = cast("Session | None", st.session_state.get("session_compare"))
    run = lab().find(st.query_params.get(RUN, "")) or (session.run if session is not None else None)
    if run is not None and not run.finished and run.ready:
        config = next(iter(run.lanes.values())).config
        yield Offer(RUN, _("The run of Compare"), config, lambda: run, {RUN: run.id})


def own() -> Iterator[Offer]:
    """What this session trained on its own text, and the networks that it loaded; by a link, those of another."""
    kept = dict(own_runs())
    linked = lab().find(st.query_params.get(RUN, ""))
    if linked is not None and next(iter(linked.lanes.values())).config.own:
        kept.setdefault(linked.id, (_("Your own text"), linked))
    for run_id, (title, run) in kept.items():
        if run.ready:
            config = next(iter(run.lanes.values())).config
            yield Offer(f"own-{run_id}", title, config, partial(_held, run), {RUN: run_id})


def own_runs() -> dict[str, tuple[str, Run]]:
    """The runs that this session keeps as its own, by id, with their titles."""
    runs: dict[str, tuple[str, Run]] = st.session_state.setdefault("own_runs", {})
    return runs


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


def _held(run: Run) -> Run:
    lab().keep(run)
    return run


SOURCES: list[Source] = [own, of_words, bundled, compared]


# ---- How they are chosen --------------------------------------------------------------------------------------------


def asked(lesson: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The choice that an address makes by the values of `link.NETWORKS`: the name of an offer ("": none), and how."""
    if said[RUN] and lab().find(said[RUN]) is None:
        arrival.complain(lesson, Problem(N_("The run in this link is no longer kept.")))
    name = said["net"] or (RUN if said[RUN] else "")
    return {"networks": name, "untrained": said["untrained"], "nested": said["nested"]}


def select(chosen: MutableMapping[str, Any], name: str, *, key: str) -> None:
    """Choose as a person would, before the controls of `choose` are drawn again."""
    chosen["networks"] = name
    for control in [str(control) for control in st.session_state if str(control).startswith(f"{key}_networks_")]:
        st.session_state[control] = name


def choose(
    chosen: MutableMapping[str, Any],
    *,
    key: str,
    usable: Callable[[Config], bool],
    usual: str,
    on_change: Callable[[], None] | None = None,
    alone: bool = False,
) -> Networks:
    """The controls that say which networks a page looks at.

    `chosen` is the page's state, with what `asked` returned; the choice is kept there. `usable` says by their settings
    which networks the page can use, `usual` is what it shows where nothing else is chosen, `key` is the lesson's name,
    with which the names of the controls begin. `on_change` is called when a person chooses others. `alone`: the page
    looks at weights alone, so that it gets the trained networks in the place of the finished runs, and by choice a
    fourth one.
    """
    sources = [shipped if alone and source is bundled else source for source in SOURCES]
    offers = {offer.name: offer for source in sources for offer in source() if usable(offer.config)}
    names = list(offers)
    control = f"{key}_networks_{len(names)}"
    wanted = st.session_state.pop(WANTED, None)
    if wanted in offers:
        chosen["networks"] = st.session_state[control] = wanted
    if chosen["networks"] not in offers:
        if chosen["networks"] == st.query_params.get("net"):
            arrival.complain(key, link.unknown("net", names, chosen["networks"]))
        chosen["networks"] = usual if usual in offers else names[0]
    st.caption(_("Networks").upper())
    chosen["networks"] = st.selectbox(
        _("Networks"),
        names,
        names.index(chosen["networks"]),
        format_func=lambda name: offers[name].title,
        key=control,
        label_visibility="collapsed",
        on_change=on_change,
    )
    chosen["untrained"] = st.toggle(
        _("before training"),
        chosen["untrained"],
        key=f"{key}_untrained",
        help=_("The same networks with the random weights that training began with."),
    )
    offer = offers[chosen["networks"]]
    found_by = {"net": offer.name, **offer.link} | ({"untrained": "1"} if chosen["untrained"] else {})
    run = offer.run
    if alone and offer.more is not None:
        chosen["nested"] = st.toggle(
            _("nested LSTM, too"),
            chosen["nested"],
            key=f"{key}_nested",
            help=_("An LSTM whose memory cell is itself kept by an LSTM (Moniz and Krueger 2017)."),
        )
        if chosen["nested"]:
            run, found_by = offer.more, found_by | {"nested": "1"}
    return Networks(offer.name, run(), chosen["untrained"], found_by)
