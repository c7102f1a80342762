"""Memorization: what each network's next guess depends on. The page's one question: which letters does it still use?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.memorization import LESSON, choose, picture, picture_complete

with st.sidebar:
    networks = choose.which()
    ask = choose.asked(networks)
frame.head(
    LESSON,
    _("Point at a letter. Each network colours the letters before it by how much its guess there depends on them."),
)
written, following = choose.text(networks)
choose.write_url(networks)
with frame.picture():
    reading = choose.measured(networks, written, following, ask)
    picture.ribbons(networks, reading)
    picture.files(reading)
    if choose.whole_words(networks):
        picture_complete.box(networks)
    picture.habits(choose.habits(networks))
tries.draw(picture.offers(), in_a_row=4)
choose.warm()
