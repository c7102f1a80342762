"""For how long a piece of work keeps everything else in its process waiting."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from explorer.problem import Problem


def longest_hold(work: Callable[[], object]) -> float:
    """For how long, in time of the processor, no other thread of this process had a turn."""
    longest, done = 0.0, threading.Event()

    def tick() -> None:
        nonlocal longest
        last = time.process_time()
        while not done.is_set():
            time.sleep(0.002)
            now = time.process_time()
            longest, last = max(longest, now - last), now

    other = threading.Thread(target=tick)
    gc.freeze()  # as the server does with what it has loaded; here it is what other tests left
    other.start()
    try:
        with suppress(Problem):
            work()
    finally:
        done.set()
        other.join()
        gc.unfreeze()
    return longest
