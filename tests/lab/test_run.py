import math

import numpy as np
import pytest

from explorer.config import Config
from explorer.lab import Run
from explorer.lab import run as run_module
from explorer.lab.run import AHEAD, HEAD_START, LEASE, WATCHED
from explorer.records import Sample, Snapshot, Trace, to_bytes

CELLS = ("rnn", "gru", "lstm")


@pytest.fixture
def clock(monkeypatch):
    """The time that runs see; the test moves it."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(run_module, "time", clock)
    return clock


@pytest.fixture
def run(clock):
    return Run({cell: Config(task="adding", cell=cell) for cell in CELLS})


def packed(step):
    states = np.full((1, 2, 1, 3), 0.5, np.float32)
    nothing = np.zeros(0)
    trace = Trace(states, None, {}, states[0])
    return to_bytes(Snapshot(step, nothing, nothing, {"score": 1.0}, trace, {}, Sample("text"), 1.0, 7))


def message(step, able=10.0, **others):
    told = {
        "step": step,
        "able": able,
        "rate": 7.0,
        "packed": packed(step),
        "loss": 2.0,
        "steps": 5,
        "metric": 0.5,
        "pauses": 0,
    }
    return told | others


def reach(run, *steps, able=(10.0, 10.0, 10.0)):
    for cell, step, can in zip(CELLS, steps, able, strict=True):
        run.receive(cell, message(step, can))


def limits(run):
    return {order.limit for order in run.orders().values()}


def leases(run):
    return {order.lease for order in run.orders().values()}


# -- watching ------------------------------------------------------------------------------------------------------


def test_nobody_watching_means_no_lease(run, clock):
    reach(run, 0, 0, 0)
    run.play()
    assert not run.watched
    assert leases(run) == {0.0}
    run.look("anna")
    assert run.watched
    assert leases(run) == {LEASE}
    clock.now += WATCHED - 0.01
    assert leases(run) == {LEASE}
    clock.now += 0.02
    assert leases(run) == {0.0}
    run.look("anna")
    assert leases(run) == {LEASE}
    assert limits(run) != {0}, "it plays on as soon as somebody is back"


def test_training_goes_on_until_the_last_of_two_has_left(run):
    run.look("anna")
    run.look("borys")
    run.leave("anna")
    assert run.watched
    run.leave("borys")
    assert not run.watched
    run.leave("borys")
    assert not run.watched


def test_it_is_seen_when_the_last_of_all_looked(run, clock):
    run.look("anna")
    clock.now += 3
    run.look("borys")
    assert run.seen == clock.now
    clock.now += 100
    assert run.seen == clock.now - 100


# -- orders --------------------------------------------------------------------------------------------------------


def test_a_fresh_run_rests(run):
    run.look()
    assert limits(run) == {0}
    assert run.orders().keys() == set(CELLS)
    assert run.busy, "its networks have not shown themselves yet"
    assert not run.ready


def test_no_network_runs_off_before_all_have_shown_themselves(run):
    run.look()
    run.play()
    run.receive("rnn", message(0))
    run.receive("gru", message(0))
    assert limits(run) == {HEAD_START}
    run.receive("lstm", message(0))
    assert run.ready
    assert limits(run) == {math.ceil(AHEAD * 10)}


def test_the_limit_follows_the_slowest(run):
    reach(run, 120, 100, 115, able=(300.0, 20.0, 90.0))
    run.play()
    assert limits(run) == {100 + math.ceil(AHEAD * 20)}
    run.receive("gru", message(110, 40.0))
    assert limits(run) == {110 + math.ceil(AHEAD * 40)}
    run.receive("gru", message(125, 200.0))
    assert limits(run) == {115 + math.ceil(AHEAD * 90)}


def test_the_limit_follows_also_what_was_reached_without_being_shown(run):
    reach(run, 120, 100, 115, able=(20.0, 20.0, 20.0))
    run.play()
    run.reach("gru", 118)
    assert limits(run) == {115 + math.ceil(AHEAD * 20)}
    assert run.step == 100, "there is no picture of a later one"
    run.reach("nobody", 1)
    run.receive("gru", message(60, 20.0))  # its worker was lost, and it goes on from an older state
    assert limits(run) == {60 + math.ceil(AHEAD * 20)}


def test_a_network_that_says_how_far_it_is_is_heard(run, clock):
    reach(run, 1, 1, 1)
    clock.now += 7
    run.reach("gru", 2)
    assert [clock.now - lane.heard for lane in run.lanes.values()] == [7, 0, 7]


def test_even_a_very_slow_network_may_go_two_steps_on(run):
    reach(run, 5, 5, 5, able=(0.01, 0.01, 0.01))
    run.play()
    assert limits(run) == {7}


def test_playing_goes_no_further_than_to_the_goal(run):
    run.look()
    run.goal = 3
    run.play()
    assert limits(run) == {3}
    reach(run, 0, 0, 0)
    assert limits(run) == {3}
    run.goal = 1000
    assert limits(run) == {math.ceil(AHEAD * 10)}
    run.advance(2)
    assert limits(run) == {2}


def test_pausing_stops_at_once(run):
    reach(run, 5, 6, 7)
    run.play(pace=3.0)
    assert {order.pace for order in run.orders().values()} == {3.0}
    assert run.busy
    run.pause()
    assert limits(run) == {0}
    assert not run.playing


def test_a_pause_is_over_when_every_network_has_shown_where_it_rests(run):
    reach(run, 5, 6, 7)
    run.play()
    run.pause()
    assert {order.pauses for order in run.orders().values()} == {1}
    reach(run, 8, 9, 9)
    assert run.busy, "these were on their way before the pause reached the workers"
    for cell, step in zip(CELLS, (9, 9, 10), strict=True):
        assert run.busy
        run.receive(cell, message(step, pauses=1))
    assert not run.busy
    assert run.step == 9


def test_advancing_gives_an_exact_limit_beyond_the_one_that_is_ahead(run):
    reach(run, 5, 6, 7)
    run.advance(3)
    assert limits(run) == {10}
    assert run.busy
    assert not run.playing
    run.advance()
    assert limits(run) == {11}, "a second press before the first is done adds to it"
    reach(run, 11, 11, 10)
    assert run.busy
    reach(run, 11, 11, 11)
    assert not run.busy
    assert limits(run) == {11}


def test_advancing_before_anything_was_shown_goes_to_step_1(run):
    run.advance()
    assert limits(run) == {1}


def test_playing_after_advancing_has_no_end(run):
    reach(run, 0, 0, 0)
    run.advance()
    run.play()
    reach(run, 500, 500, 500)
    assert limits(run) == {500 + math.ceil(AHEAD * 10)}


def test_a_new_learning_rate_is_in_the_next_order(run):
    run.adjust(Config(learning_rate=0.5, clip_norm=0.25))
    assert {(o.learning_rate, o.clip_norm) for o in run.orders().values()} == {(0.5, 0.25)}


# -- problems ------------------------------------------------------------------------------------------------------


def test_a_problem_of_one_network_pauses_all_and_is_shown(run):
    reach(run, 3, 3, 3)
    run.play()
    run.receive("gru", {"step": 3, "problem": "At step {step} it failed.", "values": {"step": 4}})
    assert str(run.problem) == "At step 4 it failed."
    assert run.problem.template == "At step {step} it failed."
    assert limits(run) == {0}
    assert not run.playing
    assert not run.busy
    run.play()
    assert run.problem is None
    assert limits(run) != {0}


def test_a_problem_ends_single_steps_too(run):
    reach(run, 3, 3, 3)
    run.advance(100)
    run.receive("gru", {"step": 3, "problem": "no", "values": {}})
    assert limits(run) == {0}
    run.advance(2)
    assert run.problem is None
    assert limits(run) == {5}


@pytest.mark.parametrize("press", [Run.play, Run.advance])
def test_a_network_that_could_not_start_keeps_saying_so(run, press):
    run.receive("rnn", message(0))
    run.receive("gru", {"step": 0, "problem": "too large", "values": {}})
    press(run)
    assert str(run.problem) == "too large"
    assert not run.busy, "a page would wait for ever"


# -- what it shows -------------------------------------------------------------------------------------------------


def test_messages_become_snapshots_curves_and_steps(run):
    assert run.snapshots() == {}
    assert run.step == 0
    reach(run, 0, 0, 0)
    run.receive("rnn", message(20, loss=1.5, steps=20, metric=0.25, state=b"weights"))
    run.receive("rnn", message(30, loss=1.0, steps=10, metric=0.125))
    run.receive("gru", message(10))
    assert run.step == 0
    assert run.steps == [0], "so far one can only scrub to where all networks were looked at"
    assert {name: s.step for name, s in run.snapshots().items()} == {"rnn": 30, "gru": 10, "lstm": 0}
    assert {name: s.step for name, s in run.snapshots(25).items()} == {"rnn": 20, "gru": 10, "lstm": 0}
    assert {name: s.step for name, s in run.snapshots(5).items()} == {"rnn": 0, "gru": 0, "lstm": 0}
    curve = run.curves()["rnn"]
    assert curve.steps.tolist() == [0, 20, 30]
    assert curve.losses.tolist() == [2.0, 1.5, 1.0]
    assert curve.metrics.tolist() == [0.5, 0.25, 0.125]
    assert run.lanes["rnn"].state == b"weights", "a message without a state leaves the last one"
    assert run.bytes == sum(len(packed(step)) for step in (0, 20, 30, 0, 10, 0))
    reach(run, 40, 41, 42)
    assert run.step == 40
    assert run.steps == [0, 42]


def test_a_snapshot_that_is_shown_twice_is_unpacked_once(run):
    reach(run, 0, 0, 0)
    assert run.snapshots()["rnn"] is run.snapshots()["rnn"]
    run.receive("rnn", message(1))
    assert run.snapshots()["rnn"].step == 1


def test_a_lane_that_nobody_knows_is_passed_over(run):
    reach(run, 1, 1, 1)
    run.receive("klingon", message(7))
    assert run.steps == [1]
    assert run.lanes.keys() == set(CELLS)


def test_a_run_keeps_twenty_megabytes_however_many_networks_it_has():
    for count in (1, 3, 7):
        run = Run({str(index): Config() for index in range(count)})
        assert sum(lane.history.size for lane in run.lanes.values()) == pytest.approx(20_000_000, rel=1e-5)


def test_ids_are_unguessable_and_keys_hold_the_lane(run):
    ids = {Run({"rnn": Config()}).id for _ in range(100)}
    assert len(ids) == 100
    assert min(map(len, ids)) >= 12
    assert run.key("gru") == f"{run.id}/gru"
    assert "/" not in run.id
