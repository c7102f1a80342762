"""How does the error travel back? One short sequence: values forward, then gradients back, step by step."""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.backpropagation import LESSON, choose, picture

with st.sidebar:
    asked = choose.network()
frame.head(
    LESSON,
    _("A network reads step by step. Press Play: values travel forward, then every loss sends its error back."),
)
reading = None
with frame.picture():
    reading = choose.sequence(asked)
    measured = choose.measured(asked, reading)
    picture.picture(asked, reading, measured)
    picture.matrix(asked, measured)
    picture.files(reading, measured)
tries.draw(picture.offers(asked, reading), in_a_row=2)
choose.write_url(asked)
choose.warm_up()
