"""A run: three networks (or any number) that learn the same task side by side, as the server knows it."""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from explorer.analysis import slow_order
from explorer.config import Config
from explorer.lab.history import KEPT_BYTES, KEPT_SNAPSHOTS, Curve, History
from explorer.lab.worker import Order
from explorer.problem import Problem
from explorer.records import Snapshot, from_bytes

WATCHED = 6.0  # seconds after the last look during which a run still counts as watched
LEASE = 4.0  # seconds that an order holds; WATCHED + LEASE is the longest that training outlives its last watcher
FIRST_MILESTONE = 50  # training steps
HEAD_START = 5  # steps that a network may train before the others have shown themselves
AHEAD = 1.5  # seconds by which the fastest network may be ahead of the slowest


@dataclass
class Lane:
    """One network of a run: what its trainer published, and where it sits.

    `step` is the newest that can be shown, `reached` the newest that its trainer is known to have reached; `rate` is in
    training steps per second in which it may train.
    """

    name: str
    config: Config
    history: History
    curve: Curve = field(default_factory=Curve)
    state: bytes | None = None
    bench: str | None = None
    step: int = -1
    reached: int = -1
    pauses: int = 0  # of those of its run, how many its trainer has answered
    heard: float = 0.0
    able: float = 10.0
    rate: float = 0.0
    _orders: dict[int, tuple[int, list[int]]] = field(default_factory=dict)  # by layer: as of which milestone, and how
    _unpacked: dict[bytes, Snapshot] = field(default_factory=dict)

    def snapshot(self, step: int | None = None) -> Snapshot | None:
        """The newest snapshot, or the newest at or before `step`; None before the first has come."""
        packed = self.history.at(step)
        if packed is None:
            return None
        if packed not in self._unpacked:
            self._unpacked = {packed: from_bytes(packed)}  # a page asks for one at a time
        return self._unpacked[packed]

    def order(self, layer: int) -> list[int] | None:
        """The layer's units, slow ones first, as of the last milestone (step 50, 100, 200, …); None before any picture.

        Rows that are sorted by it must not dance at every look.
        """
        milestone = FIRST_MILESTONE * 2 ** int(math.log2(max(1, self.step / FIRST_MILESTONE)))
        known = self._orders.get(layer)
        if known is None or known[0] != milestone:
            snapshot = self.snapshot()
            if snapshot is None:
                return None
            order = slow_order(np.asarray(snapshot.trace.hidden[layer, :, 0, :], dtype=np.float64))
            known = self._orders[layer] = (milestone, [int(unit) for unit in order])
        return known[1]

    def receive(self, message: Mapping[str, Any]) -> None:
        """Take in what the trainer published."""
        self.step, self.heard, self.able = message["step"], time.monotonic(), message["able"]
        self.reached, self.pauses, self.rate = message["step"], message["pauses"], message["rate"]
        self.history.add(message["step"], message["packed"])
        self.curve.add(message["step"], message["loss"], message["steps"], message["metric"])
        self.state = message.get("state", self.state)


class Run:
    """Networks that learn side by side, in step with each other, while somebody is watching.

    A page calls `look()` at every redraw; this renews the run's claim to train and never waits for a worker. The
    trainers stay within about a second of each other, so that what is compared was trained equally long.

    One that is `finished` came with the app: everyone shares it, no link names it, and nobody trains it on.
    """

    def __init__(self, configs: Mapping[str, Config], *, finished: bool = False) -> None:
        self.id = secrets.token_urlsafe(9)
        self.finished = finished
        share = KEPT_BYTES * 3 // len(configs)
        self.lanes = {name: Lane(name, config, History(KEPT_SNAPSHOTS, share)) for name, config in configs.items()}
        self.playing = False
        self.pauses = 0
        self.pace = math.inf
        self.problem: Problem | None = None
        self.until: int | None = None
        self.goal: int | None = None  # playing goes no further than to this step
        self.opened = time.monotonic()
        self._watchers: dict[str, float] = {}
        self.live = next(iter(configs.values()))
        self._lock = threading.RLock()

    # -- what a person does --------------------------------------------------------------------------------------

    def play(self, pace: float = math.inf) -> None:
        """Train from the newest step on, at most `pace` steps a second."""
        with self._lock:
            self.playing, self.pace, self.until = True, pace, None
            self._forgive()

    def pause(self) -> None:
        """Stop after the step that is being computed; every trainer then shows where that was."""
        with self._lock:
            self.playing, self.until = False, None
            self.pauses += 1

    def advance(self, steps: int = 1) -> None:
        """Train so many steps and rest. The networks that are behind catch up with the one that is ahead."""
        with self._lock:
            goal = max((lane.step for lane in self.lanes.values()), default=0)
            self.playing = False
            self.until = max(goal, self.until or 0, 0) + steps
            self._forgive()

    def _forgive(self) -> None:
        """Try again after a problem; but networks that could not even start would only keep a person waiting."""
        if self.ready:
            self.problem = None

    def adjust(self, config: Config) -> None:
        """Let a new learning rate and clip norm act at once."""
        self.live = config

    def look(self, watcher: str = "") -> None:
        """Say that somebody is watching; `watcher` tells people apart."""
        self._watchers[watcher] = time.monotonic()

    def leave(self, watcher: str = "") -> None:
        """Say that somebody has turned to something else; when nobody is left, training rests."""
        self._watchers.pop(watcher, None)

    # -- what it shows -------------------------------------------------------------------------------------------

    @property
    def seen(self) -> float:
        """When somebody looked last, on the monotonic clock."""
        return max(self._watchers.values(), default=self.opened - WATCHED)

    @property
    def watched(self) -> bool:
        """Whether somebody looked a moment ago."""
        return time.monotonic() - self.seen < WATCHED

    @property
    def ready(self) -> bool:
        """Whether every network has shown itself once."""
        return all(lane.step >= 0 for lane in self.lanes.values())

    @property
    def busy(self) -> bool:
        """Whether there is something new to expect: it plays, has steps to do, or has not yet shown where it rests."""
        behind = self.until is not None and any(lane.step < self.until for lane in self.lanes.values())
        resting = self.ready and all(lane.pauses == self.pauses for lane in self.lanes.values())
        return self.problem is None and (self.playing or behind or not resting)

    @property
    def step(self) -> int:
        """The training step that all networks have reached."""
        return max(0, min(lane.step for lane in self.lanes.values()))

    @property
    def steps(self) -> list[int]:
        """The training steps to scrub through, ascending: those kept of the network that was looked at least often.

        So all columns change from each to the next; of the others the newest snapshot at or before a step is shown.
        """
        with self._lock:
            return min((lane.history.steps for lane in self.lanes.values()), key=len)

    @property
    def bytes(self) -> int:
        """The memory that its snapshots take."""
        return sum(lane.history.size_kept for lane in self.lanes.values())

    def snapshots(self, step: int | None = None) -> dict[str, Snapshot]:
        """The snapshots to show, by lane: the newest, or as they were at `step`."""
        with self._lock:
            shown = {name: lane.snapshot(step) for name, lane in self.lanes.items()}
        return {name: snapshot for name, snapshot in shown.items() if snapshot is not None}

    def curves(self) -> dict[str, Curve]:
        """Loss and metric against step, by lane."""
        return {name: lane.curve for name, lane in self.lanes.items()}

    # -- what the lab does ---------------------------------------------------------------------------------------

    def key(self, lane: str) -> str:
        """The name under which the workers know a lane."""
        return f"{self.id}/{lane}"

    def receive(self, lane: str, message: Mapping[str, Any]) -> None:
        """Take in a message from a worker. A trainer that failed pauses the whole run."""
        with self._lock:
            if "problem" in message:
                self.playing, self.until = False, None
                self.problem = Problem(message["problem"], **message["values"])
            elif lane in self.lanes:
                self.lanes[lane].receive(message)

    def reach(self, lane: str, step: int) -> None:
        """Take in how far a trainer is that has not shown itself there."""
        with self._lock:
            if lane in self.lanes:
                self.lanes[lane].reached, self.lanes[lane].heard = step, time.monotonic()

    def fingerprints(self) -> dict[str, int]:
        """A number a network that tells its weights from any others; 0 where there are none yet."""
        return {cell: crc32(lane.state) if lane.state else 0 for cell, lane in self.lanes.items()}

    def orders(self) -> dict[str, Order]:
        """What each lane may do now."""
        with self._lock:
            limit = self._limit()
            rates = {"learning_rate": self.live.learning_rate, "clip_norm": self.live.clip_norm}
            return {
                name: Order(limit, LEASE if self.watched else 0.0, self.pace, pauses=self.pauses, **rates)
                for name in self.lanes
            }

    def _limit(self) -> int:
        """The step up to which every network may go: a little further than the slowest one is."""
        if self.until is not None:
            return self.until
        if not self.playing:
            return 0
        furthest = math.inf if self.goal is None else self.goal
        if not self.ready:
            return int(min(HEAD_START, furthest))
        # What they could do, not what they did: a limit from their own past would hold them back for ever.
        slowest = min(lane.able for lane in self.lanes.values())
        together = min(lane.reached for lane in self.lanes.values())
        return int(min(together + max(2, math.ceil(AHEAD * slowest)), furthest))
