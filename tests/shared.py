"""One app for all processes in which tests run at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path

import psutil

from tests.server import App, running


@contextmanager
def shared(folder: Path) -> Iterator[App]:
    """The app of all who name this folder: the first of them starts it, and ends it when the others are done with it.

    Who is killed meanwhile keeps nobody waiting: the system lets go of what a process has locked.
    """
    address = folder / "app.json"
    with (folder / "app.asked").open("w") as asked, (folder / "app.used").open("w") as used:
        flock(asked, LOCK_EX)
        if address.exists():
            url, port, pid, log = json.loads(address.read_text())
            flock(used, LOCK_SH)
            asked.close()
            yield App(url, port, psutil.Process(pid), Path(log))
            return
        with running() as app:
            address.write_text(json.dumps([app.url, app.port, app.process.pid, str(app.log)]))
            asked.close()
            yield app
            with (folder / "app.asked").open("w") as asked_again:
                flock(asked_again, LOCK_EX)
                address.unlink()
            flock(used, LOCK_EX)
