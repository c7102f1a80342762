"""Trainers of one bench, by the clock: how they share its time, when a lease ends, and at what rate they train."""

import time

from explorer.lab.worker import Order
from explorer.records import from_bytes
from tests.lab.benches import LONG, rounds, seated
from tests.lab.waiting import until


def test_six_trainers_take_turns_and_none_starves(bench, heard):
    lanes = [f"r{index}/gru" for index in range(6)]
    seated(bench, heard, *lanes)
    bench.order({lane: Order(limit=10**9, lease=LONG) for lane in lanes})
    until(lambda: all(heard.newest(lane) > 20 for lane in lanes))
    before = {lane: heard.newest(lane) for lane in lanes}
    until(lambda: all(heard.newest(lane) > before[lane] + 20 for lane in lanes))
    steps = [bench._seats[lane].trainer.step for lane in lanes]
    assert max(steps) < 5 * min(steps)


def test_it_stops_when_its_lease_has_run_out_and_goes_on_with_the_next(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=0.3)})
    rounds(bench)
    seat = bench._seats["a"]
    until(lambda: time.monotonic() > seat.until)
    rounds(bench)
    stopped = seat.trainer.step
    assert 0 < stopped < 10**9
    until(lambda: heard.newest("a") == stopped)
    rounds(bench, 5)
    assert seat.trainer.step == stopped
    bench.order({"a": Order(limit=10**9, lease=LONG)})
    until(lambda: heard.newest("a") > stopped)


def test_a_rate_is_counted_over_the_time_in_which_it_may_train(bench, heard):
    seated(bench, heard, "a")
    bench.order({"a": Order(limit=10**9, lease=LONG, pace=20.0)})
    until(lambda: heard.newest("a") >= 25)
    assert all(10 < message["rate"] < 30 for message in heard.of("a")[-3:])
    assert from_bytes(heard.of("a")[-1]["packed"]).throughput > 30, "what a step takes is another thing"
    bench.order({"a": Order(limit=10**9, lease=0.0, pace=20.0)})
    time.sleep(1.5)  # in which it may not train
    rested = heard.newest("a")
    bench.order({"a": Order(limit=10**9, lease=LONG, pace=20.0)})
    until(lambda: heard.newest("a") > rested)
    assert next(message for message in heard.of("a") if message["step"] > rested)["rate"] > 8
