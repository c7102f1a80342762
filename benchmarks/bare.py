"""What the tools take by themselves, to measure ours against in the same run: Streamlit, the browser, torch.

A target in seconds holds on the machine on which it was set. The same target as a multiple of what a bare page takes,
or a bare loop, holds on any.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from explorer.browser import _source
from explorer.lab.worker import NICENESS
from tests.server import ROOT, App, running

BARE = """import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
st.plotly_chart(go.Figure(go.Scatter(y=[1, 3, 2])))
"""
"""The smallest page with a chart."""

LIVE = """import streamlit as st
from explorer.browser.history import history

state = st.session_state


def pressed():
    state["presses"] = state.get("presses", 0) + 1


def moved():
    state["shown"] = state["history"].moved["step"]


@st.fragment
def slider():
    history(range(100), shown=state.get("shown"), live=False, key="history", on_moved=moved)
    st.text(f"step {state.get('shown')}")


@st.fragment(run_every=0.25)
def live():
    state["looks"] = state.get("looks", 0) + 1
    st.text("*" * (20 + state["looks"] % 9))


st.title("Bare")
st.button("Press", on_click=pressed)
st.text(f"{state.get('presses', 0)} presses")
if "live" in st.query_params:
    live()
else:
    slider()
"""
"""A button, a slider or, with ?live, a text that changes four times a second: as on Compare, with nothing behind."""

# Milliseconds from an event to the frame after it is handled, where nothing listens.
FRAME = """() => new Promise((done) => {
  const times = [];
  const next = () => {
    const start = performance.now();
    document.body.dispatchEvent(new PointerEvent('pointermove', { clientX: 5, clientY: 5, bubbles: true }));
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => { times.push(performance.now() - start);
        if (times.length < 40) setTimeout(next, 40); else done(times); };
      channel.port2.postMessage(0); });
  };
  next();
})"""

# Milliseconds to give so many letters, in three lines, another colour and have them painted.
RECOLOUR = """(letters) => new Promise((done) => {
  document.body.replaceChildren(...[1, 2, 3].map(() => {
    const line = document.createElement('p');
    for (let i = 0; i < letters; i++) line.append(Object.assign(document.createElement('span'), { textContent: 'a' }));
    return line;
  }));
  const spans = [...document.querySelectorAll('span')], times = [];
  const next = () => requestAnimationFrame(() => {
    const start = performance.now(), channel = new MessageChannel();
    for (const [i, span] of spans.entries()) span.style.background = `rgb(0 90 ${(i + 7 * times.length) % 256})`;
    channel.port1.onmessage = () => { times.push(performance.now() - start);
      if (times.length < 60) next(); else done(times); };
    channel.port2.postMessage(0);
  });
  next();
})"""

# Prints how many updates it made, once its input is closed.
LOOP = """import os, select, sys, torch
from torch import nn

os.nice(int(sys.argv[1]))
layers, hidden, steps, batch = map(int, sys.argv[2:])
torch.set_num_threads(1)
layer, readout = nn.LSTM(1, hidden, layers), nn.Linear(hidden, 1)
optimizer = torch.optim.Adam([*layer.parameters(), *readout.parameters()])
x, target = torch.randn(steps, batch, 1), torch.randn(steps, batch, 1)


def update():
    optimizer.zero_grad()
    nn.functional.mse_loss(readout(layer(x)[0]), target).backward()
    optimizer.step()


for _ in range(50):
    update()
print(flush=True)
sys.stdin.readline()
updates = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    update()
    updates += 1
print(updates)
"""


@contextmanager
def served(script: str) -> Iterator[App]:
    """A bare page, with the scripts of our components beside it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bare.py"
        path.write_text(script, encoding="utf-8")
        shutil.copytree(_source.STATIC, Path(folder) / "static")
        with running(path, cwd=ROOT) as app:
            yield app


def presses(page: Page, times: int = 5) -> float:
    """Seconds from a press of the button of LIVE to its text, the median."""
    took = []
    shown = page.get_by_text("presses")
    for _ in range(times):
        before, start = shown.inner_text(), time.perf_counter()
        page.get_by_role("button", name="Press").click()
        while shown.inner_text() == before:
            page.wait_for_timeout(10)
        took.append(time.perf_counter() - start)
        page.wait_for_timeout(300)
    return statistics.median(took)


class TorchLoop:
    """A loop of torch's own LSTM, loss and Adam in a process of its own, at the priority of our workers."""

    def __init__(self, layers: int, hidden_size: int, steps: int, batch: int) -> None:
        sizes = map(str, (NICENESS if hasattr(os, "nice") else 0, layers, hidden_size, steps, batch))
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOOP, *sizes], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()

    def start(self) -> None:
        """Begin to update."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.since = time.perf_counter()

    def stop(self) -> float:
        """End it: updates a second since the start."""
        seconds = time.perf_counter() - self.since
        self.process.stdin.close()
        updates = int(self._line())
        self.process.wait()
        return updates / seconds

    def _line(self) -> str:
        return self.process.stdout.readline()


def import_torch_cpu() -> float:
    """Seconds of the processor that `import torch` takes in a new process, the median of three."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "import torch"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(found)
