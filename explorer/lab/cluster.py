"""Lab: where trainers run. A Dask cluster, local by default, kept busy and kept alive by one thread."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from typing import Any

from explorer.config import Config
from explorer.lab import workers as workers_module
from explorer.lab.run import Lane, Run
from explorer.lab.worker import SETTINGS, TOPIC, Bench
from explorer.lab.workers import ENVIRONMENT, Progress, Workers
from explorer.problem import N_, Problem

SCHEDULER = "RNN_EXPLORER_SCHEDULER"
"""Environment setting: the address of a Dask scheduler to use instead of a local cluster (tls://host:port)."""

ROUND = 0.25  # seconds between two rounds of the keeper
ARRIVING = 0.02  # the same while workers are on their way: somebody may have pressed Play
REST = 1.0  # the same while nobody watches anything
WORKERS = (3, 4)
"""At least and at most. Three even on two cores: each of three networks its own process, which the system shares out
more evenly than two processes of which one has two."""

FORGET = 30 * 60.0  # seconds after which a run that nobody looks at is forgotten
KEPT_RUNS = 60
SILENT = 20.0  # seconds without a word from a lane that should train, after which it is seated again
GIVEN_UP = 24 * 3600.0
"""Seconds that a lost worker has to come back before Dask closes it for good. Dask says 15, which a busy machine needs
for loading torch alone, so it would end workers that are about to be ready; and its clock is not stopped by a return,
so it would also end those that are lost again at the wrong moment."""

logger = logging.getLogger(__name__)


class Lab:
    """Runs by id, and the workers on which they train.

    Starting takes a second or more, so `start()` returns at once and the work goes on in a thread; runs that are opened
    meanwhile wait for a bench. A worker that dies is replaced, and its trainers go on from the last state that they
    published.
    """

    def __init__(self, workers: int | None = None, address: str | None = None) -> None:
        self.workers = workers or max(WORKERS[0], min(WORKERS[1], os.cpu_count() or 1))
        self.address = address or os.environ.get(SCHEDULER)
        self.problem: Problem | None = None
        self._runs: dict[str, Run] = {}
        self._benches: dict[str, Any] = {}
        self._coming: dict[str, Any] = {}
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._open = True
        self._up = threading.Event()
        self._client: Any = None
        self._cluster: Any = None
        self._workers: Workers | None = None
        self._keeper = threading.Thread(target=self._keep, name="lab", daemon=True)

    # -- what a page asks ----------------------------------------------------------------------------------------

    def start(self) -> Lab:
        """Begin to start the cluster, without waiting for it; once, however often it is called."""
        with self._lock:
            if not self._keeper.is_alive() and self._open and not self._up.is_set():
                self._keeper.start()
        return self

    def wait(self, timeout: float = 60.0) -> bool:
        """Wait until the lab is up; whether it is."""
        return self._up.wait(timeout)

    @property
    def up(self) -> bool:
        """Whether there are workers to train on."""
        return self._up.is_set()

    @property
    def forker(self) -> int | None:
        """The process of which all workers are children, where workers are forked."""
        return self._workers.pid if self._workers is not None else None

    @property
    def places(self) -> tuple[str, ...]:
        """The addresses of the workers on which networks can train."""
        return tuple(self._benches)

    @property
    def loading(self) -> Progress | None:
        """How far the workers are that are still on their way; None where nothing is known of it."""
        return None if self.up or self._workers is None else self._workers.progress

    def open(self, configs: Mapping[str, Config], states: Mapping[str, bytes] | None = None) -> Run:
        """A new run of these networks, resting at step 0, or where `states` of trainers of theirs were taken."""
        run = Run(configs)
        for name, state in (states or {}).items():
            run.lanes[name].state = state
        self.keep(run)
        return run

    def keep(self, run: Run) -> None:
        """Take up a run that was forgotten, if somebody still holds it: it goes on from its last published state."""
        with self._lock:
            if run.id in self._runs:
                return
            for lane in run.lanes.values():
                lane.bench = None
            self._runs[run.id] = run
        self.nudge()

    def find(self, run_id: str) -> Run | None:
        """The run with this id, if it is not forgotten."""
        return self._runs.get(run_id)

    def close_run(self, run: Run) -> None:
        """Forget a run and free its places."""
        with self._lock:
            self._runs.pop(run.id, None)
            for name, lane in run.lanes.items():
                self._leave(lane.bench, run.key(name))

    def nudge(self) -> None:
        """Make the keeper act now: something was pressed."""
        self._wake.set()

    def close(self) -> None:
        """End all training and all workers."""
        self._open = False
        self.nudge()
        if self._keeper.is_alive():
            self._keeper.join(timeout=10)
        self._disconnect()

    # -- the keeper's thread -------------------------------------------------------------------------------------

    def _keep(self) -> None:
        try:
            self._keep_connected()
        finally:
            self._disconnect()  # closed while it was starting, perhaps

    def _disconnect(self) -> None:
        with self._lock:
            self._up.clear()
            client, cluster, workers = self._client, self._cluster, self._workers
            self._client = self._cluster = self._workers = None
        if workers is None and client is None and cluster is None:
            return
        from distributed.utils import silence_logging_cmgr

        with silence_logging_cmgr(logging.CRITICAL):  # which worker was gone first concerns nobody any more
            if workers is not None:
                workers.close()
            for thing in (client, cluster):
                if thing is not None:
                    thing.close(timeout=5)

    def _keep_connected(self) -> None:
        try:
            self._connect()
        except Exception as error:
            logger.exception("The lab did not start")
            self.problem = Problem(
                N_("The workers that train could not be started ({reason}). Restart the app."), reason=str(error)
            )
            return
        while self._open:
            try:
                with self._client.as_current():  # how an actor finds its client, in this thread only
                    self._round()
            except Exception:
                logger.exception("A round of the lab failed")
            self._wake.wait(timeout=self._pause())
            self._wake.clear()

    def _pause(self) -> float:
        """Seconds until the next round, if nobody nudges."""
        if self._coming or not self.up:
            return ARRIVING
        return ROUND if any(run.watched for run in list(self._runs.values())) else REST

    def _connect(self) -> None:
        forked = self.address is None and workers_module.CAN_FORK
        self._workers = Workers(self.workers) if forked else None  # it loads what it needs while the scheduler starts
        import dask
        import distributed

        # Dask has no types for these two.
        local_cluster: Any = distributed.LocalCluster
        client: Any = distributed.Client

        nannies = {
            "distributed.nanny.pre-spawn-environ": ENVIRONMENT,
            "distributed.deploy.lost-worker-timeout": GIVEN_UP,
        }
        dask.config.set({**SETTINGS, **nannies})
        if self.address is None:
            self._cluster = local_cluster(
                n_workers=0 if forked else self.workers,
                threads_per_worker=1,
                processes=True,
                security=True,
                dashboard_address="127.0.0.1:0",  # any free port: another app may run beside this one
                memory_limit=None,
                silence_logs=logging.ERROR,
                preload=["explorer.lab.worker"],
            )
            self._client = client(self._cluster, set_as_default=False)
            if self._workers is not None:
                self._workers.report_to(self._cluster.scheduler_address, self._cluster.security)
        else:
            self._client = client(self.address, set_as_default=False, timeout=20)
        self._client.subscribe_topic(TOPIC, self._receive)

    def _fork_workers(self) -> None:
        """Anew, after the process that forks them was killed."""
        if self._workers is not None:
            self._workers.close()
        self._workers = Workers(self.workers)
        self._workers.report_to(self._cluster.scheduler_address, self._cluster.security)

    def _receive(self, event: tuple[float, Mapping[str, Any]]) -> None:
        message = event[1]
        for key, step in message.get("reached", {}).items():
            run, lane = self._of(key)
            if run is not None:
                run.reach(lane, step)
        if "lane" not in message:
            return
        run, lane = self._of(message["lane"])
        if run is not None:
            waited = not run.ready
            run.receive(lane, message)
            if waited and run.ready:
                self.nudge()  # the last network has shown itself, so training may begin

    def _of(self, key: str) -> tuple[Run | None, str]:
        """The run and the lane that workers know under this name."""
        run_id, _, lane = key.partition("/")
        return self._runs.get(run_id), lane

    def _round(self) -> None:
        if self._workers is not None and not self._workers.alive:
            self._fork_workers()
        elif self._cluster is not None and self._workers is None:
            self._cluster.loop.add_callback(self._mend, self._cluster)
        self._fill_benches()
        if not self._benches:
            self._up.clear()
            return
        if not self._up.is_set() and self._coming:
            return  # all of them come within a moment, and the first would get everything
        self._up.set()
        with self._lock:
            self._forget()
            runs = list(self._runs.values())
        orders: dict[str, dict[str, Any]] = {}
        for run in runs:
            if run.ready and not run.watched:
                continue  # after a loss, those that somebody waits for find their places first
            for name, order in run.orders().items():
                lane = run.lanes[name]
                self._seat(run, lane)
                if lane.bench is not None:
                    orders.setdefault(lane.bench, {})[run.key(name)] = order
        for address, wanted in orders.items():
            bench = self._benches[address]
            self._call(address, lambda bench=bench, wanted=wanted: bench.order(wanted))

    def _mend(self, cluster: Any) -> None:
        """Start workers in the place of those that Dask has given up. Runs in the cluster's own loop.

        Dask replaces a worker that dies; but one that is too slow to come back, or fails while it starts, it closes for
        good, and in the end there would be none.
        """
        for name, nanny in list(cluster.workers.items()):
            if nanny.status.name in ("closed", "failed"):
                del cluster.workers[name]
        if len(cluster.workers) < self.workers and cluster.status.name == "running":
            cluster.scale(self.workers)

    def _fill_benches(self) -> None:
        """Every worker has a bench; benches of workers that are gone are given up.

        Nothing here waits: a worker may die between being listed and being asked, and its bench would never come.
        """
        workers = set(self._client.scheduler_info(n_workers=-1)["workers"])
        for address in set(self._benches) - workers:
            self._lose(address)
        for address in workers - set(self._benches) - set(self._coming):
            self._coming[address] = self._client.submit(Bench, workers=[address], actor=True, pure=False)
        for address, future in list(self._coming.items()):
            if future.status == "pending" and address in workers:
                continue
            del self._coming[address]
            if future.status == "finished" and address in workers:
                self._benches[address] = future.result(timeout=5)

    def _lose(self, address: str) -> None:
        self._benches.pop(address, None)
        for run in list(self._runs.values()):
            for lane in run.lanes.values():
                if lane.bench == address:
                    lane.bench = None

    def _seat(self, run: Run, lane: Lane) -> None:
        """Find a place for a lane that has none, or a better one: the bench with the fewest lanes that are watched."""
        silent = run.busy and run.watched and lane.bench is not None and time.monotonic() - lane.heard > SILENT
        taken = self._taken()
        address = min(taken, key=lambda name: taken[name])
        crowded = run.watched and lane.bench in taken and taken[lane.bench] - taken[address] > 1
        if lane.bench in self._benches and not silent and not (crowded and lane.state is not None):
            return
        key = run.key(lane.name)
        self._leave(lane.bench, key)
        bench = self._benches[address]
        lane.bench, lane.heard = address, time.monotonic()
        self._call(address, lambda: bench.seat(key, lane.config, lane.state))

    def _leave(self, address: str | None, key: str) -> None:
        bench = self._benches.get(address or "")
        if address is not None and bench is not None:
            self._call(address, lambda: bench.leave([key]))

    def _taken(self) -> dict[str, int]:
        """How many lanes that somebody watches sit on each bench."""
        taken = dict.fromkeys(self._benches, 0)
        for run in self._runs.values():
            for lane in run.lanes.values():
                if lane.bench in taken and run.watched:
                    taken[lane.bench] += 1
        return taken

    def _call(self, address: str, call: Any) -> None:
        """Call a bench without waiting for the answer; a bench that is gone is given up."""
        try:
            call()
        except (OSError, RuntimeError):
            self._lose(address)

    def _forget(self) -> None:
        """Drop the runs that nobody has looked at for long, and the oldest of too many."""
        now = time.monotonic()
        by_age = sorted(self._runs.values(), key=lambda run: run.seen)
        surplus = len(by_age) - KEPT_RUNS
        for index, run in enumerate(by_age):
            if now - run.seen > FORGET or (index < surplus and not run.watched):
                self.close_run(run)
