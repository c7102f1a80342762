"""What the page on probability looks at: which sentences, read by which models; and its link."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import streamlit as st

from explorer.app import arrival, networks
from explorer.app.language import _, spoken
from explorer.app.networks import Networks
from explorer.config import Config
from explorer.lessons.probability import kept
from explorer.lessons.probability.address import LONGEST, ORDERS, PARAMETERS
from explorer.lessons.probability.measure import (
    EXAMPLES,
    MAX_CHARACTERS,
    MAX_SENTENCES,
    Reader,
    Scored,
    Sentence,
    lines,
    reader,
)
from explorer.shelf import trained
from explorer.text.ngrams import NAMES

NGRAM = "ngram"
LEAST = 20  # symbols that a smaller vocabulary keeps


@dataclass(frozen=True, eq=False)
class SentenceReading:
    """Sentences as `by` reads them, and what each model says: a list of `Scored`, by cell, and by `NGRAM`."""

    by: Reader
    sentences: Sequence[Sentence]
    models: Mapping[str, Sequence[Scored]]
    spelt: Sequence[Any]


# ---- What a person chooses ------------------------------------------------------------------------------------------


def state() -> dict[str, Any]:
    """What this session looks at; at its start what the link says. No `text`: the examples; no `limit`: all words."""
    if "probability" not in st.session_state:
        said = arrival.values("probability", PARAMETERS)
        st.session_state["probability"] = {
            **networks.asked("probability", said),
            "text": said["text"],
            "limit": said["vocabulary"],
            "order": said["order"],
            "spell": said["spell"],
            "fresh": 0,
        }
    chosen: dict[str, Any] = st.session_state["probability"]
    return chosen


def which() -> Networks:
    """The controls that say which networks are asked: such as read a text."""
    return networks.choose(
        state(),
        key="probability",
        usable=lambda config: config.task in ("words", "characters"),
        usual=f"words-{spoken().corpus}",
        on_change=elsewhere,
    )


def read_with(of: Networks) -> Reader:
    """The controls that say how the text is cut, and how far back the n-gram looks."""
    chosen, whole = state(), reader(config(of))
    if whole.words:
        st.caption(_("Vocabulary").upper())
        known = st.slider(
            _("Words that are known"),
            LEAST,
            whole.size,
            min(max(chosen["limit"] or whole.size, LEAST), whole.size),
            key=f"probability_limit_{of.name}_{chosen['fresh']}",
            help=_(
                "The most frequent ones keep an id of their own. All others are read as ⟨UNK⟩, and what a network "
                "gives to them is added to ⟨UNK⟩; nothing is trained anew. The n-gram is counted again."
            ),
        )
        chosen["limit"] = known if known < whole.size else None
        chosen["spell"] = st.toggle(
            _("spell unknown words"),
            chosen["spell"],
            key=f"probability_spell_{chosen['fresh']}",
            help=_(
                "⟨UNK⟩ is any unknown word. Multiplied with the probability of its letters, counted on the training "
                "text, it is this one."
            ),
        )
    st.caption(_("n-gram").upper())
    chosen["order"] = st.select_slider(
        _("Symbols it looks at, its guess included"),
        list(ORDERS),
        chosen["order"],
        key="probability_order",
        help=_("1: only how frequent a symbol is. 3: the two before it. Smoothed after Witten and Bell."),
    )
    return reader(config(of), chosen["limit"]) if whole.words and chosen["limit"] else whole


def text(of: Networks) -> list[str]:
    """The field for the sentences; raises `Problem` where there are none, or too many."""
    chosen = state()
    corpus = _corpus(of)
    st.text_area(
        _("Sentences, one a line: at most {lines}, of {characters} characters each").format(
            lines=MAX_SENTENCES, characters=MAX_CHARACTERS
        ),
        chosen["text"] or "\n".join(EXAMPLES[corpus]),
        key=f"probability_text_{corpus}_{chosen['fresh']}",
        height=126,
        max_chars=LONGEST,
        on_change=_typed,
        args=(f"probability_text_{corpus}_{chosen['fresh']}", corpus),
    )
    return lines(st.session_state[f"probability_text_{corpus}_{chosen['fresh']}"])


def _typed(key: str, corpus: str) -> None:
    written = st.session_state[key]
    state()["text"] = "" if written.split("\n") == list(EXAMPLES[corpus]) else written
    elsewhere()


def config(of: Networks) -> Config:
    """The settings of the first of the networks; those that matter here are the same in all."""
    return next(iter(of.run.lanes.values())).config


def _corpus(of: Networks) -> str:
    corpus = config(of).corpus
    return corpus if corpus in EXAMPLES else spoken().corpus


def change(**values: Any) -> None:
    """Set what a person chooses, from a button."""
    state().update(values, fresh=state()["fresh"] + 1)
    for key in st.session_state:
        if str(key).startswith("probability_networks_"):
            st.session_state[key] = state()["networks"]
    st.session_state["probability_untrained"] = state()["untrained"]
    elsewhere()


def elsewhere() -> None:
    """Other sentences or tokens: the place in the link was one of those before."""
    for name in ("s", "t"):
        st.query_params.pop(name, None)


def write_url(of: Networks) -> None:
    """Make the link say what is chosen; place, sum and unit are written by the browser."""
    chosen, said = state(), {"text": state()["text"], "order": state()["order"]}
    if reader(config(of)).words:
        said |= {"vocabulary": chosen["limit"], "spell": chosen["spell"]}
    arrival.write(PARAMETERS, said, **of.link)


def ngram_name(order: int) -> str:
    """What an n-gram of this order is called."""
    return _(NAMES[order]) if order < len(NAMES) else _("{count}-gram").format(count=order)


# ---- What is measured -----------------------------------------------------------------------------------------------


def measured(of: Networks, by: Reader, texts: Sequence[str]) -> SentenceReading:
    """What every model says of these sentences: what came with the app where that is it, else measured now."""
    found = [by.cut(line) for line in texts]
    first = kept.first(of.name) if of.name in trained.WORDS and not of.untrained else None
    if first is not None and by is reader(config(of)) and list(texts) == list(EXAMPLES[config(of).corpus]):
        models = dict(first)
    else:
        with st.spinner(_("The networks read the text …")):
            models = dict(_measured(of.key, by.size, tuple(texts), of, by))
    models[NGRAM] = [by.by_ngrams(state()["order"], sentence) for sentence in found]
    spelt = [by.spelt(sentence) * (state()["spell"] and by.words) for sentence in found]
    return SentenceReading(by, found, models, spelt)


@st.cache_resource(show_spinner=False, max_entries=48)
def _measured(
    key: tuple[Any, ...], size: int, texts: tuple[str, ...], _of: Networks, _by: Reader
) -> dict[str, list[Scored]]:
    return {
        cell: [_by.by_network(network, _by.cut(line)) for line in texts]
        for cell, (network, _step) in _of.load().items()
    }


@st.cache_resource(show_spinner=False)
def warm() -> threading.Thread:
    """Load what measuring needs behind the first picture, so that the first own sentence need not wait for it."""
    thread = threading.Thread(target=import_module, args=("explorer.training",), daemon=True)
    thread.start()
    return thread
