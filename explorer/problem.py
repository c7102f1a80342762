"""The one kind of error that is addressed to a person: what was expected, what came, what to do."""

from __future__ import annotations

from typing import Any


class Problem(ValueError):  # noqa: N818 - it is shown to people, who have a problem, not an error
    """Something a person can put right.

    `template` is an English sentence with named fields, marked for translation where it is written; `values` fill the
    fields. `str(problem)` is the English text; a page translates the template first and fills it afterwards.

    >>> str(Problem("Hidden units must be 1 to {high}; got {got}.", high=512, got=0))
    'Hidden units must be 1 to 512; got 0.'
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values) if values else template)

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception with keyword arguments does not survive the trip from a worker process without this.
        return _rebuild, (type(self), self.template, self.values)


class Verbatim(str):
    """A value of a problem that is shown as it is in every language: a name in an address, what a person typed."""

    __slots__ = ()


def _rebuild(kind: type[Problem], template: str, values: dict[str, Any]) -> Problem:
    return kind(template, **values)


def N_(message: str) -> str:
    """Mark a text for translation without translating it here (the library speaks English; pages translate)."""
    return message
