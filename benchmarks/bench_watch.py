"""What watching costs: training speed with a page that looks five times a second, against one that barely looks.

The page is held over the server's own protocol, without a browser, so that only the server's part is measured. A run
that nobody watches at all does not train; "nobody" is therefore a look every 2.5 s, which renews the lease and no more.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.bench_live import browser, open_page, play
from tests.app import running

NAN = float("nan")
Measurement = tuple[str, float, float, str]
PHASE = 8.0  # seconds of each way of looking, in turn
STEPS = re.compile(rb'"steps":\s*\[([\d,\s]*)\]')


class Watcher:
    """One session of a page, which reruns when told to and reads the newest training step off what comes back."""

    def __init__(self, port: int, query: str) -> None:
        self.port, self.query = port, query
        self.fragment = self.script = ""
        self.step = 0
        self.received = 0

    async def connect(self) -> None:
        """Open the session and run the page once."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        origin = f"http://127.0.0.1:{self.port}"
        self.socket = await websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=origin)
        await self.rerun()

    async def rerun(self) -> float:
        """Rerun the page's fragment, or the page where it has none; seconds until it is done."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        if self.script:
            message.rerun_script.page_script_hash = self.script
        if self.fragment:
            message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = self.fragment, True
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), 60)
            self.received += len(data)
            for steps in STEPS.findall(data):
                numbers = [int(number) for number in steps.split(b",") if number.strip()]
                self.step = max([self.step, *numbers])
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if kind == "auto_rerun":
                self.fragment = answer.auto_rerun.fragment_id
            if kind == "new_session":
                self.script = answer.new_session.page_script_hash
            if kind == "script_finished":
                return time.perf_counter() - start

    async def look(self, every: float, seconds: float) -> tuple[float, list[float]]:
        """Look every so often for so long: training steps a second, and the seconds that each look took."""
        await self.rerun()
        before, start, took = self.step, time.perf_counter(), []
        while time.perf_counter() - start < seconds:
            took.append(await self.rerun())
            await asyncio.sleep(max(0.0, every - took[-1]))
        await self.rerun()
        return (self.step - before) / (time.perf_counter() - start), took


async def compare(port: int, query: str, rounds: int = 4) -> tuple[list[float], list[float], list[float]]:
    """Steps a second while watched and while barely watched, in turn, and what a look takes."""
    watcher = Watcher(port, query)
    await watcher.connect()
    await watcher.look(0.2, 4.0)
    watched, alone, took = [], [], []
    for _ in range(rounds):
        speed, times = await watcher.look(0.2, PHASE)
        watched.append(speed)
        took += times
        alone.append((await watcher.look(2.5, PHASE))[0])
    return watched, alone, took


def measure() -> list[Measurement]:
    """(name, value, target, comparison)."""
    with running() as app:
        with browser() as chrome:
            page = open_page(chrome, app.url)
            page.wait_for_timeout(15_000)
            play(page)
            query = page.url.partition("?")[2]
        watched, alone, took = asyncio.run(compare(app.port, query))
    return [
        ("steps a second, page looks 5 times a second", statistics.median(watched), NAN, "info"),
        ("steps a second, page barely looks", statistics.median(alone), NAN, "info"),
        ("watched / nobody watching", statistics.median(watched) / statistics.median(alone), 0.9, ">="),
        ("a look on the server, median ms", 1000 * statistics.median(took), NAN, "info"),
    ]
