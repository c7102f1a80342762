"""The pictures of the page about gates: text under a unit, heat maps, averages; and their numbers as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from explorer.app import numbers, saving
from explorer.app.fragment import fragment
from explorer.app.language import _, plural, translated
from explorer.app.networks import Networks
from explorer.browser import plot as plot_component
from explorer.lessons.gates import choose
from explorer.lessons.gates import gates as component
from explorer.lessons.gates.address import ORDERS
from explorer.lessons.gates.choose import state
from explorer.lessons.gates.figures import half_life_histogram, saturation_scatter, unit_heat_map
from explorer.lessons.gates.gates import Found, Quantity
from explorer.lessons.gates.record import UnitHabits, UnitReading
from explorer.lessons.gates.spans import around, holding, passages_held
from explorer.lessons.gates.texts import MAX_TEXT
from explorer.names import TITLES
from explorer.problem import N_
from explorer.records import Array
from explorer.text.labels import label

MEMORY_RANGE = 8.0
"""c<t> of networks that have learned: nearly all of it lies within, where ±4 would cut off half."""
HEIGHT, CHART_HEIGHT = 230, 300
SYMBOLS: Mapping[str, str] = {
    "hidden": "a", "cell": "c", "forget": "Γf", "update": "Γu", "reset": "Γr", "output": "Γo", "candidate": "c̃",
}  # fmt: skip
NAMES: Mapping[str, str] = {
    "hidden": N_("Hidden state a⟨t⟩"),
    "cell": N_("Memory cell c⟨t⟩"),
    "forget": N_("Forget gate Γf"),
    "update": N_("Update gate Γu"),
    "reset": N_("Reset gate Γr"),
    "output": N_("Output gate Γo"),
    "candidate": N_("Candidate c̃⟨t⟩"),
}


def scale(quantity: str) -> tuple[str, float, float]:
    """How a quantity is drawn: "sequential" or "diverging", and its fixed range."""
    if quantity in ("hidden", "candidate"):
        return "diverging", -1.0, 1.0
    return ("diverging", -MEMORY_RANGE, MEMORY_RANGE) if quantity == "cell" else ("sequential", 0.0, 1.0)


def shown(reading: UnitReading) -> list[str]:
    """The symbols of a text as a person can see them."""
    return [symbol if symbol == " " else label(symbol) for symbol in reading.text]


def warning(steps: int) -> str:
    """What to say of networks that never learned."""
    return "" if steps else _("Not trained: its weights are random, and so is what its gates do.")


# ---- The text under a unit ------------------------------------------------------------------------------------------


@fragment
def text(
    of: Networks,
    cell: str,
    layer: int,
    reading: UnitReading,
    known: UnitHabits,
    units: Sequence[int],
    holds: tuple[str, float],
) -> None:
    """The text coloured by one unit, and where else the units hold that hold through a selected span."""
    chosen, values = state(), reading.values[cell]
    carried, steps = choose.carried(values), of.steps()[cell]
    words = choose.words_apart(of)
    symbols = [f"{symbol}\n" if symbol == "⏎" else symbol for symbol in shown(reading)]
    linked = _linked_span(chosen["span"])
    span = component.heard(st.session_state.get("units", {}).get("span"), symbols, chosen["wish"], linked)
    found = None if span is None else _found(of, cell, layer, reading, span, *holds)
    unknown = np.flatnonzero(~reading.known)
    unit = (
        chosen["unit"] if 0 <= chosen["unit"] < len(units) else choose.best_at(known, choose.told(known)[0], layer)[0]
    )
    component.units(
        [
            Quantity(name, _(NAMES[name]), SYMBOLS[name], one[layer].T, *scale(name))
            for name, one in sorted(values.items(), key=lambda item: list(SYMBOLS).index(item[0]))
        ],
        cell=cell,
        title=TITLES[cell],
        caption=_caption(of, cell, layer, steps),
        warning=warning(steps),
        note=_unknown(words, [reading.text[t] for t in unknown]),
        text=symbols,
        unknown=unknown.tolist(),
        apart=words,
        order=units,
        facts=_facts(known, layer),
        unit=unit,
        quantity=chosen["of"] or carried,
        cursor=chosen["t"],
        span=linked,
        wish=chosen["wish"],
        found=found,
        words=translated(component.WORDS),
        key="units",
    )


def _linked_span(written: str) -> tuple[int, int] | None:
    first, _dash, last = written.partition("-")
    return (int(first) - 1, int(last) - 1) if written and int(first) <= int(last) <= MAX_TEXT else None


def _caption(of: Networks, cell: str, layer: int, steps: int) -> str:
    parts = [_("layer {number}").format(number=layer + 1)] if of.run.lanes[cell].config.layers > 1 else []
    if steps:
        parts.append(plural("after {count} training step", "after {count} training steps", steps))
    return " · ".join(parts)


def _unknown(words: bool, unknown: list[str]) -> str:
    """Which symbols the network does not know, the first few by name."""
    if not unknown:
        return ""
    kinds = list(dict.fromkeys(label(one) for one in unknown))
    if words:
        said = plural(
            "{count} word is outside the vocabulary, so the networks read nothing there:",
            "{count} words are outside the vocabulary, so the networks read nothing there:",
            len(unknown),
        )
    else:
        said = plural(
            "{count} symbol is outside the vocabulary, so the networks read ⟨UNK⟩ there:",
            "{count} symbols are outside the vocabulary, so the networks read ⟨UNK⟩ there:",
            len(unknown),
        )
    return f"{said} {' '.join(kinds[:12])}{' …' if len(kinds) > 12 else ''}"


def _facts(known: UnitHabits, layer: int) -> list[str]:
    """One line about each unit, over the held-out text."""
    if known.half_life is None or known.kept is None:
        return [_("no gates: rewritten at every step")] * len(known.mean["hidden"][layer])
    said = _("keeps {share} of its memory a step on the average: half-life {steps}")
    return [
        said.format(share=numbers.number(float(share)), steps=choose.steps(float(half)))
        for share, half in zip(known.kept[layer], known.half_life[layer], strict=True)
    ]


def _found(
    of: Networks, cell: str, layer: int, reading: UnitReading, span: tuple[int, int], quantity: str, threshold: float
) -> Found:
    """The units that hold through the span, said in words, and where else."""
    (first, last), apart = span, choose.words_apart(of)
    units = holding(reading.values[cell][quantity][layer], first, last, threshold).tolist()
    joint = " " if apart else ""
    written = joint.join(shown(reading)[first : last + 1])
    written = written if written.strip() else label(written)
    bound = numbers.number(threshold)
    if not units:
        said = _("No unit holds through “{span}” and lets go around it (|{symbol}| ≥ {bound}).")
        return Found(first, last, [], said.format(span=written, symbol=SYMBOLS[quantity], bound=bound), "", [])
    text = choose.held(of, cell, layer, quantity)
    symbols = of.task.symbols or ()
    passages = []
    for place in passages_held(text.states, units, threshold, last - first + 1):
        line = [symbols[i] if apart else label(symbols[i]).replace("␣", " ") for i in text.ids[:, place.window]]
        passages.append((*around(place, line, joint), place.units))
    return Found(
        first,
        last,
        units,
        _("Holding through “{span}” (|{symbol}| ≥ {bound}): {units}").format(
            span=written,
            symbol=SYMBOLS[quantity],
            bound=bound,
            units=plural("{count} unit", "{count} units", len(units)),
        ),
        _("Elsewhere in the held-out text at least half of them hold together here:")
        if passages
        else _("Nowhere else in the held-out text do half of them hold together."),
        passages,
    )


# ---- Heat maps ------------------------------------------------------------------------------------------------------


def heat_maps(of: Networks, cell: str, layer: int, reading: UnitReading, units: Sequence[int], how: str) -> None:
    """Everything that this layer's units have, as colours over time."""
    values = reading.values[cell]
    untrained = "" if of.steps()[cell] else _("not trained")
    names = [name for name in SYMBOLS if name in values]
    for pair in (names[i : i + 2] for i in range(0, len(names), 2)):
        for column, name in zip(st.columns(2, gap="medium"), pair, strict=False):
            kind, low, high = scale(name)
            with column:
                figure = unit_heat_map(
                    values[name][layer].T,
                    units,
                    cell=cell if kind == "sequential" else "",
                    low=low,
                    high=high,
                    symbols=shown(reading),
                    x_title=_("time step ⟨t⟩"),
                    y_title=_("unit"),
                    name=SYMBOLS[name],
                    height=HEIGHT,
                )
                about = [TITLES[cell], _(ORDERS[how]), untrained]
                _plot(figure, _(NAMES[name]), " · ".join(filter(None, about)), HEIGHT, f"heat_{name}", time=True)


def _plot(figure: object, title: str, subtitle: str, height: int, key: str, time: bool = False) -> None:
    plot_component.plot(
        figure,
        title=title,
        subtitle=subtitle,
        height=height,
        follow_cursor=time,
        choose_unit=time,
        words=translated(plot_component.WORDS),
        key=f"gates_{key}",
    )


# ---- Over the held-out text -----------------------------------------------------------------------------------------


def habits(of: Networks, known: Mapping[str, UnitHabits], layer: int) -> None:
    """How saturated the gates are, and how long memories last, for all cells that have gates."""
    st.header(_("How saturated, and how long a memory?"), anchor=False)
    gated = [cell for cell in known if known[cell].below and cell in TITLES]
    columns = iter(st.columns(len(gated) + 1, gap="medium"))
    counted = plural("{count} step", "{count} steps", next(iter(known.values())).positions)
    untrained = " · " + _("not trained") if of.untrained else ""
    for cell in gated:
        figure = saturation_scatter(
            known[cell].below,
            known[cell].above,
            cell=cell,
            names=SYMBOLS,
            x_title=_("share of time below 0.1: shut"),
            y_title=_("share of time above 0.9: open"),
            words=(_("unit"), _("layer")),
            height=CHART_HEIGHT,
        )
        title = _("Gates · {cell}").format(cell=TITLES[cell])
        with next(columns):
            _plot(
                figure,
                title,
                _("one mark a unit · {counted} of held-out text").format(counted=counted) + untrained,
                300,
                f"sat_{cell}",
            )
    lives = {cell: half for cell in gated if (half := known[cell].half_life) is not None}
    with next(columns):
        figure = half_life_histogram(
            lives, names=TITLES, x_title=_("half-life (steps)"), y_title=_("units"), height=CHART_HEIGHT
        )
        subtitle = _("−ln 2 / ln of the mean Γf; in the GRU 1 − Γu plays Γf") + untrained
        _plot(figure, _("Half-life"), subtitle, CHART_HEIGHT, "half")
    middle = " · ".join(f"{TITLES[cell]} {choose.steps(float(np.nanmedian(one)))}" for cell, one in lives.items())
    longest = " · ".join(f"{TITLES[cell]} {choose.steps(float(np.nanmax(one)))}" for cell, one in lives.items())
    st.markdown(_("Half-life of the middle unit: {middle}; of the longest: {longest}.").format(
        middle=middle, longest=longest
    ))  # fmt: skip


# ---- Numbers as files -----------------------------------------------------------------------------------------------


def save(reading: UnitReading) -> None:
    """The numbers behind the colours, as files."""
    help = _("One line for each network, layer, step and unit: its states and gates.")
    saving.buttons(partial(table, reading), "gates", help)


def table(reading: UnitReading) -> dict[str, Array]:
    """Every number of a reading, as columns; layers, steps and units count from 1, what a cell lacks is NaN."""
    parts: list[dict[str, Array]] = []
    for cell, values in reading.values.items():
        shape = values["hidden"].shape
        layer, t, unit = (axis.ravel() + 1 for axis in np.indices(shape))
        nothing = np.full(layer.shape, np.nan, np.float32)
        states = {name: np.asarray(values[name], np.float32).ravel() if name in values else nothing for name in SYMBOLS}
        symbols = np.array(reading.text, dtype=object)[t - 1]
        network = np.full(layer.shape, cell, dtype=object)
        parts.append({"network": network, "layer": layer, "step": t, "symbol": symbols, "unit": unit, **states})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
