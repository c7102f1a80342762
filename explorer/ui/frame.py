"""What surrounds every page: its style, the way Back works, and the language switch."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explorer.ui import language

ASSETS = Path(__file__).parent.parent.parent / "assets"


def draw() -> None:
    """Put all of it in place, before the page itself."""
    st.html(ASSETS / "style.css")
    script = (ASSETS / "history.js").read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
    with st.sidebar:
        language.switch()
