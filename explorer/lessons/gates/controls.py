"""What a person looks for on the page about gates: a unit that tells something, and when a unit counts as holding."""

from __future__ import annotations

import streamlit as st

from explorer.app import numbers
from explorer.app.language import _
from explorer.lessons.gates import choose
from explorer.lessons.gates.picture import MEMORY_RANGE, SYMBOLS
from explorer.lessons.gates.record import UnitHabits, UnitReading
from explorer.names import TITLES


def finder(known: UnitHabits, cell: str, layer: int) -> None:
    """Which unit tells a feature of the text best: measured, and shown at a press."""
    names = choose.told(known)
    st.caption(_("Find the unit that tells").upper())
    feature = st.selectbox(
        _("Find the unit that tells"),
        names,
        None,
        format_func=lambda name: _(choose.FEATURES[name]),
        placeholder=_("what was read …"),
        key=f"gates_feature_{'-'.join(names)}",
        label_visibility="collapsed",
    )
    if feature is None:
        return
    unit, told = choose.best_at(known, feature, layer)
    st.caption(
        _("Unit {unit} of the {cell} tells it best: {told} (1: always; 0: no better than chance).").format(
            unit=unit + 1, cell=TITLES[cell], told=numbers.number(told)
        )
    )
    st.button(_("Show this unit"), key="gates_show_unit", on_click=choose.look_at, args=(unit,), width="stretch")


def holding(reading: UnitReading, cell: str) -> tuple[str, float]:
    """When a unit holds through a span: by which of its states, and from which |value| on."""
    quantities = [name for name in ("hidden", "cell") if name in reading.values[cell]]
    st.caption(_("A unit holds").upper())
    quantity = "hidden"
    if len(quantities) > 1:
        quantity = st.segmented_control(
            _("By its state"),
            quantities,
            default="hidden",
            format_func=lambda name: f"|{SYMBOLS[name]}|",
            key="gates_holds_by",
            label_visibility="collapsed",
            required=True,
        )
    top, usual = (MEMORY_RANGE, 2.0) if quantity == "cell" else (0.95, 0.3)
    threshold = st.slider(
        _("where |{symbol}| is at least").format(symbol=SYMBOLS[quantity]),
        0.05,
        top,
        usual,
        0.05,
        key=f"gates_threshold_{quantity}",
        help=_("For a selected span of the text: such units hold through all of it, and not just around it."),
    )
    return quantity, float(threshold)
