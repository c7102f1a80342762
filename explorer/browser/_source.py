"""How a component's script and style reach the browser.

The script: once, as a cached file, instead of again with every message. The style: with the sheets that it builds on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.browser import cells

HERE = Path(__file__).parent
PACKAGE = HERE.parent
STATIC = PACKAGE / "app" / "static"  # where the server looks, beside the script that it runs

_IMPORT = re.compile(rb'(?<= from ")(\.{1,2}/[\w./]+\.js)(?=";)')
_STYLE_IMPORT = re.compile(r'^@import "(\.{1,2}/[\w./]+\.css)";\n', re.MULTILINE)

# Streamlit sends a component's inline script with each update. This one only fetches the real one, once; pages live
# one level below the root, so the address is relative to theirs and survives a server.baseUrlPath.
#
# On a slow machine a second update can overtake the first while the browser still looks up this script. Streamlit then
# cleans up after the first at once, although the component stays: only what has left the page is really taken down.
#
# The height that Streamlit keeps for a component holds until there is something to see, which then takes what it needs.
_LOADER = """
const loaded = import(new URL("{address}", document.baseURI).href);
export default function (component) {{
  const shown = loaded.then((script) => {{
    const clean = script.default(component);
    const place = component.parentElement.host?.closest("[data-testid=stElementContainer]");
    if (place) Object.assign(place.style, {{ flex: "none", height: "auto", overflow: "visible" }});
    return clean;
  }});
  return async () => {{
    const clean = await shown;
    if (clean && !component.parentElement.isConnected) clean();
  }};
}}
"""


def publish(source: Path) -> str:
    """Copy a file to where the server serves it and return its address, relative to a page.

    The name carries a digest of the content, so that a browser may keep it for ever and never sees an old one. What a
    script of this package imports from another (`from "./shared.js"`) is published with it, under its own such name.
    """
    content = source.read_bytes()
    if source.is_relative_to(PACKAGE):
        content = _IMPORT.sub(lambda found: _published(source.parent / found[0].decode()).encode(), content)
    target = STATIC / f"{source.stem}-{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
    if not target.exists():
        STATIC.mkdir(exist_ok=True)
        part = target.with_suffix(f".{id(content)}.part")
        part.write_bytes(content)
        part.replace(target)  # in one piece, however many servers start at once
    return f"./app/static/{target.name}"


def _published(source: Path) -> str:
    return f"./{Path(publish(source)).name}"


def style(sheet: Path) -> str:
    """A style sheet in which each other one that it imports (`@import "./base.css";`) stands in place of that line.

    A browser ignores an import in the style of a component, and would have to wait for one.
    """
    text = sheet.read_text(encoding="utf-8").replace(cells.PLACE, cells.of_component())
    return _STYLE_IMPORT.sub(lambda found: style(sheet.parent / found[1]), text)


def component(module: str, height: int) -> Callable[..., Any]:
    """Register a component from the `.js` and `.css` beside a Python `module`, its `__file__`; the script exports one.

    It is a function, called as Streamlit's components v2 are, at every change of the data, and may return a clean-up.
    `height` in px is what it usually takes on a wide screen: so much room is kept from the start, and what stands below
    need not move when it comes.
    """
    source = Path(module)
    made = st.components.v2.component(
        f"explorer_{source.stem}",
        html='<div class="root"></div>\n',
        css=style(source.with_suffix(".css")),
        js=_LOADER.format(address=publish(source.with_suffix(".js"))),
        isolate_styles=True,
    )
    return partial(made, height=height)
