"""RNN Explorer: what `streamlit run` serves. The table of pages is in explorer/app/main.py."""

import streamlit as st
from starlette.middleware import Middleware

from explorer.app.nested import Nested
from explorer.app.start import lifespan
from explorer.app.unchanging import Unchanging

app = st.App("explorer/app/main.py", lifespan=lifespan, middleware=[Middleware(Nested), Middleware(Unchanging)])
