"""Compare: three cells learn the same task side by side. The page's one question: which one remembers?"""

import streamlit as st

from explorer.ui import choice, controls, live, presets_tries, transport, tries
from explorer.ui.language import _
from explorer.ui.presets import COMPARE
from explorer.ui.session import current, lab

CELLS = ("rnn", "gru", "lstm")

session = current("compare", CELLS, COMPARE)
session.find(st.query_params.get("run"))

st.title(_("Which one remembers?"), anchor=False)
sentence = st.empty()

config, cells = controls.sidebar(CELLS, after=live.views)
run = transport.follow(session, config, cells)
sentence.markdown(choice.sentence(config))
live.picture(session)
tries.draw(presets_tries.offers(session))
controls.write_url(config, run=run.id or None, cells=",".join(cells) if cells != CELLS else None)
lab().start()  # after the first picture, which must not wait for it
