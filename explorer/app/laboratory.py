"""The one lab of this server: apart from the pages that use it, so that it is there before they are loaded."""

from __future__ import annotations

import streamlit as st

from explorer.lab import Lab


@st.cache_resource(show_spinner=False)
def lab() -> Lab:
    """The lab. Inside an object of ours: Streamlit takes a bare Dask client for a coroutine."""
    return Lab()
