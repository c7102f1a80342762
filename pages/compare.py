"""Compare: three cells learn the same task side by side. The page's one question: which one remembers?"""

import streamlit as st

from explorer.app import controls, live, presets, transport, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.compare import choice, picture
from explorer.lessons.compare.choose import CELLS, FORM
from explorer.lessons.compare.tries import PRESETS

session = current("compare", CELLS, FORM)
session.find(st.query_params.get("run"))

st.title(_("Which one remembers?"), anchor=False)
sentence = st.empty()

config, cells = controls.sidebar(CELLS, after=picture.views)
run = transport.follow(session, config, cells)
sentence.markdown(choice.sentence(config))
live.picture(session, picture.draw)
tries.draw(presets.offers(session, PRESETS))
controls.write_url(config, run=run.id or None, cells=",".join(cells) if cells != CELLS else None)
lab().start()  # after the first picture, which must not wait for it
