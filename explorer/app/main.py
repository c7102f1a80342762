"""The page table and nothing else."""

import streamlit as st

from explorer.app import frame
from explorer.app.frame import ROOT
from explorer.app.language import _

# Where worker processes are spawned, they may execute this file again under another name: nothing may run in them.
if __name__ == "__main__":
    st.set_page_config(page_title="RNN Explorer", page_icon="🐈", layout="wide")
    frame.draw()
    # Without section headings: Streamlit puts them into the list of links, where a screen reader stumbles over them.
    st.navigation(
        [
            st.Page(ROOT / "pages/compare.py", title=_("Compare"), url_path="home", default=True),
            st.Page(
                ROOT / "pages/backpropagation.py",
                title=_("How does the error travel back?"),
                url_path="backpropagation",
            ),
            st.Page(ROOT / "pages/forget.py", title=_("Why does the RNN forget?"), url_path="forget"),
            st.Page(ROOT / "pages/gates.py", title=_("What do the gates do?"), url_path="gates"),
            st.Page(ROOT / "pages/probability.py", title=_("How likely is a sentence?"), url_path="probability"),
            st.Page(
                ROOT / "pages/memorization.py",
                title=_("Which letters does it still use?"),
                url_path="memorization",
            ),
            st.Page(ROOT / "pages/sampling.py", title=_("How does it write?"), url_path="sampling"),
            st.Page(ROOT / "lessons/labs/own_text.py", title=_("Your own text"), url_path="own"),
            # Streamlit gives the first page the bare address alone; whoever types /compare is to find it, too.
            st.Page(ROOT / "pages/compare.py", title=_("Compare"), url_path="compare", visibility="hidden"),
        ]
    ).run()
    frame.settle()
