"""The page of an application that people ask: answers of networks that learnt real data, and three that learn live."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.app import asked, controls, directions, frame, learnt, live, own_data, presets, side_by_side, tries
from explorer.app.asked import Asking
from explorer.app.controls import Form
from explorer.app.language import _
from explorer.app.lessons import Lesson
from explorer.app.presets import Preset
from explorer.app.session import current, lab


def draw(
    lesson: Lesson, form: Form, asking: Asking, own: own_data.Kind, offered: Mapping[str, Preset], sentence: str
) -> None:
    """All of the page; `sentence`, translated, says what it shows. `own` is what it takes, `offered` what to try."""
    session = current(lesson, form)
    config, cells = controls.sidebar(after=side_by_side.views)
    frame.head(lesson, sentence)
    with frame.picture():
        asked.draw(asking, session.said)
    st.header(_("Watch three networks learn it"), anchor=False)
    run, config = own_data.follow(session, own, config, cells)
    live.picture(session, side_by_side.draw)
    learnt.draw(asking, session)
    own_data.keep(session, own)
    directions.draw(asking.task)
    tries.draw(presets.offers(session, offered))
    said = {name: session.said.get(name) or None for name in ("text", "reading")}
    controls.write_url(config, run=None if run.finished else run.id, **said)
    lab().start()  # after the first picture, which must not wait for it
