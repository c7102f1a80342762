"""What a person chooses: which networks write, what they are given, the random numbers; and the link that says it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, cast

import streamlit as st

from explorer.app import networks
from explorer.app.language import _, current, literal
from explorer.app.networks import Networks
from explorer.app.unknown import unknown_note
from explorer.lessons.sampling.sampling import LONGEST, Start
from explorer.problem import N_, Problem
from explorer.sampling import check
from explorer.tasks import tasks
from explorer.tasks.characters import Characters
from explorer.tasks.words import NextWord
from explorer.text import Tokeniser
from explorer.text.labels import label

MAX_PROMPT = 200
GIVEN = 24  # characters of the held-out text that are given where nobody says otherwise
SEED, SEEDS = 1, 9999
WARMEST = 2.0
BROWSER = ("temperature", "k", "p", "then", "pick", "t")  # what the browser writes into the link


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says."""
    if "sampling_state" not in st.session_state:
        problems: list[Problem] = []
        start = _arrived(st.query_params.to_dict(), problems)
        seed, given = _number("seed", 0, SEEDS, problems, whole=True), st.query_params.get("prompt")
        if given is not None and len(given) > MAX_PROMPT:
            problems.append(_too_long(given))
            given = None
        st.session_state["sampling_state"] = {
            **networks.asked(),
            "start": start,
            "seed": SEED if seed is None else int(seed),
            "prompt": given,
            "rest": None,
            "moment": 0,
            "problems": problems,
        }
    chosen: dict[str, Any] = st.session_state["sampling_state"]
    return chosen


# ---- The link -------------------------------------------------------------------------------------------------------


def _arrived(link: Mapping[str, str], problems: list[Problem]) -> Start:
    """The settings, choices and the step that a link holds; what makes no sense is left out and named."""
    usual = Start()
    from_start, warmth, k, p = usual.plan[0]
    asked = _number("temperature", 0, WARMEST, problems)
    k = int(_number("k", 1, 1 << 20, problems, whole=True) or k)
    p = _number("p", 0.01, 1, problems) or p
    step = int(_number("t", 1, LONGEST, problems, whole=True) or 1)
    plan = [(from_start, warmth if asked is None else asked, k, p)]
    picks: dict[str, dict[int, int]] = {}
    try:
        for part in filter(None, link.get("then", "").split("~")):
            plan.append(_checked_plan(part))
        if any(one[0] >= other[0] for one, other in pairwise(plan)):
            raise ValueError
    except ValueError:
        plan = plan[:1]
        problems.append(_nonsense("then", link["then"]))
    try:
        for part in filter(None, link.get("pick", "").split("~")):
            cell, at, token = part.split(".")
            if not 1 <= int(at) <= LONGEST or int(token) < 0:
                raise ValueError
            picks.setdefault(cell, {})[int(at) - 1] = int(token)
    except ValueError:
        picks = {}
        problems.append(_nonsense("pick", link["pick"]))
    return Start(plan, picks, step - 1)


def _checked_plan(part: str) -> tuple[int, float, int, float]:
    at, temperature, k, p = part.split("_")
    check(float(temperature), int(k) or None, float(p))
    if not 1 <= int(at) <= LONGEST or float(temperature) > WARMEST:
        raise ValueError(part)
    return int(at) - 1, float(temperature), int(k), float(p)


def _number(name: str, low: float, high: float, problems: list[Problem], *, whole: bool = False) -> float | None:
    """A number of the link; None where there is none, or none that makes sense."""
    text = st.query_params.get(name)
    if text is None:
        return None
    try:
        value = float(int(text) if whole else float(text))
        if low <= value <= high:
            return value
    except (ValueError, OverflowError):
        pass
    problems.append(
        Problem(
            N_("“{name}” must be a number from {low} to {high}; got “{got}”."),
            name=name,
            low=f"{low:g}",
            high=f"{high:g}",
            got=text[:40],
        )
    )
    return None


def _nonsense(name: str, got: str) -> Problem:
    return Problem(
        N_("“{name}” of the link makes no sense here and was left out; got “{got}”."), name=name, got=got[:40]
    )


def _too_long(text: str) -> Problem:
    return Problem(
        N_("What is given may have at most {limit} characters; got {got}. The usual beginning stands instead."),
        limit=MAX_PROMPT,
        got=len(text),
    )


def write_url(of: Networks, given: str) -> None:
    """Make the link say what is chosen; settings, choices and step are written by the browser."""
    chosen, there = state(), st.query_params.to_dict()
    wanted = {name: there[name] for name in ("lang", *BROWSER) if name in there} | dict(of.link)
    if given != usual_prompt(of):
        wanted["prompt"] = given
    if chosen["seed"] != SEED:
        wanted["seed"] = str(chosen["seed"])
    if wanted != there:
        st.query_params.from_dict(wanted)


# ---- What a person chooses ------------------------------------------------------------------------------------------


def which() -> Networks:
    """The controls that say which networks write: such as can go on with any text."""
    return networks.choose(
        state(),
        key="sampling",
        usable=lambda config: tasks[config.task].draws,
        usual="ukrainian" if current() == "uk" else "english",
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
