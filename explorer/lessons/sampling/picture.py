"""The networks that write, what to try with them, and what they wrote while they learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from safetensors.numpy import load

from explorer.analysis import slow_order
from explorer.app import saving
from explorer.app.fragment import fragment
from explorer.app.language import _, plural, translated
from explorer.app.networks import Networks
from explorer.app.numbers import number
from explorer.app.tries import Try
from explorer.browser import history as history_component
from explorer.browser import samples as samples_component
from explorer.lab.run import Lane
from explorer.lessons.sampling import choose
from explorer.lessons.sampling import sampling as component
from explorer.lessons.sampling.sampling import LONGEST, OPTIONS, Hand, Start
from explorer.lessons.sampling.table import table, understood
from explorer.names import TITLES
from explorer.problem import N_, Problem
from explorer.records import Array
from explorer.text.labels import label
from explorer.text.words import Words

LARGEST = 16_000_000  # numbers that a browser is sent


def draw(of: Networks, given: str) -> None:
    """The networks that write, and the files of what they wrote."""
    chosen = choose.state()
    symbols, start = choose.symbols(of), chosen["start"]
    picks = {cell: {t: i for t, i in those.items() if i < len(symbols)} for cell, those in start.picks.items()}
    picture = {
        "hands": hands(of),
        "symbols": symbols,
        "names": [label(symbol) for symbol in symbols],
        "joint": " " if isinstance(choose.tokeniser(of), Words) else "",
        "prompt": choose.pieces(of, given),
        "levels": np.random.default_rng(chosen["seed"]).random(LONGEST),
        "start": replace(start, picks=picks),
        "words": translated(component.WORDS),
    }
    _shown(picture)


@fragment
def _shown(picture: Mapping[str, Any]) -> None:
    # It runs again, alone, when the browser rests: what it is given stays, so nothing is sent a second time.
    component.writing(**picture, key="sampling", on_rest=partial(_rest, picture["symbols"]))
    rest = choose.state()["rest"]
    saving.buttons(
        partial(table, rest, picture["symbols"], len(picture["prompt"])),
        "sampling",
        _("One line for each network and token: the random number, the probability, the rank, the settings."),
        ready=rest is not None and rest["id"] == component.identity(**picture),
    )


def _rest(symbols: tuple[str, ...]) -> None:
    """Keep what is on screen: for the files, and for the way back to this page."""
    chosen = choose.state()
    found = understood(st.session_state["sampling"].rest, symbols)
    if found is None:
        return
    start, chosen["rest"] = found
    chosen["start"] = replace(start, nonce=chosen["start"].nonce)


def hands(of: Networks) -> list[Hand]:
    """The networks with their weights. Raises `Problem` where these are too many for a browser."""
    weights, steps = parameters(of), of.steps()
    size = sum(array.size for arrays in weights.values() for array in arrays.values())
    if size > LARGEST:
        raise Problem(
            N_("These networks have {size:,} numbers; a browser is sent at most {limit:,}. Choose smaller ones."),
            size=size,
            limit=LARGEST,
        )
    return [
        Hand(
            cell=cell,
            title=TITLES.get(cell, cell),
            caption=plural("after {count} training step", "after {count} training steps", steps[cell])
            if steps[cell]
            else "",
            warning="" if steps[cell] else _("Not trained: its weights are random."),
            parameters=arrays,
            options={name: str(getattr(of.run.lanes[cell].config, name)) for name in OPTIONS.values()},
            order=_order(of.run.lanes[cell], arrays["W_y"].shape[1], of.untrained),
        )
        for cell, arrays in weights.items()
    ]


def parameters(of: Networks) -> dict[str, dict[str, Array]]:
    """The weights by cell, as `Network.state_dict` names them; without torch where they are kept as a file."""
    found = {}
    for cell, kept in of.states.items():
        if kept is not None:
            arrays = {name.removeprefix("network."): a for name, a in load(kept).items() if name.startswith("network.")}
        else:
            arrays = {name: t.numpy(force=True) for name, t in of.load()[cell][0].state_dict().items()}
        found[cell] = arrays
    return found


def _order(lane: Lane, units: int, untrained: bool) -> list[int]:
    """Slow units on top, as the probe sentence moves them."""
    snapshot = lane.snapshot(0 if untrained else None)
    if snapshot is None or snapshot.trace.hidden.shape[3] != units:
        return list(range(units))
    return [int(unit) for unit in slow_order(np.asarray(snapshot.trace.hidden[-1, :, 0, :], np.float64))]


# ---- Below the picture ----------------------------------------------------------------------------------------------


def offers() -> Iterator[Try]:
    """What to try."""
    yield Try(
        "sampling_try_greedy",
        _("Always the likeliest"),
        partial(_settings, 0.0),
        _("At temperature 0 nothing is left to chance. How long until it repeats itself?"),
    )
    yield Try(
        "sampling_try_bold",
        _("Boldly"),
        partial(_settings, 1.5),
        _("Above 1 the unlikely catches up. Which network loses its words first?"),
    )
    yield Try(
        "sampling_try_nucleus",
        _("Bold, but within 90 %"),
        partial(_settings, 1.5, 0.9),
        _("Top-p leaves the long tail out. Is it the tail that made the nonsense?"),
    )


def _settings(temperature: float, p: float = 1.0) -> None:
    chosen = choose.state()
    chosen["start"] = Start([(0, temperature, 0, p)], {}, 0, chosen["start"].nonce + 1)


def noise_to_words(of: Networks) -> None:
    """Samples along the training history, where it is kept."""
    if not of.run.steps:
        return
    st.header(_("From noise to words"), anchor=False)
    st.markdown(_("What the same networks wrote while they learnt. Pull the slider through the training."))
    _moments(of)


@fragment
def _moments(of: Networks) -> None:
    chosen, run = choose.state(), of.run
    words = translated(history_component.WORDS)
    history_component.history(
        run.steps, shown=chosen["moment"], live=False, words=words, key="sampling_history", on_moved=_moved
    )
    caption = _("temperature {value}").format(value=number(0.7, 1))
    panes = []
    moment = chosen["moment"] if chosen["moment"] is None else max([chosen["moment"], *run.steps[:1]])
    for cell, lane in run.lanes.items():
        snapshot = lane.snapshot(moment)
        sample = None if snapshot is None else snapshot.sample
        panes.append(samples_component.Pane(cell, _("{name} writes").format(name=TITLES[cell]), caption, sample))
    samples_component.samples(panes, words=translated(samples_component.WORDS), key="sampling_samples")


def _moved() -> None:
    step = st.session_state["sampling_history"].moved["step"]
    choose.state()["moment"] = step if isinstance(step, int) else None
