"""How does the error travel back? One short sequence: values forward, then gradients back, step by step."""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.backpropagation import choose as backpropagation
from explorer.lessons.backpropagation import picture as backpropagation_picture

st.title(_("How does the error travel back?"), anchor=False)
st.markdown(_("A network reads step by step. Press Play: values travel forward, then every loss sends its error back."))

with st.sidebar:
    asked = backpropagation.network()
reading = None
with frame.picture():
    reading = backpropagation.sequence(asked)
    measured = backpropagation.measured(asked, reading)
    backpropagation_picture.picture(asked, reading, measured)
    backpropagation_picture.matrix(asked, measured)
    backpropagation_picture.files(reading, measured)
tries.draw(backpropagation_picture.offers(asked, reading), in_a_row=2)
backpropagation.write_url(asked)
backpropagation.warm_up()
