"""Where files are chosen: the field, or why there can be none on a page inside another site's."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer.app.language import _

COOKIE = "_streamlit_xsrf"
"""Streamlit's own: the server refuses every upload (403) that does not come with it."""


def kept_out() -> bool:
    """Whether the browser keeps back the cookie without which no file is taken.

    It does so where the app is shown inside the page of another site, such as a learning platform, and on request of
    the person. It sends its headers in any case; a test without a browser has none.
    """
    context = st.context
    return bool(st.get_option("server.enableXsrfProtection") and len(context.headers) and COOKIE not in context.cookies)


def field(label: str, *, instead: str, key: str, **how: Any) -> UploadedFile | None:
    """A field to choose a file; where none would arrive, that is said, and what to do `instead`."""
    if not kept_out():
        chosen: UploadedFile | None = st.file_uploader(label, key=key, **how)
        return chosen
    st.info(
        _(
            "Files cannot be sent from here: this page is shown inside another site's, and the browser keeps back a "
            "cookie that the server asks for (error 403)."
        )
        + " "
        + instead
    )
    st.link_button(_("Open the app in a window of its own"), st.context.url or "", key=f"{key}_outside")
    return None
