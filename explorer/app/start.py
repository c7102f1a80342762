"""What a server does before anybody comes: it starts the lab, and loads what the first page will want."""

from __future__ import annotations

import gc
import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import Any

from explorer.app.lessons import lessons


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Begin both in the background; the server answers meanwhile. At its end the lab ends too."""
    send_at_once()
    threading.Thread(target=_load, name="start", daemon=True).start()
    yield
    from explorer.app.laboratory import lab

    lab().close()


def send_at_once() -> None:
    """Let no connection to this server wait with what it has to send.

    Streamlit makes its socket in a way in which asyncio does not switch off Nagle's algorithm. Every answer, whose head
    and content are written one after the other, then waits until the browser has confirmed the head, which it does
    after 40 ms: half a second for the 60 scripts of a first visit. Connections inherit the setting from the socket that
    listens, which Streamlit keeps to itself; so it is sought among the open files. Windows does not list them.
    """
    with suppress(OSError):
        for descriptor in os.listdir("/dev/fd"):
            with suppress(OSError), socket.fromfd(int(descriptor), socket.AF_INET, socket.SOCK_STREAM) as found:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def first_page() -> tuple[str, ...]:
    """What the first page would load while somebody waits for it."""
    return "explorer.app.live", f"{lessons()[0].package}.picture", "streamlit.emojis"  # whether an icon is one


def _load() -> None:
    from explorer.app.laboratory import lab

    lab().start()
    for module in first_page():
        import_module(module)
    # What is loaded stays. Without this the collector goes through all of it whenever somebody brings much data, and
    # nobody else is served meanwhile: a tenth of a second, several times.
    gc.collect()
    gc.freeze()
