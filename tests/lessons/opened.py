"""A lesson opened without a browser, from the app's own entry point; and what its picture was sent."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner

from explorer.lab import Lab, Run

ROOT = Path(__file__).resolve().parents[2]

# For every page that a test opens Streamlit looks for components in all that is installed: thrice what a page costs.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
# Every page would be compiled again, too.
ScriptCache.get_bytecode = staticmethod(partial(ScriptCache.get_bytecode, ScriptCache()))
# It asks a thousand times a second whether the page is there, and then joins its thread: that alone does.
local_script_runner.require_widgets_deltas = lambda runner, timeout: runner._script_thread.join(timeout)


def app() -> AppTest:
    """The app before anything is shown."""
    return AppTest.from_file(ROOT / "explorer" / "app" / "main.py", default_timeout=120)


def open_lesson(file: str | Path, before: Mapping[str, Any] | None = None, **query: str) -> AppTest:
    """A lesson (its file, from the root of the project) by a link that leads straight there, with these settings.

    `before` is what the session already holds.
    """
    page = app()
    for name, value in {"language": query.get("lang", "en"), **(before or {})}.items():
        page.session_state[name] = value
    return follow(page.switch_page(str(ROOT / file)), **query)


def come_to(file: str | Path, **query: str) -> AppTest:
    """The same lesson after a look at the first one, which has already chosen a language."""
    page = app().run().switch_page(str(ROOT / file))
    page.session_state["language"] = query.get("lang", "en")
    return follow(page, **query)


def follow(page: AppTest, **query: str) -> AppTest:
    """Show a page with these settings in the link."""
    page.query_params.update(query)
    page.run()
    assert not page.exception, page.exception
    # Of what is no JSON, such as an array among figures, Streamlit sends the `str`, and no picture appears.
    assert not [one for one in page.get("bidi_component") if one.proto.json.startswith('"')]
    return page


def shown(page: AppTest) -> dict[str, Any]:
    """The header of what the first picture was sent."""
    return unpacked(page.get("bidi_component")[0].proto.bytes)[0]


def unpacked(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a message, and the arrays after it."""
    end = 4 + struct.unpack_from("<I", message)[0]
    return dict(json.loads(message[4:end])), message[end:]


def as_mine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a finished run be one that a person trained on Compare, known to links as “mine”."""
    monkeypatch.setattr(run, "finished", False)
    monkeypatch.setattr(run, "id", "mine")
    monkeypatch.setattr(Lab, "find", lambda self, run_id: run if run_id == "mine" else None)
