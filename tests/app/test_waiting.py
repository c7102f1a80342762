from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.app import waiting
from explorer.lab.workers import Progress


def page() -> None:
    import streamlit as st

    from explorer.app import waiting

    st.text(waiting.message())
    waiting.bar()


@pytest.mark.parametrize(
    ("lab", "language", "said", "share"),
    [
        ({"up": False, "loading": None}, "en", "The workers that train are starting …", None),
        ({"up": False, "loading": Progress(1, 4)}, "en", "1 of 4 parts loaded", 25),
        ({"up": False, "loading": Progress(3, 4)}, "uk", "завантажено 3 з 4 частин", 75),
        ({"up": True, "loading": None}, "en", "The networks are being made …", None),
    ],
)
def test_what_is_waited_for_is_said_with_how_far_it_is(monkeypatch, lab, language, said, share) -> None:
    monkeypatch.setattr(waiting, "lab", lambda: SimpleNamespace(**lab))
    opened = AppTest.from_function(page)
    opened.session_state["language"] = language
    opened.run()
    assert not opened.exception
    assert said in opened.text[0].value
    bars = opened.get("progress")
    assert [bar.proto.value for bar in bars] == ([] if share is None else [share])
    assert all(said in bar.proto.text for bar in bars)
