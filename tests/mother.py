"""The process that servers are forked from: it has loaded what the app takes from others, and nothing of the app.

Started by `tests.server`, which tells it of each server on its standard input, a line of JSON, and is told its process
on the standard output. Of Streamlit nothing has been started or asked here, no thread runs that a fork would lose, and
a server that is forked does what its command line does, in its own folder and environment. What a start goes through
that is the app's own is all before it; only importing Streamlit, Dask and Plotly again, two thirds of its work, is not.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence

import distributed  # noqa: F401 - for those who are forked, as are the others
import numpy  # noqa: F401
import plotly.graph_objects  # noqa: F401
import streamlit.delta_generator
import streamlit.web.server.starlette  # noqa: F401
import uvicorn  # noqa: F401
from streamlit.web import cli


def become(arguments: Sequence[str], cwd: str, environment: Mapping[str, str], log: str) -> None:
    """A process as if it had been started there, so, and with this command line."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path in ((0, os.devnull), (1, log), (2, log)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.path.insert(0, cwd)
    sys.argv = ["streamlit", *arguments]
    tempfile.tempdir = None


def main() -> None:
    """Fork whoever is asked for, until the other end of standard input is closed."""
    assert threading.active_count() == 1
    assert "explorer" not in sys.modules
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone: nobody here waits for it
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(**json.loads(line))
            cli.main(prog_name="streamlit")
        print(pid, flush=True)


if __name__ == "__main__":
    main()
