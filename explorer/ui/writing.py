"""What the writing page shows: which networks, what they are given, the random numbers; its link and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np
import streamlit as st
from safetensors.numpy import load

from explorer.analysis import slow_order
from explorer.app import networks, saving
from explorer.app.language import _, current, explain, literal, plural, separator, translated
from explorer.app.names import TITLES
from explorer.app.networks import Networks
from explorer.app.numbers import number
from explorer.app.tries import Try
from explorer.browser import history as history_component
from explorer.browser import samples as samples_component
from explorer.components import writing as component
from explorer.components.writing import LONGEST, OPTIONS, Hand, Start
from explorer.lab.run import Lane
from explorer.problem import N_, Problem
from explorer.records import Array
from explorer.sampling import check
from explorer.tasks import tasks
from explorer.tasks.characters import Characters
from explorer.tasks.words import NextWord
from explorer.text import Tokeniser
from explorer.text.labels import label
from explorer.text.words import Words
from explorer.ui.memory_picture import unknown_note
from explorer.ui.writing_table import table, understood

MAX_PROMPT = 200
GIVEN = 24  # characters of the held-out text that are given where nobody says otherwise
LARGEST = 16_000_000  # numbers that a browser is sent
SEED, SEEDS = 1, 9999
WARMEST = 2.0
BROWSER = ("temperature", "k", "p", "then", "pick", "t")  # what the browser writes into the link


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says."""
    if "writing_state" not in st.session_state:
        problems: list[Problem] = []
        start = _arrived(st.query_params.to_dict(), problems)
        seed, given = _number("seed", 0, SEEDS, problems, whole=True), st.query_params.get("prompt")
        if given is not None and len(given) > MAX_PROMPT:
            problems.append(_too_long(given))
            given = None
        st.session_state["writing_state"] = {
            **networks.asked(),
            "start": start,
            "seed": SEED if seed is None else int(seed),
            "prompt": given,
            "rest": None,
            "moment": 0,
            "problems": problems,
        }
    chosen: dict[str, Any] = st.session_state["writing_state"]
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
        key="writing",
        usable=lambda config: tasks[config.task].draws,
        usual="ukrainian" if current() == "uk" else "english",
    )


def numbers() -> None:
    """The controls of the random numbers."""
    chosen = state()
    st.caption(_("Random numbers").upper())
    chosen["seed"] = st.number_input(
        _("Seed"), 0, SEEDS, chosen["seed"], key="writing_seed", help=_("All networks draw with the same numbers.")
    )
    st.button(_("Other random numbers"), key="writing_reseed", on_click=_reseed, width="stretch")


def _reseed() -> None:
    chosen = state()
    chosen["seed"] = st.session_state["writing_seed"] = (chosen["seed"] + 1) % (SEEDS + 1)


def prompt(of: Networks) -> str:
    """The text that the networks are given to begin with, and what they do not know of it."""
    chosen, usual = state(), usual_prompt(of)
    given = st.text_input(
        _("What they are given to read first"),
        usual if chosen["prompt"] is None else chosen["prompt"],
        max_chars=MAX_PROMPT,
        key=f"writing_prompt_{of.name}",
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


def _symbols(of: Networks) -> tuple[str, ...]:
    return of.task.symbols or ()


# ---- The picture ----------------------------------------------------------------------------------------------------


def draw(of: Networks, given: str) -> None:
    """The networks that write, and the files of what they wrote."""
    chosen = state()
    for problem in chosen.pop("problems", []):
        st.warning(explain(problem))
    symbols, start = _symbols(of), chosen["start"]
    picks = {cell: {t: i for t, i in those.items() if i < len(symbols)} for cell, those in start.picks.items()}
    picture = {
        "hands": hands(of),
        "symbols": symbols,
        "names": [label(symbol) for symbol in symbols],
        "joint": " " if isinstance(tokeniser(of), Words) else "",
        "prompt": pieces(of, given),
        "levels": np.random.default_rng(chosen["seed"]).random(LONGEST),
        "start": replace(start, picks=picks),
        "words": translated(component.WORDS),
    }
    _shown(picture)


@st.fragment
def _shown(picture: Mapping[str, Any]) -> None:
    # It runs again, alone, when the browser rests: what it is given stays, so nothing is sent a second time.
    component.writing(**picture, key="writing", on_rest=partial(_rest, picture["symbols"]))
    saving.buttons(
        partial(table, state()["rest"], picture["symbols"], len(picture["prompt"])),
        "writing",
        _("One line for each network and token: the random number, the probability, the rank, the settings."),
    )


def _rest(symbols: tuple[str, ...]) -> None:
    """Keep what is on screen: for the files, and for the way back to this page."""
    chosen = state()
    found = understood(st.session_state["writing"].rest, symbols)
    if found is None:
        return
    start, chosen["rest"] = found
    chosen["start"] = replace(start, nonce=chosen["start"].nonce)


def hands(of: Networks) -> list[Hand]:
    """The networks with their weights. Raises `Problem` where these are too many for a browser."""
    weights, steps = parameters(of), of.steps()
    size = sum(array.size for arrays in weights.values() for array in arrays.values())
    if size > LARGEST:
        raise Problem(
            N_("These networks have {size:,} numbers; a browser is sent at most {limit:,}. Choose smaller ones."),
            size=size,
            limit=LARGEST,
        )
    return [
        Hand(
            cell=cell,
            title=TITLES.get(cell, cell),
            caption=plural("after {count} training step", "after {count} training steps", steps[cell])
            if steps[cell]
            else "",
            warning="" if steps[cell] else _("Not trained: its weights are random."),
            parameters=arrays,
            options={name: str(getattr(of.run.lanes[cell].config, name)) for name in OPTIONS.values()},
            order=_order(of.run.lanes[cell], arrays["W_y"].shape[1], of.untrained),
        )
        for cell, arrays in weights.items()
    ]


def parameters(of: Networks) -> dict[str, dict[str, Array]]:
    """The weights by cell, as `Network.state_dict` names them; without torch where they are kept as a file."""
    found = {}
    for cell, kept in of.states.items():
        if kept is not None:
            arrays = {name.removeprefix("network."): a for name, a in load(kept).items() if name.startswith("network.")}
        else:
            arrays = {name: t.numpy(force=True) for name, t in of.load()[cell][0].state_dict().items()}
        found[cell] = arrays
    return found


def _order(lane: Lane, units: int, untrained: bool) -> list[int]:
    """Slow units on top, as the probe sentence moves them."""
    snapshot = lane.snapshot(0 if untrained else None)
    if snapshot is None or snapshot.trace.hidden.shape[3] != units:
        return list(range(units))
    return [int(unit) for unit in slow_order(np.asarray(snapshot.trace.hidden[-1, :, 0, :], np.float64))]


# ---- Below the picture ----------------------------------------------------------------------------------------------


def offers() -> Iterator[Try]:
    """What to try."""
    yield Try(
        "writing_try_greedy",
        _("Always the likeliest"),
        partial(_settings, 0.0),
        _("At temperature 0 nothing is left to chance. How long until it repeats itself?"),
    )
    yield Try(
        "writing_try_bold",
        _("Boldly"),
        partial(_settings, 1.5),
        _("Above 1 the unlikely catches up. Which network loses its words first?"),
    )
    yield Try(
        "writing_try_nucleus",
        _("Bold, but within 90 %"),
        partial(_settings, 1.5, 0.9),
        _("Top-p leaves the long tail out. Is it the tail that made the nonsense?"),
    )


def _settings(temperature: float, p: float = 1.0) -> None:
    chosen = state()
    chosen["start"] = Start([(0, temperature, 0, p)], {}, 0, chosen["start"].nonce + 1)


def noise_to_words(of: Networks) -> None:
    """Samples along the training history, where it is kept."""
    if not of.run.steps:
        return
    st.header(_("From noise to words"), anchor=False)
    st.markdown(_("What the same networks wrote while they learnt. Pull the slider through the training."))
    _moments(of)


@st.fragment
def _moments(of: Networks) -> None:
    chosen, run = state(), of.run
    words = translated(history_component.WORDS) | {"group": separator()}
    history_component.history(
        run.steps, shown=chosen["moment"], live=False, words=words, key="writing_history", on_moved=_moved
    )
    caption = _("temperature {value}").format(value=number(0.7, 1))
    panes = []
    moment = chosen["moment"] if chosen["moment"] is None else max([chosen["moment"], *run.steps[:1]])
    for cell, lane in run.lanes.items():
        snapshot = lane.snapshot(moment)
        sample = snapshot.sample if snapshot is not None and snapshot.sample.kind == "text" else None
        panes.append(samples_component.Pane(cell, _("{name} writes").format(name=TITLES[cell]), caption, sample))
    samples_component.samples(panes, words=translated(samples_component.WORDS), key="writing_samples")


def _moved() -> None:
    step = st.session_state["writing_history"].moved["step"]
    state()["moment"] = step if isinstance(step, int) else None
