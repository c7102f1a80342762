"""Start the app as a person would, on a free port, and stop it with everything that it started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from explorer.lab.workers import CAN_FORK

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class App:
    """A running server: where it listens, its process, and the file that it logs to."""

    url: str
    port: int
    process: psutil.Process
    log: Path

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[[Sequence[str], Path, Mapping[str, str], Path], psutil.Process]
"""Starts a server: arguments of `streamlit`, its folder, its environment, and the file that it logs to."""


def commanded(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], log: Path) -> psutil.Process:
    """A server started by its command line."""
    command = [sys.executable, "-m", "streamlit", *arguments]
    with log.open("ab") as sink:
        return psutil.Popen(
            command, cwd=cwd, env=environment, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
        )


@contextmanager
def forking() -> Iterator[Start]:
    """Servers that have loaded already what is not the app's own; tests/mother.py says why they start all the same.

    Where processes cannot be forked they are started by their command line.
    """
    if not CAN_FORK:
        yield commanded
        return
    command = [sys.executable, "-P", str(Path(__file__).with_name("mother.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as mother:

        def fork(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], log: Path) -> psutil.Process:
            order = {"arguments": arguments, "cwd": str(cwd), "environment": environment, "log": str(log)}
            print(json.dumps(order), file=mother.stdin, flush=True)
            return psutil.Process(int(mother.stdout.readline()))

        yield fork


@contextmanager
def running(
    script: str | Path = ROOT / "streamlit_app.py",
    cwd: Path = ROOT,
    base: str = "",
    *,
    start: Start = commanded,
    patience: float = 10.0,
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[App]:
    """The app until the block ends; then the server and its workers are ended too, however it went.

    It has so many seconds to end by itself: none where a test asks it one thing while it is still starting. Who is
    killed tidies nothing up, so each has a temporary folder of its own, which goes with it. `settings` are those of its
    environment that are not the tests' own.
    """
    port = port or free_port()
    arguments = ["run", str(script), "--server.port", str(port), "--server.headless", "true"]
    arguments += ["--server.address", "127.0.0.1", "--server.baseUrlPath", base]
    with TemporaryDirectory(prefix="app-", ignore_cleanup_errors=True) as folder:
        usual = {
            name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"
        }  # which is that of tests
        log = Path(folder) / "log"
        log.touch()
        process = start(arguments, cwd, usual | {"TMPDIR": folder} | dict(settings or {}), log)
        app = App(f"http://127.0.0.1:{port}", port, process, log)
        try:
            _wait_until_healthy(app, base)
            yield app
        finally:
            _end(process, patience)


def _end(process: psutil.Process, patience: float) -> None:
    """Let a server end by itself, and then whatever is left of it."""
    try:
        if patience:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=patience)
    except (psutil.TimeoutExpired, psutil.NoSuchProcess):
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _ended(process: psutil.Process) -> bool:
    try:
        process.wait(timeout=0)
    except psutil.TimeoutExpired:
        return False
    return True


def _wait_until_healthy(app: App, base: str, timeout: float = 60.0) -> None:
    health = "/".join(filter(None, (app.url, base, "_stcore/health")))
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if _ended(app.process):
            raise RuntimeError(f"the app ended at once:\n{app.logged()}")
        try:
            with urllib.request.urlopen(health, timeout=1) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the app did not answer within {timeout} s:\n{app.logged()}")
