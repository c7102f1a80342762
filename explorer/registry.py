"""A dictionary that classes enter by name, once: how a new cell or task becomes known by being a new file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from explorer.problem import N_, Problem

Entry = TypeVar("Entry")


class Registry(Mapping[str, type[Entry]], Generic[Entry]):
    """Names and the classes that registered under them, in the order of registration.

    Raises `Problem` for an unknown name and `ValueError` for a name that is already taken.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, type[Entry]] = {}

    def register(self, name: str) -> Callable[[type[Entry]], type[Entry]]:
        """Decorate a class so that it is known as `name`."""

        def enter(entry: type[Entry]) -> type[Entry]:
            if name in self._entries:
                raise ValueError(f"{self.kind} {name!r} is registered twice: {self._entries[name]} and {entry}")
            self._entries[name] = entry
            return entry

        return enter

    def __getitem__(self, name: str) -> type[Entry]:
        try:
            return self._entries[name]
        except (KeyError, TypeError):  # the latter for what cannot be a key at all, as a list
            raise Problem(
                N_("There is no {kind} called “{name}”. Choose one of: {choices}."),
                kind=self.kind,
                name=name,
                choices=", ".join(self._entries),
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries  # Mapping's own would ask for the entry, and an unknown one is a Problem here

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def import_modules(package: str, path: list[str]) -> None:
    """Import every module of `package` whose name has no leading underscore, so that its classes register."""
    for module in pkgutil.iter_modules(path):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package}.{module.name}")
