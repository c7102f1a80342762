"""What the page about shapes looks at: chosen in the browser, which alone writes it into the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.app import arrival, link
from explorer.app.lessons import lesson
from explorer.lessons.shapes.address import PARAMETERS
from explorer.lessons.shapes.examples import KINDS
from explorer.lessons.shapes.shapes import ANYTHING, Look

PICTURE = "shapes_picture"


def state() -> dict[str, Any]:
    """What the page asked of its picture last; at its start what of the address makes no sense is told."""
    if "shapes" not in st.session_state:
        arrival.values("shapes", PARAMETERS)
        st.session_state["shapes"] = {"version": 0, "take": ANYTHING, "room": ""}
    found: dict[str, Any] = st.session_state["shapes"]
    return found


def look() -> Look:
    """What the address says now."""
    said, _nonsense = link.read(PARAMETERS, st.query_params.to_dict())
    moment = None if said["t"] is None else said["t"] - 1
    return Look(said["cell"], moment, {kind.name: said[kind.name] for kind in KINDS}, said["shape"])


def show(cell: str | None = None, t: int | None = None, **examples: str) -> None:
    """Take the picture to a cell, a moment (from 1), and examples by kind; from a button. The rest stays as it is."""
    named = {name.replace("_", "-"): example for name, example in examples.items()}
    state().update(version=state()["version"] + 1, take=Look(cell, None if t is None else t - 1, named))


def opened() -> None:
    """A link to another lesson was followed in the picture."""
    state()["room"] = str(st.session_state[PICTURE].opened["name"])


def leave() -> None:
    """Go to the lesson that a link in the picture leads to, if one was followed."""
    room, state()["room"] = state()["room"], ""
    if room in {name for kind in KINDS for name in kind.rooms}:
        st.switch_page(lesson(room).page)


def write_url() -> None:
    """Take out of the address what makes no sense."""
    arrival.write(PARAMETERS, {})
