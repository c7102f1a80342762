"""“The cat … was”: which unit carries the number, told by its states and proved by changing it; and what to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from explorer.components import plot as plot_component
from explorer.figures.number import number_traces, told_and_decided
from explorer.lab import bundle
from explorer.problem import N_
from explorer.tasks.agreement import Agreement
from explorer.ui import gates, networks
from explorer.ui.columns import TITLES
from explorer.ui.columns import number as written_number
from explorer.ui.language import _, current, translated
from explorer.ui.networks import Networks
from explorer.units import Habits, Number, Reading

HEIGHT = 280
GUESSES = {"most": N_("nearly all"), "half": N_("about half, as by guessing"), "few": N_("hardly any")}
BLIND = 0.6  # a network below this share of right verbs has no number to lose


def section(of: Networks, cells: Sequence[str], cell: str, layer: int) -> None:
    """The unit that tells the number best, a guess, and the unit that the verb follows."""
    st.header(_("“The cat … was”: which unit carries the number?"), anchor=False)
    if not isinstance(of.task, Agreement):
        of, layer, cells = _agreement(), 0, list(TITLES)
        st.markdown(
            _(
                "Measured on networks that come with the app and learned subject and verb. "
                "Choose them in the sidebar to read their sentences above."
            )
        )
    found = gates.number(of, cell, layer)
    if found.accuracy < BLIND:
        st.markdown(
            _(
                "The {cell} gets {share} of the held-out verbs right, as guessing does: there is no number to find."
            ).format(cell=TITLES[cell], share=_percent(found.accuracy))
        )
        others = [
            other
            for other in cells
            if other != cell and gates.number(of, other, _layer(of, other, layer)).accuracy >= BLIND
        ]
        if others:
            st.button(
                _("Look at the {cell}").format(cell=TITLES[others[0]]),
                key="gates_other",
                on_click=_look,
                args=(others[0],),
            )
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _trace(found, cell, found.teller, _("tells the number best"), "teller")
    with right:
        guess = _question(found, cell)
        if guess is not None:
            _reveal(found, cell, guess)
    if guess is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _trace(found, cell, found.decider, _("the verb follows it most"), "decider")
    with right:
        _all_units(of, cells, layer)


def _agreement() -> Networks:
    name = "koty" if current() == "uk" else "cats"
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
    told = _("separation {told} (1: always, 0: not at all)").format(told=_number(found.separation[unit]))
    plot_component.plot(
        figure,
        title=_("Unit {unit} of the {cell}: {why}").format(unit=unit + 1, cell=TITLES[cell], why=why),
        subtitle=_("mean over held-out sentences · band: middle half") + " · " + told,
        height=HEIGHT,
        words=translated(plot_component.WORDS),
        key=f"gates_trace_{key}",
    )


def _question(found: Number, cell: str) -> str | None:
    st.markdown("**" + _("Guess first") + "**")
    st.markdown(
        _(
            "Unit {unit} tells one animal from several better than any other unit of the {cell}, at every step from "
            "the noun to the verb. Give it, from the noun on, the value that it has in the same sentence about the "
            "other number. How many verbs are still right?"
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
        _("Any other unit, changed in the same way: {middle} in the middle case.").format(
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
    found = {cell: gates.number(of, cell, _layer(of, cell, layer)) for cell in cells}
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
    return f"{100 * share:.1f}".removesuffix(".0").replace(".", "," if current() == "uk" else ".") + "\u00a0%"


def _number(value: float) -> str:
    return written_number(float(value))


# ---- What to try ----------------------------------------------------------------------------------------------------


def tries(of: Networks, reading: Reading, known: Mapping[str, Habits], cell: str, layer: int) -> None:
    """What to try, each one press away."""
    st.header(_("What to try"), anchor=False)
    for row in _offers(of, reading, known, cell, layer):
        for column, (key, title, act, why) in zip(st.columns(3, gap="medium"), row, strict=False):
            with column:
                st.button(title, key=f"gates_try_{key}", on_click=act, width="stretch")
                st.caption(why)


def _offers(
    of: Networks, reading: Reading, known: Mapping[str, Habits], cell: str, layer: int
) -> list[list[tuple[str, str, Callable[[], None], str]]]:
    letters = not gates.words_apart(of)
    first = next(iter(known[cell].tells))
    unit, told = gates.best_at(known[cell], first, layer)
    offers: list[tuple[str, str, Callable[[], None], str]] = [
        (
            "known",
            _("A unit that can be read"),
            lambda: gates.look_at(unit, gates.carried(known[cell].mean)),
            _(
                "Unit {unit} of the {cell} tells best: {feature} ({told}). Flick on with ↓: how many can be read?"
            ).format(unit=unit + 1, cell=TITLES[cell], feature=_(gates.FEATURES[first]), told=_number(told)),
        ),
        (
            "trained",
            _("Trained or not"),
            _toggle_trained,
            _("Where do the gates stand before training? Γf starts near σ(forget bias), the others near one half."),
        ),
        (
            "saturated",
            _("Saturated gates"),
            _saturated,
            _(
                "Units sorted by their mean: rows at the top and the bottom hardly move. Which gate has most of them?"
            ),
        ),
    ]
    if letters:
        offers.append(
            (
                "cats",
                _("The lecture's cats"),
                _cats,
                _("Networks that learned subject and verb read “The cat …” and “The cats …”: one press to the other."),
            )
        )
        if "quote" in known[cell].tells:
            quote, heard = gates.best_at(known[cell], "quote", layer)
            offers.append(
                (
                    "quote",
                    _("Inside quotation marks?"),
                    lambda: gates.look_at(quote, gates.carried(known[cell].mean)),
                    _(
                        "Karpathy found a unit for that in larger networks. The best one here, unit {unit}: {told}."
                    ).format(unit=quote + 1, told=_number(heard)),
                )
            )
    else:
        decider = gates.number(of, cell, layer).decider
        offers.append(
            (
                "decider",
                _("The unit that the verb follows"),
                lambda: gates.look_at(decider, gates.carried(known[cell].mean)),
                _(
                    "Unit {unit} of the {cell}. Read the sentence about one and about several: when do they part?"
                ).format(unit=decider + 1, cell=TITLES[cell]),
            )
        )
    offers.append(
        (
            "span",
            _("Who holds through this?"),
            partial(_span, *gates.a_span(reading)),
            _("A span of the text is selected: which units hold through it and let go around it, and where else?"),
        )
    )
    return [offers[i : i + 3] for i in range(0, len(offers), 3)]


def _toggle_trained() -> None:
    gates.state()["untrained"] = st.session_state["gates_untrained"] = not gates.state()["untrained"]


def _saturated() -> None:
    chosen = gates.state()
    chosen["order"] = "mean"
    for key in ("gates_order_True", "gates_order_False"):
        st.session_state[key] = "mean"


def _look(cell: str) -> None:
    gates.state().update(cell=cell, unit=-1)


def _cats() -> None:
    chosen = gates.state()
    gates.elsewhere()
    chosen.update(networks="koty" if current() == "uk" else "cats", text="", passage=0, untrained=False)
    for key in [key for key in st.session_state if str(key).startswith("gates_networks_")]:
        st.session_state[key] = chosen["networks"]
    st.session_state["gates_untrained"] = False


def _span(first: int, last: int) -> None:
    chosen = gates.state()
    chosen.update(span=f"{first + 1}-{last + 1}", t=last)
    st.session_state.pop("units", None)
    chosen["wish"] += 1
