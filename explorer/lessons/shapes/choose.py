"""What the page about shapes looks at; nearly all of it is chosen in the browser, which writes it into the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.app import arrival, link
from explorer.app.lessons import lesson
from explorer.lessons.shapes.address import PARAMETERS
from explorer.lessons.shapes.examples import KINDS
from explorer.lessons.shapes.shapes import Look

PICTURE = "shapes_picture"


def state() -> dict[str, Any]:
    """What of this session's picture is new; at its start what the address says that makes no sense is told."""
    if "shapes" not in st.session_state:
        arrival.values("shapes", PARAMETERS)
        st.session_state["shapes"] = {"version": 0, "room": ""}
    found: dict[str, Any] = st.session_state["shapes"]
    return found


def look() -> Look:
    """What the address says now."""
    said, _nonsense = link.read(PARAMETERS, st.query_params.to_dict())
    moment = None if said["t"] is None else said["t"] - 1
    return Look(said["cell"], moment, {kind.name: said[kind.name] for kind in KINDS})


def show(**values: str) -> None:
    """Take the picture to what an address with these parameters says, from a button; the others stay."""
    state()["version"] += 1
    for name, value in values.items():
        st.query_params[name.replace("_", "-")] = value


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
