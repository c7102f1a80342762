"""Memorization: what each network's next guess depends on. The page's one question: which letters does it still use?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.ui import memory, memory_complete, memory_picture

st.title(_("Which letters does it still use?"), anchor=False)
st.markdown(
    _("Point at a letter. Each network colours the letters before it by how much its guess there depends on them.")
)

with st.sidebar:
    networks = memory.which()
    ask = memory.asked(networks)
written, following = memory.text(networks)
memory.write_url(networks)
with frame.picture():
    reading = memory.measured(networks, written, following, ask)
    memory_picture.ribbons(networks, reading)
    memory_picture.files(reading)
    if memory.whole_words(networks):
        memory_complete.box(networks)
    memory_picture.habits(memory.habits(networks))
tries.draw(memory_picture.offers(), in_a_row=4)
memory.warm()
