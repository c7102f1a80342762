"""Files whose addresses say what is in them: read and compressed once, and then sent from memory.

A first visit fetches a hundred scripts. Streamlit reads each in pieces, in other threads, and compresses what is below
app/static for every visitor anew: that takes five times as long as to draw the page.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOR_EVER = "public, immutable, max-age=31536000"
OURS = "/app/static/"  # each name there carries a digest: explorer.browser publishes them
ROOM = 64 * 1024**2
"""Bytes that are kept: five times what all lessons need. Many an address can lead to the same file."""
_PIECE = 256 * 1024  # bytes that wait in memory for a slow connection
_OTHERWISE = ("range", "if-none-match", "if-modified-since", "if-range")


class Unchanging:
    """ASGI middleware around the app, which is asked for every such file once for each way to send it.

    These are the files that the app itself calls immutable, and those below `OURS`, of which it says nothing and
    browsers are told that they are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[tuple[str, bool], list[Message]] = {}
        self.room = ROOM

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from memory, or let the app do so and keep what it says."""
        asked = Headers(scope=scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if asked is None or "/static/" not in scope["path"] or any(name in asked for name in _OTHERWISE):
            await self.app(scope, receive, send)
            return
        key = scope["path"], "gzip" in asked.get("accept-encoding", "")
        if key in self.kept:
            for message in self.kept[key]:
                await send(message)
            return
        said: list[Message] = []

        async def note(message: Message) -> None:
            if not said and OURS in scope["path"] and message.get("status") == 200:
                MutableHeaders(scope=message).setdefault("cache-control", FOR_EVER)
            said.append(message)
            if _whole(said):
                self._keep(key, said)
            await send(message)

        await self.app(scope, receive, note)

    def _keep(self, key: tuple[str, bool], said: list[Message]) -> None:
        size = sum(len(message.get("body", b"")) for message in said)
        if key not in self.kept and size <= self.room:
            self.kept[key] = _in_pieces(said)
            self.room -= size


def _whole(said: list[Message]) -> bool:
    """Whether this is all of a file that never changes."""
    kinds = [message["type"] for message in said]
    if len(kinds) < 2 or kinds != ["http.response.start"] + ["http.response.body"] * (len(kinds) - 1):
        return False
    headers = Headers(scope=said[0])
    lasting = "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers
    return bool(said[0]["status"] == 200 and lasting and not said[-1].get("more_body"))


def _in_pieces(said: list[Message]) -> list[Message]:
    body = b"".join(message.get("body", b"") for message in said[1:])
    start: Message = {"type": "http.response.start", "status": 200, "headers": said[0]["headers"]}
    MutableHeaders(scope=start)["content-length"] = str(len(body))
    starts = range(0, max(len(body), 1), _PIECE)
    return [
        start,
        *(
            {"type": "http.response.body", "body": body[at : at + _PIECE], "more_body": at + _PIECE < len(body)}
            for at in starts
        ),
    ]
