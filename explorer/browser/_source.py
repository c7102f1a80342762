"""How a component's script and style reach the browser.

The script: once, as a cached file, instead of again with every message. The style: with the sheets that it builds on.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from explorer.browser import cells

HERE = Path(__file__).parent
PACKAGE = HERE.parent
STATIC = PACKAGE / "app" / "static"  # where the server looks, beside the script that it runs

KEPT = 7 * 24 * 3600  # s: a server that was started before may still run, and a page that it gave may still ask

_IMPORT = re.compile(r' from "(\.{1,2}/[\w./]+\.js)";\n')
_STYLE_IMPORT = re.compile(r'^@import "(\.{1,2}/[\w./]+\.css)";\n', re.MULTILINE)

# Streamlit sends a component's inline script with each update. This one only fetches the real one, once, and what that
# imports at the same time, since a browser would find out import by import, a round trip each. Pages live one level
# below the root, so addresses are relative to theirs and survive a server.baseUrlPath.
#
# Data that is no bytes comes in a list of one, which is opened here.
#
# On a slow machine a second update can overtake the first while the browser still looks up this script. Streamlit then
# cleans up after the first at once, although the component stays: only what has left the page is really taken down.
# What has left it before the script came is not drawn any more: it has neither colours nor sizes there.
#
# The height that Streamlit keeps for a component holds until there is something to see, which then takes what it needs.
_LOADER = """
const loaded = Promise.all({addresses}.map((address) => import(new URL(address, document.baseURI).href)));
export default function (component) {{
  const shown = loaded.then(([script]) => {{
    const {{ data }} = component;
    if (!component.parentElement.isConnected) return undefined;
    const clean = script.default(Array.isArray(data) ? {{ ...component, data: data[0] }} : component);
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
    """Put a file where the server serves it and return its address, relative to a page.

    The address carries a digest, so that a browser may keep the file for ever and never sees an old one: of its own
    content, or, for a script of this package, of all of them, which are published together under one folder as they lie
    here. So what a script imports (`from "../browser/shared.js"`) is found without rewriting it.
    """
    if source.is_relative_to(PACKAGE):
        return f"./app/static/{_tree(PACKAGE, STATIC)}/{source.relative_to(PACKAGE).as_posix()}"
    content = source.read_bytes()
    name = f"{source.stem}-{_digest(content)}{source.suffix}"
    _place(STATIC / name, lambda part: part.write_bytes(content))
    return f"./app/static/{name}"


@cache
def _tree(package: Path, static: Path) -> str:
    """Publish every script of a package; the name of their folder."""
    found = sorted(path for path in package.rglob("*.js") if static not in path.parents)
    scripts = {path.relative_to(package): path.read_bytes() for path in found}
    name = _digest(*(part for path, content in scripts.items() for part in (path.as_posix().encode(), content)))

    def write(part: Path) -> None:
        for path, content in scripts.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            (part / path).write_bytes(content)

    _place(static / name, write)
    _tidy(static)
    return name


def _reached(script: Path) -> list[Path]:
    """A script and all that it imports, itself or through others."""
    found = [script.resolve()]
    for one in found:
        imported = ((one.parent / path).resolve() for path in _IMPORT.findall(one.read_text(encoding="utf-8")))
        found += [path for path in dict.fromkeys(imported) if path not in found]
    return found


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:12]


def _place(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file or a folder in one piece, however many servers start at once, or mark it as still in use."""
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        part = target.parent / f"{target.name}.{secrets.token_hex(4)}.part"
        write(part)
        try:
            part.replace(target)
        except OSError:
            if not target.is_dir():
                raise
            shutil.rmtree(part)  # another server was first
    with suppress(OSError):  # a server may not be the one who owns the folder, and need not be
        os.utime(target)


def _tidy(static: Path) -> None:
    """Remove what no server has published for long: its pages are gone, or have been given newer addresses."""
    for old in static.glob("[!.]*"):
        with suppress(OSError):  # another server tidies at the same time, or owns it
            if old.stat().st_mtime < time.time() - KEPT:
                shutil.rmtree(old) if old.is_dir() else old.unlink()


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
        js=_LOADER.format(addresses=json.dumps([publish(one) for one in _reached(source.with_suffix(".js"))])),
        isolate_styles=True,
    )

    def mount(data: bytes | dict[str, Any], **options: Any) -> Any:
        # Streamlit asks of all that a mapping holds whether it is a table, and loads pandas for that: a third of a
        # second, before the first picture. Into a list it does not look.
        return made(data=data if isinstance(data, bytes) else [data], **{"height": height, **options})

    return mount
