"""What the page about forgetting measures: fresh networks on the spot, learning ones from the states they publish."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from explorer.app import controls
from explorer.app.session import Session
from explorer.config import Config
from explorer.lessons.forget import kept, measure
from explorer.lessons.forget.record import Flow
from explorer.lessons.forget.tries import START
from explorer.names import CELLS
from explorer.records import Floats

FORM = controls.Form(
    page="forget",
    cells=CELLS,
    default=START,
    tasks=("adding", "agreement"),
    networks=CELLS,
    groups={
        "network": ("time_steps", "activation", "spectral_radius", "recurrent_init", "forget_bias", "layers"),
        "training": ("clip_norm", "learning_rate", "seed"),
        "more": ("hidden_size", "batch_size", "match_parameters", "reset_after", "output_activation", "optimizer"),
    },
)


@dataclass(frozen=True)
class Look:
    """What there is to draw. `gradient` [layer, time] by cell belongs to training step `step`.

    `flows` are whole measurements at the step `measured`: of these networks, of the newest that are known, or of fresh
    ones. `fresh` are always those of step 0. `newest`: no earlier step was scrubbed to.
    """

    gradient: Mapping[str, Floats]
    step: int
    flows: Mapping[str, Flow]
    measured: int
    fresh: Mapping[str, Flow]
    newest: bool = True

    @property
    def time(self) -> int:
        """The length of the sequence."""
        return int(next(iter(self.gradient.values())).shape[1])

    @property
    def comparable(self) -> bool:
        """Whether the measurements belong to the step of the gradients or, while networks learn, to one just before.

        A learning network shows its gradients several times between two of its measurements.
        """
        return self.newest or self.step == self.measured


def fresh(config: Config) -> dict[str, Flow]:
    """Networks as they start, measured on these settings. Raises `Problem` where there can be none."""
    usual = FORM.default
    names = ("optimizer", "learning_rate", "clip_norm", "batch_size")  # they move no number of it
    return _fresh(config.changed(**{name: getattr(usual, name) for name in names}))


@st.cache_data(max_entries=100, show_spinner=False)
def _fresh(config: Config) -> dict[str, Flow]:
    found = kept.find(config)
    if found is None:
        _one_thread()
        found = measure.vanishing(config, CELLS)
    return found


@lru_cache(maxsize=12)
def _trained(state: bytes) -> Flow:
    _one_thread()
    return measure.trained(state)


@lru_cache(maxsize=1)
def _one_thread() -> None:
    """The matrices are small, and the other processors train."""
    import torch

    torch.set_num_threads(1)


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Load what measuring needs while the first picture, which comes with the app, is looked at."""
    tiny = Config(task="adding", time_steps=4, hidden_size=4, batch_size=2)
    thread = threading.Thread(target=measure.vanishing, args=(tiny, CELLS))
    thread.start()
    return thread


def look(session: Session, config: Config) -> Look:
    """The newest measurement, or that of the step scrubbed to; of fresh networks until a training step is known."""
    start = fresh(config)
    untrained = Look({cell: flow.gradient for cell, flow in start.items()}, 0, start, 0, start)
    run = session.run
    if run is None:
        return untrained
    snapshots = run.snapshots(session.shown)
    step = max((snapshot.step for snapshot in snapshots.values()), default=0)
    if len(snapshots) < len(run.lanes) or step == 0:
        return untrained
    states = {name: lane.state for name, lane in run.lanes.items()}
    flows = {name: _trained(state) for name, state in states.items() if state}
    gradient = {name: snapshot.gradients["last"] for name, snapshot in snapshots.items()}
    newest = session.shown is None
    if len(flows) < len(states):
        return Look(gradient, step, start, 0, start, newest)
    return Look(gradient, step, flows, max(flow.step for flow in flows.values()), start, newest)
