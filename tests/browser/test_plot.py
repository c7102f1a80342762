import json

import numpy as np
import plotly
from plotly.offline import get_plotlyjs_version

from explorer.browser import _source
from explorer.browser.plot import WORDS, payload
from explorer.figures._style import COLOURS, DARK, LIGHT
from explorer.figures.curves import learning_curves
from tests.declared import declared

FIGURE = learning_curves({"rnn": (np.arange(3), np.array([1.0, np.nan, 0.5]))}, baselines={"mean": 0.9}, shown_step=1)


def colours_in(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(colours_in(v) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(colours_in(v) for v in value))
    return {value} if isinstance(value, str) and value.startswith(("#", "var(")) else set()


def test_the_message_is_json_even_with_gaps() -> None:
    sent = json.dumps(payload(FIGURE, 260, "Loss", "bits"), allow_nan=False)
    assert json.loads(sent)["figure"]["data"][0]["y"]["dtype"] == "f4"
    assert len(sent) < 8_000


def test_a_curve_without_a_point_yet_is_json_too() -> None:
    figure = learning_curves({"gru": (np.array([], int), np.array([]))}, baselines={"mean": 0.9})
    assert json.loads(json.dumps(payload(figure, 260)))["figure"]["data"][0]["x"] == []


def test_a_picture_that_was_made_before_is_sent_as_it_is() -> None:
    assert json.dumps(payload(FIGURE.to_dict(), 260)) == json.dumps(payload(FIGURE, 260))


def test_words_are_replaced_one_by_one() -> None:
    words = payload(FIGURE, 260, words={"zoom": "Збільшити", "summary": "Втрати"})["words"]
    assert words == {**WORDS, "zoom": "Збільшити", "summary": "Втрати"}


def test_the_browser_knows_every_colour_of_a_figure_by_its_name() -> None:
    sent = payload(FIGURE, 260)
    assert colours_in(sent["figure"])
    assert colours_in(sent["figure"]) <= set(COLOURS.values())
    assert sent["palettes"] == {"light": dict(LIGHT), "dark": dict(DARK)}


def test_plotly_is_served_of_the_version_that_figures_are_made_and_checked_for() -> None:
    address = str(payload(FIGURE, 260)["plotly"])
    served = _source.STATIC / address.removeprefix("./app/static/")
    heading = served.read_text(encoding="utf-8")[:200]
    assert f"plotly.js (cartesian - minified) v{get_plotlyjs_version()}\n" in heading
    assert plotly.__version__.split(".")[0] == "7"  # plot.js uses _fullLayout: look at it when this changes


def test_frames_on_a_matrix_are_asked_for() -> None:
    assert payload(FIGURE, 260)["bands"] is False
    assert payload(FIGURE, 260, follow_cursor=True, bands=True)["bands"] is True


def test_the_script_draws_with_what_is_there_already() -> None:
    script = (_source.HERE / "plot.js").read_text(encoding="utf-8")
    assert "Plotly.react(" in script


def test_the_script_declares_what_is_sent() -> None:
    assert set(payload(FIGURE, 260)) == declared("browser/plot", "Data")
