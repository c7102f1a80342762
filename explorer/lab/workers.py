"""The worker processes of this machine as the server sees them: started, told where to report, how far they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether workers are forked from one process that has loaded everything. macOS can fork, but its frameworks do not
bear it."""

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Memory that one training step gives back, the next one takes again: without these, glibc returns it to the system
    # in between, and a third of a step of an LSTM goes into fresh pages.
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 28),
}
"""What worker processes start with."""

_CREDENTIALS = ("tls_ca_file", "tls_client_key", "tls_client_cert", "tls_worker_key", "tls_worker_cert")


@dataclass(frozen=True)
class Progress:
    """How far something is that takes its time: `done` parts `of` so many."""

    done: int
    of: int


class Workers:
    """The process that workers are forked from. It begins to load what they need as soon as this is made."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.progress: Progress | None = None
        self._scratch = TemporaryDirectory(prefix="rnn-explorer-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "explorer.lab.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | ENVIRONMENT,
            cwd=ROOT,
        )
        self._reader = threading.Thread(target=self._read, name="lab news", daemon=True)
        self._reader.start()

    def report_to(self, address: str, security: Any) -> None:
        """Let so many workers come to this scheduler."""
        known = {name: getattr(security, name) for name in _CREDENTIALS} | {"require_encryption": True}
        order = {"address": address, "security": known, "count": self.count, "scratch": self._scratch.name}
        if self._process.stdin is not None:
            with suppress(OSError):  # a process that is gone does not read, and is replaced
                self._process.stdin.write(json.dumps(order).encode() + b"\n")
                self._process.stdin.flush()

    def close(self) -> None:
        """End all of them."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)
        self._scratch.cleanup()

    @property
    def alive(self) -> bool:
        """Whether the process still runs, and with it somebody who replaces workers."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process of which all workers are children."""
        return self._process.pid

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as lines:
                for line in lines:
                    self.progress = Progress(**json.loads(line))
