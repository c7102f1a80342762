"""Ready settings, each one press away, with what to look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from explorer.app import controls
from explorer.app.language import _
from explorer.app.session import Session
from explorer.app.tries import Try


@dataclass(frozen=True)
class Preset:
    """A name, what to look for, the settings that differ from the page's defaults, and whether training starts."""

    title: str
    look_for: str
    settings: Mapping[str, object]
    play: bool = True


def offers(session: Session, presets: Mapping[str, Preset]) -> Iterator[Try]:
    """What to try: a press sets the controls and, where the preset says so, starts."""
    for name, preset in presets.items():
        yield Try(f"preset_{name}", _(preset.title), partial(choose, session, preset), _(preset.look_for))


def choose(session: Session, preset: Preset) -> None:
    """Set the controls as the preset says. One that does not start leaves everything at rest, to be looked at."""
    if not preset.play:
        session.pause()
    controls.choose(preset.settings)
    session.start = preset.play
