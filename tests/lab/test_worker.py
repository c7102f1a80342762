import math
import time

import numpy as np
import pytest

from explorer.lab import worker
from explorer.lab.worker import Bench, Order
from explorer.records import from_bytes
from explorer.training import Trainer
from tests.lab.benches import LONG, config, rounds, seated
from tests.lab.waiting import until

# -- one trainer ---------------------------------------------------------------------------------------------------


def test_a_trainer_shows_itself_at_step_0_and_rests(bench, heard):
    seated(bench, heard, "r/gru")
    rounds(bench)
    (message,) = heard
    assert message["lane"] == "r/gru"
    assert message["step"] == 0
    assert message["steps"] == 0
    assert math.isnan(message["loss"])
    assert message["able"] > 0
    snapshot = from_bytes(message["packed"])
    assert snapshot.step == 0
    assert message["metric"] == next(iter(snapshot.metrics.values()))
    assert Trainer.from_state(message["state"]).step == 0


def test_it_goes_exactly_to_its_limit_and_publishes_the_end_with_its_state(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=37, lease=LONG)})
    until(lambda: heard.newest("a") == 37)
    rounds(bench)
    assert heard.newest("a") == 37
    assert heard.steps("a") == sorted(set(heard.steps("a")))
    last = heard.of("a")[-1]
    assert Trainer.from_state(last["state"]).step == 37
    reference = Trainer(config())
    expected = reference.advance(steps=37)
    assert Trainer.from_state(last["state"]).state() == reference.state()
    counted = [message for message in heard.of("a") if message["steps"]]
    assert sum(message["steps"] for message in counted) == 37
    mean = np.average([m["loss"] for m in counted], weights=[m["steps"] for m in counted])
    assert mean == pytest.approx(expected.losses.mean())


def test_a_repeated_order_changes_nothing_and_a_higher_one_goes_on(bench, heard):
    seated(bench, heard, "a")
    for limit in (5, 5, 5, 11):
        bench.order({"a": Order(limit=limit, lease=LONG)})
        until(lambda limit=limit: heard.newest("a") == limit)
        rounds(bench)
        assert heard.newest("a") == limit


def test_a_limit_that_was_passed_stops_at_once(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=LONG)})
    until(lambda: heard.newest("a") > 10)
    bench.order({"a": Order(limit=0, lease=LONG)})
    rounds(bench)
    stopped = bench._seats["a"].trainer.step
    until(lambda: heard.newest("a") == stopped)
    rounds(bench)
    assert bench._seats["a"].trainer.step == stopped


def test_a_pause_is_answered_with_where_it_rests_even_if_that_was_shown_before(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=LONG)})
    until(lambda: heard.newest("a") > 10)
    bench.order({"a": Order(limit=0, lease=LONG, pauses=1)})
    until(lambda: heard.of("a")[-1]["pauses"] == 1)
    answer = heard.of("a")[-1]
    assert answer["step"] == bench._seats["a"].trainer.step
    assert Trainer.from_state(answer["state"]).step == answer["step"]
    bench.order({"a": Order(limit=0, lease=LONG, pauses=2)})
    until(lambda: heard.of("a")[-1]["pauses"] == 2)
    assert heard.of("a")[-1]["step"] == answer["step"]
    told = len(heard)
    bench.order({"a": Order(limit=0, lease=LONG, pauses=2)})
    rounds(bench)
    assert len(heard) == told, "the same pause is answered once"


def test_without_a_lease_nothing_is_trained(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10, lease=0.0)})
    rounds(bench, 5)
    assert bench._seats["a"].trainer.step == 0


def test_it_keeps_to_its_pace(bench, heard):
    seated(bench, heard, "a")
    start = time.monotonic()
    bench.order({"a": Order(limit=10**9, lease=LONG, pace=20.0)})
    until(lambda: heard.newest("a") >= 15)
    elapsed = time.monotonic() - start
    assert bench._seats["a"].trainer.step <= 20.0 * (time.monotonic() - start) + 2
    assert elapsed > 13 / 20, "14 intervals, less the one by which a late step may be made up for"
    bench.order({"a": Order(limit=10**9, lease=LONG)})
    before = heard.newest("a")
    until(lambda: heard.newest("a") > before + 100, timeout=30)


def test_a_new_learning_rate_reaches_the_trainer_while_it_trains(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=LONG, learning_rate=0.25, clip_norm=0.5)})
    until(lambda: heard.newest("a") > 0)
    found = bench._seats["a"].trainer.config
    assert (found.learning_rate, found.clip_norm) == (0.25, 0.5)


def test_it_goes_on_from_a_state(bench, heard):
    trainer = Trainer(config())
    trainer.train(steps=9)
    bench.seat("a", config(), trainer.state())
    until(lambda: heard.steps("a") == [9])
    bench.order({"a": Order(limit=12, lease=LONG)})
    until(lambda: heard.newest("a") == 12)
    trainer.train(steps=3)
    assert Trainer.from_state(heard.of("a")[-1]["state"]).state() == trainer.state()


# -- several -------------------------------------------------------------------------------------------------------


def test_a_large_network_does_not_starve_a_small_one(bench, heard):
    bench.seat("large", config(hidden_size=256, time_steps=100, batch_size=32))
    seated(bench, heard, "small")
    until(lambda: heard.steps("large"))
    bench.order({lane: Order(limit=10**9, lease=LONG) for lane in ("large", "small")})
    until(lambda: heard.newest("large") >= 5 and heard.newest("small") > 20)


def test_an_order_for_somebody_else_is_passed_over(bench, heard):
    seated(bench, heard, "a")
    bench.order({"b": Order(limit=10, lease=LONG), "a": Order(limit=2, lease=LONG)})
    until(lambda: heard.newest("a") == 2)
    assert heard.of("b") == []


def test_who_left_trains_and_says_no_more_and_the_others_go_on(bench, heard):
    seated(bench, heard, "a", "b")
    bench.order({lane: Order(limit=10**9, lease=LONG) for lane in "ab"})
    until(lambda: min(heard.newest("a"), heard.newest("b")) > 0)
    bench.leave(["a", "nobody"])
    rounds(bench)
    assert list(bench._seats) == ["b"]
    count, step = len(heard.of("a")), heard.newest("b")
    until(lambda: heard.newest("b") > step + 20)
    assert len(heard.of("a")) == count


def test_closing_ends_the_thread_and_all_training(heard):
    bench = Bench(publish=heard.append)
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=LONG)})
    until(lambda: heard.newest("a") > 0)
    bench.close()
    assert not bench._thread.is_alive()
    bench.close()


# -- problems ------------------------------------------------------------------------------------------------------

WILD = {"task": "signals", "cell": "rnn", "activation": "relu", "learning_rate": 10.0, "clip_norm": 0.0}
WILD |= {"hidden_size": 16, "time_steps": 20}


def test_a_network_that_diverges_says_so_once_and_the_others_go_on(bench, heard):
    bench.seat("wild", config(**WILD))
    seated(bench, heard, "calm")
    until(lambda: heard.steps("wild"))
    bench.order({lane: Order(limit=10**9, lease=LONG) for lane in ("wild", "calm")})
    until(lambda: heard.problems("wild"))
    (message,) = heard.problems("wild")
    assert "{step}" in message["problem"]
    assert "Lower the learning rate" in message["problem"]
    assert message["problem"].format(**message["values"]).startswith("At step ")
    assert message["values"]["good"] == message["step"] < message["values"]["step"]
    step = heard.newest("calm")
    until(lambda: heard.newest("calm") > step + 20)
    assert len(heard.problems("wild")) == 1
    assert heard.steps("wild")[-1] == message["step"], "where it went back to is shown"


def test_after_a_divergence_a_lower_rate_trains_on(bench, heard):
    seated(bench, heard, "wild", **WILD)
    bench.order({"wild": Order(limit=10**9, lease=LONG)})
    until(lambda: heard.problems("wild"))
    good = heard.problems("wild")[0]["step"]
    bench.order({"wild": Order(limit=good + 30, lease=LONG, learning_rate=1e-4, clip_norm=1.0)})
    until(lambda: heard.newest("wild") == good + 30)
    assert len(heard.problems("wild")) == 1


def test_a_network_that_cannot_even_be_looked_at_says_so_once(bench, heard):
    changes = WILD | {"recurrent_init": "identity", "spectral_radius": 3.0, "time_steps": 400}
    bench.seat("wild", config(**changes))
    until(lambda: heard.problems("wild"))
    rounds(bench, 10)
    (message,) = heard
    assert "smaller spectral radius" in message["problem"]


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        ({"cell": "transformer"}, None, "There is no {kind} called"),
        ({"device": "mps"}, None, "There is no device"),
        ({}, b"garbage", "not the saved state"),
    ],
)
def test_a_seat_that_cannot_be_taken_is_reported_and_the_bench_goes_on(bench, heard, changes, state, said):
    bench.seat("bad", config(**changes), state)
    seated(bench, heard, "good")
    (message,) = heard.problems("bad")
    assert said in message["problem"]
    assert all(isinstance(value, int | float | str) for value in message["values"].values())
    assert message["problem"].format(**message["values"])
    bench.order({"good": Order(limit=5, lease=LONG), "bad": Order(limit=5, lease=LONG)})
    until(lambda: heard.newest("good") == 5)
    assert heard.steps("bad") == []


@pytest.mark.parametrize("method", ["__init__", "train", "snapshot"])
def test_a_fault_in_a_trainer_is_logged_and_reported_and_the_bench_goes_on(bench, heard, monkeypatch, logged, method):
    seated(bench, heard, "good")
    original = getattr(Trainer, method)

    def fail_for_cell_rnn(self, *args, **kwargs):
        if (args[0] if method == "__init__" else self.config).cell == "rnn":
            raise ZeroDivisionError("a fault")
        return original(self, *args, **kwargs)

    monkeypatch.setattr(Trainer, method, fail_for_cell_rnn)
    bench.seat("bad", config(cell="rnn"))
    bench.order({lane: Order(limit=7, lease=LONG) for lane in ("good", "bad")})
    until(lambda: heard.problems("bad"))
    until(lambda: heard.newest("good") == 7)
    rounds(bench, 10)
    (message,) = heard.problems("bad")
    assert message["problem"] == worker.FAILED
    assert "ZeroDivisionError" in logged.getvalue()


def test_a_wish_that_fails_does_not_end_the_bench(bench, heard, logged):
    bench._wish(lambda: 1 / 0)
    seated(bench, heard, "a")
    assert "ZeroDivisionError" in logged.getvalue()


# -- how often it looks --------------------------------------------------------------------------------------------


def test_it_looks_a_few_times_a_second_and_not_at_every_step(bench, heard):
    seated(bench, heard, "a")
    start = time.monotonic()
    bench.order({"a": Order(limit=10**9, lease=LONG, pace=100.0)})
    until(lambda: len(heard.steps("a")) >= 6)
    elapsed = time.monotonic() - start
    assert len(heard.steps("a")) - 1 <= elapsed / worker.LOOK_EVERY + 1
    assert heard.newest("a") > 20


def test_those_that_cannot_be_looked_at_for_now_say_how_far_they_are(bench, heard, monkeypatch):
    seated(bench, heard, "a", "b")
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(worker, "LOOKING_SHARE", 1e-9)
    bench.order({lane: Order(limit=10**9, lease=LONG) for lane in "ab"})

    def told():
        return [message["reached"] for message in heard.copy() if "reached" in message]

    until(lambda: sum("a" in reached for reached in told()) >= 3)
    said = [reached["a"] for reached in told() if "a" in reached]
    assert said == sorted(set(said)), "a step is told once"
    assert said[0] > heard.newest("a"), "and not where the trainer has shown itself already"
    assert said[-1] <= bench._seats["a"].trainer.step
