"""“The cat … was”: which unit carries the number, told by its states and proved by changing it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer.app import networks, numbers
from explorer.app.language import _, decimal, translated
from explorer.app.networks import Networks
from explorer.browser import plot as plot_component
from explorer.lessons.gates import choose
from explorer.lessons.gates.figures_number import number_traces, told_and_decided
from explorer.lessons.gates.number import Number
from explorer.names import CELLS, TITLES
from explorer.problem import N_
from explorer.shelf import bundle
from explorer.tasks.agreement import Agreement

HEIGHT = 280
GUESSES = {"most": N_("nearly all"), "half": N_("about half, as by guessing"), "few": N_("hardly any")}
BLIND = 0.6  # a network below this share of right verbs has no number to lose
TELLS = 0.1  # a unit that at its worst step tells the number less well than this does not tell it all the way


def section(of: Networks, cells: Sequence[str], cell: str, layer: int) -> None:
    """The unit that tells the number best, a guess, and the unit that the verb follows."""
    st.header(_("“The cat … was”: which unit carries the number?"), anchor=False)
    if not isinstance(of.task, Agreement):
        of, layer, cells = _agreement(), 0, list(CELLS)
        st.markdown(
            _(
                "Measured on networks that come with the app and learned subject and verb. "
                "Choose them in the sidebar to read their sentences above."
            )
        )
    found = choose.number(of, cell, layer)
    if found.accuracy < BLIND:
        _nothing_to_find(of, cells, cell, layer, found)
        return
    if found.separation[found.teller] < TELLS:
        _carried_together(of, cells, cell, layer, found)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _trace(found, cell, found.teller, _("{cell} {unit}: tells it best"), "teller")
    with right:
        guess = _question(found, cell)
        if guess is not None:
            _reveal(found, cell, guess)
    if guess is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _trace(found, cell, found.decider, _("{cell} {unit}: the verb follows"), "decider")
    with right:
        _all_units(of, cells, layer)


def _nothing_to_find(of: Networks, cells: Sequence[str], cell: str, layer: int, found: Number) -> None:
    """A network that guesses the verb; one that does not is a press away."""
    said = _("The {cell} gets {share} of the held-out verbs right, as guessing does: there is no number to find.")
    st.markdown(said.format(cell=TITLES[cell], share=_percent(found.accuracy)))
    for other in cells:
        if other != cell and choose.number(of, other, _layer(of, other, layer)).accuracy >= BLIND:
            title = _("Look at the {cell}").format(cell=TITLES[other])
            st.button(title, key=f"gates_look_{other}", on_click=choose.look_into, args=(other,))


def _carried_together(of: Networks, cells: Sequence[str], cell: str, layer: int, found: Number) -> None:
    """A network that knows the number, of which no unit tells it all the way: the verb follows one more than others."""
    st.markdown(
        _(
            "The {cell} gets {whole} of the held-out verbs right, yet no unit of it tells one animal from several at "
            "every step from the noun to the verb: several carry the number together. The verb follows unit {unit} "
            "most: with the value that it has in the same sentence about the other number, {share} are still right."
        ).format(
            cell=TITLES[cell],
            whole=_percent(found.accuracy),
            unit=found.decider + 1,
            share=_percent(float(found.swapped[found.decider])),
        )
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _trace(found, cell, found.decider, _("{cell} {unit}: the verb follows"), "decider")
    with right:
        _all_units(of, cells, layer)


def _agreement() -> Networks:
    name = networks.in_language("agreement")
    return Networks(name, bundle.read(networks.BUNDLED[name][0]), untrained=False)


def _layer(of: Networks, cell: str, layer: int) -> int:
    return min(layer, of.run.lanes[cell].config.layers - 1)


def _trace(found: Number, cell: str, unit: int, why: str, key: str) -> None:
    figure = number_traces(
        found.singular[:, :, unit],
        found.plural[:, :, unit],
        found.words,
        cell=cell,
        names=(_("one"), _("several")),
        noun=found.noun,
        y_title="c" if cell == "lstm" else "a",
        height=HEIGHT,
    )
    told = _("at its worst step it tells {told} (1: always, 0: never)").format(told=_number(found.separation[unit]))
    plot_component.plot(
        figure,
        title=why.format(cell=TITLES[cell], unit=unit + 1),
        subtitle=_("mean over held-out sentences · band: middle half") + " · " + told,
        height=HEIGHT,
        words=translated(plot_component.WORDS),
        key=f"gates_trace_{key}",
    )


def _question(found: Number, cell: str) -> str | None:
    st.markdown("**" + _("Guess first") + "**")
    st.markdown(
        _(
            "Judged by its worst step from the noun to the verb, unit {unit} tells one animal from several better than "
            "any other unit of the {cell}. Give it, from the noun on, the value that it has in the same sentence about "
            "the other number. How many verbs are still right?"
        ).format(unit=found.teller + 1, cell=TITLES[cell])
    )
    return st.segmented_control(
        _("How many verbs are still right?"),
        list(GUESSES),
        format_func=lambda name: _(GUESSES[name]),
        key=f"gates_guess_{cell}",
        label_visibility="collapsed",
    )


def _reveal(found: Number, cell: str, guess: str) -> None:
    told, deciding = float(found.swapped[found.teller]), float(found.swapped[found.decider])
    answer = "most" if told > 0.75 else "half" if told > 0.25 else "few"
    verdict = _("Yes.") if guess == answer else _("No.")
    others = found.others
    said = [
        _("{share} (untouched: {whole}).").format(share=_percent(told), whole=_percent(found.accuracy)),
        _("Unit {unit}, changed in the same way, leaves {share}; held at its mean, {silenced}.").format(
            unit=found.decider + 1, share=_percent(deciding), silenced=_percent(float(found.silenced[found.decider]))
        )
        if found.decider != found.teller
        else _("Held at its mean, it leaves {silenced}.").format(
            silenced=_percent(float(found.silenced[found.decider]))
        ),
        _("The other units, changed in the same way, leave {middle} in the middle case.").format(
            middle=_percent(float(np.median(found.swapped[others])))
        )
        if len(others)
        else "",
    ]
    st.markdown(f"**{verdict}** " + " ".join(said))
    if told > 0.75 and found.decider != found.teller:
        st.markdown(
            _("To tell the number is not to decide the verb: only changing a unit shows what the network uses.")
        )
    st.caption(
        _("The two units were chosen on one half of the held-out sentences; everything shown is from the other half.")
    )


def _all_units(of: Networks, cells: Sequence[str], layer: int) -> None:
    found = {cell: choose.number(of, cell, _layer(of, cell, layer)) for cell in cells}
    seeing = {cell: one for cell, one in found.items() if one.accuracy >= BLIND}
    figure = told_and_decided(
        {cell: one.separation for cell, one in seeing.items()},
        {cell: one.swapped for cell, one in seeing.items()},
        named={cell: (one.teller, one.decider) for cell, one in seeing.items()},
        names=TITLES,
        x_title=_("separation: how well it tells the number"),
        y_title=_("right verbs with it swapped"),
        guess=_("guess"),
        unit=_("unit"),
        height=HEIGHT,
    )
    blind = [TITLES[cell] for cell in found if cell not in seeing]
    subtitle = _("one mark a unit · lower: the verb follows it")
    if blind:
        subtitle += " · " + _("not drawn, since it guesses: {cells}").format(cells=", ".join(blind))
    plot_component.plot(
        figure,
        title=_("Telling and deciding"),
        subtitle=subtitle,
        height=HEIGHT,
        words=translated(plot_component.WORDS),
        key="gates_all_units",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0").replace(".", decimal()) + "\u00a0%"


def _number(value: float) -> str:
    return numbers.number(float(value))
