"""The picture of the page about shapes, how little its networks know, the numbers behind it, and what to try."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import streamlit as st

from explorer.app import saving
from explorer.app.language import _, plural, spoken, translated, whole
from explorer.app.lessons import lessons
from explorer.app.numbers import number
from explorer.app.tries import Try
from explorer.lessons.shapes import choose, kept
from explorer.lessons.shapes import shapes as component
from explorer.lessons.shapes.examples import KINDS, counted
from explorer.lessons.shapes.record import Learnt, table
from explorer.names import CELLS


def _learnt() -> dict[str, Learnt]:
    return {cell: kept.find(cell)[spoken().corpus] for cell in CELLS}


def draw() -> None:
    """The five networks."""
    component.shapes(
        _learnt(),
        spoken().corpus,
        choose.look(),
        titles={text: _(text) for kind in KINDS for text in (kind.title, kind.wanted)},
        rooms={one.name: _(one.title) for one in lessons()},
        take=choose.state()["take"],
        version=choose.state()["version"],
        texts=translated(component.WORDS),
        key=choose.PICTURE,
        on_opened=choose.opened,
    )


def remarks() -> None:
    """What these networks are, and what they are not."""
    learnt = _learnt()
    units = learnt[CELLS[0]].runs[KINDS[0].name][0].states.shape[1]
    sizes = [size for one in learnt.values() for size in one.parameters.values()]
    said = [
        _(
            "Everything here is a recorded run of a small network: {units} units, {least} to {most} weights. Each "
            "learnt the few sequences of its own list by heart and has seen nothing else: what it would say of others "
            "is worth nothing."
        ).format(units=units, least=whole(min(sizes)), most=whole(max(sizes))),
        plural("In all there is {count} sequence.", "In all there are {count} sequences.", counted(spoken().corpus)),
        _(
            "Who knows by heart need not look where the meaning is: the lines of attention show where the network "
            "looked, not where it should."
        ),
    ]
    st.caption(" ".join(said))


def files() -> None:
    """The numbers behind the picture, as files."""
    help = _("One line for each cell, sequence and moment: what is read, answered and right, and a⟨t⟩ of every unit.")
    saving.buttons(lambda: table(_learnt(), spoken().corpus), "shapes", help)


def offers() -> Iterator[Try]:
    """What to try."""
    before = float(_learnt()["lstm"].runs["many-to-many"][2].chances[0])
    yield Try(
        "shapes_try_future",
        _("Too early to know"),
        partial(choose.show, many_to_many="thing", t=1),
        _(
            "“Teddy” begins a name, or bears. It must answer before it can know: {chance}. Reading in both directions "
            "helps, on “Who is named?”."
        ).format(chance=number(before)),
    )
    yield Try(
        "shapes_try_turn",
        _("One word turns the answer"),
        partial(choose.show, many_to_one="everything", t=8),
        _("The last state must hold the word that decides. Compare “nothing” with “everything”, step by step."),
    )
    yield Try(
        "shapes_try_attention",
        _("Where does it look?"),
        partial(choose.show, encoder_decoder="sing", t=8, cell="gru"),
        _("The decoder writes, and looks back at what the encoder read. Step on: do the lines cross?"),
    )
    yield Try(
        "shapes_try_cell",
        _("The same with memory cells"),
        partial(choose.show, cell="lstm", t=13),
        _("The shape stays, the cell changes: which squares of the LSTM leave −1 … 1?"),
    )
