"""One app and one Chromium for all browser tests; each comes without anything that a browser keeps of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests import chromium
from tests.server import App, running

KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"
BACKGROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
DARK = "rgb(15, 19, 26)"
LOCAL = ("http://127.0.0.1", "ws://127.0.0.1", "http://localhost", "ws://localhost", "data:", "blob:")


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.require()
    with chromium.driven() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> dict[str, BrowserContext]:
    """By language. What a profile keeps from visit to visit are Streamlit's 60 scripts: a quarter of the work."""
    return {}


@pytest.fixture
def visit(app: App, browser: Browser, profiles: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open a page as a new person would, and within a test each time as another; `sent` takes what the server is sent.

    At the end: no console error, no dialog, no request that left the machine.
    """
    opened: list[Page] = []
    others: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        query: str = "", *, locale: str = "en", dark: bool = False, width: int = 1440, sent: list[Any] | None = None
    ) -> Page:
        if opened:  # another person, at the same time
            context = browser.new_context(locale=locale)
            others.append(context)
        elif locale in profiles:
            context = profiles[locale]
        else:
            context = profiles[locale] = browser.new_context(locale=locale)
        page = context.new_page()
        opened.append(page)
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": app.url, "storageTypes": KEPT})
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_default_timeout(60_000)
        page.on("console", lambda m: complaints.append(f"console: {m.text}") if _is_error(m) else None)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: None if r.url.startswith(LOCAL) else complaints.append(f"left: {r.url}"))
        if sent is not None:
            page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))  # noqa: PLW0108
        page.goto(f"{app.url}/{query}")
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_page
    for page in opened:
        page.close()
    for context in others:
        context.close()
    assert complaints == []


def _is_error(message: ConsoleMessage) -> bool:
    """Whether the console says that something went wrong.

    Opened on a page below the root, Streamlit asks there for its server before it asks at the root: that 404 is right.
    """
    return message.type == "error" and "/_stcore/" not in message.location.get("url", "")


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe calls serious or critical, with the element."""
    found = Axe().run(page).response["violations"]
    bad = [violation for violation in found if violation["impact"] in ("serious", "critical")]
    return [(violation["id"], node["html"][:200]) for violation in bad for node in violation["nodes"]]


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
