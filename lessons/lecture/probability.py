"""Probability: the product of what each token is given. The page's one question: how likely is a sentence?"""

import streamlit as st

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.ui import sentences, sentences_picture

st.title(_("How likely is a sentence?"), anchor=False)
st.markdown(
    _("A language model gives each token a probability, knowing those before; their product is that of the sentence.")
)

with st.sidebar:
    networks = sentences.which()
    reader = sentences.read_with(networks)
with frame.picture():
    texts = sentences.text(networks)
    reading = sentences.measured(networks, reader, texts)
    sentences_picture.chains(networks, reading)
    sentences_picture.remarks(reading)
    sentences_picture.files(reading)
sentences.write_url(networks)
tries.draw(sentences_picture.offers(networks), in_a_row=4)
sentences.warm()
