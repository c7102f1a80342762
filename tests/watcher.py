"""A session of a page held over the server's own protocol, without a browser: many of them fit on two cores."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STEPS = re.compile(rb'"steps":\s*\[([\d,\s]*)\]')
ANSWER = 120.0  # seconds within which a run of a page must be done, however many there are


def held(sessions: Coroutine[Any, Any, Any]) -> Any:
    """What becomes of it, in a thread of its own: the browser's driver has a loop in that of the tests."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, sessions).result()


class Watcher:
    """One session, which reruns when told to and reads the newest training step off what comes back.

    Attributes: `step`, the newest training step that was sent; `seen`, when each new one came, and which; `received`,
    bytes; `errors`, what the page complained of.
    """

    def __init__(self, port: int, query: str) -> None:
        self.port, self.query = port, query
        self.fragment = self.script = ""
        self.buttons: dict[str, str] = {}
        self.errors: list[str] = []
        self.seen: list[tuple[float, int]] = []
        self.step = 0
        self.received = 0

    async def connect(self) -> None:
        """Open the session and run the page once."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        origin = f"http://127.0.0.1:{self.port}"
        self.socket = await websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=origin)
        await self.rerun()

    async def close(self) -> None:
        """End the session, as a closed tab does."""
        await self.socket.close()

    async def press(self, label: str) -> None:
        """Press the button whose label ends so."""
        message = self._message()
        message.rerun_script.fragment_id = ""
        (button,) = (key for name, key in self.buttons.items() if name.endswith(label))
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = button, True
        await self._run(message)

    async def rerun(self) -> float:
        """Rerun the page's fragment, or the page where it has none; seconds until it is done."""
        message = self._message()
        if self.fragment:
            message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = self.fragment, True
        return await self._run(message)

    async def look(self, every: float, seconds: float) -> tuple[float, list[float]]:
        """Look every so often for so long: training steps a second, and the seconds that each look took."""
        await self.rerun()
        before, start, took = self.step, time.perf_counter(), []
        while time.perf_counter() - start < seconds:
            took.append(await self.rerun())
            await asyncio.sleep(max(0.0, every - took[-1]))
        await self.rerun()
        return (self.step - before) / (time.perf_counter() - start), took

    def _message(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.script
        return message

    async def _run(self, message: BackMsg) -> float:
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), ANSWER)
            self.received += len(data)
            for steps in STEPS.findall(data):
                numbers = [int(number) for number in steps.split(b",") if number.strip()]
                if max(numbers, default=0) > self.step:
                    self.step = max(numbers)
                    self.seen.append((time.perf_counter(), self.step))
            answer = ForwardMsg()
            answer.ParseFromString(data)
            if self._take(answer):
                return time.perf_counter() - start

    def _take(self, answer: ForwardMsg) -> bool:
        """Note what a message says; whether it ends the run."""
        kind = answer.WhichOneof("type")
        if kind == "auto_rerun":
            self.fragment = answer.auto_rerun.fragment_id
        elif kind == "stop_auto_rerun":
            self.fragment = ""
        elif kind == "new_session":
            self.script = answer.new_session.page_script_hash
        elif kind == "delta":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "button":
                self.buttons[element.button.label] = element.button.id
            if element.WhichOneof("type") == "exception":
                self.errors.append(element.exception.message)
        return kind == "script_finished"
