"""One app and one Chromium for all browser tests; each comes without anything that a browser keeps of a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, WebSocket, expect

from tests import chromium
from tests.server import App
from tests.shared import shared

KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"
BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
DARK = "rgb(15, 19, 26)"
FAILED = pytest.StashKey[bool]()
OPEN = 3  # pages that the tests of a module share at a time
REST = """() => {
  for (let at = document; at?.activeElement; at = at.activeElement.shadowRoot) at.activeElement.blur();
  document.querySelectorAll('*').forEach((e) => { if (e.scrollTop || e.scrollLeft) e.scrollTo(0, 0); });
}"""
# How grave a fault is depends on the rule alone, so that the lesser ones need not even be looked for.
SERIOUS = """async () => {
  const lesser = axe._audit.rules.filter(({ impact }) => ['minor', 'moderate'].includes(impact));
  const { violations } = await axe.run({
    rules: Object.fromEntries(lesser.map(({ id }) => [id, { enabled: false }])),
    resultTypes: ['violations'],
    selectors: false,
    preload: false,
  });
  const bad = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  return bad.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 200)]));
}"""
# For each letter axe takes the colours of all that lies under it apart: on one page eighty of them 28,000 times.
REMEMBER = """(() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      const { r, g, b, alpha } = parseString.call(this, text);
      known.set(text, { r, g, b, alpha });
    }
    return Object.assign(this, known.get(text));
  };
})()"""
PATIENCE = 60_000  # ms: a slow machine may take long, and what never comes is a failure all the same
expect.set_options(timeout=PATIENCE)
LOCAL = ("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "ws://localhost", "data:", "blob:")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    own = tmp_path_factory.getbasetemp()
    with shared(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.require()
    with chromium.driven() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


class Tab:
    """A tab in which one person after another visits the app, each as a newcomer to it.

    It stays the same process of the browser: what it has compiled for one visit is there for the next, which takes half
    of the work, whatever language it asks for. Attributes: `page`; `complaints`, what went wrong since it was cleared;
    `sent` and `received`, to which the frames that go to the server and come from it are added, where somebody wants
    them; `free`, whether nobody uses it; `moved`, whether the page in it is no longer as it was when it was opened.
    """

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.tools = self.context.new_cdp_session(self.page)
        self.agent = self.page.evaluate("navigator.userAgent")
        self.complaints: list[str] = []
        self.sent: list[Any] | None = None
        self.received: list[Any] | None = None
        self.free = self.moved = False
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self._complain("console", said.text) if _is_error(said) else None)
        self.page.on("pageerror", lambda error: self._complain("error", error))
        self.page.on("dialog", lambda dialog: (self._complain("dialog", dialog.message), dialog.dismiss()))
        self.page.on("request", lambda r: None if r.url.startswith(LOCAL) else self._complain("left", r.url))
        self.page.on("websocket", self._listen)

    def look_like(self, locale: str, dark: bool, width: int) -> None:
        self.tools.send("Emulation.setLocaleOverride", {"locale": locale})
        self.tools.send("Emulation.setUserAgentOverride", {"userAgent": self.agent, "acceptLanguage": locale})
        self.page.set_viewport_size({"width": width, "height": 1000})
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="no-preference")

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.get_by_role("heading", level=1).wait_for()

    def rest(self) -> None:
        """Take the hand off the page: nothing is pointed at, focused, or scrolled to."""
        self.page.mouse.move(0, 0)
        self.page.evaluate(REST)

    def clear(self) -> list[str]:
        """Leave the app, forget all that a browser keeps of a person, and return what has gone wrong since the last."""
        if self.page.is_closed():
            self.context.close()
        else:
            self.page.unroute_all(behavior="ignoreErrors")
            origin = self.page.evaluate("sessionStorage.clear(), location.origin")
            self.page.goto("about:blank")
            self.tools.send("Page.resetNavigationHistory")
            self.tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT})
        complaints, self.complaints = self.complaints, []
        self.sent = self.received = None
        self.moved = False
        self.free = not self.page.is_closed()
        return complaints

    def _complain(self, kind: str, what: object) -> None:
        self.complaints.append(f"{kind}: {what}")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: None if self.sent is None else self.sent.append(frame))
        socket.on("framereceived", lambda frame: None if self.received is None else self.received.append(frame))


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Callable[[], Tab]:
    """A tab that nobody else has until it is cleared."""
    made: list[Tab] = []

    def take() -> Tab:
        tab = next((tab for tab in made if tab.free), None)
        if tab is None:
            tab = Tab(browser)
            made.append(tab)
        tab.free = False
        return tab

    return take


@pytest.fixture
def arrive(tabs: Callable[[], Tab], request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open an address as a new person would, and within a test each time as another.

    `sent` takes what the server is sent, `received` what comes from it; `routes` are what happens to requests, by
    address. At the end: no console error, no dialog, no request that left the machine.
    """
    used: list[Tab] = []

    def open_page(
        address: str,
        *,
        locale: str = "en",
        dark: bool = False,
        width: int = 1440,
        sent: list[Any] | None = None,
        received: list[Any] | None = None,
        routes: Mapping[str, Callable[[Route], Any]] | None = None,
    ) -> Page:
        tab = tabs()
        used.append(tab)
        tab.sent, tab.received = sent, received
        for pattern, handler in (routes or {}).items():
            tab.page.route(pattern, handler)
        tab.look_like(locale, dark, width)
        tab.open(address)
        return tab.page

    yield open_page
    if request.node.stash.get(FAILED, False):
        for tab in used:
            tab.page.close()  # who knows what is still pressed there
    assert [complaint for tab in used for complaint in tab.clear()] == []


@pytest.fixture
def visit(app: App, arrive: Callable[..., Page]) -> Callable[..., Page]:
    """The same of the app that all tests share, by what follows its address."""
    return lambda query="", **how: arrive(f"{app.url}/{query}", **how)


@pytest.fixture(scope="module")
def kept() -> Iterator[dict[str, Tab]]:
    """The tabs in which the tests of a module look at something, by what they asked for."""
    shared: dict[str, Tab] = {}
    yield shared
    assert [complaint for tab in shared.values() for complaint in tab.clear()] == []


@pytest.fixture
def look(
    app: App, tabs: Callable[[], Tab], kept: dict[str, Tab], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """As `visit`, for a test after which the page is of use to the next one of its module: they share a visit.

    A test says what it does to the page. By itself nothing: it is the page as a newcomer finds it, before and after.
    Where the test `moves` the cursor or types something, nobody finds the page so again; only those see it then for
    which others may have `moved` what they like, as they do themselves. A test that `ends` the visit may do anything to
    such a page: nobody sees it after that.
    """
    used: dict[str, str] = {}
    ended: set[str] = set()
    complaints: list[str] = []

    def leave(wish: str) -> None:
        complaints.extend(kept.pop(wish).clear())

    def open_page(
        query: str = "",
        *,
        locale: str = "en",
        dark: bool = False,
        width: int = 1440,
        moves: bool = False,
        moved: bool = False,
        ends: bool = False,
        sent: list[Any] | None = None,
    ) -> Page:
        wish = f"{query} {locale} {dark} {width}"
        if wish in kept and kept[wish].moved and not (moved or ends):
            leave(wish)
        fresh = wish not in kept
        if fresh and len(kept) == OPEN:
            leave(next(iter(kept)))
        tab = kept.setdefault(wish, tabs()) if fresh else kept[wish]
        tab.sent = sent
        tab.look_like(locale, dark, width)
        if fresh:
            tab.open(f"{app.url}/{query}")
            expect(tab.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        else:
            tab.rest()
        tab.moved |= moves or moved
        used[wish] = tab.page.url
        if ends:
            ended.add(wish)
        return tab.page

    yield open_page
    for wish in used.keys() & kept.keys():
        tab = kept[wish]
        complaints += tab.complaints
        tab.complaints, tab.sent = [], None
        tab.moved |= tab.page.url != used[wish]  # in which the app says what it shows
        if request.node.stash.get(FAILED, False):
            tab.page.close()
            leave(wish)
        elif wish in ended:
            leave(wish)
    assert complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know whether their test has failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def _is_error(message: ConsoleMessage) -> bool:
    """Whether the console says that something went wrong.

    Opened on a page below the root, Streamlit asks there for its server before it asks at the root: that 404 is right.
    """
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe calls serious or critical, with the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(REMEMBER)
    return [(rule, element) for rule, element in page.evaluate(SERIOUS)]


def serious_in_both(page: Page) -> list[tuple[str, str]]:
    """The same of a page in the light, and then in the dark.

    It follows the browser, to the very colours that it has when it is opened in the dark.
    """
    found = serious(page)
    page.emulate_media(color_scheme="dark")
    until(page, lambda: page.evaluate(BACKGROUND) == DARK, what="the dark")
    page.wait_for_timeout(500)  # pictures follow
    return found + serious(page)


def rest(page: Page, sent: list[Any]) -> None:
    """Wait until the browser has sent nothing for a second, and forget what it has."""
    while sent:
        sent.clear()
        page.wait_for_timeout(1000)


def until(page: Page, holds: Callable[[], Any], *, within: float = 60.0, what: str = "") -> Any:
    """Wait until `holds()` is true and return it; fail with `what` otherwise."""
    for _ in range(int(within / 0.1)):
        value = holds()
        if value:
            return value
        page.wait_for_timeout(100)
    raise AssertionError(f"not within {within} s: {what or holds}")
