"""What the page about gates looks at: which networks, which of them, which text, in which order; and its link."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import streamlit as st

from explorer.analysis import slow_order
from explorer.app import arrival, link, networks
from explorer.app.language import _, decimal, plural
from explorer.app.networks import Networks
from explorer.lessons.gates import kept as kept_units
from explorer.lessons.gates import order
from explorer.lessons.gates.address import ORDERS, PARAMETERS
from explorer.lessons.gates.number import Number
from explorer.lessons.gates.record import KeptUnit, UnitHabits, UnitReading
from explorer.lessons.gates.spans import Held
from explorer.lessons.gates.texts import MAX_TEXT, TASKS, passages
from explorer.names import TITLES
from explorer.problem import N_, Problem
from explorer.records import Floats
from explorer.tasks.agreement import Agreement
from explorer.text.passages import words_of

FEATURES: Mapping[str, str] = {
    "space": N_("a space was just read"),
    "vowel": N_("a vowel was just read"),
    "capital": N_("a capital letter was just read"),
    "quote": N_("inside quotation marks"),
    "clause": N_("between two commas"),
    "due": N_("the verb comes next"),
    "plural": N_("the subject is plural"),
}


# ---- What a person chooses ------------------------------------------------------------------------------------------


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says."""
    if "gates" not in st.session_state:
        said = arrival.values("gates", PARAMETERS)
        st.session_state["gates"] = {
            **networks.asked("gates", said),
            "text": said["text"],
            "passage": said["passage"] - 1,
            "cell": said["cell"],
            "layer": said["layer"] - 1,
            "order": said["order"],
            "unit": (said["unit"] or 0) - 1,
            "of": said["of"],
            "t": said["t"] - 1,
            "span": said["span"],
            "wish": 0,
        }
    chosen: dict[str, Any] = st.session_state["gates"]
    return chosen


def which() -> Networks:
    """The controls that say which networks are looked at: such as read text."""
    return networks.choose(
        state(),
        key="gates",
        usable=lambda config: config.task in TASKS,
        usual=networks.in_language("characters"),
        on_change=elsewhere,
    )


def network(of: Networks) -> tuple[str, int]:
    """The controls that say which of the networks, and which of its layers; (cell, layer)."""
    chosen = state()
    cells = [cell for cell in of.run.lanes if cell in TITLES]
    if chosen["cell"] not in cells:
        chosen["cell"] = "lstm" if "lstm" in cells else cells[0]
    key = f"gates_cell_{'-'.join(cells)}"
    st.segmented_control(
        _("Network"),
        cells,
        default=chosen["cell"],
        format_func=TITLES.__getitem__,
        key=key,
        label_visibility="collapsed",
        required=True,
        on_change=_switch,
        args=(key,),
    )
    layers = of.run.lanes[chosen["cell"]].config.layers
    chosen["layer"] = min(chosen["layer"], layers - 1)
    if layers > 1:
        chosen["layer"] = st.segmented_control(
            _("Layer"),
            range(layers),
            default=chosen["layer"],
            format_func=lambda layer: _("layer {number}").format(number=layer + 1),
            key=f"gates_layer_{layers}",
            label_visibility="collapsed",
            required=True,
        )
    return chosen["cell"], chosen["layer"]


def _switch(key: str) -> None:
    state().update(cell=st.session_state[key], unit=-1)


def look_into(cell: str) -> None:
    """Look at another of the networks."""
    state().update(cell=cell, unit=-1)
    for key in [key for key in st.session_state if str(key).startswith("gates_cell_")]:
        st.session_state[key] = cell


def arrangement(of: Networks, cell: str) -> str:
    """The control that says in which order units are drawn and gone through."""
    chosen, remembers = state(), cell != "rnn"
    names = [name for name in ORDERS if remembers or name != "half-life"]
    st.caption(_("Order of the units").upper())
    chosen["order"] = st.selectbox(
        _("Order of the units"),
        names,
        names.index(chosen["order"]) if chosen["order"] in names else 0,
        format_func=lambda name: _(ORDERS[name]),
        key=f"gates_order_{remembers}",
        label_visibility="collapsed",
    )
    return str(chosen["order"])


def text(of: Networks) -> str:
    """The controls that say which text is read."""
    chosen, places = state(), _passages(of.run.lanes[next(iter(of.run.lanes))].config, of)
    st.button(_("Another passage"), key="gates_next", on_click=_next_passage)
    with st.popover(_("Your own text …")), st.form("gates_own", border=False):
        st.text_area(
            _("At most {limit} characters; one will do.").format(limit=MAX_TEXT),
            chosen["text"],
            key="gates_pasted",
            max_chars=MAX_TEXT,
            height=150,
        )
        st.form_submit_button(_("Read it"), type="primary", on_click=_own_text)
    number = chosen["passage"] % len(places)
    if chosen["text"]:
        st.caption(_("your own text"))
    else:
        said = _("passage {number} of {count} that training never saw")
        st.caption(said.format(number=number + 1, count=len(places)))
    return str(chosen["text"] or places[number])


@st.cache_data(show_spinner=False, max_entries=8)
def _passages(config: Any, _of: Networks) -> list[str]:
    return passages(_of.task)


def _next_passage() -> None:
    chosen = state()
    chosen["passage"], chosen["text"] = 0 if chosen["text"] else chosen["passage"] + 1, ""
    elsewhere()


def _own_text() -> None:
    read_text(st.session_state["gates_pasted"])


def read_text(written: str) -> None:
    """Look at this text, from its start."""
    state()["text"] = PARAMETERS["text"].read(written[:MAX_TEXT])
    elsewhere()


def elsewhere() -> None:
    """Another text or other networks: step and span in the link were of the one before."""
    state().update(t=0, span="", unit=-1)
    for name in ("t", "span"):
        st.query_params.pop(name, None)


def look_at(unit: int, of: str = "") -> None:
    """Colour the text by this unit; `of`: by this quantity of its."""
    chosen = state()
    there = link.read({"t": PARAMETERS["t"]}, st.query_params.to_dict())[0]["t"]
    chosen.update(unit=unit, of=of or chosen["of"], t=there - 1)
    chosen["wish"] += 1


def write_url(of: Networks) -> None:
    """Make the link say what is chosen; what is looked at is written by the browser."""
    chosen = state()
    said = {name: chosen[name] for name in ("order", "text")} | {"layer": chosen["layer"] + 1}
    if not chosen["text"]:
        said["passage"] = chosen["passage"] + 1
    arrival.write(PARAMETERS, said, **of.link, cell=chosen["cell"])


# ---- What is measured -----------------------------------------------------------------------------------------------


def measured(of: Networks, written: str) -> UnitReading:
    """What the units of these networks do along this text: what came with the app where that is it, else now."""
    kept = _kept(of)
    if kept is not None and written == _passages(next(iter(of.run.lanes.values())).config, of)[0]:
        return kept.reading
    with st.spinner(_("The networks read the text …")):
        return _measured(of.key, written, of)


@st.cache_resource(show_spinner=False, max_entries=24)
def _measured(key: tuple[Any, ...], written: str, _of: Networks) -> UnitReading:
    from explorer.lessons.gates import measure
    from explorer.lessons.gates.texts import parse

    return measure.read({cell: one for cell, (one, _steps) in _of.load().items()}, parse(_of.task, written))


def habits(of: Networks) -> Mapping[str, UnitHabits]:
    """What the units of these networks do on the average over their held-out text."""
    kept = _kept(of)
    if kept is not None:
        return kept.habits
    with st.spinner(_("The networks read the held-out text …")):
        return _habits(of.key, of)


@st.cache_resource(show_spinner=False, max_entries=12)
def _habits(key: tuple[Any, ...], _of: Networks) -> Mapping[str, UnitHabits]:
    from explorer.lessons.gates import measure

    return {cell: measure.habits(one, _of.task) for cell, (one, _steps) in _of.load().items()}


def held(of: Networks, cell: str, layer: int, quantity: str) -> Held:
    """The states a or c of a layer along the held-out text."""
    return _held(of.key, cell, layer, quantity, of)


@st.cache_resource(show_spinner=False, max_entries=6)
def _held(key: tuple[Any, ...], cell: str, layer: int, quantity: str, _of: Networks) -> Held:
    from explorer.lessons.gates import measure

    return measure.held(_of.load()[cell][0], _of.task, layer, quantity)


def number(of: Networks, cell: str, layer: int) -> Number:
    """Which units of a layer tell the subject's number; of networks that learnt subject and verb."""
    kept = _kept(of)
    if kept is not None and layer == 0 and cell in kept.number:
        return kept.number[cell]
    with st.spinner(_("Changing one unit after the other …")):
        return _number(of.key, cell, layer, of)


@st.cache_resource(show_spinner=False, max_entries=24)
def _number(key: tuple[Any, ...], cell: str, layer: int, _of: Networks) -> Number:
    from explorer.lessons.gates import measure

    task = _of.task
    if not isinstance(task, Agreement):
        raise TypeError(f"only networks that learnt subject and verb know of numbers; got {task.title}")
    return measure.number(_of.load()[cell][0], task, layer)


def _kept(of: Networks) -> KeptUnit | None:
    name = networks.BUNDLED.get(of.name)
    return kept_units.find(name[0]) if name is not None and not of.untrained else None


@st.cache_resource(show_spinner=False)
def warm() -> threading.Thread:
    """Load what measuring needs behind the first picture, so that the first own text need not wait for it."""
    thread = threading.Thread(target=import_module, args=("explorer.lessons.gates.measure",), daemon=True)
    thread.start()
    return thread


# ---- What follows from it -------------------------------------------------------------------------------------------


def finite(reading: UnitReading) -> list[str]:
    """The networks whose values are all numbers; those of the others are gone."""
    return [cell for cell, one in reading.values.items() if all(np.isfinite(values).all() for values in one.values())]


def diverged(cell: str) -> Problem:
    """What to say of a network whose values are no numbers."""
    return Problem(
        N_(
            "What the {cell} computes are no longer numbers: its training has diverged. Choose another network, or "
            "train it again with a lower learning rate."
        ),
        cell=TITLES[cell],
    )


def carried(values: Mapping[str, Floats]) -> str:
    """What a unit carries from step to step: c<t> where there is one, else a<t>."""
    return "cell" if "cell" in values else "hidden"


def arranged(of: Networks, cell: str, layer: int, how: str, reading: UnitReading, known: UnitHabits) -> list[int]:
    """The units from top to bottom."""
    if how == "half-life" and known.half_life is not None:
        return _listed(order.descending(known.half_life[layer]))
    if how == "mean":
        gates = [name for name in ("forget", "update", "hidden") if name in known.mean]
        return _listed(order.descending(known.mean[gates[0]][layer]))
    if how == "clusters":
        return _listed(order.clustered(known.alike[layer]))
    if how == "like":
        seen = link.read({"unit": PARAMETERS["unit"]}, st.query_params.to_dict())[0]["unit"] or 1
        unit = min(seen, len(known.alike[layer])) - 1
        return _listed(order.descending(np.abs(known.alike[layer][unit])))
    fixed = None if of.untrained else of.run.lanes[cell].order(layer)
    return fixed or _listed(slow_order(reading.values[cell]["hidden"][layer]))


def words_apart(of: Networks) -> bool:
    """Whether these networks read words, not letters."""
    return isinstance(of.task, Agreement)


def a_span(reading: UnitReading) -> tuple[int, int]:
    """A span worth looking at: the clause between the first two commas, or else the longest word; (first, last)."""
    last, commas = len(reading.text) - 1, [t for t, symbol in enumerate(reading.text) if symbol == ","]
    if any(len(symbol) > 1 for symbol in reading.text):
        return (commas[0], commas[1]) if len(commas) > 1 else (min(2, last), min(5, last))
    words = words_of(reading.text)
    if not len(words.first):
        return 0, last
    longest = int((words.last - words.first).argmax())
    return int(words.first[longest]), int(words.last[longest])


def _listed(units: Sequence[Any] | Any) -> list[int]:
    return [int(unit) for unit in units]


def told(known: UnitHabits) -> list[str]:
    """The features of the text that were measured, the plainest first."""
    return [name for name in FEATURES if name in known.tells]


def best_at(known: UnitHabits, feature: str, layer: int) -> tuple[int, float]:
    """The unit of the layer that tells a feature of the text best, and how well: 0, not at all, to 1, always."""
    how_well = np.abs(known.tells[feature][layer])
    return int(how_well.argmax()), float(how_well.max())


def steps(value: float) -> str:
    """A half-life in words of the page's language."""
    if value >= 999.5:
        return _("over 1,000 steps")
    if value >= 9.95:
        return plural("{count} step", "{count} steps", round(value))
    text = f"{value:.1f}" if value >= 0.05 else "0"
    return _("{number} steps").format(number=text.replace(".", decimal()))
