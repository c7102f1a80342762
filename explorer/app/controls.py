"""The settings as widgets: every control is read off its `Setting`, and the URL and the widgets say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer.app import arrival, link, uploads
from explorer.app.language import SOURCE, _, current, explain, spoken
from explorer.app.lessons import lesson
from explorer.config import SETTINGS, Config, from_query, read_query, relevant, settings_of
from explorer.names import TITLES
from explorer.problem import Problem
from explorer.settings import Setting
from explorer.tasks import tasks
from explorer.text.corpora import own_text
from explorer.text.reading import ControlCharacters, OtherEncoding, read

_LANGUAGE = ("corpus", "language")
"""By which settings tasks speak a language."""


@dataclass(frozen=True)
class Form:
    """What a lesson lets people choose: settings of its own, kept under its name, `page`, apart from those of others.

    `default` holds where nobody chose; `tasks` are those that the page is about (None: all); `groups` lists the
    settings under "network", "training" and "more" (None: as each is declared). Others keep their default.
    `cells` are those that can take part, `networks` those that always do (None: a person chooses), `first` those that
    do at first (None: all).
    `corpora` are the texts of the runs that it can show (None: any).

    `opening` is what the bare address shows (None: `default`). A link that names any setting means what it says beside
    `default`, and a page with an opening writes links that name one, so that old links and new ones are read alike.
    `folded` hides the settings from those who come without any, until they ask for them, and does not even send them.
    `parameters` are what the page's address says beside settings.
    """

    page: str
    cells: tuple[str, ...] = tuple(TITLES)
    default: Config = field(default_factory=Config)
    tasks: tuple[str, ...] | None = None
    groups: Mapping[str, tuple[str, ...]] | None = None
    networks: tuple[str, ...] | None = None
    first: tuple[str, ...] | None = None
    corpora: tuple[str, ...] | None = None
    opening: Config | None = None
    folded: bool = False
    parameters: link.Table = field(default_factory=lambda: link.LIVE)

    def names(self, group: str, task: str) -> tuple[str, ...]:
        """The settings of a group under a task, in the order in which they stand."""
        if self.groups is not None and group in self.groups:
            return self.groups[group]
        return tuple(name for name, how in settings_of(task).items() if how.group == group)

    @property
    def task_names(self) -> tuple[str, ...]:
        """The tasks to choose from."""
        return self.tasks or tuple(name for name, kind in tasks.items() if not kind.brought)


def use(form: Form) -> None:
    """Say which page's settings are meant from here on, in callbacks and fragments too."""
    st.session_state["form"] = form


def _form() -> Form:
    form: Form = st.session_state["form"]
    return form


def _place() -> str:
    """Where this page's settings are kept."""
    return f"config_{_form().page}"


def sidebar(after: Callable[[str], None] | None = None) -> tuple[Config, tuple[str, ...]]:
    """Draw the settings that matter to the chosen task and the chosen cells; return both.

    `after` draws more controls below them, for the task of that name. A combination that can't be (too large, an own
    text that is empty) is explained, and the last good one stays.
    """
    good = _stored()
    headings = {"network": _("Network"), "training": _("Training")}
    place, shown = _folder()
    if not shown:
        return good, _form().networks or _taking_part(st.session_state.get(_key("cells")))
    with place:
        chosen: dict[str, Any] = {"task": _task(good)}
        chosen |= _group("task", chosen, _form().cells)
        cells = _form().networks or _networks()
        if chosen.get("corpus") == "own":
            chosen["text"] = _own_text()
        for group in ("network", "training"):
            st.caption(headings[group].upper())
            chosen |= _group(group, chosen, cells)
        with st.expander(_("More settings")):
            chosen |= _group("more", chosen, cells)
        if after is not None:
            after(chosen["task"])
    try:
        if chosen.get("corpus") == "own" and not chosen["text"]:
            return good, cells  # the text is asked for beside its field; until it comes, nothing changes
        config = good.changed(**chosen)
    except Problem as problem:
        st.error(explain(problem))
        return good, cells
    _keep(config)
    return config, cells


def _folder() -> tuple[AbstractContextManager[Any], bool]:
    """What holds the settings, and whether they are to be seen: the sidebar, or a lid in it.

    The lid is open from the start for who comes to certain settings. Under a closed one nothing is drawn: two dozen
    controls are a third of what the browser would load before the first picture.
    """
    if not _form().folded:
        return st.sidebar, True
    came_to_some = st.session_state.setdefault(f"{_place()}_named", _named())
    lid = st.sidebar.expander(_("Settings"), expanded=came_to_some, key=_key("lid"), on_change="rerun")
    return lid, bool(lid.open)


def _named() -> bool:
    """Whether the link names any setting."""
    return not set(SETTINGS).isdisjoint(st.query_params)


def config() -> Config:
    """The settings of this session."""
    return _stored()


def apply(**settings: Any) -> None:
    """Set controls from outside (a preset, a link in the text), as if a person had. Call it from a callback."""
    config = _form().default.changed(**settings)
    _values().clear()
    _values().update(_own_language())
    _keep(config)
    for name, how in SETTINGS.items():
        st.session_state[_key(name)] = _values().get(name, how.default)


def choose(settings: Mapping[str, Any]) -> None:
    """As `apply`, in the person's language."""
    config = _form().default.changed(**settings)
    apply(**{**config.as_dict(), **_in_own_language(config.task)})


def offers(config: Config, cells: Sequence[str]) -> bool:
    """Whether this page could show a run of these settings and cells."""
    form = _form()
    if form.corpora is not None and config.corpus not in form.corpora:
        return False
    return config.task in form.task_names and form.networks in (None, tuple(cells))


def adopt(config: Config, cells: Sequence[str]) -> None:
    """Take over the settings and the networks of a run that was found by its link."""
    apply(**config.as_dict())
    st.session_state[_key("cells")] = list(cells)


def said() -> dict[str, Any]:
    """What the controls of this page say, by name of the setting; those that are not drawn say nothing."""
    keys = {name: _key(name) for name in (*SETTINGS, "cells")}
    return {name: st.session_state[key] for name, key in keys.items() if key in st.session_state}


def write_url(config: Config, **others: str | None) -> None:
    """Make the URL say these settings, and whatever else a page keeps there (None: not there)."""
    form = _form()
    # Where a link is silent, a person's own language holds.
    offered = form.names("task", config.task)
    foreign = {
        name: getattr(config, name)
        for name, own in _in_own_language(config.task).items()
        if name in offered and getattr(config, name) != own
    }
    wanted = {**config.to_query(form.default), **foreign}
    if form.opening is not None:
        wanted = {} if config == form.opening and not foreign else {"task": config.task, **wanted}
    table = {**arrival.EVERYWHERE, **form.parameters}
    said, problems = link.read(table, st.query_params.to_dict())
    bad = {str(problem.values.get("name")) for problem in problems}
    kept = {name: st.query_params[name] for name in said if name in st.query_params and name not in bad}
    kept |= {name: value for name, value in others.items() if value is not None}
    wanted |= {name: value for name, value in kept.items() if name not in others or others[name] is not None}
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def _stored() -> Config:
    """The settings of this page; at its start those of the URL, and of the person's language where it is silent."""
    if _place() not in st.session_state:
        form = _form()
        start = form.default if _named() or form.opening is None else form.opening
        # A link can't carry the text itself.
        query = {name: said for name, said in st.query_params.items() if (name, said) != ("corpus", "own")}
        config, problems = from_query(query, start)
        _values().update(read_query(query)[0])
        if config.task not in form.task_names:
            problems.append(link.unknown("task", form.task_names, config.task))
            config = config.changed(task=form.default.task)
        if set(_LANGUAGE).isdisjoint(st.query_params):
            _values().update(_own_language())
            config = config.changed(**_in_own_language(config.task))
        _keep(config)
        for problem in problems:
            arrival.complain(form.page, problem)
    config_now: Config = st.session_state[_place()]
    return config_now


def _keep(config: Config) -> None:
    st.session_state[_place()] = config
    _values().update(config.as_dict())


def _values() -> dict[str, Any]:
    """What was chosen last of each setting, also of those that only other tasks have."""
    values: dict[str, Any] = st.session_state.setdefault(f"{_place()}_values", {})
    return values


def _in_own_language(task: str) -> dict[str, Any]:
    known = settings_of(task)
    return {name: value for name, value in _own_language().items() if name in known}


def _own_language() -> dict[str, Any]:
    return dict.fromkeys(_LANGUAGE, spoken().corpus) if current() != SOURCE else {}


def _key(name: str) -> str:
    return "_".join(filter(None, ("setting", _form().page, name)))


def _task(good: Config) -> str:
    titles = {name: tasks[name].title for name in _form().task_names}
    st.caption(_("Task").upper())
    chosen: str = st.selectbox(
        _("Task"),
        list(titles),
        list(titles).index(good.task),
        format_func=lambda name: _(titles[name]),
        key=_key("task"),
        label_visibility="collapsed",
    )
    return chosen


def _networks() -> tuple[str, ...]:
    """Let a person choose which of the cells take part. One alone learns faster."""
    chosen = st.segmented_control(
        _("Networks"),
        list(_form().cells),
        selection_mode="multi",
        default=_taking_part(),
        format_func=str.upper,
        key=_key("cells"),
        persist_state="page",
        help=_("One alone learns faster than three that share this machine."),
    )
    return _taking_part(chosen)


def _taking_part(chosen: Sequence[str] | None = None) -> tuple[str, ...]:
    """Which of the cells take part: the chosen ones; where there are none those that the URL names, else all."""
    form = _form()
    said, _nonsense = link.read(link.LIVE, st.query_params.to_dict())
    asked = [cell for cell in form.cells if cell in said["cells"]] or form.first or form.cells
    return tuple(cell for cell in form.cells if cell in (chosen or asked))


def _group(group: str, chosen: dict[str, Any], cells: Sequence[str]) -> dict[str, Any]:
    """The widgets of one group, as far as they matter; what they say by name of the setting."""
    matter = relevant(chosen["task"], cells)
    shown = [matter[name] for name in _form().names(group, chosen["task"]) if name in matter]
    return {how.name: _widget(how, _values().get(how.name, how.default)) for how in shown}


def _widget(how: Setting, value: Any) -> Any:
    # The default is given to the widget, not put into the session's state: that is lost when a run of the script is cut
    # short, and the widget would fall to its first option.
    key = _key(how.name)
    draw: dict[str, Any] = {"key": key, "help": _(how.help) if how.help else None}
    if how.choices is not None:
        labels = how.choices
        options = list(labels)
        return st.selectbox(
            _(how.label), options, options.index(value), format_func=lambda choice: _(labels[choice]), **draw
        )
    if isinstance(value, bool):
        return st.toggle(_(how.label), value, **draw)
    if how.low is None or how.high is None:
        raise ValueError(f"setting {how.name!r} has neither choices nor a range, so it has no control")
    if how.log:
        stops = _stops(how, {value, st.session_state.get(key, value)})
        return st.select_slider(_(how.label), stops, value, format_func=lambda number: f"{number:g}", **draw)
    if how.name == "seed":
        return st.number_input(_(how.label), int(how.low), int(how.high), value, step=1, **draw)
    kind = type(value)
    used = (value, st.session_state.get(key, value))  # a link may name a value beyond what the slider offers
    low, high = how.slider or (how.low, how.high)
    low, high = min(kind(low), *used), max(kind(high), *used)
    return st.slider(_(how.label), low, high, value, step=kind(how.step or 1), **draw)


def _stops(how: Setting, values: set[Any]) -> list[Any]:
    """Round numbers over the range of a logarithmic slider, and the values in use, whatever they are."""
    kind = type(next(iter(values)))
    fractions = (1, 2, 3, 5) if kind is float else (1, 1.5, 2, 3, 4, 5, 6, 8)
    decades = range(-5, 4)
    stops = {kind(round(fraction * 10.0**decade, 9)) for decade in decades for fraction in fractions}
    powers = {2**power for power in range(10)} if kind is int else set()
    low, high = how.low or 0, how.high or 0
    return sorted({stop for stop in stops | powers | {kind(low), kind(high)} | values if low <= stop <= high})


def _own_text() -> str:
    """A text that the person pastes or uploads; "" while there is none that can be used."""
    pasted = st.text_area(
        _("Paste a text"),
        key="own_pasted",
        height=120,
        help=_("200 to 32,000,000 characters. The page “Your own text” can do more with it."),
    )
    uploaded = uploads.field(_("or choose a file"), instead=_("Paste the text."), key="own_file", max_upload_size=32)
    source: bytes | str | None = uploaded.getvalue() if uploaded is not None else pasted
    if not source:
        if _values().get("corpus") == "own" and _values().get("text"):
            return str(_values()["text"])
        st.info(_("Paste or choose a text, and the networks read that instead. It stays in this session."))
        return ""
    try:
        return own_text(read(source).text)
    except (OtherEncoding, ControlCharacters) as question:
        st.warning(
            explain(question) + " " + _("The page “Your own text” can do that; from there come back to this one.")
        )
        st.page_link(lesson("own_text").page, label=_("Your own text"))
    except Problem as problem:
        st.error(explain(problem))
    return ""
