"""The page about backpropagation, drawn: the unrolled network, the matrix below it, the numbers, what to try."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import streamlit as st

from explorer.app import link, saving
from explorer.app.language import _, plural, translated
from explorer.app.numbers import number
from explorer.app.tries import Try
from explorer.browser import plot as plot_component
from explorer.lessons.backpropagation import backpropagation as component
from explorer.lessons.backpropagation import kept
from explorer.lessons.backpropagation.address import PARAMETERS
from explorer.lessons.backpropagation.backpropagation import FAMILIES, Labels
from explorer.lessons.backpropagation.choose import Asked, caption, show, state
from explorer.lessons.backpropagation.figures import contributions
from explorer.lessons.backpropagation.reading import SequenceReading
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX, Unrolled, table
from explorer.text.labels import label

HEIGHT = 380


def picture(asked: Asked, reading: SequenceReading, one: Unrolled) -> None:
    """The unrolled network with its controls and formulas."""
    said, _nonsense = link.read(PARAMETERS, st.query_params.to_dict())
    component.unrolled(
        one,
        Labels(
            read=[label(symbol) for symbol in reading.read],
            wanted=[label(symbol) for symbol in reading.wanted],
            guess=_guesses(asked, one),
            unknown=reading.unknown,
            title=asked.title,
            caption=caption(asked),
            warning="" if asked.step else _("Not trained: its weights are random."),
            note=_unknown_note([label(reading.read[t]) for t in reading.unknown]),
        ),
        at=said["at"],
        only=None if said["of"] is None else said["of"] - 1,
        linear=said["widths"] == "linear",
        version=state()["version"],
        texts=translated(component.WORDS),
        key="backpropagation_picture",
    )


def _guesses(asked: Asked, one: Unrolled) -> list[tuple[str, float]]:
    if asked.loss == BINARY:
        return []
    names = [label(symbol) for symbol in asked.symbols]
    return [(names[int(row.argmax())], float(row.max())) for row in one.chances]


def _unknown_note(unknown: list[str]) -> str:
    if not unknown:
        return ""
    said = plural(
        "{count} step is outside the vocabulary, so the network reads ⟨UNK⟩ there:",
        "{count} steps are outside the vocabulary, so the network reads ⟨UNK⟩ there:",
        len(unknown),
    )
    return f"{said} {' · '.join(dict.fromkeys(unknown))}"


# ---- Below the picture ----------------------------------------------------------------------------------------------


def matrix(asked: Asked, one: Unrolled) -> None:
    """Which loss sends how much of its error to which step; and what the numbers say."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        plot_component.plot(
            contributions(
                one.contributions,
                cell=FAMILIES[asked.cell],
                x_title=_("step ⟨t⟩, where it arrives"),
                y_title=_("loss L⟨s⟩, which sends it"),
                height=HEIGHT,
            ),
            title=_("Which loss sends its error how far?"),
            subtitle=_(
                "‖∂L⟨s⟩/∂a⟨t⟩‖ · log scale, floor 10⁻⁴ · empty: the future, exactly 0 · frames: the step looked at"
            ),
            height=HEIGHT,
            words=translated(plot_component.WORDS),
            follow_cursor=True,
            bands=True,
            key="backpropagation_matrix",
        )
    with right:
        heading = _("In words")
        st.markdown(f"**{heading}**\n" + "\n".join(f"- {line}" for line in _in_words(one)))


def _in_words(one: Unrolled) -> list[str]:
    """What the numbers of this sequence say, and no more."""
    losses, time = one.losses, len(one.losses)
    worst = int(losses.argmax())
    said = [
        _("J = {total} nats. {share} of it is L⟨{t}⟩, the largest loss.").format(
            total=number(float(losses.sum())), share=_percent(losses[worst], losses.sum()), t=worst + 1
        )
    ]
    if time > 1:
        row = one.contributions[-1]
        said.append(
            _("Of the error of the last loss L⟨{last}⟩, {share} arrives at ⟨1⟩, {steps} back.").format(
                last=time, share=_percent(row[0], row[-1]), steps=plural("{count} step", "{count} steps", time - 1)
            )
        )
        more = int((np.linalg.norm(one.later, axis=1) > np.linalg.norm(one.direct, axis=1)).sum())
        said.append(
            _("At {count} of {steps} more error comes from later losses than from the step’s own.").format(
                count=more, steps=plural("{count} step", "{count} steps", time)
            )
        )
        most = int(one.shares.argmax())
        said.append(
            _("Step ⟨{t}⟩ adds most to ∂J/∂W: length {share}. The sum over all steps has length {total}.").format(
                t=most + 1, share=number(float(one.shares[most])), total=number(float(one.gathered[0]))
            )
        )
    return said


def _percent(part: float, whole: float) -> str:
    if whole == 0:
        return "–"
    share = float(part / whole)
    return (
        f"< {number(0.01)}\u00a0%" if 0 < share < 1e-4 else f"{number(100 * share, 0 if share >= 0.01 else 1)}\u00a0%"
    )


def files(reading: SequenceReading, one: Unrolled) -> None:
    """The numbers behind the picture, as files."""
    help = _("One line a step: values, loss, gradients, and what arrives there of each loss.")
    saving.buttons(partial(table, one, reading.read, reading.wanted), "backpropagation", help)


def offers(asked: Asked, reading: SequenceReading | None) -> Iterator[Try]:
    """What to try."""
    last = len(reading.read) if reading is not None else 1
    yield Try(
        "backpropagation_try_last",
        _("Only the last loss"),
        partial(show, "b1", last),
        _("J hides how little travels far, since every step has a loss of its own. Send one alone."),
    )
    cell = "rnn" if asked.cell == "lstm" else "lstm"
    yield Try(
        "backpropagation_try_cell",
        _("The same in an LSTM") if cell == "lstm" else _("The same in an RNN"),
        partial(show, "b1", last, cell=cell),
        _("Another cell, the same text, the last loss alone. How much of its error arrives at ⟨1⟩?"),
    )
    last_of_all = kept.MOMENTS[asked.loss][-1]
    trained = asked.step == last_of_all or (asked.live is not None and asked.step > 0)
    step = 0 if trained else last_of_all
    yield Try(
        "backpropagation_try_training",
        _("After training") if step else _("Before training"),
        partial(show, step=step),
        _("A network that is right has little to send back. Which arrows stay thick?"),
    )
    other = SOFTMAX if asked.loss == BINARY else BINARY
    yield Try(
        "backpropagation_try_loss",
        _("Letters instead of words") if other == SOFTMAX else _("Words instead of letters"),
        partial(show, loss=other),
        _("The other loss of the lecture. In both, the error at the output is ŷ − y."),
    )
