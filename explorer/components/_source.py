"""How a component's script reaches the browser: once, as a cached file, instead of again with every message."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "static"

_IMPORT = re.compile(rb'(?<= from "\./)\w+\.js(?=";)')

# Streamlit sends a component's inline script with each update. This one only fetches the real one, once; pages live
# one level below the root, so the address is relative to theirs and survives a server.baseUrlPath.
_LOADER = """
const loaded = import(new URL("{address}", document.baseURI).href);
export default function (component) {{
  let gone = false, clean = null;
  loaded.then((script) => {{ if (!gone) clean = script.default(component); }});
  return () => {{ gone = true; if (clean) clean(); }};
}}
"""


def publish(source: Path) -> str:
    """Copy a file to where the server serves it and return its address, relative to a page.

    The name carries a digest of the content, so that a browser may keep it for ever and never sees an old one. What a
    script of this folder imports from another (`from "./shared.js"`) is published with it, under its own such name.
    """
    content = source.read_bytes()
    if source.parent == HERE:
        content = _IMPORT.sub(lambda found: Path(publish(HERE / found[0].decode())).name.encode(), content)
    target = STATIC / f"{source.stem}-{hashlib.sha256(content).hexdigest()[:12]}{source.suffix}"
    if not target.exists():
        STATIC.mkdir(exist_ok=True)
        part = target.with_suffix(f".{id(content)}.part")
        part.write_bytes(content)
        part.replace(target)  # in one piece, however many servers start at once
    return f"./app/static/{target.name}"


def component(name: str) -> Callable[..., Any]:
    """Register the component `name` from `name.js` and `name.css` in this folder; the script exports a function.

    The function is called as Streamlit's components v2 are, at every change of the data, and may return a clean-up.
    """
    script = HERE / f"{name}.js"
    style = HERE / f"{name}.css"
    return st.components.v2.component(
        f"explorer_{name}",
        html='<div class="root"></div>\n',
        css=style.read_text(encoding="utf-8"),
        js=_LOADER.format(address=publish(script)),
        isolate_styles=True,
    )
