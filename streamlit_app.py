"""RNN Explorer: what `streamlit run` serves. The table of pages is in explorer/app/main.py."""

import streamlit as st

from explorer.app.start import lifespan

app = st.App("explorer/app/main.py", lifespan=lifespan)
