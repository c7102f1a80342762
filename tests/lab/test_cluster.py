"""The real thing: worker processes, killed for real."""

import math
import os
import signal
import time

import numpy as np
import psutil
import pytest

from explorer.config import Config
from explorer.lab import Lab
from explorer.lab import cluster as cluster_module
from explorer.lab import run as run_module
from explorer.lab import workers as workers_module
from explorer.lab.run import AHEAD, LEASE, WATCHED
from explorer.lab.worker import LOOK_EVERY
from explorer.lab.workers import Progress
from explorer.training import Trainer
from tests.lab.waiting import until

CELLS = ("rnn", "gru", "lstm")
WALK = 100.0  # training steps a second, where it is enough that there are some
SMALL = {"task": "adding", "hidden_size": 8, "time_steps": 10, "batch_size": 4}


def configs(cells=CELLS, **changes):
    return {cell: Config(cell=cell, **(SMALL | changes)) for cell in cells}


@pytest.fixture(scope="module")
def started():
    """A lab, and what it has told of its start."""
    lab, told = Lab(workers=2).start(), []

    def look():
        if lab.loading is not None and lab.loading not in told:
            told.append(lab.loading)

    until(lambda: lab.up, look=look, every=0.005)
    yield lab, told
    lab.close()


@pytest.fixture(scope="module")
def lab(started):
    return started[0]


@pytest.fixture
def opened(lab):
    """Opens runs that are closed at the end of the test."""
    runs = []

    def open_run(**changes):
        runs.append(lab.open(configs(**changes)))
        return runs[-1]

    yield open_run
    for run in runs:
        lab.close_run(run)


def ready(*runs):
    def look():
        for run in runs:
            run.look()

    until(lambda: all(run.ready for run in runs), look=look)


def playing(lab, run, pace=math.inf):
    run.look()
    run.play(pace)
    lab.nudge()


def slowest(run):
    return min(lane.step for lane in run.lanes.values())


def workers(lab):
    """The processes that train."""
    return psutil.Process(lab.forker).children()


def test_how_far_workers_are_is_told_until_they_are_there(started):
    lab, told = started
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert told[-1] == Progress(told[-1].of, told[-1].of)
    assert lab.loading is None


def test_starting_again_starts_nothing_again(lab):
    keeper = lab._keeper
    assert lab.start()._keeper is keeper
    assert lab.up
    assert lab.problem is None
    assert len(workers(lab)) == 2


def test_a_run_shows_itself_at_step_0_and_rests(lab, opened):
    run = opened()
    assert lab.find(run.id) is run
    assert lab.find("nobody") is None
    ready(run)
    assert {snapshot.step for snapshot in run.snapshots().values()} == {0}
    assert set(run.snapshots()) == set(CELLS)
    assert not run.busy


def test_three_lanes_play_in_step_with_each_other(lab, opened):
    run = opened()
    ready(run)
    playing(lab, run)
    apart, able = [], []

    def look():
        run.look()
        steps = [lane.step for lane in run.lanes.values()]
        # What a lane may be ahead by, with the limit that it was given by what was known within the last second.
        able.append(max(lane.able for lane in run.lanes.values()))
        apart.append((max(steps) - min(steps)) / (2 + AHEAD * max(able[-50:])))

    goal = slowest(run) + 100
    until(lambda: slowest(run) > goal, look=look)
    assert max(apart) <= 1
    for name, curve in run.curves().items():
        assert (np.diff(curve.steps) > 0).all()
        assert np.isfinite(curve.losses[1:]).all(), name
    run.pause()
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    stopped = [lane.step for lane in run.lanes.values()]
    assert resting(run) == stopped, "what is shown when it no longer expects anything is where it rests"


def resting(run, seconds=3 * LOOK_EVERY):
    """The steps of all lanes, if they stay what they are while one that trains shows itself three times; else None."""
    before = [lane.step for lane in run.lanes.values()]
    time.sleep(seconds)
    return before if [lane.step for lane in run.lanes.values()] == before else None


def test_single_steps_take_all_lanes_to_exactly_the_same_step(lab, opened):
    run = opened()
    ready(run)
    for goal in (1, 2, 3):
        run.advance()
        lab.nudge()
        until(lambda: not run.busy, look=run.look)
        assert [lane.step for lane in run.lanes.values()] == [goal] * 3
    run.advance(40)
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    assert resting(run) == [43] * 3
    assert {snapshot.step for snapshot in run.snapshots().values()} == {43}


def test_a_new_learning_rate_reaches_the_workers(lab, opened):
    run = opened()
    ready(run)
    run.adjust(next(iter(configs().values())).changed(learning_rate=0.125, clip_norm=0.5))
    run.advance(3)
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    found = Trainer.from_state(run.lanes["gru"].state).config
    assert (found.learning_rate, found.clip_norm) == (0.125, 0.5)


def kept_steps(run):
    """The step of the last state of each lane that would outlive its worker."""
    return {name: Trainer.from_state(lane.state).step for name, lane in run.lanes.items() if lane.state}


def test_a_killed_worker_is_replaced_and_its_networks_go_on_from_their_last_state(lab, opened):
    run = opened()
    ready(run)
    playing(lab, run, WALK)
    kept = until(lambda: kept_steps(run) if min(kept_steps(run).values()) > 20 else None, look=run.look)
    before = {process.pid for process in workers(lab)}
    # Each worker holds a lane at least, since there are three; those of this one will go back a little.
    at_kill = {name: lane.step for name, lane in run.lanes.items()}
    os.kill(min(before), signal.SIGKILL)
    goal = max(at_kill.values()) + 40
    until(lambda: slowest(run) > goal, look=run.look)
    assert run.problem is None
    assert run.playing
    for name, lane in run.lanes.items():
        steps = lane.curve.steps
        assert steps[0] == 0
        assert (np.diff(steps) > 0).all()
        assert any(kept[name] <= step <= at_kill[name] for step in steps), "what was learned before is still there"
        assert np.isfinite(lane.curve.losses[1:]).all()
        weights = [row[2] for row in lane.curve.rows()]
        assert sum(weights) >= 0.6 * lane.step
        assert lane.history.steps[0] == 0
    after = until(lambda: len(workers(lab)) == 2 and {process.pid for process in workers(lab)}, look=run.look)
    assert len(after & before) == 1
    until(lambda: len(lab.places) == 2, look=run.look)


def spawned(lab):
    """Where workers are not forked, Dask's own children."""
    return [child for child in psutil.Process().children() if "multiprocessing.spawn" in str(child.cmdline())]


def lose_all_workers(lab, run, workers=workers):
    """Kill every worker while the run trains, and wait until it has gone on."""
    until(lambda: slowest(run) > 20, look=run.look)
    before = slowest(run)
    for worker in workers(lab):
        os.kill(worker.pid, signal.SIGKILL)
    until(lambda: slowest(run) > before + 20, look=run.look, timeout=90)


def test_all_workers_killed_at_once_are_replaced(lab, opened):
    run = opened()
    ready(run)
    playing(lab, run, WALK)
    lose_all_workers(lab, run)
    assert run.problem is None


def test_when_the_process_that_forks_them_is_killed_all_start_anew(lab, opened):
    run = opened()
    ready(run)
    playing(lab, run, WALK)
    until(lambda: slowest(run) > 20, look=run.look)
    before, children = slowest(run), workers(lab)
    os.kill(lab.forker, signal.SIGKILL)
    assert not psutil.wait_procs(children, timeout=10)[1], "they end with it"
    until(lambda: slowest(run) > before + 20, look=run.look)
    assert len(workers(lab)) == 2
    assert run.problem is None


def test_where_nothing_is_forked_a_worker_that_comes_back_too_slowly_is_given_up_and_another_started(monkeypatch):
    monkeypatch.setattr(workers_module, "CAN_FORK", False)
    monkeypatch.setattr(cluster_module, "GIVEN_UP", 0.5)  # no worker loads torch in that time
    lab = Lab(workers=1).start()
    try:
        assert lab.wait(120)
        run = lab.open(configs())
        ready(run)
        playing(lab, run, WALK)
        lose_all_workers(lab, run, spawned)
        assert len(lab.places) == 1
        assert run.problem is None
    finally:
        lab.close()


def test_nobody_watching_stops_the_training_and_a_look_resumes_it(lab, opened, monkeypatch):
    assert WATCHED + LEASE <= 10, "seconds that training outlives its last watcher; here a quarter of them"
    monkeypatch.setattr(run_module, "WATCHED", WATCHED / 4)
    monkeypatch.setattr(run_module, "LEASE", LEASE / 4)
    run = opened()
    ready(run)
    playing(lab, run, WALK)
    until(lambda: slowest(run) > 20, look=run.look)
    gone = time.monotonic()
    stopped = until(lambda: resting(run), timeout=10)
    assert time.monotonic() - gone < (WATCHED + LEASE) / 4 + 5
    assert run.playing, "it is not paused, only at rest"
    until(lambda: slowest(run) > max(stopped) + 10, look=run.look)


def test_ten_runs_at_once_all_make_progress(lab, opened):
    runs = [opened(seed=seed) for seed in range(10)]
    ready(*runs)
    for run in runs:
        playing(lab, run)

    def look():
        for run in runs:
            run.look()

    until(lambda: min(slowest(run) for run in runs) >= 10, look=look)
    taken = lab._taken()
    assert sum(taken.values()) == 30
    assert max(taken.values()) - min(taken.values()) <= 2, "spread over both workers"
    assert all(run.problem is None for run in runs)


def test_a_closed_run_is_forgotten_and_trains_no_more(lab, opened):
    run = opened()
    ready(run)
    playing(lab, run, WALK)
    until(lambda: slowest(run) > 5, look=run.look)
    lab.close_run(run)
    assert lab.find(run.id) is None
    known = [lane.step for lane in run.lanes.values()]
    until(lambda: resting(run), look=run.look)
    assert slowest(run) <= max(known) + 1, "what it still says, nobody hears"


def test_the_oldest_of_too_many_runs_is_forgotten_but_none_that_is_watched(lab, opened, monkeypatch):
    watched, unwatched, newest = (opened(cells=("rnn",)) for _ in range(3))
    watched.look()
    newest.look()
    monkeypatch.setattr(cluster_module, "KEPT_RUNS", 2)
    until(lambda: lab.find(unwatched.id) is None, look=watched.look)
    assert lab.find(watched.id) is watched
    assert lab.find(newest.id) is newest


def test_a_forgotten_run_that_somebody_still_holds_goes_on_from_where_it_was(lab, opened):
    run = opened()
    ready(run)
    run.advance(30)
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    until(lambda: set(kept_steps(run).values()) == {30}, look=run.look)
    lab.close_run(run)
    assert lab.find(run.id) is None
    run.look()
    lab.keep(run)
    assert lab.find(run.id) is run
    run.advance(5)
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    assert resting(run) == [35] * 3
    assert run.problem is None


def test_a_run_opens_at_given_states_and_goes_on_as_the_trainers_would_have(lab):
    text = "to be or not to be, that is the question. " * 20
    settings = {
        cell: Config(cell=cell, corpus="own", text=text, hidden_size=8, time_steps=10, batch_size=4)
        for cell in ("rnn", "gru")
    }
    trainers = {cell: Trainer(config) for cell, config in settings.items()}
    for trainer in trainers.values():
        trainer.train(steps=12)
    run = lab.open(settings, {cell: trainer.state() for cell, trainer in trainers.items()})
    ready(run)
    assert {snapshot.step for snapshot in run.snapshots().values()} == {12}
    run.advance(4)
    lab.nudge()
    until(lambda: not run.busy, look=run.look)
    until(lambda: set(states_of(run, text)) == {16}, look=run.look)
    for cell, trainer in trainers.items():
        trainer.train(steps=4)
        mine = Trainer.from_state(run.lanes[cell].state, text)
        for name, weights in trainer.network.weights().items():
            np.testing.assert_allclose(mine.network.weights()[name], weights, atol=1e-6)
        assert text.encode() not in run.lanes[cell].state
    lab.close_run(run)


def states_of(run, text):
    return [Trainer.from_state(lane.state, text).step for lane in run.lanes.values()]


def test_a_run_of_an_unknown_cell_says_so(lab, opened):
    run = opened(cells=("rnn", "transformer"))
    until(lambda: run.problem, look=run.look)
    assert "There is no cell called “transformer”. Choose one of:" in str(run.problem)
    assert not run.busy
