"""Find the browser that the tests drive, and install one where there is none: `python -m tests.chromium`.

Debian's package when root on a Debian machine, else Playwright's own download. No browser is a failure, never a skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

# The first is the same browser without its windows: a page costs two thirds of the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """The path of an installed Chromium, or None."""
    named = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in NAMES)]
    return next((path for path in named if path and os.path.exists(path)), None) or _playwrights_own()


def install() -> None:
    """Install Chromium in the way that this machine allows."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        for name in NAMES[:2]:  # not every Debian has the first
            command = ["apt-get", "install", "-y", "-qq", name]
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
                break
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def require() -> str:
    """The path of a Chromium; raises RuntimeError when there is none. Call it outside Playwright's own loop."""
    path = find()
    if path is None:
        raise RuntimeError("No Chromium was found. Run `make browser`, or name one in CHROMIUM=/path/to/chromium.")
    return path


@contextmanager
def driven(patience: float = 5.0) -> Iterator[Playwright]:
    """Playwright, until the block ends; its driver has `patience` seconds to end then, and is killed after that.

    Now and then the driver, told to end, does not, and who waits for it waits for ever.
    """
    from playwright.sync_api import sync_playwright

    ours = set(psutil.Process().children())
    manager = sync_playwright()
    playwright = manager.start()
    drivers = set(psutil.Process().children()) - ours
    try:
        yield playwright
    finally:
        late = Timer(patience, lambda: [driver.kill() for driver in drivers if driver.is_running()])
        late.start()
        playwright.stop()
        late.cancel()


def _playwrights_own() -> str | None:
    with driven() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


if __name__ == "__main__":
    if find() is None:
        install()
    print("Browser:", require())
