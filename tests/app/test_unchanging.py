"""Files that never change are asked for once; everything else, and whoever asks otherwise, reaches the app."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from explorer.app.unchanging import FOR_EVER, ROOM, Unchanging
from explorer.browser._source import STATIC
from explorer.browser.plot import _PLOTLY
from tests.server import App

LONG = bytes(range(256)) * 4000


class Served:
    """An app that answers every request in the same way, in two pieces, and counts them."""

    def __init__(self, body: bytes = LONG, status: int = 200, **headers: str) -> None:
        self.body, self.status, self.asked = body, status, 0
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body[:7], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[7:]})


def ask(app: Unchanging, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """What a browser gets: the status, the headers and the whole body."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Any:
        raise AssertionError("nobody sends anything")

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(app({"type": "http", "method": method, "path": path, "headers": sent}, receive, send))
    assert [bool(message.get("more_body")) for message in said[1:]] == [True] * (len(said) - 2) + [False]
    body = b"".join(message["body"] for message in said[1:])
    return said[0]["status"], Headers(raw=said[0]["headers"]), body


@pytest.mark.parametrize("path", ["/static/js/index.1234.js", "/base/app/static/plot-1234.js"])
def test_what_never_changes_is_asked_for_once_for_each_way_to_send_it(path: str) -> None:
    served = Served(cache_control=FOR_EVER, etag="1")
    app = Unchanging(served)
    answers = [ask(app, path, accept_encoding=way) for way in ("gzip, br", "gzip", "br", "identity", "gzip")]
    assert served.asked == 2
    for status, headers, body in answers:
        assert (status, body, headers["etag"], headers["cache-control"]) == (200, LONG, "1", FOR_EVER)
        assert int(headers.get("content-length", len(LONG))) == len(LONG)


def test_browsers_are_told_that_files_of_ours_never_change() -> None:
    app = Unchanging(Served())
    assert [ask(app, "/app/static/a-1.js")[1]["cache-control"] for _ in range(2)] == [FOR_EVER] * 2


def test_an_empty_file_is_one() -> None:
    app = Unchanging(Served(b"", cache_control=FOR_EVER))
    assert [ask(app, "/static/a.js")[2] for _ in range(2)] == [b""] * 2


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/", Served(cache_control="no-cache")),
        ("/static/none.js", Served(cache_control="no-cache")),
        ("/none/app/static/", Served(cache_control="no-cache")),
        ("/app/static/none.js", Served(status=404)),
        ("/static/a.js", Served(status=500, cache_control=FOR_EVER)),
        ("/static/a.js", Served(cache_control=FOR_EVER, set_cookie="a=1")),
        ("/media/1.csv", Served(cache_control=FOR_EVER)),
    ],
)
def test_what_may_change_is_asked_for_again(path: str, served: Served) -> None:
    app, before = Unchanging(served), served.asked
    headers = [ask(app, path)[1] for _ in range(3)][-1]
    assert served.asked - before == 3
    assert headers.get("cache-control", "") == dict(served.headers).get(b"cache-control", b"").decode()


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", {}), ("POST", {}), ("GET", {"range": "bytes=0-5"}), ("GET", {"if_none_match": "1"})],
)
def test_who_asks_for_a_part_or_whether_it_has_changed_is_answered_by_the_app(
    method: str, headers: dict[str, str]
) -> None:
    served = Served(cache_control=FOR_EVER)
    app = Unchanging(served)
    ask(app, "/static/a.js")
    ask(app, "/static/a.js", method, **headers)
    ask(app, "/static/a.js")
    assert served.asked == 2


def test_an_answer_that_was_broken_off_is_not_kept() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", FOR_EVER.encode())]})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        raise OSError("gone")

    app = Unchanging(broken)
    with pytest.raises(OSError, match="gone"):
        ask(app, "/static/a.js")
    app.app = Served(cache_control=FOR_EVER)
    assert ask(app, "/static/a.js")[2] == LONG


def test_there_is_an_end_to_what_is_kept() -> None:
    served = Served(cache_control=FOR_EVER)
    app = Unchanging(served)
    assert app.room == ROOM
    app.room = int(2.5 * len(LONG))
    for _ in range(2):
        for slashes in range(1, 5):
            assert ask(app, f"/static{'/' * slashes}a.js")[2] == LONG
    assert (served.asked, app.room) == (6, len(LONG) // 2)


@pytest.mark.browser
def test_the_server_tells_how_long_plotly_is_once_it_has_compressed_it(app: App) -> None:
    def fetched() -> tuple[Mapping[str, str], bytes]:
        asked = Request(f"{app.url}/{_PLOTLY.removeprefix('./')}", headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urlopen(asked, timeout=30) as answer:  # noqa: S310 - loopback
            return answer.headers, answer.read()

    fetched()
    headers, body = fetched()
    assert (headers["cache-control"], headers["content-encoding"]) == (FOR_EVER, "gzip")
    assert int(headers["content-length"]) == len(body)
    assert gzip.decompress(body) == (STATIC / _PLOTLY.removeprefix("./app/static/")).read_bytes()
