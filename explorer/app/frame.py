"""What surrounds every page: its style, the way Back works, the language switch, a place for its picture, its end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.app import arrival, language, navigation
from explorer.app.lessons import ROOT, Lesson
from explorer.browser import cells
from explorer.problem import Problem

ASSETS = ROOT / "assets"

SETTLING = 0.02  # seconds, in which nothing of ours runs


def draw() -> None:
    """Put all of it in place, before the page itself."""
    sheet = (ASSETS / "style.css").read_text(encoding="utf-8").replace(cells.PLACE, cells.of_page())
    st.html(f"<style>{sheet}</style>")
    script = (ASSETS / "history.js").read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    with st.sidebar:
        navigation.draw()
        language.switch()


def head(lesson: Lesson, sentence: str, title: str = "") -> None:
    """The question of a lesson, what it shows in a sentence, and what of its address made no sense.

    To be called when the address has been read.
    """
    st.title(title or language._(lesson.title), anchor=False)
    st.markdown(sentence)
    arrival.tell(lesson.name)


@contextmanager
def picture() -> Iterator[None]:
    """Draw what was measured, or say why it cannot be: in one place, so that what comes below keeps its own."""
    with st.container():
        try:
            yield
        except Problem as problem:
            st.error(language.explain(problem))


def settle() -> None:
    """Let the server send what the page has drawn before a fragment that waits for its turn runs.

    At that moment Streamlit throws away what the fragment drew a moment ago and is not yet sent, but not that the page
    is finished: the browser then takes the fragment for gone, and its place closes up.
    """
    arrival.remember()
    time.sleep(SETTLING)
