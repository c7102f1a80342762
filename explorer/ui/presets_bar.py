"""What to try: ready settings, each one press away, with what to look for."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.ui import controls
from explorer.ui.language import _, current
from explorer.ui.presets import PRESETS, Preset
from explorer.ui.session import Session


def draw(session: Session, presets: Mapping[str, Preset] = PRESETS) -> None:
    """The list of presets under the picture. A press sets the controls and, where the preset says so, starts."""
    st.header(_("What to try"), anchor=False)
    for row in range(0, len(presets), 3):
        for column, name in zip(st.columns(3, gap="medium"), list(presets)[row : row + 3], strict=False):
            preset = presets[name]
            with column, st.container(gap="xsmall"):
                st.button(
                    _(preset.title), key=f"preset_{name}", on_click=choose, args=(session, preset), width="stretch"
                )
                st.caption(_(preset.look_for))


def choose(session: Session, preset: Preset) -> None:
    """Set the controls as the preset says. One that does not start leaves everything at rest, to be looked at."""
    settings = dict(preset.settings)
    if current() == "uk":
        settings |= {"corpus": "ukrainian", "language": "ukrainian"}
    if not preset.play:
        session.pause()
    controls.apply(**settings)
    session.start = preset.play
