"""The box of the memorization page: type, and networks that answer with words complete what is typed."""

from __future__ import annotations

import streamlit as st

from explorer.app.fragment import fragment
from explorer.app.language import _, translated
from explorer.app.networks import Networks
from explorer.lessons.memorization import complete as component
from explorer.lessons.memorization.choose import NAMES, state, task
from explorer.lessons.memorization.complete import Completion

KEY = "memorization_complete"
BEGINNINGS = {"english": "The old man went to the w", "ukrainian": "Вона подивилася на н"}
"""What stands in the box at first, by the text that the networks learnt from."""


@fragment
def box(of: Networks) -> None:
    """The box. Only it runs again while a person types."""
    from explorer.lessons.memorization.suggestions import LIMIT, suggestions

    typed, config = state()["typed"], next(iter(of.run.lanes.values())).config
    text = str(BEGINNINGS.get(config.corpus, "") if typed is None else typed)[:LIMIT]
    st.subheader(_("Type, and let them complete"), anchor=False)
    found = [
        Completion(
            cell, _(NAMES[cell]), [(one.word, one.chance, one.shares) for one in suggestions(network, text, task(of))]
        )
        for cell, (network, _step) in of.load().items()
    ]
    component.complete(found, text=text, limit=LIMIT, key=KEY, texts=translated(component.WORDS), on_typed=_typed)


def _typed() -> None:
    state()["typed"] = str(st.session_state[KEY].typed["text"])
