"""The browser of the tests ends with them, also when its driver does not want to."""

from __future__ import annotations

import subprocess
import sys
import textwrap

STOPPED = """
    import os, signal, psutil
    from tests import chromium

    with chromium.driven(patience=1.0):
        for driver in psutil.Process().children():
            os.kill(driver.pid, signal.SIGSTOP)  # deaf: it neither reads nor ends
    print("ended")
"""


def test_a_driver_that_does_not_end_is_killed():
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STOPPED)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout == "ended\n", ended.stderr
