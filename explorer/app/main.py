"""The app: the frame around every page, the list of lessons, and the page that was asked for."""

import streamlit as st

from explorer.app import frame, navigation

# Where worker processes are spawned, they may execute this file again under another name: nothing may run in them.
if __name__ == "__main__":
    st.set_page_config(page_title="RNN Explorer", page_icon="🐈", layout="wide")
    page = navigation.page()
    frame.draw()
    page.run()
    frame.settle()
