"""What a second direction brings in an application's built-in task, as a picture with one sentence."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.app.language import _, spoken, translated, whole
from explorer.app.numbers import number
from explorer.browser import plot
from explorer.figures.directions import direction_scores
from explorer.names import TITLES
from explorer.shelf import directions


def draw(task: str) -> None:
    """The scores of one direction and of both, as they were measured ahead, in the page's language where it has one."""
    found = directions.find(f"{task}-{spoken().corpus}") or directions.find(task)
    if found is None:
        return
    one, both = ([float(np.mean(scores)) for scores in side.values()] for side in (found.one, found.both))
    better = sum(after > before for before, after in zip(one, both, strict=True))
    figure = direction_scores(
        found.one,
        found.both,
        one_name=_("one direction"),
        both_name=_("both directions"),
        spelt=_percent,
        names=TITLES,
    )
    st.header(_("One direction or both?"), anchor=False)
    title = _(found.metric)
    plot.plot(
        figure,
        key=f"{task}_directions",
        height=int(figure.layout.height),
        title=title[:1].upper() + title[1:],
        subtitle=_(
            "○ one direction · ● both · | each of {count} seeds · as many parameters, {steps} steps, on unseen data"
        ).format(count=len(next(iter(found.one.values()))), steps=whole(found.steps)),
        words=translated(plot.WORDS),
    )
    st.caption(
        _("With both directions, {better} of {count} cells score higher: {both} on the mean, against {one}.").format(
            better=better, count=len(one), both=_percent(float(np.mean(both))), one=_percent(float(np.mean(one)))
        )
    )


def _percent(score: float) -> str:
    return f"{number(100 * score, 1)} %"
