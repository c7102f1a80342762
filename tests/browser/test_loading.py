"""How a component's script is run by the browser, update after update."""

from __future__ import annotations

import json
import re
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest
from playwright.sync_api import Browser, Page

from explorer.browser import _source
from tests.server import App

pytestmark = pytest.mark.browser

CONFIRMED = 0.04  # seconds after which what came alone is confirmed at the latest

COMPONENT = """
export default function ({ data, parentElement }) {
  parentElement.textContent = data;
  return () => { parentElement.textContent = "taken down"; };
}
"""

OPEN = """async ([source]) => {
  window.run = (await import(source)).default;
  window.place = document.body.appendChild(document.createElement("div"));
  window.show = (data) => run({ data, parentElement: place });
  window.turn = () => new Promise((resolve) => setTimeout(resolve));
  window.shown = async (data) => { const clean = show(data); await turn(); return clean; };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    script = _source._LOADER.format(addresses=json.dumps([_address(COMPONENT)]))
    opened.evaluate(OPEN, [_address(script)])
    yield opened
    opened.close()


def _address(script: str) -> str:
    return "data:text/javascript," + urllib.parse.quote(script)


def test_an_update_that_overtakes_another_leaves_the_picture_in_place(page: Page) -> None:
    """As Streamlit does on a slow machine: it cleans up after an update that is late, while the next one is shown."""
    course = "late = await shown('first'); await shown('second'); await late()"
    assert page.evaluate(f"async () => {{ let {course}; return place.textContent; }}") == "second"


def test_what_leaves_the_page_is_taken_down(page: Page) -> None:
    course = "clean = await shown('first'); place.remove(); await clean()"
    assert page.evaluate(f"async () => {{ let {course}; return place.textContent; }}") == "taken down"


def test_what_leaves_the_page_before_its_script_has_come_is_not_drawn(page: Page) -> None:
    course = "clean = show('first'); place.remove(); await clean(); await turn()"
    assert page.evaluate(f"async () => {{ let {course}; return place.textContent; }}") == ""


def test_no_answer_of_the_server_waits_until_its_head_is_confirmed(app: App) -> None:
    took = []
    with closing(HTTPConnection("127.0.0.1", app.port)) as connection:
        connection.request("GET", "/")
        (script,) = re.findall(r'src="\./(static/js/index\.[^"]+)"', connection.getresponse().read().decode())
        for _ in range(30):  # a fresh connection confirms its first dozen at once
            start = time.perf_counter()
            connection.request("GET", f"/{script}", headers={"Range": "bytes=0-99"})
            assert len(connection.getresponse().read()) == 100
            took.append(time.perf_counter() - start)
    assert min(took[-10:]) < CONFIRMED / 2
