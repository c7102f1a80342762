"""Why does the RNN forget? How much of the last error arrives at each step before, in fresh and learning networks."""

import streamlit as st

from explorer.app import controls, live, presets, transport, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.forget import choose, picture
from explorer.lessons.forget.tries import PRESETS

session = current("forget", choose.CELLS, choose.FORM)
session.opening = 0  # of a finished run: first as it started
session.find(st.query_params.get("run"))

st.title(_("Why does the RNN forget?"), anchor=False)
st.markdown(
    _("The error of the last step travels back in time, multiplied at every step. Pull a slider; see how much arrives.")
)

config, cells = controls.sidebar(choose.CELLS)
run = transport.follow(session, config, cells)
live.picture(session, picture.draw)
picture.files()
picture.question(session)
tries.draw(presets.offers(session, PRESETS))
controls.write_url(config, run=run.id or None)
lab().start()  # after the first picture, which must not wait for it
choose.warm_up()
