"""What the page about backpropagation looks at: which network, which sequence; and its link.

Beside the networks that come with the app: those that a person trained to read letters, here or on another page.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import streamlit as st

from explorer.app import arrival, link, networks
from explorer.app.language import _, plural, spoken
from explorer.app.link import RUN
from explorer.app.networks import Networks, Offer
from explorer.lessons.backpropagation import kept, unrollable
from explorer.lessons.backpropagation.address import MAX_TEXT, PARAMETERS, TITLES
from explorer.lessons.backpropagation.reading import SequenceReading, letters
from explorer.lessons.backpropagation.record import BINARY, LONGEST, SOFTMAX, Unrolled
from explorer.problem import N_
from explorer.tasks.characters import Characters

_TASKS: Mapping[str, str] = {
    BINARY: N_("Is this word part of a name? · binary cross-entropy"),
    SOFTMAX: N_("Which letter comes next? · softmax cross-entropy"),
}
_LANGUAGES: Mapping[str, str] = {"english": N_("English"), "ukrainian": N_("Ukrainian")}
_FEWEST = 4  # steps on the slider


@dataclass(frozen=True)
class Asked:
    """One network: its loss, its language, its cell, and after how many training steps.

    `live` are the networks that a person trained, of which it is one; their name then stands for the language.
    """

    loss: str
    language: str
    cell: str
    step: int
    live: Networks | None = None

    @property
    def title(self) -> str:
        """The cell as people write it."""
        return _(TITLES[self.cell])

    @property
    def example(self) -> tuple[str, int]:
        """The text to show first, and how many steps of it."""
        if self.live is None:
            return kept.EXAMPLES[self.loss, self.language]
        return self._learnt.held_out.strip()[:LONGEST], 12

    @property
    def symbols(self) -> tuple[str, ...]:
        """What ids mean."""
        return kept.symbols(self.loss, self.language) if self.live is None else self._learnt.symbols

    def read(self, text: str, steps: int = LONGEST) -> SequenceReading:
        """A text as the network reads it. Raises `Problem` for one that is too long or empty."""
        if self.live is None:
            return kept.read(self.loss, self.language, text, steps)
        return letters(text, self._learnt.vocabulary, steps)

    @property
    def _learnt(self) -> Characters:
        return cast(Characters, cast(Networks, self.live).task)


def _trained_here() -> dict[str, Offer]:
    """Networks that a person trained and that this page's formulas are those of, by name in a link."""
    offers = [offer for source in (networks.own, networks.compared) for offer in source()]
    return {offer.name: offer for offer in offers if unrollable(offer.config)}


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says, and what of it made no sense."""
    if "backpropagation" not in st.session_state:
        st.session_state["backpropagation"] = _arrived(arrival.values("backpropagation", PARAMETERS))
    found: dict[str, Any] = st.session_state["backpropagation"]
    return found


def _arrived(said: dict[str, Any]) -> dict[str, Any]:
    """What is looked at first, from what the address says."""
    here = _trained_here()
    asked = networks.asked("backpropagation", said)
    found = {name for name, offer in here.items() if said[RUN] and offer.link.get(RUN) == said[RUN]}
    net = next((name for name in (said["net"], *found) if name in {**_LANGUAGES, **here}), "")
    if asked["networks"] not in ("", RUN) and not net:
        arrival.complain("backpropagation", link.unknown("net", [*_LANGUAGES, *here], said["net"]))
    net = net or spoken().corpus
    loss = said["loss"] if net in _LANGUAGES else SOFTMAX
    moments, step = kept.MOMENTS[loss], said["step"]
    if step is not None and net in _LANGUAGES and step not in moments:
        arrival.complain("backpropagation", link.unknown("step", [str(moment) for moment in moments], str(step)))
        step = None
    return {
        "loss": loss,
        "net": net,
        "cell": said["cell"],
        "step": kept.FIRST[loss] if step is None else step,
        "text": said["text"],
        "steps": said["T"],
        "version": 0,
    }


def network() -> Asked:
    """The controls that say which network is asked."""
    chosen = state()
    _arrive(chosen)
    st.caption(_("Question and loss").upper())
    loss = _radio("loss", list(_TASKS), lambda name: _(_TASKS[name]), _("Question and loss"))
    here = _trained_here() if loss == SOFTMAX else {}
    if loss != chosen["loss"]:
        chosen |= {"loss": loss, "text": "", "steps": None, "step": kept.FIRST[loss]}
    if chosen["net"] not in {**_LANGUAGES, **here}:
        chosen["net"] = st.session_state["backpropagation_net"] = spoken().corpus
    st.caption(_("Text that it learnt from").upper())
    titles = {name: _(title) for name, title in _LANGUAGES.items()} | {n: offer.title for n, offer in here.items()}
    language = _radio("net", list(titles), titles.__getitem__, _("Text that it learnt from"))
    if language != chosen["net"]:
        chosen |= {"net": language, "text": "", "steps": None}
    run = here[language].run() if language in here else None
    st.caption(_("Cell").upper())
    cells = [cell for cell in TITLES if run is None or cell in run.lanes]
    chosen["cell"] = chosen["cell"] if chosen["cell"] in cells else cells[0]
    chosen["cell"] = st.segmented_control(
        _("Cell"),
        cells,
        default=chosen["cell"],
        format_func=lambda name: _(TITLES[name]),
        key="backpropagation_cell" if run is None else f"backpropagation_cell_{language}",
        label_visibility="collapsed",
        required=True,
    )
    moments = kept.MOMENTS[loss] if run is None else (0, max(1, run.lanes[chosen["cell"]].step))
    step = _moment(loss if run is None else language, moments)
    live = None if run is None else Networks(language, run, step == 0, here[language].link)
    return Asked(loss, language, chosen["cell"], step, live)


def _arrive(chosen: dict[str, Any]) -> None:
    """Look at the networks that another page sent a person here for."""
    wanted = st.session_state.pop(networks.WANTED, None)
    if wanted in _trained_here():
        chosen |= {"net": wanted, "loss": SOFTMAX, "text": "", "steps": None}
        st.session_state["backpropagation_net"], st.session_state["backpropagation_loss"] = wanted, SOFTMAX


def _moment(name: str, moments: tuple[int, ...]) -> int:
    """After how many training steps; a run that trains on moves its last moment."""
    chosen = state()
    st.caption(_("Training").upper())
    places = list(range(len(moments)))
    usual = moments.index(chosen["step"]) if chosen["step"] in moments else places[-1]
    place = st.radio(
        _("Training"),
        places,
        usual,
        format_func=lambda place: _after(moments[place]),
        key=f"backpropagation_step_{name}",
        label_visibility="collapsed",
    )
    chosen["step"] = moments[place]
    return moments[place]


def _radio(name: str, options: list[str], say: Any, label: str) -> str:
    found = st.radio(
        label,
        options,
        options.index(state()[name]),
        format_func=say,
        key=f"backpropagation_{name}",
        label_visibility="collapsed",
    )
    return str(found)


def _after(step: int) -> str:
    if step == 0:
        return _("before training")
    return plural("after {count} training step", "after {count} training steps", step)


def caption(asked: Asked) -> str:
    """Which network it is, in grey."""
    return _after(asked.step)


def sequence(asked: Asked) -> SequenceReading:
    """The controls that say what is read, and what that is. Raises `Problem` for a text that makes no sequence."""
    chosen = state()
    with st.container(horizontal=True, vertical_alignment="center", key="backpropagation_text_bar"):
        with st.popover(_("Your own text …")), st.form("backpropagation_own", border=False):
            st.text_input(
                _ask(asked.loss), chosen["text"], key=f"backpropagation_pasted_{asked.loss}", max_chars=MAX_TEXT
            )
            st.form_submit_button(_("Read it"), type="primary", on_click=_own_text, args=(asked.loss,))
        if chosen["text"]:
            st.button(_("Back to the example"), key="backpropagation_example", on_click=_example)
        text = chosen["text"] or asked.example[0]
        longest = len(asked.read(text).read)
        steps = _steps(asked, longest)
    return asked.read(text, steps)


def _ask(loss: str) -> str:
    if loss == BINARY:
        return _(
            "At most {limit} words and signs. A capital letter marks a name, which is y = 1; the network itself reads "
            "small letters."
        ).format(limit=LONGEST)
    return _("At most {limit} characters; one will do.").format(limit=LONGEST)


def _steps(asked: Asked, longest: int) -> int:
    """How many steps of the text are read: all of a short one."""
    chosen = state()
    usual = min(longest, longest if chosen["text"] else asked.example[1])
    if longest <= _FEWEST:
        return longest
    if chosen["steps"] is not None and not _FEWEST <= chosen["steps"] <= longest:
        chosen["steps"] = None
    steps = st.slider(
        _("Time steps T"),
        _FEWEST,
        longest,
        chosen["steps"] or usual,
        key=f"backpropagation_T_{asked.loss}_{longest}",
        width=260,
    )
    chosen["steps"] = None if steps == usual else steps
    return int(steps)


def _own_text(loss: str) -> None:
    state().update(text=st.session_state[f"backpropagation_pasted_{loss}"].strip(), steps=None)


def _example() -> None:
    state().update(text="", steps=None)


def show(at: str = "", of: int | None = None, **changes: Any) -> None:
    """Take the page to a moment: `at` as in the link, `of` the loss (from 1) whose error travels, and settings."""
    chosen = state()
    chosen.update(changes, version=chosen["version"] + 1)
    if "loss" in changes:
        chosen.update({"text": "", "steps": None, "step": kept.FIRST[chosen["loss"]], **changes})
    for name in ("loss", "cell", "net"):
        st.session_state[f"backpropagation_{name}"] = chosen[name]
    if chosen["net"] in _LANGUAGES:
        moments = kept.MOMENTS[chosen["loss"]]
        st.session_state[f"backpropagation_step_{chosen['loss']}"] = moments.index(chosen["step"])
    else:
        st.session_state[f"backpropagation_cell_{chosen['net']}"] = chosen["cell"]
        st.session_state[f"backpropagation_step_{chosen['net']}"] = int(chosen["step"] > 0)
    for name, value in (("at", at), ("of", str(of or "")), ("widths", "")):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def write_url(asked: Asked) -> None:
    """Make the link say what is chosen; the moment, whose error it is and the scale are written by the browser."""
    chosen = state()
    said = {"text": chosen["text"], "T": chosen["steps"]}
    always = {"loss": chosen["loss"], "cell": chosen["cell"], "net": chosen["net"], "step": str(chosen["step"])}
    arrival.write(PARAMETERS, said, **always | dict({} if asked.live is None else asked.live.link))


# ---- What is measured -----------------------------------------------------------------------------------------------


def measured(asked: Asked, reading: SequenceReading) -> Unrolled:
    """What came with the app where that is it, else measured now."""
    example = asked.read(*asked.example)
    if asked.live is None and (reading.read, reading.wanted) == (example.read, example.wanted):
        measured_before = kept.find(asked.loss, asked.language, asked.cell, asked.step)
        if measured_before is not None:
            return measured_before
    with st.spinner(_("The network reads the text …")):
        who = (asked.loss, asked.language, asked.cell, asked.step) if asked.live is None else asked.live.key
        return _measured((*who, asked.cell), reading.read, reading.wanted, asked, reading)


@st.cache_resource(show_spinner=False, max_entries=200)
def _measured(
    who: tuple[Any, ...], read: tuple[str, ...], wanted: tuple[str, ...], _asked: Asked, _reading: SequenceReading
) -> Unrolled:
    import torch

    from explorer.lessons.backpropagation.measure import unroll

    torch.set_num_threads(1)  # small products: a second thread costs more than it brings, and workers need the cores
    if _asked.live is None:
        network = kept.network(_asked.loss, _asked.language, _asked.cell, _asked.step)
    else:
        network, _step = _asked.live.load()[_asked.cell]
    return unroll(network, _reading.inputs, _reading.targets)


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Load what measuring needs behind the first picture, so that the first own text need not wait for it."""
    thread = threading.Thread(target=import_module, args=("explorer.lessons.backpropagation.measure",), daemon=True)
    thread.start()
    return thread
