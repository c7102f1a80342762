"""The colours of the cells as style sheets: for a component, and for the page around it."""

from __future__ import annotations

from explorer.names import LOOKS

PLACE = "/* Here come the colours of the cells, from explorer/names.py. */"
"""Where in a style sheet they stand."""


def of_component() -> str:
    """In a component, which knows its theme: `--rnn` and `--ink-rnn`; for each `[data-cell]`, `--cell` and `--ink`.

    Scripts find the names of all cells in `--cells`.
    """
    light = "".join(f"--{cell}: {look.light}; --ink-{cell}: {look.ink}; " for cell, look in LOOKS.items())
    dark = "".join(f"--{cell}: {look.dark}; --ink-{cell}: {look.dark}; " for cell, look in LOOKS.items())
    rules = [f".root {{ --cells: {' '.join(LOOKS)}; {light}}}", f'.root[data-theme="dark"] {{ {dark}}}']
    rules += [f'[data-cell="{cell}"] {{ --cell: var(--{cell}); --ink: var(--ink-{cell}); }}' for cell in LOOKS]
    return "\n".join(rules)


def of_page() -> str:
    """On a page, whose theme the browser knows: `--cell` and `--ink` of whatever has the class of a cell."""
    rules = []
    for cell, look in LOOKS.items():
        line, ink = f"light-dark({look.light}, {look.dark})", f"light-dark({look.ink}, {look.dark})"
        rules.append(f".{cell} {{ --cell: {line}; --ink: {ink}; }}")
    return "\n".join(rules)
