"""The process that workers are forked from: it loads torch once, for all of them, and replaces those that die.

Started by `explorer.lab.workers`, which tells it on its standard input where the scheduler is (one line of JSON), and
ends it by closing that. On its standard output it says how far it is, a line of JSON each time: {"done", "of"}.

Who is forked has its memory in common with the others until somebody writes to it: torch and the machine code of the
kernels are there once. Nothing here may start a thread: a fork takes along only the one that forks.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from explorer.lab.worker import NICENESS, SETTINGS, set_up, work

ORDERS = 0
NEWS = os.dup(1)
"""Where news is written: what anybody prints goes to standard error."""

HURRY = 1.0  # seconds that a worker must have lived to be replaced at once


def tell(done: int, of: int) -> None:
    """Say how many parts are loaded."""
    os.write(NEWS, json.dumps({"done": done, "of": of}).encode() + b"\n")


def load() -> None:
    """Import what a trainer needs, and let one of each kind train."""
    stages: tuple[Callable[[], Any], ...] = (load_dask, load_torch, load_kernels)
    for done, stage in enumerate(stages):
        tell(done, len(stages))
        stage()
    tell(len(stages), len(stages))


def load_dask() -> None:
    """Dask, set as in the server."""
    import dask
    import distributed  # noqa: F401 - for those who are forked

    dask.config.set(SETTINGS)
    logging.getLogger("distributed").setLevel(logging.ERROR)


def load_torch() -> None:
    """Torch, and what trains with it."""
    import explorer.training  # noqa: F401 - for those who are forked

    set_up()


def load_kernels() -> None:
    """What a first step costs the first time: the machine code of its kernel, and what torch puts off till then."""
    from explorer.config import Config
    from explorer.training import Trainer

    for cell in ("rnn", "gru", "lstm"):
        Trainer(Config(task="adding", cell=cell, hidden_size=4, time_steps=4, batch_size=2)).advance(steps=1)


def compile_all() -> None:
    """The machine code of all other kernels, so that whoever needs it finds it on disk."""
    from explorer import kernels

    kernels.compile_all()


class Nursery:
    """Workers at a scheduler, each with a pipe of which nobody writes into one end: it closes with its worker."""

    def __init__(self, address: str, security: Mapping[str, Any], count: int, scratch: str) -> None:
        self.address, self.security, self.count, self.scratch = address, security, count, scratch
        self.born: dict[int, float] = {}
        self._compiled = False
        self.pids: dict[int, int] = {}
        # The other way round: what each worker reads from, to learn that this process is gone.
        self.guard, self._held = os.pipe()

    def tend(self) -> None:
        """Keep so many workers until standard input is closed."""
        while True:
            while len(self.pids) < self.count:
                self._fork()
            if not self._compiled:
                self._compiled = True
                compile_all()
            closed = select.select([ORDERS, *self.pids], [], [])[0]
            if ORDERS in closed:
                return
            for pipe in closed:
                self._bury(pipe)

    def _fork(self) -> None:
        here, there = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(self._held)
            os.nice(NICENESS)
            be_child(self.guard, lambda: asyncio.run(work(self.address, self.security, self.scratch)))
        os.close(there)
        self.pids[here], self.born[here] = pid, time.monotonic()

    def _bury(self, pipe: int) -> None:
        os.close(pipe)
        os.waitpid(self.pids.pop(pipe), 0)
        # One that dies at once would die for ever: no more than one a second of them.
        time.sleep(max(0.0, HURRY - (time.monotonic() - self.born.pop(pipe))))

    def close(self) -> None:
        """End all of them."""
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def be_child(guard: int, task: Callable[[], Any]) -> NoReturn:
    """Do the task and end; end at once when nobody holds the other end of `guard` any more."""

    def watch() -> None:
        os.read(guard, 1)
        os._exit(1)

    try:
        threading.Thread(target=watch, daemon=True).start()
        task()
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    """Load, wait for the address, tend."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the server, which then closes standard input
    os.dup2(2, 1)
    load()
    line = sys.stdin.readline()
    if not line:
        return
    nursery = Nursery(**json.loads(line))
    try:
        nursery.tend()
    finally:
        nursery.close()


if __name__ == "__main__":
    main()
