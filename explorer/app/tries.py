"""What to try: how every page ends, with offers that are one press away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import streamlit as st

from explorer.app.language import _


@dataclass(frozen=True)
class Try:
    """A button, what a press on it does, and what to look for then."""

    key: str
    title: str
    act: Callable[[], None]
    why: str


def draw(offers: Iterable[Try], in_a_row: int = 3) -> None:
    """The offers under their heading."""
    st.header(_("What to try"), anchor=False)
    left = list(offers)
    while left:
        row, left = left[:in_a_row], left[in_a_row:]
        for column, offer in zip(st.columns(in_a_row, gap="medium"), row, strict=False):
            with column, st.container(gap="xsmall"):
                st.button(offer.title, key=offer.key, on_click=offer.act, width="stretch")
                st.caption(offer.why)
