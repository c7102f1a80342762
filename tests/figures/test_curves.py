import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figures.curves import learning_curves, power_of_ten, step_range, value_range

STEPS = np.arange(0, 900, 15)


def falling(at: int = len(STEPS), offset: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    return STEPS[:at], (2.2 + offset + 2.5 * np.exp(-STEPS / 200.0))[:at]


CURVES = {"rnn": falling(offset=0.2), "gru": falling(), "lstm": falling(offset=0.1)}
BASELINES = {"unigram": 4.1, "trigram": 2.75}


def test_lines_hold_the_values_that_were_given() -> None:
    figure = learning_curves(CURVES)
    assert [line.name for line in figure.data] == ["RNN", "GRU", "LSTM"]
    for line, (steps, values) in zip(figure.data, CURVES.values(), strict=True):
        np.testing.assert_array_equal(line.x, steps)
        np.testing.assert_array_equal(line.y, values.astype(np.float32))
    assert [line.line.color for line in figure.data] == ["var(--rnn)", "var(--gru)", "var(--lstm)"]


def test_axes_have_their_titles_and_fixed_ranges() -> None:
    figure = learning_curves(CURVES, x_title="крок навчання", y_title="біт", baselines=BASELINES)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("крок навчання", "біт")
    assert figure.layout.yaxis.range == (1, 5)
    assert figure.layout.xaxis.range == (0, 1000)


def test_a_range_that_is_given_holds() -> None:
    figure = learning_curves(CURVES, y_range=(0.0, 8.0), until=3000)
    assert figure.layout.yaxis.range == (0, 8)
    assert figure.layout.xaxis.range == (0, 3000)


def test_the_same_input_gives_the_same_json() -> None:
    assert (
        learning_curves(CURVES, baselines=BASELINES).to_json() == learning_curves(CURVES, baselines=BASELINES).to_json()
    )


def test_inputs_stay_as_they_are() -> None:
    values = np.array([3.0, np.inf, 2.0, np.nan])
    steps = np.arange(4)
    learning_curves({"rnn": (steps, values)}, log=True)
    np.testing.assert_array_equal(values, [3.0, np.inf, 2.0, np.nan])
    np.testing.assert_array_equal(steps, np.arange(4))


def test_read_only_arrays_will_do() -> None:
    values = np.array([3.0, np.nan])
    values.flags.writeable = False
    assert np.isnan(learning_curves({"rnn": (np.arange(2), values)}).data[0].y[1])


def test_what_is_not_finite_is_a_gap() -> None:
    figure = learning_curves({"rnn": (np.arange(4), np.array([3.0, np.inf, -np.inf, 1.0]))})
    np.testing.assert_array_equal(figure.data[0].y, [3.0, np.nan, np.nan, 1.0])


def test_a_gap_reaches_the_browser_as_nan() -> None:
    sent = figure_json(learning_curves({"rnn": (np.arange(2), np.array([1.0, np.nan]))}))["data"][0]["y"]
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(sent["bdata"]), sent["dtype"]), [1.0, np.nan])


def test_there_is_no_template_and_little_to_send() -> None:
    figure = learning_curves(CURVES, baselines=BASELINES)
    assert len(json.dumps(figure_json(figure)["layout"]["template"])) < 60
    assert len(figure.to_json()) < 7_000


def test_each_line_is_named_at_its_end_in_its_colour() -> None:
    figure = learning_curves(CURVES, until=2000)
    named = {note.text: note for note in figure.layout.annotations}
    assert set(named) == {"<b>RNN</b>", "<b>GRU</b>", "<b>LSTM</b>"}
    assert named["<b>GRU</b>"].x == STEPS[-1]
    assert named["<b>GRU</b>"].y == CURVES["gru"][1][-1]
    assert not figure.layout.showlegend


def test_names_and_baselines_at_the_right_edge_do_not_overlap() -> None:
    figure = learning_curves(CURVES, baselines={"a": 2.3, "b": 2.31}, until=900)
    low, high = figure.layout.yaxis.range
    area = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    places = sorted((note.y - low) / (high - low) * area + note.yshift for note in figure.layout.annotations)
    assert len(places) == 5
    assert min(np.diff(places)) >= 15.8


def test_baselines_are_dotted_lines_at_their_value() -> None:
    shapes = learning_curves(CURVES, baselines=BASELINES).layout.shapes
    assert [(s.y0, s.y1, s.line.dash) for s in shapes] == [(4.1, 4.1, "1px,3px"), (2.75, 2.75, "1px,3px")]


def test_a_baseline_on_a_log_axis_stays_in_data_units_and_its_label_in_decades() -> None:
    figure = learning_curves({"rnn": falling()}, baselines={"mean": 0.1}, log=True)
    assert figure.layout.shapes[0].y0 == 0.1
    assert next(n for n in figure.layout.annotations if n.text == "mean").y == pytest.approx(-1)


def test_the_shown_step_is_a_line_there() -> None:
    assert len(learning_curves(CURVES).layout.shapes) == 0
    (line,) = learning_curves(CURVES, shown_step=450).layout.shapes
    assert (line.x0, line.x1, line.yref) == (450, 450, "paper")


def test_ghosts_lie_behind_faintly_and_have_no_name() -> None:
    figure = learning_curves({"rnn": falling()}, ghosts=[{"rnn": falling(offset=1.0)}])
    assert [line.opacity for line in figure.data] == [0.3, None]
    np.testing.assert_array_equal(figure.data[0].y, falling(offset=1.0)[1].astype(np.float32))
    assert len(figure.layout.annotations) == 1


def test_nothing_yet_still_has_axes() -> None:
    for figure in (learning_curves({}), learning_curves({"rnn": (np.zeros(0), np.zeros(0))}, log=True)):
        assert figure.layout.xaxis.range == (0, 100)
        assert figure.layout.yaxis.range[0] < figure.layout.yaxis.range[1]


def test_hover_has_the_unit_and_names_cannot_carry_tags() -> None:
    figure = learning_curves({"rnn": falling()}, unit="bits", names={"rnn": "<i>mine"})
    assert figure.data[0].hovertemplate == "&lt;i&gt;mine %{y:.4~g} bits<extra></extra>"


def test_a_long_curve_is_thinned_and_ends_where_it_ends() -> None:
    values = np.random.default_rng(0).random(5001)
    line = learning_curves({"rnn": (np.arange(5001), values)}).data[0]
    assert len(line.y) <= 201
    assert (line.x[-1], line.y[-1]) == (5000, np.float32(values[-1]))


def test_ranges_hold_while_a_run_grows() -> None:
    noise = np.random.default_rng(0).normal(0, 0.05, len(STEPS))
    ranges = [
        learning_curves({"gru": (STEPS[:n], falling(n)[1] + noise[:n])}, baselines=BASELINES).layout
        for n in range(2, 60)
    ]
    assert len({r.yaxis.range for r in ranges}) == 1
    assert len({r.xaxis.range for r in ranges}) <= 9


def test_one_spike_leaves_the_range() -> None:
    values = np.full(200, 2.0)
    values[100] = 1e6
    assert value_range([values])[1] == 2.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.lists(st.floats(0.1, 100), max_size=3))
def test_a_range_holds_start_baselines_and_least(values: list[float], baselines: list[float]) -> None:
    low, high = value_range([np.array(values)], baselines)
    slack = 1e-6 * max(1.0, abs(low), abs(high))
    assert low < high
    assert low <= min([*values, *baselines]) + slack
    assert high >= max([float(np.median(values[:5])), *baselines]) - slack


@given(st.lists(st.floats(1e-7, 1e7), min_size=1, max_size=40))
def test_a_log_range_is_whole_decades(values: list[float]) -> None:
    low, high = value_range([np.array(values)], log=True)
    assert np.log10(high / low) >= 2 - 1e-9
    assert np.log10([low, high]) == pytest.approx(np.round(np.log10([low, high])), abs=1e-9)
    assert low <= min(values) * (1 + 1e-6)


@given(st.integers(1, 10**7))
def test_the_step_axis_fits_and_is_never_mostly_empty(last: int) -> None:
    assert last <= step_range(last) <= max(100, 1.6 * last)


def test_decades_are_written_in_plain_characters() -> None:
    assert [power_of_ten(e) for e in (-12, -1, 0, 2, 3)] == ["10⁻¹²", "10⁻¹", "1", "100", "10³"]


def figure_json(figure: object) -> dict:
    return json.loads(figure.to_json())  # type: ignore[attr-defined]


def test_bits_per_character_fill_the_picture() -> None:
    assert value_range([np.array([6.05, 3.0, 2.4])], [6.02, 4.3, 3.3, 2.6]) == (1.0, 7.0)


def test_a_curve_of_one_point_can_be_seen() -> None:
    one = (np.array([0, 10]), np.array([2.0, np.nan]))
    assert learning_curves({"gru": one}).data[0].mode == "markers"
    assert learning_curves({"gru": (STEPS, falling(len(STEPS))[1])}).data[0].mode == "lines"
