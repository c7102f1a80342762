"""The memorization page's picture: ribbons of text, averages over the corpus, what to try, the numbers as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explorer.app import link, networks, saving
from explorer.app.language import _, plural, translated
from explorer.app.networks import Networks
from explorer.app.saving import Columns
from explorer.app.tries import Try
from explorer.app.unknown import unknown_note
from explorer.browser import plot as plot_component
from explorer.lessons.memorization import memorization as component
from explorer.lessons.memorization.address import PARAMETERS
from explorer.lessons.memorization.choose import NAMES, elsewhere, state, whole_words
from explorer.lessons.memorization.figures import by_letters, used_by_lag
from explorer.lessons.memorization.memorization import Ribbon
from explorer.lessons.memorization.record import COMES, MemoryHabits, MemoryReading, Span
from explorer.lessons.memorization.shares import read_out, row_shares
from explorer.problem import N_
from explorer.text import UNKNOWN, UNKNOWN_ID
from explorer.text.labels import label
from explorer.text.passages import words_of

CHART_HEIGHT = 270
CATS = (N_("The cats, which already ate a bunch of food, were full."), N_(", were"))
"""The lecture's sentence, and where in it to look: at the space before the verb."""


def ribbons(of: Networks, reading: MemoryReading) -> None:
    """The text under each network."""
    words, steps = words_of(reading.text), of.steps()
    unknown = np.flatnonzero(reading.ids == UNKNOWN_ID)
    shown = [label(symbol) if symbol != " " else symbol for symbol in reading.text]
    for t in unknown:
        shown[t] = UNKNOWN
    said, _nonsense = link.read(PARAMETERS, st.query_params.to_dict())
    linked = said["t"] is not None and said["t"] <= len(shown)
    component.ribbons(
        [_ribbon(cell, reading, steps[cell]) for cell in reading.networks],
        text=[f"{symbol}\n" if symbol == "⏎" else symbol for symbol in shown],
        unknown=unknown.tolist(),
        symbols=[label(symbol) for symbol in reading.symbols],
        words=list(zip(words.first.tolist(), words.last.tolist(), strict=True)),
        cursor=said["t"] - 1 if linked else _within_a_word(reading),
        note=unknown_note([label(reading.text[t]) for t in unknown]),
        pinned=linked,
        absolute=said["show"] == "absolute",
        texts={**translated(component.WORDS), **({"guesses": _("the whole word")} if whole_words(of) else {})},
        key="ribbons",
    )


def _ribbon(cell: str, reading: MemoryReading, steps: int) -> Ribbon:
    one = reading.networks[cell]
    shares = row_shares(one.connectivity)
    said = read_out(shares, words_of(reading.text))
    return Ribbon(
        cell=cell,
        title=_(NAMES[cell]),
        caption=plural("after {count} training step", "after {count} training steps", steps) if steps else "",
        warning="" if steps else _("Not trained: its weights are random, and so is what it uses."),
        shares=shares,
        strengths=one.connectivity,
        best=one.best,
        chances=one.chances,
        asked=one.asked,
        asked_chance=one.asked_chance,
        near=said.near,
        before=said.before,
        top=said.top,
        top_share=said.top_share,
        far=said.far,
        far_share=said.far_share,
    )


def _within_a_word(reading: MemoryReading) -> int:
    """The place to look at first: four letters into a word, about two thirds through the text."""
    goal = 2 * len(reading.text) // 3
    places = np.flatnonzero(words_of(reading.text).seen == 4)
    return int(places[np.abs(places - goal).argmin()]) if len(places) else goal


def habits(found: Mapping[str, MemoryHabits]) -> None:
    """The averages below the text."""
    positions, names = next(iter(found.values())).positions, {cell: _(NAMES[cell]) for cell in found}
    right = {cell: habit.accuracy for cell, habit in found.items() if habit.accuracy is not None}
    counted = plural("{count} place of the held-out text", "{count} places of the held-out text", positions)
    words = translated(plot_component.WORDS)
    columns = iter(st.columns(3 if right else 2, gap="medium"))

    def spans(which: str) -> dict[str, Any]:
        found_spans: dict[str, Span] = {cell: getattr(habit, which) for cell, habit in found.items()}
        return {cell: (span.mean, span.low, span.high) for cell, span in found_spans.items()}

    with next(columns):
        plot_component.plot(
            used_by_lag(spans("by_lag"), x_title=_("letters back"), names=names, height=CHART_HEIGHT),
            title=_("On the whole text: how far back?"),
            subtitle=_("mean share of the row by distance · band: middle half of {counted}").format(counted=counted),
            height=CHART_HEIGHT,
            words=words,
            key="memorization_lags",
        )
    with next(columns):
        plot_component.plot(
            by_letters(
                spans("by_seen"), x_title=_("letters of the word read so far"), names=names, height=CHART_HEIGHT
            ),
            title=_("What is left beyond this word"),
            subtitle=_("mean share that lies before the current word · band: middle half"),
            height=CHART_HEIGHT,
            words=words,
            key="memorization_words",
        )
    if not right:
        return
    with next(columns):
        plot_component.plot(
            by_letters(
                {cell: (shares[:, 0], shares[:, 0], shares[:, 2]) for cell, shares in right.items()},
                x_title=_("letters of the word read so far"),
                names=names,
                height=CHART_HEIGHT,
            ),
            title=_("How often is the right word first?"),
            subtitle=_("how often the right word comes first · band: among the first three"),
            height=CHART_HEIGHT,
            words=words,
            key="memorization_right",
        )


def offers() -> Iterator[Try]:
    """What to try."""
    yield Try(
        "memorization_try_cats",
        _("The lecture's cats"),
        _cats,
        _("“cats” decides whether “was” or “were” must come. Does any network still use it there?"),
    )
    yield Try(
        "memorization_try_chance",
        _("Trained or not"),
        _toggle_trained,
        _("Random weights fade evenly into the past. What has training added, and what has it removed?"),
    )
    yield Try(
        "memorization_try_comes",
        _("What comes"),
        _ask_what_comes,
        _("Not what it expects, but what the text goes on with. Where it is wrong, other letters matter."),
    )
    yield Try(
        "memorization_try_words",
        _("Whole words"),
        _words,
        _("Networks that guess the word at each of its letters. Type, and they complete what you type."),
    )


def _cats() -> None:
    sentence, verb = _(CATS[0]), _(CATS[1])
    elsewhere()
    chosen = state()
    chosen["text"] = st.session_state["memorization_pasted"] = sentence
    st.query_params["t"] = str(sentence.index(verb) + 2)


def _words() -> None:
    elsewhere()
    networks.select(state(), networks.in_language("autocomplete"), key="memorization")
    state()["text"] = ""


def _toggle_trained() -> None:
    state()["untrained"] = st.session_state["memorization_untrained"] = not state()["untrained"]


def _ask_what_comes() -> None:
    state()["ask"] = st.session_state["memorization_ask"] = COMES


def files(reading: MemoryReading) -> None:
    """The numbers behind the colours, as files."""
    saving.buttons(
        partial(table, reading),
        "memorization",
        _("One line for each network, place and letter before it: strength and share of the row."),
    )


def table(reading: MemoryReading) -> Columns:
    """Every number of a reading; places count from 1, `back` from 0 for the letter just read."""
    place, past = np.tril_indices(len(reading.text))
    letters, symbols = np.array(reading.text, dtype=object), np.array(reading.symbols, dtype=object)
    every = reading.networks.values()
    return {
        "network": [NAMES[cell] for cell in reading.networks for _place in place],
        "place": np.tile(place + 1, len(every)),
        "letter": np.tile(letters[place], len(every)),
        "asked_about": np.concatenate([symbols[one.asked[place]] for one in every]),
        "probability": np.concatenate([one.asked_chance[place] for one in every]),
        "back": np.tile(place - past, len(every)),
        "from_letter": np.tile(letters[past], len(every)),
        "strength": np.concatenate([one.connectivity[place, past] for one in every]),
        "share": np.concatenate([row_shares(one.connectivity)[place, past] for one in every]),
    }
