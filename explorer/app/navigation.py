"""Which page an address leads to, and the list of lessons beside every page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.app.language import _, literal
from explorer.app.lessons import lessons

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

LONGEST = 60  # characters of an unknown address that are shown


def page() -> StreamlitPage:
    """The page of the browser's address. The first lesson has the bare one, and every lesson its names."""
    first, *_others = lessons()
    pages = [st.Page(first.page, title=_(first.title), url_path="home", default=True)]
    for lesson in lessons():
        names = lesson.addresses if lesson is not first else (lesson.name, *lesson.addresses)
        if lesson is not first:
            pages.append(st.Page(lesson.page, title=_(lesson.title), url_path=lesson.name))
        pages += [st.Page(lesson.page, title=_(lesson.title), url_path=name, visibility="hidden") for name in names]
    asked = _asked()
    if asked and asked not in {one.url_path for one in pages}:
        pages.append(st.Page(_unknown, title=_("No such lesson"), url_path=asked, visibility="hidden"))
    # Without its own list: there a screen reader stumbles over the headings of sections.
    return st.navigation(pages, position="hidden")


def draw() -> None:
    """The lessons under the names of their sections, as links."""
    with st.container(key="lessons", gap="xxsmall"):
        for section, listed in groupby(lessons(), key=lambda lesson: lesson.section):
            st.caption(_(section.value))
            for lesson in listed:
                st.page_link(lesson.page, label=_(lesson.title))


def _asked() -> str:
    """The name in the address that the browser came with, "" where it came with none."""
    context = get_script_run_ctx()
    return (context.pages_manager.intended_page_name or "") if context is not None else ""


def _unknown() -> None:
    st.title(_("No such lesson"), anchor=False)
    st.markdown(_("There is no lesson at “{name}”. These are the lessons:").format(name=literal(_asked()[:LONGEST])))
    for section, listed in groupby(lessons(), key=lambda lesson: lesson.section):
        st.header(_(section.value), anchor=False)
        for lesson in listed:
            with st.container(gap=None):
                st.page_link(lesson.page, label=_(lesson.title))
                st.caption(_(lesson.shows))
