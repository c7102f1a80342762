"""What keeps a person waiting, and how far it is: workers that load, kernels that compile."""

from __future__ import annotations

import streamlit as st

from explorer.lab.workers import Progress
from explorer.ui.language import _
from explorer.ui.session import lab


def message() -> str:
    """What is waited for before a first picture."""
    if lab().up:
        return _("The networks are being made …")
    loading = lab().loading
    if loading is None:
        return _("The workers that train are starting …")
    return _("The workers that train are starting: {done} of {of} parts loaded …").format(**_counted(loading))


def bar() -> None:
    """A bar in a corner of the page, over it, so that nothing moves when it comes and goes; nothing to wait for: none.

    Called again and again while something is expected.
    """
    loading, compiling = lab().loading, lab().compiling
    if loading is not None:
        _draw(loading, message())
    elif compiling is not None:
        text = _("Compiling the fast kernels: {done} of {of}. Until then the networks learn more slowly.")
        _draw(compiling, text.format(**_counted(compiling)))


def _draw(progress: Progress, text: str) -> None:
    with st.container(key="waiting"):
        st.progress(progress.done / max(1, progress.of), text=text)


def _counted(progress: Progress) -> dict[str, int]:
    return {"done": progress.done, "of": progress.of}
