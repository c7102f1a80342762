"""What surrounds every page: its style and the language switch."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.ui import language

STYLE = Path(__file__).parent.parent.parent / "assets" / "style.css"


def draw() -> None:
    """Put the style sheet and the language switch in place, before the page itself."""
    st.html(STYLE)
    with st.sidebar:
        language.switch()
