"""What an address may say: each parameter declared once, with what it may hold and how it is read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from explorer.names import TITLES
from explorer.problem import N_, Problem, Verbatim

Value = TypeVar("Value")
SHOWN = 40
"""Characters of what makes no sense that a person is shown."""


@dataclass(frozen=True)
class Parameter(Generic[Value]):
    """One parameter of an address: a text there, a value here.

    `usual` is its value where the address is silent. `read` raises ValueError for a text that makes no sense, and
    `complaint` makes the problem that is told then, from the parameter's name and that text. `browser`: a component
    writes it while a person looks around, and the page leaves it alone.
    """

    usual: Value
    read: Callable[[str], Value]
    write: Callable[[Value], str]
    complaint: Callable[[str, str], Problem]
    browser: bool = False


Table: TypeAlias = Mapping[str, Parameter[Any]]
"""Every parameter of a lesson, by name."""


# ---- Kinds ----------------------------------------------------------------------------------------------------------


def whole(low: int, high: int, usual: int | None = None, *, browser: bool = False) -> Parameter[int | None]:
    """A whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
            raise ValueError(text)
        return int(text)

    def complaint(name: str, got: str) -> Problem:
        return Problem(
            N_("“{name}” must be a whole number from {low:,} to {high:,}; got “{got}”."),
            name=Verbatim(name),
            low=low,
            high=high,
            got=Verbatim(got[:SHOWN]),
        )

    return Parameter(usual, read, str, complaint, browser)


def number(low: float, high: float, usual: float | None = None, *, browser: bool = False) -> Parameter[float | None]:
    """A number from `low` to `high`."""

    def read(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    def complaint(name: str, got: str) -> Problem:
        return Problem(
            N_("“{name}” must be a number from {low} to {high}; got “{got}”."),
            name=Verbatim(name),
            low=f"{low:g}",
            high=f"{high:g}",
            got=Verbatim(got[:SHOWN]),
        )

    return Parameter(usual, read, "{:g}".format, complaint, browser)


def one_of(choices: Collection[str], usual: str = "", *, browser: bool = False) -> Parameter[str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Parameter(usual, read, str, lambda name, got: unknown(name, choices, got), browser)


def some_of(choices: Collection[str]) -> Parameter[tuple[str, ...]]:
    """A few of some words, with commas between them; in the order of the choices."""

    def read(text: str) -> tuple[str, ...]:
        named = text.split(",")
        if not set(named) <= set(choices):
            raise ValueError(text)
        return tuple(choice for choice in choices if choice in named)

    return Parameter((), read, ",".join, lambda name, got: unknown(name, choices, got))


def flag() -> Parameter[bool]:
    """A switch: 1 where it is on."""
    return Parameter(False, lambda text: bool(one_of(("0", "1")).read(text) == "1"), lambda on: str(int(on)), _switch)


def text(limit: int, usual: str | None = "", *, browser: bool = False) -> Parameter[str | None]:
    """Any text of at most `limit` characters; ends of lines become one sign."""

    def read(written: str) -> str:
        written = written.replace("\r\n", "\n").replace("\r", "\n")
        if len(written) > limit:
            raise ValueError(written)
        return written

    def too_long(name: str, got: str) -> Problem:
        return Problem(
            N_("“{name}” may have at most {limit:,} characters here; it has {got:,}."),
            name=Verbatim(name),
            limit=limit,
            got=len(got),
        )

    return Parameter(usual, read, str, too_long, browser)


def like(pattern: str, *, browser: bool = False) -> Parameter[str]:
    """A text that a regular expression matches whole."""
    known = re.compile(pattern)

    def read(written: str) -> str:
        if known.fullmatch(written) is None:
            raise ValueError(written)
        return written

    return special(read, "", browser=browser)


def special(read: Callable[[str], Value], usual: Value, *, browser: bool = False) -> Parameter[Value]:
    """What a lesson reads in a way of its own; `read` raises ValueError for what makes no sense."""
    return Parameter(usual, read, str, nonsense, browser)


# ---- What is told ---------------------------------------------------------------------------------------------------


def nonsense(name: str, got: str) -> Problem:
    """For a text that is neither a number nor one of a few words."""
    return Problem(N_("“{name}” makes no sense here; got “{got}”."), name=Verbatim(name), got=Verbatim(got[:SHOWN]))


def unknown(name: str, choices: Collection[str], got: str) -> Problem:
    """For a word that is none of the choices."""
    return Problem(
        N_("“{name}” must be one of {choices}; got “{got}”."),
        name=Verbatim(name),
        choices=Verbatim(", ".join(choices)),
        got=Verbatim(got[:SHOWN]),
    )


def _switch(name: str, got: str) -> Problem:
    return unknown(name, ("0", "1"), got)


# ---- Reading and writing --------------------------------------------------------------------------------------------


def read(table: Table, query: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """The value of every parameter, the usual one where the address is silent or makes no sense; and what made none.

    What the table does not know is left alone: others put marks of their own into addresses.
    """
    values: dict[str, Any] = {name: one.usual for name, one in table.items()}
    problems = []
    for name, one in table.items():
        if name in query:
            try:
                values[name] = one.read(query[name])
            except (ValueError, OverflowError):
                problems.append(one.complaint(name, query[name]))
    return values, problems


def written(table: Table, values: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, str]:
    """The address that says these values: what is not usual, and what the browser wrote into `query` and makes sense.

    A value of None is never written.
    """
    said = {}
    for name, one in table.items():
        if one.browser:
            if name in query and not read({name: one}, query)[1]:
                said[name] = query[name]
        elif name in values and values[name] is not None and values[name] != one.usual:
            said[name] = one.write(values[name])
    return said


# ---- What several lessons say ---------------------------------------------------------------------------------------

RUN = "run"

NETWORKS: Table = {"net": text(80), RUN: text(40, browser=True), "untrained": flag(), "nested": flag()}
"""Of a lesson that looks at networks: which ones, and how."""

LIVE: Table = {
    RUN: text(40, None),
    "cells": some_of(TITLES),
    "t": whole(1, 500, browser=True),
    "step": whole(0, 10**9, browser=True),
}
"""Of a lesson that trains: the run, its networks, the time step pointed at and the training step looked at.

Its settings are told apart by `explorer.config`.
"""
