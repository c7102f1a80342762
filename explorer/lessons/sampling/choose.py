"""What a person chooses: which networks write, what they are given, the random numbers; and the link that says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from explorer.app import arrival, networks
from explorer.app.language import _, literal
from explorer.app.networks import Networks
from explorer.app.unknown import unknown_note
from explorer.lessons.sampling.address import MAX_PROMPT, PARAMETERS, SEEDS
from explorer.lessons.sampling.sampling import Start
from explorer.tasks import tasks
from explorer.tasks.characters import Characters
from explorer.tasks.words import NextWord
from explorer.text import Tokeniser
from explorer.text.labels import label

GIVEN = 24  # characters of the held-out text that are given where nobody says otherwise


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says."""
    if "sampling_state" not in st.session_state:
        said = arrival.values("sampling", PARAMETERS)
        st.session_state["sampling_state"] = {
            **networks.asked("sampling", said),
            "start": _start(said),
            "seed": said["seed"],
            "prompt": said["prompt"],
            "rest": None,
            "moment": 0,
        }
    chosen: dict[str, Any] = st.session_state["sampling_state"]
    return chosen


def _start(said: Mapping[str, Any]) -> Start:
    """The settings, choices and the step that an address holds."""
    from_start, temperature, k, p = Start().plan[0]
    temperature = temperature if said["temperature"] is None else said["temperature"]
    first = (from_start, temperature, k if said["k"] is None else said["k"], said["p"] or p)
    return Start([first, *said["then"]], said["pick"], (said["t"] or 1) - 1)


def write_url(of: Networks, given: str) -> None:
    """Make the link say what is chosen; settings, choices and step are written by the browser."""
    said = {"seed": state()["seed"], "prompt": given if given != usual_prompt(of) else None}
    arrival.write(PARAMETERS, said, **of.link)


# ---- What a person chooses ------------------------------------------------------------------------------------------


def which() -> Networks:
    """The controls that say which networks write: such as can go on with any text."""
    return networks.choose(
        state(),
        key="sampling",
        usable=lambda config: tasks[config.task].draws,
        usual=networks.in_language("characters"),
    )


def numbers() -> None:
    """The controls of the random numbers."""
    chosen = state()
    st.caption(_("Random numbers").upper())
    chosen["seed"] = st.number_input(
        _("Seed"), 0, SEEDS, chosen["seed"], key="sampling_seed", help=_("All networks draw with the same numbers.")
    )
    st.button(_("Other random numbers"), key="sampling_reseed", on_click=_reseed, width="stretch")


def _reseed() -> None:
    chosen = state()
    chosen["seed"] = st.session_state["sampling_seed"] = (chosen["seed"] + 1) % (SEEDS + 1)


def prompt(of: Networks) -> str:
    """The text that the networks are given to begin with, and what they do not know of it."""
    chosen, usual = state(), usual_prompt(of)
    given = st.text_input(
        _("What they are given to read first"),
        usual if chosen["prompt"] is None else chosen["prompt"],
        max_chars=MAX_PROMPT,
        key=f"sampling_prompt_{of.name}",
    )
    given = str(given)[:MAX_PROMPT]
    chosen["prompt"] = None if given == usual else given
    if not given:
        st.caption(_("Nothing given: they begin with a⟨0⟩ = 0 and x⟨1⟩ = 0, as in the lecture."))
    nowhere = tokeniser(of).unknown
    unknown = [text.strip() or text for i, text in pieces(of, given) if i == nowhere]
    if unknown:
        st.caption(literal(unknown_note([label(text) for text in unknown])))
    return given


def usual_prompt(of: Networks) -> str:
    """The beginning of a line of the held-out text, whole words."""
    lines = [line for line in _task(of).held_out.split("\n") if line.strip()]
    text = lines[min(1, len(lines) - 1)][:GIVEN]  # the first line is cut off in front
    return text[: text.rfind(" ") + 1] or text


def tokeniser(of: Networks) -> Tokeniser:
    """What cuts a text into the symbols that these networks read."""
    task = _task(of)
    return task.vocabulary if isinstance(task, Characters) else task.tokeniser


def _task(of: Networks) -> Characters | NextWord:
    return cast(Characters | NextWord, of.task)


def pieces(of: Networks, text: str) -> list[tuple[int, str]]:
    """The ids that a text is read as, each with the part of the text that it stands for."""
    tokens = tokeniser(of).tokenise(text)
    return list(zip(tokens.ids.tolist(), tokens.pieces, strict=True))


def symbols(of: Networks) -> tuple[str, ...]:
    """What these networks may write."""
    return of.task.symbols or ()
