"""Many runs on few slow workers, in a time of their own, so that it makes no difference how busy this machine is."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.config import Config
from explorer.lab import Lab
from explorer.lab import run as run_module
from explorer.lab import worker as worker_module
from explorer.lab.run import AHEAD
from explorer.lab.worker import Bench
from explorer.records import Sample, Snapshot, Trace

CELLS = {"rnn": 0.02, "gru": 0.02, "lstm": 0.025}
"""Seconds that a step takes."""

LOOK = 0.1  # seconds that a snapshot takes: ten trainers of one bench then show themselves every three seconds
ROUND = 0.25  # seconds between two orders


class Clock:
    now = 0.0

    def monotonic(self):
        return self.now


class SlowTrainer:
    """One that learns nothing and takes its time for it."""

    good = b""

    def __init__(self, clock, seconds, rng):
        self.clock, self.seconds, self.rng, self.step, self.shown = clock, seconds, rng, 0, 0
        self.config = SimpleNamespace(learning_rate=0.0, clip_norm=0.0)

    def adjust(self, **_):
        pass

    def train(self, steps):
        self.step += steps
        self.clock.now += steps * self.seconds * self.rng.uniform(0.7, 1.3)

    def snapshot(self, full):
        self.clock.now += LOOK * self.rng.uniform(0.7, 1.3)
        losses, states = np.ones(self.step - self.shown), np.zeros((1, 1, 1, 1), np.float32)
        self.shown = self.step
        trace = Trace(states, None, {}, states[0])
        return Snapshot(self.step, losses, losses[:0], {"score": 1.0}, trace, {}, Sample("text"), 1.0, 7)


class OwnTime(Bench):
    """A bench whose turns the test takes, one round at a time, with a clock that only its own trainers move."""

    def __init__(self, publish):
        super().__init__(publish)
        self.now = self.rested = 0.0

    def _work(self):
        pass


class Classroom:
    """Runs that all play, a network of each on every bench, and the server that gives the orders."""

    def __init__(self, monkeypatch, runs):
        self.clock, rng = Clock(), np.random.default_rng(0)
        for module in (run_module, worker_module):
            monkeypatch.setattr(module, "time", self.clock)
        self.messages = []
        self.benches = {cell: OwnTime(self.messages.append) for cell in CELLS}
        self.lab = Lab()  # never started: the benches here are its workers
        self.runs = [self.lab.open({cell: Config(cell=cell) for cell in CELLS}) for _ in range(runs)]
        self.trainers = {}
        for run in self.runs:
            run.play()
            for cell, seconds in CELLS.items():
                self.trainers[run.key(cell)] = trainer = SlowTrainer(self.clock, seconds, rng)
                self.benches[cell]._seats[run.key(cell)] = worker_module._Seat(trainer)

    def serve(self):
        """What the server does at a time: it takes in what was published, and renews the orders."""
        for message in self.messages:
            self.lab._receive((self.clock.now, message))
        self.messages.clear()
        for run in self.runs:
            run.look()
            for cell, order in run.orders().items():
                self.benches[cell]._take({run.key(cell): order})

    def pass_time(self, seconds):
        """Every bench computes for so long; orders come four times a second."""
        for moment in np.arange(self.clock.now, self.clock.now + seconds, ROUND):
            self.clock.now = moment
            self.serve()
            for bench in self.benches.values():
                self.clock.now = max(bench.now, moment)
                while self.clock.now < moment + ROUND:
                    if not bench._round():
                        self.clock.now += 0.02
                        bench.rested += 0.02
                bench.now = self.clock.now
            self.clock.now = moment + ROUND

    def steps(self):
        """[run, cell], the steps that the trainers have reached."""
        return np.array([[self.trainers[run.key(cell)].step for cell in CELLS] for run in self.runs])

    def close(self):
        self.lab.close()
        for bench in self.benches.values():
            bench.close()


@pytest.fixture
def classroom(monkeypatch):
    room = Classroom(monkeypatch, runs=10)
    yield room
    room.close()


def test_ten_runs_on_slow_workers_train_equally_fast_in_step_and_no_worker_waits(classroom):
    classroom.pass_time(20)
    before, rested = classroom.steps(), {cell: bench.rested for cell, bench in classroom.benches.items()}
    classroom.pass_time(40)
    speeds = (classroom.steps() - before).min(axis=1) / 40
    assert speeds.min() >= 0.8 * speeds.max(), speeds
    ahead = np.ptp(classroom.steps(), axis=1) / speeds
    assert ahead.max() <= 2 * AHEAD, ahead
    # The slowest cells' bench has no reason to rest: the others wait for it.
    assert classroom.benches["lstm"].rested - rested["lstm"] < 0.1 * 40
