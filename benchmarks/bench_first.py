"""The first minute on a machine: from the server's start to networks that train, with nothing cached and with all.

Everything in a fresh copy of the project, as multiples of what `import torch` takes in the same run.
"""

from __future__ import annotations

import asyncio
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Browser

from benchmarks.bare import BARE
from benchmarks.bench_live import Measurement, browser, open_page, play
from explorer.config import Config
from explorer.lab import Lab, Run
from tests.server import ROOT, App, running
from tests.watcher import Watcher

VISITORS = 10
CLONES = 3
STARTS = 7
IDLE_FOR = 20.0  # s
CELLS = ("rnn", "gru", "lstm")
IDLE = "import os, torch; print(flush=True); os.read(0, 1)"


def took(command: list[str], cwd: Path = ROOT) -> float:
    """Seconds that a command takes."""
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True)
    return time.perf_counter() - start


def import_torch() -> float:
    """Seconds that `import torch` takes in a new process."""
    return took([sys.executable, "-c", "import torch"])


@contextmanager
def fresh_copy() -> Iterator[Path]:
    """The project as a clone would bring it: what git knows, nothing compiled, nothing cached."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    with TemporaryDirectory() as folder:
        for name in filter(None, listed.decode().split("\0")):
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
        yield Path(folder)


def first_trained_picture(chrome: Browser, copy: Path) -> tuple[float, float]:
    """Seconds from the server's start to the first picture, and to the first of networks that have trained."""
    start = time.perf_counter()
    with running(copy / "streamlit_app.py", cwd=copy) as app:
        page = open_page(chrome, app.url)
        picture = time.perf_counter() - start
        play(page)
        trained = time.perf_counter() - start
        page.context.close()
    return picture, trained


def bare_picture(chrome: Browser) -> float:
    """Seconds from a server's start to the picture of the smallest Streamlit page with a chart."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        start = time.perf_counter()
        with running(script, cwd=Path(folder)) as app:
            open_page(chrome, app.url).context.close()
            return time.perf_counter() - start


def first_minutes(chrome: Browser) -> Iterator[dict[str, float]]:
    """What a start takes: nothing cached in some clones, then all cached in the last, and a bare page in between.

    As multiples of an import of torch, the mean of one before and one after: how much of the processor others take
    changes within a minute.
    """
    before = import_torch()
    for clone in range(CLONES):
        with fresh_copy() as copy:
            for start in range(STARTS + 1 if clone == CLONES - 1 else 1):
                kind = "warm" if start else "cold"
                taken = dict(zip((f"{kind} picture", kind), first_trained_picture(chrome, copy), strict=True))
                if start:
                    taken["bare"] = bare_picture(chrome)
                after = import_torch()
                torch, before = (before + after) / 2, after
                yield {"torch": torch, **{name: seconds / torch for name, seconds in taken.items()}}


def medians(measured: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Of each of what was measured, where it was measured."""
    found: dict[str, list[float]] = {}
    for one in measured:
        for name, value in one.items():
            found.setdefault(name, []).append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def crowd(copy: Path) -> float:
    """Seconds from the server's start until the last of ten who press Play at once sees networks that have trained."""
    start = time.perf_counter()
    with running(copy / "streamlit_app.py", cwd=copy) as app:
        asyncio.run(all_train(app))
        return time.perf_counter() - start


async def all_train(app: App) -> None:
    async def visit(seed: int) -> None:
        watcher = Watcher(app.port, f"seed={seed}")
        await watcher.connect()
        await watcher.press("Play")
        watcher.step = 0  # what was shown before is a finished run
        while not watcher.step:
            await watcher.rerun()
            await asyncio.sleep(0.1)
        await watcher.close()

    await asyncio.gather(*(visit(seed) for seed in range(2, VISITORS + 2)))


def until(run: Run, holds: Callable[[], bool], within: float = 120.0) -> None:
    end = time.monotonic() + within
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {within} s")
        run.look()
        time.sleep(0.01)


def kills(times: int = 5) -> list[float]:
    """Seconds from killing a worker until all are there and every network has trained on."""
    lab = Lab(workers=3).start()
    lab.wait()
    run = lab.open({cell: Config(task="agreement", distance=12, cell=cell) for cell in CELLS})
    run.look()
    run.play()
    found = []
    for _ in range(times):
        until(run, lambda: run.step > 20 and all(lane.state for lane in run.lanes.values()))
        time.sleep(1.0)
        worker = psutil.Process(lab.forker).children()[0]
        start, begun = time.monotonic(), {}
        os.kill(worker.pid, signal.SIGKILL)

        def gone_on(start: float = start, begun: dict[str, int] = begun) -> bool:
            for name, lane in run.lanes.items():
                if lane.heard > start + 0.05:
                    begun.setdefault(name, lane.step)
            again = len(begun) == len(run.lanes) and all(lane.step > begun[name] for name, lane in run.lanes.items())
            return again and len(lab.places) == lab.workers

        until(run, gone_on)
        found.append(time.monotonic() - start)
    lab.close()
    return found


def memory(process: psutil.Process) -> float:
    """MB of a process and all that it started, each page that they share counted once."""
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6


def processor(process: psutil.Process) -> float:
    """Seconds that a process and all that it started have computed."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(member.cpu_times()[:2]) for member in family)


def idle(chrome: Browser, copy: Path) -> tuple[float, float]:
    """Of server and workers, after a first visit, nothing training: MB, and seconds that they compute in a minute."""
    with running(copy / "streamlit_app.py", cwd=copy) as app:
        page = open_page(chrome, app.url)
        page.wait_for_timeout(8000)
        page.context.close()
        server = psutil.Process(app.process.pid)
        before = processor(server)
        time.sleep(IDLE_FOR)
        return memory(server), (processor(server) - before) * 60 / IDLE_FOR


def torch_memory() -> float:
    """MB of a process that has imported torch and does nothing."""
    with subprocess.Popen([sys.executable, "-c", IDLE], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            process.stdout.readline()
        found = memory(psutil.Process(process.pid))
        process.kill()
    return found


def measure() -> Iterator[Measurement]:
    """(name, value, target, comparison), each as soon as it is known."""
    with browser() as chrome:
        found = medians(first_minutes(chrome))
    bare = "server's start to the picture of a bare page with one chart / import torch"
    cold, warm = f"nothing cached, median of {CLONES}", f"all cached, median of {STARTS}"
    yield "import torch, median of as many as starts, s", found["torch"], math.nan, "info"
    yield bare, found["bare"], math.nan, "info"
    yield f"{cold}: server's start to the first picture / import torch", found["cold picture"], math.nan, "info"
    yield f"{cold}: to the first trained picture / import torch", found["cold"], 5.0, "<="
    yield "the same, aim", found["cold"], 3.0, "aim"
    yield f"{warm}: server's start to the first picture / import torch", found["warm picture"], math.nan, "info"
    yield f"{warm}: to the first trained picture / import torch", found["warm"], 3.0, "<="
    yield "the same, aim", found["warm"], 2.0, "aim"
    with fresh_copy() as copy, browser() as chrome:
        first_trained_picture(chrome, copy)  # what is compiled once takes memory once
        megabytes, seconds = idle(chrome, copy)
        yield "idle, server and workers / a process with torch, memory", megabytes / torch_memory(), 5.0, "<="
        yield "idle for a minute, server and workers / import torch, processor", seconds / found["torch"], 1.5, "<="
    with fresh_copy() as copy:
        torch = statistics.median(import_torch() for _ in range(5))
        yield "nothing cached: ten press Play at once, the last / import torch", crowd(copy) / torch, 8.0, "<="
    yield "a killed worker is back and its networks train on, median of 5, s", statistics.median(kills()), 2.0, "<="
