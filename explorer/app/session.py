"""What one person is looking at: a run, the step they scrubbed to, and the ghosts of earlier runs."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explorer.app import arrival, controls, link
from explorer.app.laboratory import lab
from explorer.app.lessons import Lesson
from explorer.config import Config
from explorer.lab import Curve, Run
from explorer.problem import Problem
from explorer.records import Snapshot
from explorer.shelf import bundle

GHOSTS = 3
STALE = 3.0  # seconds for which a browser's address and controls may be those of the run before


@dataclass(frozen=True)
class View:
    """What there is to draw: a run, the settings it was made from, and its snapshots by cell."""

    run: Run
    config: Config
    snapshots: Mapping[str, Snapshot]


@dataclass
class Session:
    """The state of the live page for one person.

    `config` is what `run` was made from (cell aside); `shown` the training step scrubbed to, None for the newest;
    `start` says that the next fresh run begins to train at once; `arrived` is the step that the link of a first visit
    names; `before` is what was drawn last; `left` says when this session turned away from which run;
    `figures` are the charts drawn last: what they are of, when, and the two; `opening` is the step at which a finished
    run that comes with the app is opened, None for its last; `said` is what the address of the first visit said;
    `taken_up` is when a run was, and what the controls said before and after that; `playing`, whether the buttons that
    are on the page are those of a run that plays.
    """

    cells: Sequence[str]
    watcher: str = field(default_factory=lambda: uuid.uuid4().hex)
    config: Config | None = None
    run: Run | None = None
    shown: int | None = None
    cursor: int | None = None
    ghosts: list[Mapping[str, Curve]] = field(default_factory=list)
    lost: bool = False
    start: bool = False
    arrived: int | None = None
    before: View | None = None
    left: dict[str, float] = field(default_factory=dict)
    figures: tuple[Any, float, Any, Any] | None = None
    opening: int | None = None
    said: dict[str, Any] = field(default_factory=dict)
    taken_up: tuple[float, dict[str, Any], dict[str, Any]] | None = None
    playing: bool = False

    # -- which run ---------------------------------------------------------------------------------------------------

    def find(self, run_id: str | None) -> None:
        """Take up the run that the URL names, unless it is the one shown; its settings become the session's.

        A browser that is told a new address while it sends an event still sends the old one: a run that this session
        has just left is not taken up again. Later it is: then the person went back.
        """
        if not run_id or (self.run is not None and self.run.id == run_id):
            return
        if time.monotonic() - self.left.get(run_id, -STALE) < STALE:
            return
        found = lab().find(run_id)
        if found is not None and not controls.offers(found.live, tuple(found.lanes)):
            found = None  # a run of another page
        self.lost = found is None
        if found is not None:
            self.take_up(found)

    def take_up(self, run: Run) -> None:
        """Show this run from now on; its settings and its cells become the session's."""
        self._leave()
        self.run, self.config = run, run.live
        self.shown, self.arrived = self.arrived, None
        self.cells = tuple(run.lanes)
        before = controls.said()
        controls.adopt(run.live, self.cells)
        self.taken_up = time.monotonic(), before, controls.said()

    def insist(self) -> None:
        """Set the controls once more where they say again what they said before a run was taken up.

        A busy browser sends its next event with what they were, before it has taken in what they are now: followed, it
        would be shown networks that have learnt nothing instead. Later the person has chosen it.
        """
        if self.run is None or self.taken_up is None or time.monotonic() - self.taken_up[0] > STALE:
            return
        _when, before, after = self.taken_up
        changed = {name: value for name, value in controls.said().items() if value != after.get(name, value)}
        if changed and all(value == before.get(name) for name, value in changed.items()):
            controls.adopt(self.run.live, self.cells)

    def follow(self, config: Config, cells: Sequence[str]) -> Run:
        """The run to show for these settings and cells: the same one, the same with a new learning rate, or another.

        Raises `Problem` when there can be no such run.
        """
        same = tuple(cells) == tuple(self.cells)
        if self.run is not None and self.config is not None and same and not self.start:
            if _plain(config) == _plain(self.config):
                return self.run
            if config.differs_only_live(self.config.changed(cell=config.cell)) and not self.run.finished:
                self.config = config
                self.run.adjust(config)
                lab().nudge()
                return self.run
        self.cells = cells
        before = self.run
        playing = self.start or (before is not None and before.playing)
        self._remember()
        if self.config is not None and self.config.task != config.task:
            self.ghosts = []  # another task has another score
        self.run, self.config = self._make(config, fresh=playing), config
        if playing:
            self.run.play(before.pace if before is not None else math.inf)
            self._go()
            self.arrived = None
        self.start = False
        self.shown, self.arrived = self.arrived, None
        if self.shown is None and self.run.finished:
            self.shown = self.opening
        return self.run

    def _make(self, config: Config, *, fresh: bool) -> Run:
        finished = None if fresh else bundle.find(config, self.cells)
        return finished or lab().open({cell: config.changed(cell=cell) for cell in self.cells})

    def _remember(self) -> None:
        """Keep the curves of the run that is left, to compare with."""
        if self.run is not None and self.run.step > 0:
            self.ghosts = [*self.ghosts, self.run.curves()][-GHOSTS:]
        self._leave()

    def _leave(self) -> None:
        if self.run is not None:
            self.run.leave(self.watcher)
            self.left[self.run.id] = time.monotonic()

    # -- what a person does ------------------------------------------------------------------------------------------

    def view(self) -> View | None:
        """What to draw: this run, or the one before it until the networks of this one are made."""
        if self.run is None or self.config is None:
            return self.before
        snapshots = self.run.snapshots(self.shown)
        if len(snapshots) < len(self.run.lanes):
            return self.before
        self.before = View(self.run, self.config, snapshots)
        return self.before

    def play(self, pace: float) -> None:
        """Train on; from a bundled run that is finished, train a fresh one of the same settings."""
        if self.run is None or self.config is None:
            return
        self.shown = None
        if self.run.finished:
            self._restart()
        self.run.play(pace)
        self._go()

    def pause(self) -> None:
        """Rest. A finished run does already, and belongs to everyone: it must not wait for an answer to a pause."""
        if self.run is not None and not self.run.finished:
            self.run.pause()
            lab().nudge()

    def advance(self) -> None:
        """One training step."""
        if self.run is None:
            return
        self.shown = None
        if self.run.finished:
            self._restart()
        self.run.advance()
        self._go()

    def reset(self) -> None:
        """Back to step 0 with the same settings and the same seed."""
        if self.run is not None and self.config is not None:
            self._restart()
            self._go()

    def scrub(self, step: int | None) -> None:
        """Look at an earlier step; training rests meanwhile, so that nothing changes under the eye."""
        self.shown = step
        if step is not None and self.run is not None and self.run.playing:
            self.pause()

    def _restart(self) -> None:
        if self.config is not None:
            self._remember()
            self.run, self.shown = self._make(self.config, fresh=True), None

    def _go(self) -> None:
        if self.run is not None:
            self.look(self.run)
            lab().nudge()

    def look(self, run: Run) -> None:
        """Say that this person watches a run. One that the lab has forgotten meanwhile is taken up again."""
        run.look(self.watcher)
        lab().keep(run)


def current(lesson: Lesson, form: controls.Form) -> Session:
    """The session's state for a lesson that offers these settings, made at the first visit from what its address says.

    Each visit takes up the run that the address names.
    """
    controls.use(form)
    key = f"session_{lesson.name}"
    if key not in st.session_state:
        said = arrival.values(lesson.name, lesson.parameters)
        cursor = None if said["t"] is None else said["t"] - 1
        st.session_state[key] = Session(form.first or form.cells, cursor=cursor, arrived=said["step"], said=said)
    state: Session = st.session_state[key]
    state.find(st.query_params.get(link.RUN))
    state.insist()
    return state


def _plain(config: Config) -> Config:
    return config.changed(cell="lstm")


__all__ = ["Problem", "Session", "current", "lab"]
