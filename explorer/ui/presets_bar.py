"""What to try: ready settings, each one press away, with what to look for."""

from __future__ import annotations

import streamlit as st

from explorer.ui import controls
from explorer.ui.language import _, current
from explorer.ui.presets import PRESETS
from explorer.ui.session import Session


def draw(session: Session) -> None:
    """The list of presets under the picture. A press sets the controls and starts."""
    st.header(_("What to try"), anchor=False)
    for row in range(0, len(PRESETS), 3):
        for column, name in zip(st.columns(3, gap="medium"), list(PRESETS)[row : row + 3], strict=False):
            preset = PRESETS[name]
            with column:
                st.button(
                    _(preset.title), key=f"preset_{name}", on_click=_choose, args=(session, name), width="stretch"
                )
                st.caption(_(preset.look_for))


def _choose(session: Session, name: str) -> None:
    settings = dict(PRESETS[name].settings)
    if current() == "uk":
        settings |= {"corpus": "ukrainian", "language": "ukrainian"}
    controls.apply(**settings)
    session.start = True
