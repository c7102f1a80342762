"""The app inside a page of another site, as learning platforms show it: what arrives there, and what is said."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.lessons.own_text.test_browser import TEXT
from tests.server import App

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
SAID = "Files cannot be sent from here"


@pytest.fixture
def platform(app: App) -> Iterator[str]:
    """A page of another site with the app in a frame: “localhost” and 127.0.0.1 are two sites to a browser."""

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = f'<iframe src="{app.url}/own" style="width: 1300px; height: 900px"></iframe>'
            self.wfile.write(f"<!doctype html><title>Course</title>{frame}".encode())

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Course)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def inside(app: App, browser: Browser, platform: str) -> Iterator[FrameLocator]:
    """The app in the frame."""
    context = browser.new_context(locale="en", viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(platform)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Your own text", timeout=60_000)
    yield frame
    context.close()


def test_where_no_file_would_arrive_that_is_said_and_pasting_works(inside: FrameLocator, app: App) -> None:
    inside.get_by_role("tab", name="Choose a file").click()
    expect(inside.get_by_role("tabpanel", name="Choose a file")).to_contain_text(SAID)
    expect(inside.locator("input[type=file]")).to_have_count(0)
    out = inside.get_by_role("link", name="Open the app in a window of its own").first
    expect(out).to_have_attribute("href", f"{app.url}/own")
    inside.get_by_role("tab", name="Paste a text").click()
    inside.get_by_label("Any language, 200 characters or more").fill(TEXT)
    inside.get_by_role("button", name="Read it", exact=True).click()
    expect(inside.locator(".facts .number").first).to_have_text(f"{len(TEXT):,}", timeout=60_000)


def test_in_a_window_of_its_own_nothing_is_said(visit: Visit) -> None:
    page = visit("own?hidden_size=32")  # as older links call it
    expect(page.get_by_role("heading", level=1)).to_have_text("Your own text")
    page.get_by_role("tab", name="Choose a file").click()
    expect(page.locator("input[type=file]")).not_to_have_count(0)
    expect(page.get_by_text(SAID)).to_have_count(0)
