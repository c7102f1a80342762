"""The worker's side of the lab: one bench a process, where trainers take turns.

Imported by the server too (to name the class), so torch stays inside the functions that run on a worker.
"""

from __future__ import annotations

import atexit
import logging
import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from explorer.problem import N_, Problem
from explorer.records import to_bytes

if TYPE_CHECKING:
    from explorer.config import Config
    from explorer.training import Trainer

TOPIC = "explorer"
TURN = 0.05  # seconds that one trainer computes before the next one has its turn
LOOK_EVERY = 0.25  # seconds between two published snapshots of a trainer, at best
FULL_EVERY = 1.5  # seconds between two that measure the metric and write a sample
KEEP_EVERY = 2.0  # seconds between two that carry the trainer's whole state, where it is large
LARGE = (
    1_000_000  # bytes; a smaller state goes with every score, so that who asks or saves has the networks of that score
)
LOOKING_SHARE = 0.3  # of the bench's time at most goes into looking rather than training
NICENESS = 10
SETTINGS: Mapping[str, Any] = {
    # A published snapshot is large; Dask would keep the last thousand of them for its developers.
    "distributed.admin.low-level-log-length": 2,
    "distributed.worker.daemon": True,
    "distributed.worker.profile.enabled": False,
    # It looks fifty times a second whether its loop still answers, twice whether memory runs out, and moves tasks that
    # wait. Here nothing waits: an idle server with three workers would take a twentieth of a core for all that.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.client.scheduler-info-interval": "30s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": False,
}
"""How Dask is set, in the server and in its workers."""
FAILED = N_("The trainer failed; its worker's log says why.")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Order:
    """What a trainer may do from now on. The newest one holds; a repeated one changes nothing.

    It trains up to step `limit` at no more than `pace` steps a second, for `lease` seconds; then it rests until the
    next order. So nobody has to stop a trainer: it is enough to forget it.
    """

    limit: int
    lease: float
    pace: float = math.inf
    learning_rate: float = 0.0
    clip_norm: float = 0.0
    pauses: int = 0


@dataclass
class _Seat:
    """A trainer on the bench, and when it last did what."""

    trainer: Trainer
    limit: int = 0
    pace: float = math.inf
    until: float = 0.0
    pauses: int = 0
    due: float = 0.0
    shown_step: int = -1
    shown: float = 0.0
    told_step: int = -1
    full: float = 0.0
    kept: float = 0.0
    cost: float = 0.02  # seconds that a look takes
    step_cost: float = 0.01  # seconds that a training step takes
    counted: tuple[float, int] = field(default_factory=lambda: (time.monotonic(), 0))

    def may_train(self, now: float) -> bool:
        return now < self.until and self.trainer.step < self.limit and now >= self.due

    def may_show(self, now: float, every: float) -> bool:
        soon = self.shown_step <= 0  # the first pictures of a run are what somebody is waiting for
        return self.trainer.step != self.shown_step and (soon or now - self.shown >= every)


class Bench:
    """Trainers of one worker process, which take turns of `TURN` seconds in a thread of its own.

    A Dask actor: its methods only note what is wanted and return at once, so that a caller never waits for training.
    Everything that it has to say, it publishes under `TOPIC` as plain messages: {"lane", "step", "packed", …} is what a
    trainer shows; {"reached": {lane: step}} says how far those are that cannot be looked at just now.
    """

    def __init__(self, publish: Callable[[dict[str, Any]], None] | None = None) -> None:
        self._publish = publish or _publisher()
        self._seats: dict[str, _Seat] = {}
        self._wishes: list[Callable[[], None]] = []
        self._changed = threading.Condition()
        self._told = 0.0
        self._open = True
        self._thread = threading.Thread(target=self._work, name="bench", daemon=True)
        self._thread.start()
        # A thread that is inside torch when its process ends would abort it ("terminate called …").
        atexit.register(self.close)

    # -- called from the server ------------------------------------------------------------------------------------

    def seat(self, lane: str, config: Config, state: bytes | None = None) -> None:
        """Make the trainer of a config, or one that goes on from `state`, known as `lane`."""
        self._wish(lambda: self._sit_down(lane, config, state))

    def order(self, orders: Mapping[str, Order]) -> None:
        """Give each lane its newest order; lanes that are not here are passed over."""
        self._wish(lambda: self._take(orders))

    def leave(self, lanes: list[str]) -> None:
        """Forget these trainers."""
        self._wish(lambda: [self._seats.pop(lane, None) for lane in lanes])

    def close(self) -> None:
        """End the bench's thread, after the step that it is computing."""
        self._open = False
        self._wish(lambda: None)
        self._thread.join(timeout=10)
        atexit.unregister(self.close)

    def _wish(self, wish: Callable[[], Any]) -> None:
        with self._changed:
            self._wishes.append(wish)
            self._changed.notify()

    # -- the bench's own thread --------------------------------------------------------------------------------------

    def _work(self) -> None:
        while self._open:
            with self._changed:
                wishes, self._wishes = self._wishes, []
            for wish in wishes:
                try:
                    wish()
                except Exception:  # the other trainers must go on
                    logger.exception("A wish to the bench failed")
            if not self._round():
                with self._changed:
                    if not self._wishes:
                        self._changed.wait(timeout=0.02 if self._seats else 1.0)

    def _round(self) -> bool:
        """One turn for every trainer that may train; whether anything was done."""
        busy = False
        for lane, seat in list(self._seats.items()):
            try:
                busy |= self._turn(lane, seat)
            except Problem as problem:
                seat.limit = 0
                self._report(lane, seat, problem)
            except Exception:
                logger.exception("Trainer %s failed", lane)
                seat.limit = 0
                self._report(lane, seat, Problem(FAILED))
        self._tell()
        return busy

    def _tell(self) -> None:
        """Say how far those are whose next snapshot is late, because many share the time for looking.

        The others of a run wait for the slowest, so without a word from it all would rest until it shows itself.
        """
        now = time.monotonic()
        if now - self._told < LOOK_EVERY:
            return
        self._told = now
        late = {lane: seat for lane, seat in self._seats.items() if now - seat.shown >= LOOK_EVERY}
        reached = {lane: seat.trainer.step for lane, seat in late.items() if seat.trainer.step != seat.told_step}
        for lane, step in reached.items():
            self._seats[lane].told_step = step
        if reached:
            self._publish({"reached": reached})

    def _turn(self, lane: str, seat: _Seat) -> bool:
        now = time.monotonic()
        trained = seat.may_train(now)
        if trained:
            self._train(seat, now + TURN)
        costs = sum(other.cost for other in self._seats.values() if time.monotonic() < other.until)
        if seat.may_show(time.monotonic(), max(LOOK_EVERY, costs / LOOKING_SHARE)):
            self._show(lane, seat)
            return True
        return trained

    def _train(self, seat: _Seat, end: float) -> None:
        now = time.monotonic()
        while seat.trainer.step < seat.limit:
            start = now
            seat.trainer.train(steps=1)
            now = time.monotonic()
            seat.step_cost = 0.9 * seat.step_cost + 0.1 * (now - start)
            if math.isfinite(seat.pace):
                seat.due = max(seat.due, now - 1 / seat.pace) + 1 / seat.pace
                return
            if now >= end:
                return

    def _show(self, lane: str, seat: _Seat) -> None:
        start = time.monotonic()
        full = start - seat.full >= FULL_EVERY or seat.trainer.step >= seat.limit
        step_before = seat.trainer.step
        try:
            snapshot = seat.trainer.snapshot(full=full)
        except Exception:
            # Show where the trainer went back to; but don't look again and again at what can't be looked at.
            seat.shown_step = step_before if seat.trainer.step == step_before else -1
            raise
        since, step = seat.counted
        if start - since > 1.0:
            seat.counted = start, snapshot.step
        message = {
            "lane": lane,
            "step": snapshot.step,
            "loss": float(snapshot.losses.mean()) if len(snapshot.losses) else math.nan,
            "steps": len(snapshot.losses),
            "metric": next(iter(snapshot.metrics.values())) if full else math.nan,
            "able": self._able(seat),
            "pauses": seat.pauses,
            "rate": (snapshot.step - step) / (start - since) if start > since else 0.0,
            "packed": to_bytes(snapshot),
        }
        good = seat.trainer.good
        if full and (len(good) < LARGE or start - seat.kept >= KEEP_EVERY or seat.trainer.step >= seat.limit):
            message["state"] = good
            seat.kept = start
        seat.full = start if full else seat.full
        seat.shown, seat.shown_step, seat.told_step = time.monotonic(), snapshot.step, snapshot.step
        seat.cost = 0.8 * seat.cost + 0.2 * (seat.shown - start)
        self._publish(message)

    def _able(self, seat: _Seat) -> float:
        """Steps a second that this trainer could do in its share of the bench's time, if nothing held it back."""
        active = sum(time.monotonic() < other.until for other in self._seats.values())
        return (1 - LOOKING_SHARE) / (seat.step_cost * max(1, active))

    def _report(self, lane: str, seat: _Seat | None, problem: Problem) -> None:
        step = seat.trainer.step if seat else 0
        plain = (int, float, str)  # what a message may carry, and a template's number format needs
        values = {name: value if isinstance(value, plain) else str(value) for name, value in problem.values.items()}
        self._publish({"lane": lane, "step": step, "problem": problem.template, "values": values})

    def _sit_down(self, lane: str, config: Config, state: bytes | None) -> None:
        try:
            from explorer.training import Trainer

            trainer = Trainer.from_state(state, config.text) if state else Trainer(config)
        except Problem as problem:
            self._report(lane, None, problem)
            return
        except Exception:
            logger.exception("Trainer %s could not be made", lane)
            self._report(lane, None, Problem(FAILED))
            return
        self._seats[lane] = _Seat(trainer)

    def _take(self, orders: Mapping[str, Order]) -> None:
        now = time.monotonic()
        for lane, order in orders.items():
            seat = self._seats.get(lane)
            if seat is None:
                continue
            if now > seat.until:
                seat.counted = now, seat.trainer.step  # steps per second are of the time in which it may train
            seat.limit, seat.pace, seat.until = order.limit, order.pace, now + order.lease
            if order.pauses != seat.pauses:
                seat.pauses, seat.shown_step = order.pauses, -1
            now_set = seat.trainer.config
            if order.learning_rate and (order.learning_rate, order.clip_norm) != (
                now_set.learning_rate,
                now_set.clip_norm,
            ):
                seat.trainer.adjust(learning_rate=order.learning_rate, clip_norm=order.clip_norm)


def _publisher() -> Callable[[dict[str, Any]], None]:
    from distributed import get_worker

    worker = get_worker()
    return lambda message: worker.log_event(TOPIC, message)


def set_up() -> None:
    """What holds in every worker process: one thread for the arithmetic, since the processes are the parallelism."""
    import torch

    torch.set_num_threads(1)


async def work(address: str, security: Mapping[str, Any], scratch: str) -> None:
    """Be a worker of the scheduler at `address` until it is gone or says so.

    `security` are the credentials, `scratch` a folder in which Dask may write: whoever kills workers clears it.
    """
    import distributed

    module: Any = distributed  # Dask has no types for these two
    credentials = module.Security(**security)
    settings: dict[str, Any] = {"nthreads": 1, "memory_limit": 0, "dashboard": False, "local_directory": scratch}
    worker = await module.Worker(address, security=credentials, **settings)
    await worker.finished()


def dask_setup(worker: Any) -> None:
    """Dask's preload hook, where workers are not forked: at a low priority, since the screen comes first."""
    set_up()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
