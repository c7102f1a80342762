"""DNA: an answer for every base. The page's one question: where does a gene speak?"""

import streamlit as st

from explorer.app import asked, controls, frame, live, own_data, presets, side_by_side, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.dna import LESSON
from explorer.lessons.dna.choose import ASKING, FORM, OWN
from explorer.lessons.dna.tries import PRESETS

session = current(LESSON, FORM)
config, cells = controls.sidebar(after=side_by_side.views)
frame.head(
    LESSON, _("A network reads a strand from both ends, three letters at a time, and says which code for a protein.")
)
with frame.picture():
    asked.draw(ASKING, session.said)
st.header(_("Watch three networks learn it"), anchor=False)
run, config = own_data.follow(session, OWN, config, cells)
live.picture(session, side_by_side.draw)
own_data.keep(session, OWN)
tries.draw(presets.offers(session, PRESETS))
controls.write_url(config, run=None if run.finished else run.id, text=session.said["text"] or None)
lab().start()  # after the first picture, which must not wait for it
