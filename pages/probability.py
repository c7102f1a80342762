"""Probability: the product of what each token is given. The page's one question: how likely is a sentence?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.probability import LESSON, choose, picture

with st.sidebar:
    networks = choose.which()
    reader = choose.read_with(networks)
frame.head(
    LESSON,
    _("A language model gives each token a probability, knowing those before; their product is that of the sentence."),
)
with frame.picture():
    texts = choose.text(networks)
    reading = choose.measured(networks, reader, texts)
    picture.chains(networks, reading)
    picture.remarks(reading)
    picture.files(reading)
choose.write_url(networks)
tries.draw(picture.offers(networks), in_a_row=4)
choose.warm()
