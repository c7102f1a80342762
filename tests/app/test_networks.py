"""The control with which a page chooses the networks it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer.app import networks
from explorer.shelf import bundle, trained


def page() -> None:
    import streamlit as st

    from explorer.app import arrival, link, networks

    chosen = st.session_state.setdefault("mine", networks.asked("mine", arrival.values("mine", link.NETWORKS)))
    of = networks.choose(chosen, key="mine", usable=lambda config: config.task == "agreement", usual="cats")
    st.session_state["seen"] = (of.name, of.untrained, of.link, of.task.title, of.steps())


def look(**query: str) -> tuple[AppTest, Any]:
    app = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app, app.session_state["seen"]


def test_a_page_is_offered_only_what_it_can_use_and_shows_what_it_wants_first() -> None:
    app, (name, untrained, link, title, steps) = look()
    assert app.selectbox[0].options == ["Subject and verb · English", "Subject and verb · Ukrainian"]
    assert (name, untrained, link, title) == ("cats", False, {"net": "cats"}, "Subject and verb")
    assert steps == {"rnn": 1500, "gru": 1500, "lstm": 1500}


def test_the_link_chooses() -> None:
    _app, (name, untrained, link, _title, steps) = look(net="koty", untrained="1")
    assert (name, untrained, link) == ("koty", True, {"net": "koty", "untrained": "1"})
    assert set(steps.values()) == {0}


@pytest.mark.parametrize("name", ["english", "run", "<b>", ""])
def test_a_link_to_what_the_page_has_not_shows_the_usual(name: str) -> None:
    assert look(net=name)[1][0] == "cats"


def test_one_function_adds_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def mine() -> Iterator[networks.Offer]:
        config, _ = bundle.RECIPES["agreement-english"]
        yield networks.Offer("mine", "My own", config, lambda: bundle.read("agreement-english"), {"id": "7"})

    monkeypatch.setattr(networks, "SOURCES", [*networks.SOURCES, mine])
    app, (name, _untrained, link, _title, _steps) = look(net="mine")
    assert app.selectbox[0].options[-1] == "My own"
    assert (name, link) == ("mine", {"net": "mine", "id": "7"})


def test_networks_are_loaded_once_for_the_same_weights() -> None:
    st.cache_resource.clear()
    run = bundle.read("agreement-english")
    first, second = (networks.Networks("cats", run, False).load() for _ in range(2))
    assert all(first[cell][0] is second[cell][0] for cell in first)
    fresh = networks.Networks("cats", run, True).load()
    assert all(first[cell][0] is not fresh[cell][0] for cell in first)


def readers() -> None:
    import streamlit as st

    from explorer.app import arrival, link, networks

    chosen = st.session_state.setdefault("mine", networks.asked("mine", arrival.values("mine", link.NETWORKS)))
    usable = ("characters", "agreement")
    of = networks.choose(chosen, key="mine", usable=lambda one: one.task in usable, usual="english", alone=True)
    st.button("other", on_click=networks.select, args=(chosen, "cats"), kwargs={"key": "mine"})
    st.session_state["seen"], st.session_state["steps"] = (of.name, list(of.states), of.link), of.steps()


def test_a_fourth_network_comes_by_choice_where_there_is_one() -> None:
    app = AppTest.from_function(readers, default_timeout=60)
    app.query_params["nested"] = "1"
    app.run()
    assert app.session_state["seen"] == (
        "english",
        ["rnn", "gru", "lstm", "nested-lstm"],
        {"net": "english", "nested": "1"},
    )
    app.toggle(key="mine_nested").set_value(False).run()
    assert app.session_state["seen"][1] == ["rnn", "gru", "lstm"]
    app.button[0].click().run()  # chosen by a press: the control follows
    assert app.selectbox[0].value == "cats"
    assert app.session_state["seen"][0] == "cats"
    assert app.session_state["steps"] == {
        cell: trained.reached("agreement-english", cell).step for cell in trained.CELLS
    }
    assert not [toggle for toggle in app.toggle if toggle.key == "mine_nested"]
