"""The live picture: looks at the run, draws what it sees, and returns. It never waits for a worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from explorer.app import controls, waiting
from explorer.app.fragment import fragment
from explorer.app.language import _, decimal, explain, translated
from explorer.app.numbers import number
from explorer.app.session import Session, lab
from explorer.browser import history as history_component
from explorer.browser import plot as plot_component
from explorer.browser import samples as samples_component
from explorer.figures.curves import learning_curves
from explorer.lab import Curve, Run
from explorer.names import TITLES
from explorer.records import Array, Sample, Snapshot
from explorer.tasks import TEMPERATURE, Task

LOOK_EVERY = 0.25  # seconds between two looks at a run that trains
REDRAW_EVERY = 0.45  # seconds between two figures: the eye reads no curve faster, and one costs 5 ms
CHART_HEIGHT = 260

_CHANCES = re.compile(r"( P\(\S+\) = [01]\.\d\d,?)+$", re.MULTILINE)

Choice = TypeVar("Choice")


def picture(session: Session, draw: Callable[[Session], None]) -> None:
    """Everything below the buttons, drawn by `draw`: again and again while something new is to be expected."""
    run = session.run
    busy = run is not None and run.busy
    fragment(_look, run_every=LOOK_EVERY if busy else None)(session, busy, draw)


def _look(session: Session, was_busy: bool, draw: Callable[[Session], None]) -> None:
    run = session.run
    if run is None or session.config is None:
        return
    if not run.finished:  # a finished run belongs to everyone, and nothing is to be kept going for those who look at it
        session.look(run)
    ended = not run.busy and run.playing != session.playing  # by itself, after the buttons of this page were drawn
    if run.busy != was_busy or ended:
        st.rerun()  # the buttons, and whether to redraw at all, follow what the run does
    problem = run.problem or lab().problem
    if problem is not None:
        st.error(explain(problem), icon="⚠️")
    if run.busy:
        waiting.bar()
    draw(session)


def starting(height: int = 900) -> None:
    """Before the first picture of all: keep the place, say what is going on."""
    st.container(height=height, border=False).info(waiting.message(), icon="⏳")


def scrubber(session: Session, run: Run) -> None:
    """The slider over the run's history."""
    words = translated(history_component.WORDS)
    before = run is not session.run  # the picture is still of the run before
    if before:
        words["live"] = waiting.message()
    live = run.playing or before
    history_component.history(
        run.steps, shown=session.shown, live=live, words=words, key="history", on_moved=partial(_scrubbed, session)
    )


def _scrubbed(session: Session) -> None:
    """Before the page runs again, so that one run is enough: a drag asks for many."""
    step = st.session_state["history"].moved["step"]
    session.scrub(step if isinstance(step, int) else None)
    controls.write_url(controls.config(), step=None if session.shown is None else str(session.shown))


def layer_switch(run: Run) -> int:
    """Which layer the pictures show; the last one at first, since it speaks to the readout."""
    depth = next(iter(run.lanes.values())).config.layers
    if depth == 1:
        return 0
    names = {number: _("layer {number}").format(number=number + 1) for number in range(depth)}
    return switch(f"view_layer_{depth}", _("Layer"), names, default=depth - 1)


def switch(key: str, label: str, names: Mapping[Choice, str], default: Choice, *, labelled: bool = False) -> Choice:
    """One of a few ways to look; changing it repaints and trains nothing anew. What is chosen stays under a lid."""
    chosen = st.segmented_control(
        label,
        list(names),
        format_func=names.__getitem__,
        default=default,
        key=key,
        label_visibility="visible" if labelled else "collapsed",
        required=True,
        persist_state="page",
    )
    return default if chosen is None else chosen


def progress(session: Session, run: Run, task: Task) -> None:
    """How each network learns, and the switch between its metric and its loss."""
    show_progress(session, task, curve(), progress_figure(session, run, task, curve()))
    switch("view_curve", _("Curve"), curve_names(task), default="metric")


def curve() -> str:
    """Which curve is shown: that of the metric or of the loss."""
    return str(st.session_state.get("view_curve") or "metric")


def show_progress(session: Session, task: Task, which: str, figure: Any) -> None:
    """The chart of `progress_figure`, under the title of the curve that it shows."""
    kinds = curve_names(task)
    quiet = _("on held-out data · dotted: simple guessers") if which == "metric" else _("on the training batches")
    subtitle = quiet + " · " + _("faint: earlier runs") if session.ghosts else quiet
    chart("progress_chart", figure, kinds[which].capitalize(), subtitle)


def curve_names(task: Task | type[Task]) -> Mapping[str, str]:
    """What each of the two curves is called."""
    return {"metric": _(task.metric_name), "loss": _("training loss")}


def chart(key: str, figure: Any, title: str, subtitle: str, *, follow_cursor: bool = False) -> None:
    """One of the charts under a picture that learns."""
    plot_component.plot(
        figure,
        title=title,
        subtitle=subtitle,
        height=CHART_HEIGHT,
        follow_cursor=follow_cursor,
        words=translated(plot_component.WORDS),
        key=key,
    )


def progress_figure(session: Session, run: Run, task: Task, which: str) -> Any:
    """Loss or metric against the training step, with baselines and the ghosts of earlier runs."""
    metric = which == "metric"

    def drawn(curves: Mapping[str, Curve]) -> dict[str, tuple[Array, Array]]:
        return {name: c.measured() if metric else (c.steps, c.losses) for name, c in curves.items()}

    return learning_curves(
        drawn(run.curves()),
        baselines={_(name): value for name, value in task.baselines().items()} if metric else None,
        ghosts=[drawn(ghost) for ghost in session.ghosts],
        x_title=_("training step"),
        unit=_(task.metric_unit) if metric and task.metric_unit else "",
        log=task.loss == "squared_error",  # an error falls through decades; bits do not
        y_range=(0.0, 1.0) if metric and task.better == "higher" else None,
        shown_step=session.shown,
        names=TITLES,
        height=CHART_HEIGHT,
    )


def samples(shown: Mapping[str, Snapshot], task: Task) -> None:
    """What each network produces by itself."""
    drawn = _("temperature {value}").format(value=number(TEMPERATURE, 1))
    caption = drawn if task.draws else _(task.caption) if task.caption else ""
    panes = [
        samples_component.Pane(name, _(task.heading).format(name=TITLES[name]), caption, _spelt(snapshot.sample))
        for name, snapshot in shown.items()
    ]
    samples_component.samples(panes, words=translated(samples_component.WORDS), key="samples")


def _spelt(sample: Sample) -> Sample:
    """The probabilities that a task writes at the end of a line, with the decimal sign of the page's language."""
    return replace(sample, text=_CHANCES.sub(lambda found: found[0].replace(".", decimal()), sample.text))
