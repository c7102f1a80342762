"""What the memorization page looks at: which networks, which text, asked about which symbol; and its link."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, cast

import streamlit as st

from explorer.app import arrival, networks
from explorer.app.language import _
from explorer.app.networks import Networks
from explorer.lessons.memorization import kept
from explorer.lessons.memorization.address import CHOICE, PARAMETERS
from explorer.lessons.memorization.record import COMES, GUESS, MAX_TEXT, KeptMemory, MemoryHabits, MemoryReading
from explorer.names import LOOKS
from explorer.tasks import ReadsCharacters, tasks
from explorer.text.labels import label
from explorer.text.passages import passage, passages

NAMES: Mapping[str, str] = {cell: look.title for cell, look in LOOKS.items()}
"""What the networks of this page are called."""
LIVE_WINDOWS = 16  # a person waits for these; the bundled runs have four times as many


# ---- What a person chooses ------------------------------------------------------------------------------------------


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says."""
    if "memorization" not in st.session_state:
        said = arrival.values("memorization", PARAMETERS)
        st.session_state["memorization"] = {
            **networks.asked("memorization", said),
            "passage": said["passage"] - 1,
            **{name: said[name] for name in ("text", "ask", "symbol", "typed")},
        }
    chosen: dict[str, Any] = st.session_state["memorization"]
    return chosen


def which() -> Networks:
    """The controls that say which networks are asked: such as read characters, and answer with one or with words."""
    return networks.choose(
        state(),
        key="memorization",
        usable=lambda config: issubclass(tasks[config.task], ReadsCharacters),
        usual=networks.in_language("characters"),
        on_change=elsewhere,
        alone=True,
    )


def task(of: Networks) -> ReadsCharacters:
    """What they learnt; it owns the vocabulary and the held-out text."""
    return cast(ReadsCharacters, of.task)


def whole_words(of: Networks) -> bool:
    """Whether they answer with words."""
    return of.task.symbols != of.task.input_symbols


def asked(of: Networks) -> str:
    """The controls that say which logit the colours are about: `GUESS`, `COMES` or a symbol."""
    chosen = state()
    names = {
        GUESS: _("the network's first guess"),
        COMES: _("the word that comes") if whole_words(of) else _("the letter that comes"),
        CHOICE: _("a word of my choice") if whole_words(of) else _("a letter of my choice"),
    }
    st.caption(_("Prediction").upper())
    chosen["ask"] = st.radio(
        _("Prediction"),
        list(names),
        list(names).index(chosen["ask"]) if chosen["ask"] in names else 0,
        format_func=names.__getitem__,
        key="memorization_ask",
        label_visibility="collapsed",
    )
    if chosen["ask"] != CHOICE:
        return str(chosen["ask"])
    words = whole_words(of)
    symbols = list(task(of).symbols[0 if words else 1 :])
    wanted = chosen["symbol"] if chosen["symbol"] in symbols else symbols[0]
    chosen["symbol"] = st.selectbox(
        _("Word") if words else _("Letter"),
        symbols,
        symbols.index(wanted),
        format_func=label,
        key=f"memorization_symbol_{of.name}",
    )
    return str(chosen["symbol"])


def text(of: Networks) -> tuple[str, str]:
    """The controls that say which text is read; the text, and the symbol after it if that is known."""
    chosen, places = state(), passages(task(of).held_out)
    with st.container(horizontal=True, vertical_alignment="center", key="memorization_text_bar"):
        st.button(_("Another passage"), key="memorization_next", on_click=_next_passage)
        with st.popover(_("Your own text …")), st.form("memorization_own", border=False):
            st.text_area(
                _("At most {limit} characters; one will do.").format(limit=MAX_TEXT),
                chosen["text"],
                key="memorization_pasted",
                max_chars=MAX_TEXT,
                height=150,
            )
            st.form_submit_button(_("Read it"), type="primary", on_click=_own_text)
        if chosen["text"]:
            st.caption(_("your own text"))
        else:
            number = chosen["passage"] % len(places) + 1
            st.caption(
                _("passage {number} of {count} that training never saw").format(number=number, count=len(places))
            )
    if chosen["text"]:
        return chosen["text"], ""
    return passage(task(of).held_out, places[chosen["passage"] % len(places)])


def _next_passage() -> None:
    chosen = state()
    chosen["passage"], chosen["text"] = 0 if chosen["text"] else chosen["passage"] + 1, ""
    elsewhere()


def _own_text() -> None:
    state()["text"] = PARAMETERS["text"].read(st.session_state["memorization_pasted"][:MAX_TEXT])
    elsewhere()


def elsewhere() -> None:
    """Another text: the place in the link was one of the text before."""
    st.query_params.pop("t", None)


def write_url(of: Networks) -> None:
    """Make the link say what is chosen; place and scale are written by the browser."""
    chosen = state()
    said = {"text": chosen["text"], "ask": chosen["ask"]}
    said |= {"symbol": chosen["symbol"]} if chosen["ask"] == CHOICE else {}
    said |= {} if chosen["text"] else {"passage": chosen["passage"] + 1}
    arrival.write(PARAMETERS, said, **of.link)


# ---- What is measured -----------------------------------------------------------------------------------------------


def measured(of: Networks, written: str, following: str, ask: str) -> MemoryReading:
    """The reading of this text by these networks: what came with the app where that is it, else measured now."""
    kept = _kept(of)
    if kept is not None and (ask, written) == (kept.reading.ask, "".join(kept.reading.text)):
        return replace(kept.reading, networks={cell: kept.reading.networks[cell] for cell in of.states})
    with st.spinner(_("The networks read the text …")):
        return _measured(of.key, written, following, ask, of)


@st.cache_resource(show_spinner=False, max_entries=48)
def _measured(key: tuple[Any, ...], written: str, following: str, ask: str, _of: Networks) -> MemoryReading:
    from explorer.lessons.memorization.measure import memorization

    asked_of = {cell: network for cell, (network, _step) in _of.load().items()}
    return memorization(asked_of, written, task(_of), ask, following)


def habits(of: Networks) -> Mapping[str, MemoryHabits]:
    """What these networks use on the average over their held-out text."""
    kept = _kept(of)
    if kept is not None:
        return {cell: kept.habits[cell] for cell in of.states}
    with st.spinner(_("The networks read the held-out text …")):
        return _habits(of.key, of)


@st.cache_resource(show_spinner=False, max_entries=24)
def _habits(key: tuple[Any, ...], _of: Networks) -> Mapping[str, MemoryHabits]:
    from explorer.lessons.memorization import measure

    return {
        cell: measure.habits(network, task(_of).held_out, task(_of), windows=LIVE_WINDOWS)
        for cell, (network, _step) in _of.load().items()
    }


def _kept(of: Networks) -> KeptMemory | None:
    return kept.find(networks.TRAINED[of.name]) if of.name in networks.TRAINED and not of.untrained else None


@st.cache_resource(show_spinner=False)
def warm() -> threading.Thread:
    """Load what measuring needs behind the first picture, so that the first own text need not wait for it."""
    thread = threading.Thread(target=import_module, args=("explorer.lessons.memorization.measure",), daemon=True)
    thread.start()
    return thread
