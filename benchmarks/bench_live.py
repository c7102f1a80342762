"""What a person sees in the browser while three networks train: frames, flicker, first pictures, reactions.

How long something takes is told as a multiple of what a bare page takes for its like, in the same browser, in turn.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page

from benchmarks.bare import BARE, FRAME, LIVE, TorchLoop, presses, served
from tests import chromium
from tests.server import App, running

NAN = float("nan")
Measurement = tuple[str, float, float, str]
PANEL = "canvas, .js-plotly-plot"
# For `ms`, at each animation frame: which panels are there, and where; ten times a second a hash of what they show.
SAMPLE = """([css, ms]) => new Promise((done) => {
  const find = (root, out = []) => { for (const e of root.querySelectorAll('*')) {
    if (e.matches(css) && e.getBoundingClientRect().width > 40) out.push(e);
    if (e.shadowRoot) find(e.shadowRoot, out); } return out; };
  const canvas = (e) => e.tagName === 'CANVAS' ? e : e.querySelector('canvas');
  const empty = (e) => { const c = canvas(e); return c ? !c.width || !c.height : !e.innerHTML; };
  const small = new OffscreenCanvas(48, 48).getContext('2d', { willReadFrequently: true });
  const hash = (e) => { const c = canvas(e); if (!c || !c.width) return e.innerHTML.length;
    small.clearRect(0, 0, 48, 48); small.drawImage(c, 0, 0, 48, 48);
    return small.getImageData(0, 0, 48, 48).data.reduce((h, v) => (h * 31 + v) | 0, 0); };
  const counts = [], tops = new Set(), pictures = new Set();
  let list = find(document), lastFind = 0, lastHash = 0;
  const start = performance.now();
  const frame = () => {
    const now = performance.now();
    if (now - lastFind > 250 || list.some((e) => !e.isConnected)) { lastFind = now; list = find(document); }
    const shown = list.filter((e) => !empty(e));
    counts.push(shown.length);
    tops.add(shown.map((e) => Math.round(e.getBoundingClientRect().y + scrollY)).join());
    if (now - lastHash > 100) { lastHash = now; pictures.add(shown.map(hash).join()); }
    if (now - start < ms) return requestAnimationFrame(frame);
    const most = Math.max(...counts), seconds = (now - start) / 1000;
    done({ fps: counts.length / seconds, panels: most, jumps: tops.size - 1, pictures: pictures.size / seconds,
      flicker: counts.filter((c) => c < most).length / counts.length });
  };
  frame();
})"""

# From an event to the frame after the one in which it was handled: what is then on the screen has been painted.
HOVER = """() => new Promise((done) => {
  const board = (function find(root) { for (const e of root.querySelectorAll('*')) {
    if (e.matches('.columns[role=group]')) return e;
    const inner = e.shadowRoot && find(e.shadowRoot); if (inner) return inner; } })(document);
  const plot = board.querySelector('.hidden .plot').getBoundingClientRect();
  const times = []; let i = 0;
  const next = () => {
    const x = plot.left + plot.width * (0.1 + 0.8 * ((i * 7) % 20) / 20), y = plot.top + 20;
    const start = performance.now();
    const target = board.getRootNode().elementFromPoint(x, y) ?? board;
    const move = { clientX: x, clientY: y, bubbles: true, pointerType: 'mouse' };
    target.dispatchEvent(new PointerEvent('pointermove', move));
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => { times.push(performance.now() - start);
        if (++i < 40) setTimeout(next, 40); else done(times); };
      channel.port2.postMessage(0); });
  };
  next();
})"""

# From a move of the slider to the first frame in which what `css` finds looks different, so many times.
SCRUB = """([css, moves]) => new Promise((done) => {
  const find = (wanted, root = document, out = []) => { for (const e of root.querySelectorAll('*')) {
    if (e.matches(wanted)) out.push(e);
    if (e.shadowRoot) find(wanted, e.shadowRoot, out); } return out; };
  const [slider] = find('input.slider'), shown = find(css);
  const small = new OffscreenCanvas(64, 64).getContext('2d', { willReadFrequently: true });
  const hash = () => shown.map((e) => { if (e.tagName !== 'CANVAS') return e.textContent;
    small.drawImage(e, 0, 0, 64, 64);
    return small.getImageData(0, 0, 64, 64).data.reduce((h, v) => (h * 31 + v) | 0, 0); }).join();
  const times = [];
  const next = () => {
    if (times.length === moves || +slider.value === 0) return done(times);
    const before = hash(), start = performance.now();
    slider.value = +slider.value - 1;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const look = () => hash() !== before || performance.now() - start > 3000
      ? (times.push(performance.now() - start), setTimeout(next, 300)) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  };
  next();
})"""
HIDDEN_STATES, TEXT = ".hidden canvas", "[data-testid=stText]"


@contextmanager
def browser() -> Iterator[Browser]:
    path = chromium.require()
    with chromium.driven() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


def open_page(chrome: Browser, url: str, width: int = 1440) -> Page:
    page = chrome.new_context(viewport={"width": width, "height": 1000}, locale="en").new_page()
    page.set_default_timeout(90_000)
    page.goto(url)
    page.locator(PANEL).first.wait_for()
    return page


def step_of(page: Page) -> int:
    found = re.search(r"\d[\d,]*", page.locator(".labels .step").inner_text())
    return int(found[0].replace(",", "")) if found else 0


def wait_until(page: Page, holds: Callable[[], bool], within: float = 90.0) -> float:
    """Seconds until it holds."""
    start = time.perf_counter()
    while not holds():
        if time.perf_counter() - start > within:
            raise TimeoutError(f"not within {within} s")
        page.wait_for_timeout(10)
    return time.perf_counter() - start


def first_pictures(chrome: Browser, app: App, bare: App, repeats: int = 7) -> tuple[float, float]:
    """Median seconds from opening the address to the first picture: ours, and a bare page's. Interleaved."""
    times: dict[str, list[float]] = {app.url: [], bare.url: []}
    for _ in range(repeats + 1):
        for url, measured in times.items():
            start = time.perf_counter()
            page = open_page(chrome, url)
            measured.append(time.perf_counter() - start)
            page.context.close()
    return statistics.median(times[app.url][1:]), statistics.median(times[bare.url][1:])


def play(page: Page) -> float:
    """Press Play and wait for the first new picture: seconds."""
    before = step_of(page)
    page.get_by_role("button", name="Play").click()
    return wait_until(page, lambda: step_of(page) not in (0, before))


RIGHT = 95  # percent of held-out verbs


def first_right_verb(chrome: Browser, app: App) -> float:
    """Seconds from Play at the bare address, the lab up, until the LSTM gets the sentence's verb right.

    In both numbers, and not by luck: with 95 % of the held-out sentences too.
    """
    page = open_page(chrome, app.url)
    page.wait_for_timeout(8_000)  # until everything is there
    column = page.locator("section.column[data-cell=lstm]")
    taken = play(page)
    taken += wait_until(page, lambda: _knows(column))
    page.context.close()
    return taken


def _knows(column: Locator) -> bool:
    score = re.search(r"\d+", column.locator(".numbers").inner_text())
    return column.locator(".chances.right").count() == 1 and score is not None and int(score[0]) >= RIGHT


def later_plays(chrome: Browser, app: App, bare: Page, visits: int = 5) -> list[tuple[float, float]]:
    """As `play`, for one visit after the other, each with networks of its own; and a press on a bare page beside it."""
    times = []
    for seed in range(2, visits + 2):
        page = open_page(chrome, f"{app.url}/?seed={seed}")
        page.wait_for_timeout(17_000)  # until the training of the visit before has stopped
        times.append((play(page), presses(bare, 3)))
        page.context.close()
    return times


def smoothness(page: Page, seconds: float = 8.0, of: str = PANEL) -> dict[str, float]:
    page.wait_for_timeout(6000)
    sampled: dict[str, float] = page.evaluate(SAMPLE, [of, 1000 * seconds])
    return sampled


def updates_per_second(page: Page, seconds: float = 8.0) -> float:
    page.wait_for_timeout(4000)
    before, start = step_of(page), time.perf_counter()
    page.wait_for_timeout(1000 * seconds)
    return (step_of(page) - before) / (time.perf_counter() - start)


def scrub_reactions(page: Page, bare: Page, rounds: int = 4, moves: int = 3) -> dict[Page, list[float]]:
    """Milliseconds from a move of the history slider to the repainted page: of a run that rests, and of a bare text."""
    times: dict[Page, list[float]] = {page: [], bare: []}
    for _ in range(rounds):
        times[page] += page.evaluate(SCRUB, [HIDDEN_STATES, moves])
        times[bare] += bare.evaluate(SCRUB, [TEXT, moves])
    return times


def open_bare(chrome: Browser, url: str) -> Page:
    """The page LIVE, in place."""
    page = chrome.new_context(viewport={"width": 1440, "height": 1000}, locale="en").new_page()
    page.set_default_timeout(90_000)
    page.goto(url)
    page.get_by_text("presses").wait_for()
    page.wait_for_timeout(3000)
    return page


def measure() -> Iterator[Measurement]:
    """(name, value, target, comparison) for the page Compare, each as soon as it is known."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        with running() as app, running(script, cwd=Path(folder)) as bare, browser() as chrome:
            ours, theirs = first_pictures(chrome, app, bare)
            yield "first picture, s", ours, NAN, "info"
            yield "first picture of a bare page with one chart, s", theirs, NAN, "info"
            yield "first picture / bare page", ours / theirs, 1.3, "<="
    with running() as app, browser() as chrome:
        yield "Play at the bare address to the LSTM's right verb, s", first_right_verb(chrome, app), 30.0, "<="
    with running() as app, served(LIVE) as live, browser() as chrome:
        bare = open_bare(chrome, live.url)
        yield from one_visit(chrome, app, bare, f"{live.url}/?live=1")
        played, pressed = zip(*later_plays(chrome, app, bare), strict=True)
        yield "Play to the first new picture in a later visit, median of 5, s", statistics.median(played), NAN, "info"
        ratio = statistics.median(played) / statistics.median(pressed)
        yield "the same / a press on a bare page", ratio, 12.0, "<="
        yield from small_network(chrome, app)


def small_network(chrome: Browser, app: App) -> Iterator[Measurement]:
    """A network whose steps are so small that what is around them counts, beside torch's own loop at the same time."""
    page = open_page(chrome, f"{app.url}/?cells=lstm&task=signals&layers=3&hidden_size=16&time_steps=15&batch_size=25")
    play(page)
    what = "updates a second, an LSTM of 3 layers of 16, T 15, batch 25"
    yield what, updates_per_second(page), NAN, "info"
    loop = TorchLoop(layers=3, hidden_size=16, steps=15, batch=25)
    loop.start()
    ours, theirs = updates_per_second(page), loop.stop()
    yield "the same beside a loop of torch that trains its nn.LSTM", ours, NAN, "info"
    yield "updates a second of that loop", theirs, NAN, "info"
    yield "ours / torch's, at the same time", ours / theirs, 0.4, ">="
    page.context.close()


def one_visit(chrome: Browser, app: App, bare: Page, live: str) -> Iterator[Measurement]:
    """A person looks, plays, watches, pauses and scrubs; beside `bare`, and a page at `live` that redraws itself."""
    complaints: list[str] = []
    page = open_page(chrome, f"{app.url}/?task=characters")
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith((app.url, "data:", "blob:")) else complaints.append(r.url))
    page.wait_for_timeout(8_000)  # until everything is there
    hovers, frames = page.evaluate(HOVER), bare.evaluate(FRAME)
    yield "hover to painted cursor, three networks, median ms", statistics.median(hovers), NAN, "info"
    yield "the same / a frame of a bare page", statistics.median(hovers) / statistics.median(frames), 1.5, "aim"
    yield "hover to painted cursor, worst of 40, ms", max(hovers), NAN, "info"
    pressed = presses(bare)
    played = play(page)
    yield "the very first Play to the first new picture, lab up, s", played, NAN, "info"
    yield "a press on a bare page to its text, s", pressed, NAN, "info"
    yield "the very first Play to the first new picture / a press on a bare page", played / pressed, 12.0, "<="
    seen = smoothness(page)
    beside = open_bare(chrome, live)
    theirs = smoothness(beside, of=TEXT)
    beside.context.close()
    yield "frames a second, three networks training, T 64, H 64", seen["fps"], NAN, "info"
    yield "the same / those of a bare page beside it", seen["fps"] / theirs["fps"], 0.5, ">="
    yield "flicker, share of frames", seen["flicker"], 0.0, "<="
    yield "jumps", seen["jumps"], 0.0, "<="
    yield "new pictures a second", seen["pictures"], NAN, "info"
    yield "the same / those of a bare page that repeats a text", seen["pictures"] / theirs["pictures"], 0.8, ">="
    yield "panels", seen["panels"], NAN, "info"
    yield "console errors and requests that leave the machine", float(len(complaints)), 0.0, "<="
    yield "training steps a second of each network, watched in a browser", updates_per_second(page), NAN, "info"
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(2500)
    scrubs = scrub_reactions(page, bare)
    ours, bare_ms = statistics.median(scrubs[page]), statistics.median(scrubs[bare])
    yield "the history slider to the repainted page, median ms", ours, NAN, "info"
    yield "the history slider to the repainted page, worst of 12, ms", max(scrubs[page]), NAN, "info"
    yield "the same slider to a text on a bare page, median ms", bare_ms, NAN, "info"
    yield "the history slider to the repainted page / to a text on a bare page", ours / bare_ms, 3.0, "<="
    page.context.close()
