"""A part of a page that runs again alone, in a place of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

Given = ParamSpec("Given")


def fragment(draw: Callable[Given, None], *, run_every: float | None = None) -> Callable[Given, None]:
    """As `st.fragment`, but that what stands below it can never take its place.

    Where it runs again before all is sent that the page has just drawn, Streamlit throws away what this part drew a
    moment ago, but not that the page is finished: the browser takes it for gone, and what is below moves up, to be
    replaced by what this part draws then. Here nothing is below: it is alone in a container, which is the page's.
    """
    alone = st.fragment(draw, run_every=run_every)

    @wraps(draw)
    def placed(*given: Given.args, **options: Given.kwargs) -> None:
        with st.container():
            alone(*given, **options)

    return placed
