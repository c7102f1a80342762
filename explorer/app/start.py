"""What a server does before anybody comes: it starts the lab, and loads what the first page will want."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from explorer.lab.workers import MEANWHILE


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Begin both in the background; the server answers meanwhile. At its end the lab ends too."""
    for name, value in MEANWHILE.items():
        os.environ.setdefault(name, value)
    threading.Thread(target=_load, name="start", daemon=True).start()
    yield
    from explorer.ui.session import lab

    lab().close()


def _load() -> None:
    from explorer.ui.session import lab

    lab().start()
    import explorer.ui.live
    import explorer.ui.presets_tries  # noqa: F401 - loaded for the first page
