"""What to try on the page about gates: each one press away, and each takes the picture there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import streamlit as st

from explorer.app import networks, numbers
from explorer.app.language import _
from explorer.app.networks import Networks
from explorer.app.tries import Try
from explorer.lessons.gates import choose
from explorer.lessons.gates.record import UnitHabits, UnitReading
from explorer.names import TITLES


def offers(of: Networks, reading: UnitReading, known: Mapping[str, UnitHabits], cell: str, layer: int) -> Iterator[Try]:
    """Single units first, then other pictures."""
    yield from _units(of, known[cell], cell, layer)
    yield from _pictures(of, reading)


def _units(of: Networks, known: UnitHabits, cell: str, layer: int) -> Iterator[Try]:
    """Single units worth looking at."""
    state = choose.carried(known.mean)
    first = choose.told(known)[0]
    unit, told = choose.best_at(known, first, layer)
    why = _("Unit {unit} of the {cell} tells best: {feature} ({told}). Flick on with ↓: how many can be read?")
    named = why.format(unit=unit + 1, cell=TITLES[cell], feature=_(choose.FEATURES[first]), told=numbers.number(told))
    yield Try("gates_try_known", _("A unit that can be read"), partial(choose.look_at, unit, state), named)
    if "quote" in known.tells:
        unit, told = choose.best_at(known, "quote", layer)
        why = _("Karpathy found a unit for that in larger networks. The best one here, unit {unit}: {told}.")
        named = why.format(unit=unit + 1, told=numbers.number(told))
        yield Try("gates_try_quote", _("Inside quotation marks?"), partial(choose.look_at, unit, state), named)
    if choose.words_apart(of):
        unit = choose.number(of, cell, layer).decider
        why = _("Unit {unit} of the {cell}. Read the sentence about one and about several: when do they part?")
        named = why.format(unit=unit + 1, cell=TITLES[cell])
        yield Try("gates_try_decider", _("The unit that the verb follows"), partial(choose.look_at, unit, state), named)


def _pictures(of: Networks, reading: UnitReading) -> Iterator[Try]:
    """Other networks, another order, a span."""
    yield Try(
        "gates_try_trained",
        _("Trained or not"),
        _toggle_trained,
        _("Where do the gates stand before training? Γf starts near σ(forget bias), the others near one half."),
    )
    yield Try(
        "gates_try_saturated",
        _("Saturated gates"),
        _saturated,
        _("Units sorted by their mean: rows at the top and the bottom hardly move. Which gate has most of them?"),
    )
    if not choose.words_apart(of):
        yield Try(
            "gates_try_cats",
            _("The lecture's cats"),
            _cats,
            _("Networks that learned subject and verb read “The cat …” and “The cats …”: one press to the other."),
        )
    yield Try(
        "gates_try_span",
        _("Who holds through this?"),
        partial(_span, *choose.a_span(reading)),
        _("A span of the text is selected: which units hold through it and let go around it, and where else?"),
    )


def _toggle_trained() -> None:
    choose.state()["untrained"] = st.session_state["gates_untrained"] = not choose.state()["untrained"]


def _saturated() -> None:
    choose.state()["order"] = "mean"
    for key in ("gates_order_True", "gates_order_False"):
        st.session_state[key] = "mean"


def _cats() -> None:
    choose.elsewhere()
    name = networks.in_language("agreement")
    choose.state().update(networks=name, text="", passage=0, untrained=False)
    for key in [key for key in st.session_state if str(key).startswith("gates_networks_")]:
        st.session_state[key] = name
    st.session_state["gates_untrained"] = False


def _span(first: int, last: int) -> None:
    choose.state().update(span=f"{first + 1}-{last + 1}", t=last)
    choose.state()["wish"] += 1
