"""The process that workers are forked from: it loads torch once, for all of them, and replaces those that die.

Started by `explorer.lab.workers`, which tells it on its standard input where the scheduler is (one line of JSON), and
ends it by closing that. It answers on its standard output, a line of JSON a piece of news: {"stage", "done", "of"}.

Whoever is forked has its memory in common with the others until somebody writes to it: torch, Numba and the machine
code of the kernels are there once. Nothing here may start a thread before the last fork: a fork takes along one only.
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

COMPILER_NICENESS = 19
HURRY = 1.0  # seconds that a worker must have lived to be replaced at once


def tell(stage: str, done: int, of: int) -> None:
    """Say how far which stage is; in one piece, since the compiler's process says it too."""
    os.write(NEWS, json.dumps({"stage": stage, "done": done, "of": of}).encode() + b"\n")


def load() -> None:
    """Import what a trainer needs, and the machine code of the kernels where it was kept."""
    stages: tuple[Callable[[], Any], ...] = (load_distributed, load_training, load_kernels)
    for done, stage in enumerate(stages):
        tell("load", done, len(stages))
        stage()
    tell("load", len(stages), len(stages))


def load_distributed() -> None:
    """Dask, told what `explorer.lab.cluster` tells that of the server."""
    import dask
    import distributed  # noqa: F401 - for those who are forked

    dask.config.set(SETTINGS)
    logging.getLogger("distributed").setLevel(logging.ERROR)


def load_training() -> None:
    """Torch, above all."""
    import explorer.training  # noqa: F401 - for those who are forked

    set_up()


def load_kernels() -> None:
    """Numba, and the machine code that some process has kept; what is missing is not made here."""
    from explorer import kernels

    if kernels.all_ready():
        kernels.compile_all()


class Nursery:
    """Workers at a scheduler, each with a pipe of which nobody writes into one end: it closes with its worker."""

    def __init__(self, address: str, security: Mapping[str, Any], count: int) -> None:
        self.address, self.security, self.count = address, security, count
        self.born: dict[int, float] = {}
        self.pids: dict[int, int] = {}
        # The other way round: what each worker reads from, to learn that this process is gone.
        self.guard, self._held = os.pipe()

    def tend(self) -> None:
        """Keep so many workers until standard input is closed."""
        from explorer import kernels

        compiler = None if kernels.all_ready() else self._fork(COMPILER_NICENESS, compile_kernels)
        while True:
            while len(self.pids) < self.count + (compiler in self.pids):
                self._fork(NICENESS, self._work)
            closed = select.select([ORDERS, *self.pids], [], [])[0]
            if ORDERS in closed:
                return
            for pipe in closed:
                self._bury(pipe)

    def _fork(self, niceness: int, task: Any) -> int:
        """A child that does the task and ends; the end of its pipe that is kept here."""
        here, there = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(self._held)
            os.nice(niceness)
            be_child(self.guard, task)
        os.close(there)
        self.pids[here], self.born[here] = pid, time.monotonic()
        return here

    def _work(self) -> None:
        asyncio.run(work(self.address, self.security))

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


def compile_kernels() -> None:
    """Make the machine code that is missing and keep it, while others train without it."""
    from explorer import kernels

    kernels.compile_all(lambda done, of: tell("compile", done, of))


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
