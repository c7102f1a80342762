"""A bench of trainers in the process of a test, which hears all that it publishes."""

import threading

from explorer.config import Config
from tests.lab.waiting import until

LONG = 600.0  # seconds of lease: longer than any test


class Listener(list):
    """Everything that a bench published."""

    def of(self, lane):
        return [message for message in self.copy() if message.get("lane") == lane]

    def steps(self, lane):
        return [message["step"] for message in self.of(lane) if "packed" in message]

    def newest(self, lane):
        return max(self.steps(lane), default=-1)

    def problems(self, lane):
        return [message for message in self.of(lane) if "problem" in message]


def config(**changes):
    return Config(**({"task": "adding", "cell": "gru", "hidden_size": 4, "time_steps": 6, "batch_size": 2} | changes))


def seated(bench, heard, *lanes, **changes):
    for lane in lanes:
        bench.seat(lane, config(**changes))
    until(lambda: all(heard.steps(lane) for lane in lanes))


def rounds(bench, count=3):
    """Wait until the bench has gone round so many times: what it wanted to do by then, it has done."""
    for _ in range(count):
        done = threading.Event()
        bench._wish(done.set)
        assert done.wait(30)
