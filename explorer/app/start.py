"""What a server does before anybody comes: it starts the lab, and loads what the first page will want."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

FIRST_PAGE = (
    "explorer.app.live",
    "explorer.lessons.compare.picture",
    "streamlit.emojis",  # Streamlit looks whether an icon is one
)
"""What the first page would load while somebody waits for it."""


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Begin both in the background; the server answers meanwhile. At its end the lab ends too."""
    threading.Thread(target=_load, name="start", daemon=True).start()
    yield
    from explorer.app.session import lab

    lab().close()


def _load() -> None:
    from explorer.app.session import lab

    lab().start()
    for module in FIRST_PAGE:
        import_module(module)
