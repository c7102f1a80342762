"""How does it write? Sampling a novel sequence step by step: the distribution, the draw, the token that is fed back."""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.sampling import LESSON, choose, picture

with st.sidebar:
    networks = choose.which()
    choose.numbers()
frame.head(
    LESSON,
    _("At every step it says how likely each symbol is; one is drawn and read next. Write, pull a slider, or choose."),
)
given = choose.prompt(networks)
choose.write_url(networks, given)
with frame.picture():
    picture.draw(networks, given)
picture.noise_to_words(networks)
tries.draw(picture.offers())
