"""Waiting for what other threads and processes do: until it holds, not for a time that should be enough."""

import time


def until(holds, timeout=120.0, every=0.02, look=None):
    """Wait until `holds()`, calling `look` in between; its last value. AssertionError after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        if look is not None:
            look()
        value = holds()
        if value:
            return value
        assert time.monotonic() < end, f"waited {timeout} s in vain"
        time.sleep(every)
