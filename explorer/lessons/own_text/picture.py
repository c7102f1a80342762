"""What an own text is made of, and how networks learn it: the pictures of that page."""

from __future__ import annotations

import html
import math
import time
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from explorer.app import live, numbers
from explorer.app.language import _, explain, literal, plural, translated, whole
from explorer.app.session import Session
from explorer.browser import plot as plot_component
from explorer.lab import Run
from explorer.lessons.own_text.choose import Own, aim
from explorer.lessons.own_text.figures import bars
from explorer.names import TITLES
from explorer.problem import Problem
from explorer.tasks import Task, make_task
from explorer.tasks.words import NextWord
from explorer.text import control_characters, ngrams
from explorer.text.labels import label, visible
from explorer.text.statistics import Statistics

ROWS = 12
HEIGHT = 270
OF_GUESSERS = 140  # px: they are fewer, and what would be left of the height stood empty where all is below each other
BEGINNING = 240  # characters of the text that are shown
ONE_LINE = 5000  # characters from which a text without line breaks is worth a word


def statistics(own: Own) -> None:
    """The text in numbers, and its most frequent characters and words beside what guessers make of it."""
    with st.spinner(_("The text is being counted …")):
        found, guessed = own.measured(), own.guessed()
    st.html(f'<div class="facts">{"".join(_facts(found))}</div>')
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _shares(_("Most frequent characters"), found.symbols_by_share, "own_text_symbols")
    with middle:
        _shares(_("Most frequent words"), found.words_by_share, "own_text_words")
    with right:
        values = [guessed[name] for name in ngrams.NAMES]
        figure = bars(
            [_(name) for name in ngrams.NAMES],
            values,
            [numbers.number(value) for value in values],
            strong=[name == best(guessed)[0] for name in ngrams.NAMES],
            height=OF_GUESSERS,
        )
        told = _("bits per character on the held-out part")
        _plot(figure, _("What simple guessers reach"), told, "own_text_guessers", OF_GUESSERS)
    _remarks(own, found)


def _facts(found: Statistics) -> list[str]:
    """Numbers with their names, as HTML of our own words only."""
    facts = [
        (whole(found.characters), _("characters")),
        (whole(found.symbols), _("different ones")),
        (whole(found.words), _("words in all")),
        (whole(found.different_words), _("different words")),
        (whole(found.sentences), _("sentences")),
        (whole(found.held_out), _("characters held out")),
    ]
    return [
        f'<section><p class="number">{html.escape(number)}</p><p class="label">{html.escape(name)}</p></section>'
        for number, name in facts
    ]


def _shares(title: str, shares: Sequence[tuple[str, float]], key: str) -> None:
    rows = shares[:ROWS]
    figure = bars(
        [label(name) for name, _share in rows],
        [share for _name, share in rows],
        [f"{numbers.number(100 * share, 1)} %" for _name, share in rows],
        rows=ROWS,
        height=HEIGHT,
    )
    _plot(figure, title, _("share of all"), key)


def _plot(figure: object, title: str, subtitle: str, key: str, height: int = HEIGHT) -> None:
    words = translated(plot_component.WORDS)
    plot_component.plot(figure, title=title, subtitle=subtitle, height=height, words=words, key=key)


def _remarks(own: Own, found: Statistics) -> None:
    """What a person could not see in the text, or might wonder about later."""
    lines = []
    if found.unseen:
        told = ", ".join(f"{label(symbol)} × {whole(count)}" for symbol, count in found.unseen.items())
        lines.append(
            _("Characters that cannot be seen are in it and are kept, a symbol each: {which}.").format(which=told)
        )
    if found.several_in_one:
        lines.append(
            _("What looks like one character can be several symbols: “{character}” is {symbols} here, {parts}.").format(
                character=literal(found.several_in_one),
                symbols=plural("{count} symbol", "{count} symbols", len(found.several_in_one)),
                parts=" + ".join(literal(label(symbol)) for symbol in found.several_in_one),
            )
        )
    if found.symbols > 255:
        lines.append(
            _("Of its {count} different characters the 255 most frequent have an id; the others are ⟨UNK⟩.").format(
                count=whole(found.symbols)
            )
        )
    if found.lines == 1 and found.characters > ONE_LINE:
        lines.append(_("It is one endless line; samples may begin in the middle of a sentence."))
    if control_characters.right_to_left(own.text):
        lines.append(_("It is written from right to left; the networks read it in the order in which it is stored."))
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    with st.expander(_("How it begins")):
        st.text(visible(own.text[:BEGINNING]))


# ---- While it learns -------------------------------------------------------------------------------------------------


def training(session: Session, goal: int) -> None:
    """How far the networks are, how well they guess, and what they write; it pauses at the goal."""
    drawn = session.view()
    if drawn is None or session.run is None:
        live.starting(500)
        return
    run = drawn.run
    try:
        task = make_task(drawn.config)
    except Problem as problem:
        st.error(explain(problem))
        return
    target = aim(session.run, goal)
    if run.playing and run.step >= target:
        session.pause()
    live.scrubber(session, run)
    _progress(run, target, goal)
    _scores(run, task)
    live.progress(session, run, task)
    live.samples(drawn.snapshots, task)


def _progress(run: Run, target: int, goal: int) -> None:
    """Step and goal, speed and time left."""
    pace, step = _pace(run), whole(run.step)
    if not run.playing and run.step and run.step % goal == 0:
        st.progress(
            1.0, _("step {step}: the goal is reached; Play goes on to {next}").format(step=step, next=whole(target))
        )
        return
    parts = [_("step {step} of {goal}").format(step=step, goal=whole(target))]
    if run.playing and pace > 0:
        parts += [
            _("{count} steps/s").format(count=numbers.number(pace, 0 if pace >= 10 else 1)),
            _("{time} left").format(time=_duration(max(0.0, target - run.step) / pace)),
        ]
    st.progress(min(1.0, run.step / target), " · ".join(parts))


def _pace(run: Run) -> float:
    """Steps a second, over the last some seconds of the run."""
    marks: dict[str, list[tuple[float, int]]] = st.session_state.setdefault("own_text_marks", {})
    now = time.monotonic()
    known = marks.get(run.id, []) if run.playing else []
    marks.clear()
    marks[run.id] = [mark for mark in known if now - mark[0] < 15] + ([(now, run.step)] if run.playing else [])
    first = marks[run.id][0] if marks[run.id] else (now, run.step)
    return (run.step - first[1]) / (now - first[0]) if now - first[0] > 1.5 else 0.0


def _duration(seconds: float) -> str:
    if seconds < 90:
        return _("{count} s").format(count=max(1, math.ceil(seconds)))
    if seconds < 90 * 60:
        return _("{count} min").format(count=round(seconds / 60))
    return _("{count} h").format(count=round(seconds / 3600))


def _scores(run: Run, task: Task) -> None:
    """A card a network: bits per character, and where that is beside the best guesser."""

    def in_characters(bits: float) -> float:
        return task.bits_per_character(bits) if isinstance(task, NextWord) else bits

    name, reached = best(task.baselines())
    guess = in_characters(reached)
    cards, unit = [], html.escape(_("bits per character, held-out part"))
    for cell, curve in run.curves().items():
        measured = curve.measured()[1]
        value = in_characters(float(measured[-1])) if len(measured) else math.nan
        cards.append(
            f'<section class="card {cell}"><h2>{TITLES[cell]}</h2>'
            f'<p class="number">{html.escape(numbers.number(value))}</p>'
            f'<p class="label">{unit}</p>'
            f"<p>{html.escape(_beside(value, guess, name))}</p></section>"
        )
    st.html(f'<div class="cards">{"".join(cards)}</div>')


def _beside(value: float, guess: float, name: str) -> str:
    if not np.isfinite(value):
        return _("not measured yet")
    away = numbers.number(abs(guess - value))
    told = _("{away} below the best guesser ({name}: {guess})")
    if value >= guess:
        told = _("{away} above the best guesser ({name}: {guess})")
    return told.format(away=away, name=_(name), guess=numbers.number(guess))


def best(guessers: Mapping[str, float]) -> tuple[str, float]:
    """The guesser that a network must beat: on a short text often not the one that sees most; its name and its bits."""
    return min(guessers.items(), key=lambda guesser: guesser[1])


def tries() -> None:
    """What is worth trying with a text."""
    st.header(_("What to try"), anchor=False)
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                _(
                    "A short text: the training loss falls on, while the bits on the held-out part rise. It learns by "
                    "heart."
                ),
                _(
                    "Words or subwords instead of characters: what does it write sooner, and what can it no longer "
                    "spell?"
                ),
                _("Two languages, one after the other: the held-out part is then only of the second one."),
                _("RNN, GRU and LSTM side by side: who gets below the best guesser, and after how many steps?"),
            )
        )
    )
