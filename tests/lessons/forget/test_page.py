"""The page that asks why the RNN forgets, without a browser: what it says at each press, from the app's entry point."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from explorer.analysis import reach
from explorer.lab import Curve
from explorer.lessons.forget import choose
from explorer.lessons.forget.measure import vanishing
from explorer.lessons.forget.tries import PRESETS, START
from explorer.shelf import bundle
from tests.lessons.opened import ROOT, app, follow

PAGE = str(ROOT / "pages/forget.py")


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page would measure ahead of time stays unmeasured."""
    monkeypatch.setattr(choose, "warm_up", lambda: None)


def open_page(**query: str) -> AppTest:
    """By a link that leads straight here."""
    return follow(app().switch_page(PAGE), **query)


def cards(page: AppTest) -> list[str]:
    """The text of each cell's card."""
    html = next(block.proto.body for block in page.get("html") if "cards" in block.proto.body)
    return [re.sub(r"<[^>]+>", " ", card) for card in html.split("<section")[1:]]


def remarks(page: AppTest) -> str:
    return "\n".join(block.value for block in page.markdown)


def test_it_opens_with_fresh_networks_their_reach_and_the_race_that_was_run() -> None:
    page = open_page()
    assert page.title[0].value == "Why does the RNN forget?"
    for card, flow in zip(cards(page), vanishing(START).values(), strict=True):
        steps = reach(flow.gradient[-1])
        assert f"{steps} steps" in card
        assert f"{steps + 1} steps back, less than 1\u00a0% is left" in card
    finished = bundle.find(START)
    assert finished is not None
    scores = {name: curve.metrics[-1] for name, curve in finished.curves().items()}
    assert scores["gru"] < 0.01 < 0.9 / 6 < scores["rnn"]
    assert f"RNN {scores['rnn']:.2f}, no better than guessing · GRU {scores['gru']:.2g}" in remarks(page)
    assert "run" not in page.query_params
    assert len(page.get("bidi_component")) == 5  # history, gradients, eigenvalues, Jacobians, learning curve


def test_before_any_training_every_picture_has_its_place() -> None:
    page = open_page(forget_bias="3")
    kept = [one.proto.json for one in page.get("bidi_component") if "Mean squared error" in one.proto.json]
    assert len(kept) == 1
    assert [line["x"] for line in json.loads(kept[0])[0]["figure"]["data"]] == [[], [], []]


def test_only_the_tasks_and_settings_that_the_question_needs() -> None:
    page = open_page()
    assert page.selectbox(key="setting_forget_task").options == ["Adding two numbers", "Subject and verb"]
    shown = {slider.label for slider in page.slider} | {slider.label for slider in page.select_slider}
    assert shown >= {"Time steps T", "Spectral radius", "Forget bias", "Layers", "Clip norm"}
    assert {box.label for box in page.selectbox} >= {"RNN activation", "Recurrent weights start as"}


def test_a_slider_measures_other_networks_and_goes_into_the_link() -> None:
    page = open_page()
    page.slider(key="setting_forget_forget_bias").set_value(3.0).run()
    assert not page.exception
    before, after = open_page(), page
    assert cards(before)[:2] == cards(after)[:2]
    assert "It grows on its way: at ⟨1⟩, 49 steps back" in cards(after)[2]
    assert page.query_params["forget_bias"] == "3"
    assert "task" not in page.query_params


def test_clipping_shortens_the_update_and_leaves_the_gradient_through_time() -> None:
    page = open_page(activation="relu", spectral_radius="2.0")
    assert "It shortens the update" in remarks(page)
    clipped = cards(page)
    page.slider(key="setting_forget_clip_norm").set_value(0.0).run()
    assert cards(page) == clipped
    assert "Nothing is clipped." in remarks(page)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_sets_the_controls_and_starts_only_what_is_to_be_watched(name: str) -> None:
    page = open_page()
    page.button(key=f"preset_{name}").click().run()
    assert not page.exception
    session = page.session_state["session_forget"]
    for setting, value in PRESETS[name].settings.items():
        assert getattr(session.config, setting) == value
    assert session.run.playing == PRESETS[name].play
    assert len(cards(page)) == 3


def test_a_deep_network_says_what_arrives_below_and_draws_the_bound_where_it_holds() -> None:
    page = open_page(layers="3")
    assert re.search(r"of what layer 3 receives at ⟨T⟩, layer 1 receives RNN 0\.\d+", remarks(page))
    page.segmented_control(key="view_layer_3").set_value(0).run()
    assert not page.exception


def test_a_guess_is_answered_by_the_measurement() -> None:
    page = open_page()
    assert "Measured, in steps" not in remarks(page)
    page.segmented_control(key="forget_guess").set_value("lstm").run()
    flows = vanishing(START.changed(forget_bias=0.0))
    steps = {cell: reach(flow.gradient[-1]) for cell, flow in flows.items()}
    assert steps["lstm"] <= steps["rnn"] <= steps["gru"]  # what the answer claims
    assert f"**No: GRU.** Measured, in steps: GRU {steps['gru']} · RNN {steps['rnn']}" in remarks(page)
    page.button(key="reveal_gates-alone").click().run()
    assert page.session_state["session_forget"].config.forget_bias == 0.0
    assert f"{steps['lstm']} steps" in cards(page)[2]


def test_settings_of_the_two_pages_stay_apart() -> None:
    page = open_page(layers="2")
    page.query_params.clear()  # as the navigation does
    page.switch_page(str(ROOT / "pages/compare.py")).run()
    config = page.session_state["session_compare"].config
    assert (config.task, config.layers) == ("agreement", 1)
    page.query_params.clear()
    page.switch_page(PAGE).run()
    config = page.session_state["session_forget"].config
    assert (config.task, config.layers) == ("adding", 2)


def test_a_run_of_another_task_is_not_taken_up() -> None:
    page = open_page(layers="2")
    page.query_params.clear()
    page.switch_page(str(ROOT / "pages/compare.py")).run()
    page.session_state["setting_compare_lid"] = True
    page.run()
    page.selectbox(key="setting_compare_task").set_value("signals").run()
    page.select_slider(key="setting_compare_hidden_size").set_value(32).run()
    other = page.query_params["run"]
    page.query_params.clear()
    page.query_params["run"] = other
    page.switch_page(PAGE).run()
    assert not page.exception
    assert page.session_state["session_forget"].config.task == "adding"
    assert any("no longer kept" in info.value for info in page.info)


def test_what_does_not_belong_here_is_explained() -> None:
    page = open_page(task="signals")
    assert page.warning[0].value.startswith("“task” must be one of adding, agreement; got “signals”.")
    page = open_page(hidden_size="512", time_steps="300")
    assert any("is not measured here" in info.value for info in page.info)


def test_ukrainian_is_complete_on_the_page() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "Чому RNN забуває?"
    assert "За 9 кроків назад лишається менше ніж 1\u00a0%" in cards(page)[0]
    assert not re.search(r"\b(steps|the|of)\b", remarks(page) + " ".join(cards(page)))


def test_curves_of_another_task_are_no_ghosts_here() -> None:
    page = open_page()
    page.slider(key="setting_forget_forget_bias").set_value(3.0).run()
    assert len(page.session_state["session_forget"].ghosts) == 1
    page.selectbox(key="setting_forget_task").set_value("agreement").run()
    assert page.session_state["session_forget"].ghosts == []


def test_the_race_tells_the_last_score_that_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    finished = bundle.find(START)
    assert finished is not None
    curves = {name: Curve.from_rows(curve.rows()) for name, curve in finished.curves().items()}
    for curve in curves.values():
        curve._rows[-1] = (*curve._rows[-1][:3], float("nan"))
    monkeypatch.setattr(type(finished), "curves", lambda self: curves)
    said = remarks(open_page())
    assert "RNN 0." in said
    assert "GRU 0." in said
    assert "nan" not in said
    assert "–" not in said.split("The race")[1].split("always 1")[0]
