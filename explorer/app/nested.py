"""Addresses with several parts, which no lesson has: they lead to the address of their last part.

Streamlit answers them with its page, whose scripts the browser then looks for below the first part; it stays empty.
"""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OF_STREAMLIT = frozenset({"_stcore", "app", "component", "media", "static", "vendor"})
"""First parts of addresses that are no pages."""


class Nested:
    """ASGI middleware around the app: who asks for the page /a/b is sent to /b, with all that stands behind “?”."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the app do so."""
        answer: ASGIApp = self.app
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            to = last_part(scope["path"], st.get_option("server.baseUrlPath"))
            query = scope["query_string"].decode("latin-1")
            if to is not None:
                answer = RedirectResponse(f"{to}?{query}" if query else to)
        await answer(scope, receive, send)


def last_part(path: str, base: str) -> str | None:
    """The address of the last part of a path below `base`; None where it has no more than one, or is Streamlit's."""
    below = [part for part in base.split("/") if part]
    parts = [part for part in path.split("/") if part]
    if parts[: len(below)] != below:
        return None
    own = parts[len(below) :]
    if len(own) < 2 or own[0] in OF_STREAMLIT:
        return None
    return quote("/" + "/".join([*below, own[-1]]))


__all__ = ["Nested", "last_part"]
