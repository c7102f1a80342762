"""What keeps a person waiting, and how far it is."""

from __future__ import annotations

import streamlit as st

from explorer.app.language import _
from explorer.app.session import lab


def message() -> str:
    """What is waited for before a first picture."""
    if lab().up:
        return _("The networks are being made …")
    loading = lab().loading
    if loading is None:
        return _("The workers that train are starting …")
    text = _("The workers that train are starting: {done} of {of} parts loaded …")
    return text.format(done=loading.done, of=loading.of)


def bar() -> None:
    """A bar in a corner of the page, over it, so that nothing moves when it comes and goes; none where nobody waits.

    Called again and again while something is expected.
    """
    loading = lab().loading
    if loading is not None:
        with st.container(key="waiting"):
            st.progress(loading.done / loading.of, text=message())
