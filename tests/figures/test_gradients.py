import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from explorer.figures.gradients import gradient_curves, highest_decade, time_ticks

BACK = np.arange(48)[::-1]
NORMS = {"rnn": 3.0 * 0.6**BACK, "gru": 0.7**BACK, "lstm": 0.5 * 0.9**BACK}
NAME = "bound (γ·σₘₐₓ)ᵀ⁻ᵗ"  # about 105 px
REACH = {"rnn": 9, "gru": 12, "lstm": 43}


def lines(figure: object) -> list:
    return [trace for trace in figure.data if trace.mode == "lines"]  # type: ignore[attr-defined]


def test_lines_are_relative_to_their_value_at_the_loss_and_end_at_the_floor() -> None:
    for line, norms in zip(lines(gradient_curves(NORMS)), NORMS.values(), strict=True):
        np.testing.assert_array_equal(line.x, np.arange(1, 49))
        np.testing.assert_allclose(line.y, np.maximum(norms / norms[-1], 1e-8), rtol=1e-6)
        np.testing.assert_allclose(line.customdata, norms / norms[-1], rtol=1e-6)


def test_absolute_values_stay_absolute() -> None:
    figure = gradient_curves(NORMS, relative=False)
    np.testing.assert_allclose(lines(figure)[0].y, np.maximum(NORMS["rnn"], 1e-8), rtol=1e-6)
    assert len(figure.layout.shapes) == 0


def test_the_axes_are_fixed_and_titled() -> None:
    figure = gradient_curves(NORMS, x_title="крок часу ⟨t⟩", y_title="градієнт")
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("крок часу ⟨t⟩", "градієнт")
    assert figure.layout.xaxis.range == (1, 48)
    assert figure.layout.yaxis.range == pytest.approx((-8.1, 0.3))
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.xaxis.ticktext == ("⟨1⟩", "⟨10⟩", "⟨20⟩", "⟨30⟩", "⟨40⟩", "⟨48⟩")
    assert figure.layout.yaxis.ticktext == ("1", "10⁻⁴", "10⁻⁶", "10⁻⁸")


@given(arrays(np.float64, 12, elements=st.floats(0, 1.9)))
def test_the_range_is_the_same_for_every_gradient_that_does_not_explode(norms: np.ndarray) -> None:
    norms = np.append(norms, 1.0)
    assert (
        gradient_curves({"rnn": norms}).layout.yaxis.range == gradient_curves({"rnn": np.ones(13)}).layout.yaxis.range
    )


def test_an_exploding_gradient_is_in_sight() -> None:
    figure = gradient_curves({"rnn": 1.5**BACK})
    assert figure.layout.yaxis.range[1] == pytest.approx(10.3)
    assert lines(figure)[0].y[0] == pytest.approx(1.5**47)


@pytest.mark.parametrize(("most", "decade"), [(0.5, 0), (1.9, 0), (2.1, 2), (99, 2), (101, 4)])
def test_the_top_rises_by_two_decades_at_a_time(most: float, decade: int) -> None:
    assert highest_decade([np.array([most])]) == decade


def test_a_marker_stands_at_each_reach() -> None:
    figure = gradient_curves(NORMS, REACH)
    markers = [trace for trace in figure.data if trace.mode == "markers"]
    assert [int(m.x[0]) for m in markers] == [39, 36, 5]
    np.testing.assert_allclose(markers[2].y, [0.9**43])
    assert [m.marker.color for m in markers] == ["var(--rnn)", "var(--gru)", "var(--lstm)"]


def test_a_reach_outside_the_sequence_has_no_marker() -> None:
    assert all(trace.mode == "lines" for trace in gradient_curves(NORMS, {"rnn": 48, "gru": -1, "other": 3}).data)


def test_names_carry_the_reach_and_the_furthest_is_on_top() -> None:
    notes = [n for n in gradient_curves(NORMS, REACH).layout.annotations if n.text.startswith("<b>")]
    by_height = sorted(notes, key=lambda n: n.yshift)
    assert [n.text for n in by_height] == ["<b>RNN 9</b>", "<b>GRU 12</b>", "<b>LSTM 43</b>"]
    assert min(np.diff([n.yshift for n in by_height])) >= 15.8


def test_the_threshold_is_a_labelled_dashed_line() -> None:
    figure = gradient_curves(NORMS, threshold=0.05, threshold_label="5 %")
    (shape,) = figure.layout.shapes
    assert (shape.y0, shape.y1, shape.line.dash) == (0.05, 0.05, "dash")
    (label,) = [n for n in figure.layout.annotations if n.text == "5 %"]
    assert label.y == pytest.approx(np.log10(0.05))


def test_the_cursor_stands_at_its_step_counted_from_one() -> None:
    assert gradient_curves(NORMS, cursor=31).layout.shapes[-1].x0 == 32


def test_what_is_not_finite_is_a_gap() -> None:
    y = lines(gradient_curves({"rnn": np.array([np.nan, np.inf, 0.0, 1.0])}))[0].y
    np.testing.assert_array_equal(y, np.array([np.nan, np.nan, 1e-8, 1.0], np.float32))


@pytest.mark.parametrize("last", [0.0, np.nan, np.inf])
def test_without_a_gradient_at_the_loss_there_is_nothing_to_compare_with(last: float) -> None:
    figure = gradient_curves({"rnn": np.array([1.0, last])}, {"rnn": 0})
    assert np.isnan(figure.data[0].y).all()
    assert [n.text for n in figure.layout.annotations] == ["1 %"]


def test_nothing_yet_still_has_axes() -> None:
    for figure in (gradient_curves({}), gradient_curves({"rnn": np.zeros(0)})):
        assert figure.layout.yaxis.range == pytest.approx((-8.1, 0.3))


def test_inputs_stay_as_they_are_and_the_same_input_gives_the_same_json() -> None:
    copies = {cell: norms.copy() for cell, norms in NORMS.items()}
    first, second = gradient_curves(NORMS, REACH).to_json(), gradient_curves(NORMS, REACH).to_json()
    assert first == second
    assert len(json.dumps(json.loads(first)["layout"]["template"])) < 60
    for cell, norms in NORMS.items():
        np.testing.assert_array_equal(norms, copies[cell])


@given(st.integers(1, 600))
def test_time_ticks_are_few_and_hold_both_ends(time: int) -> None:
    ticks = time_ticks(time)
    assert ticks == sorted(set(ticks))
    assert (ticks[0], ticks[-1]) == (1, time)
    assert len(ticks) <= 7


def test_a_bound_is_a_thin_dashed_line_with_its_name() -> None:
    figure = gradient_curves(NORMS, bound=1.05**BACK, bound_name="межа")
    bound = figure.data[-1]
    np.testing.assert_allclose(bound.y, 1.05**BACK, rtol=1e-6)
    assert (bound.name, bound.line.dash, bound.line.width) == ("межа", "5px,4px", 1)
    assert [note.text for note in figure.layout.annotations][-1] == "межа"
    assert figure.layout.yaxis.range[1] == pytest.approx(2.3)


@pytest.mark.parametrize("factor", [0.01, 0.5, 0.99, 1.0, 1.05, 2.0, 1e6])
def test_a_bound_leaves_the_picture_rather_than_rescale_it_and_its_name_stays_inside(factor: float) -> None:
    figure = gradient_curves(NORMS, bound=factor**BACK)
    low, high = figure.layout.yaxis.range
    assert high <= 2.3 + 1e-9
    note = figure.layout.annotations[-1]
    assert low <= note.y <= high
    assert 1 <= note.x <= 48


def test_the_name_of_a_bound_that_falls_begins_above_it_so_that_the_line_leaves_it() -> None:
    bound = 1.11**BACK
    note = gradient_curves(NORMS, bound=bound).layout.annotations[-1]
    assert (note.xanchor, note.yanchor) == ("left", "bottom")
    assert note.y == pytest.approx(np.log10(bound[int(note.x) - 1]))
    assert note.x <= 48 // 2 + 1


def struck(figure: go.Figure, text: float, width: float) -> int:
    """How many lines cross the name of the bound, `text` px long, in a plot area `width` px wide."""
    low, high = figure.layout.yaxis.range
    note = figure.layout.annotations[-1]
    height = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    last = figure.layout.xaxis.range[1]
    edge = (note.x - 1) / (last - 1) * width + note.xshift
    left = edge if note.xanchor == "left" else edge - text
    foot = (note.y - low) / (high - low) * height + note.yshift - (14 if note.yanchor == "top" else 0)
    assert left >= 0
    assert left + text <= width
    assert foot >= 0
    assert foot + 14 <= height + figure.layout.margin.t
    fine = np.linspace(left, left + text, 400)
    crossed = 0
    for line in (trace for trace in figure.data if trace.mode == "lines"):
        across = (np.asarray(line.x) - 1) / (last - 1) * width
        up = np.interp(fine, across, (np.log10(line.y) - low) / (high - low) * height)
        crossed += bool(((up > foot + 1) & (up < foot + 13)).any())
    return crossed


@pytest.mark.parametrize("height", [260, 300, 380])
@pytest.mark.parametrize("factor", [0.5, 0.8, 0.9, 0.97, 1.03, 1.05, 1.08, 1.11, 1.15, 1.3, 2.0])
def test_no_line_strikes_the_name_of_a_bound(factor: float, height: int) -> None:
    figure = gradient_curves(NORMS, bound=factor**BACK, bound_name=NAME, height=height, floor=1e-12)
    assert struck(figure, text=105, width=222) == struck(figure, text=105, width=560) == 0


def test_the_name_of_a_bound_goes_out_of_the_way_of_lines_beside_it() -> None:
    norms = {"rnn": 0.6**BACK, "lstm": 1.05**BACK, "lstm-c": 1.07**BACK}
    figure = gradient_curves(norms, bound=1.11**BACK, bound_name=NAME, height=280, floor=1e-12)
    assert struck(figure, text=105, width=222) == struck(figure, text=105, width=560) == 0


def test_dotted_lines_are_dotted() -> None:
    figure = gradient_curves({**NORMS, "lstm-c": NORMS["lstm"]}, dotted=["lstm-c"])
    assert [line.line.dash for line in lines(figure)] == [None, None, None, "dot"]
    assert lines(figure)[3].line.color == lines(figure)[2].line.color


def test_the_threshold_keeps_out_of_the_way_of_the_names() -> None:
    many = {f"lstm-{number}": NORMS["lstm"] for number in range(5)}
    notes = gradient_curves(many, floor=1e-12).layout.annotations
    scale = 260 - 48
    low, high = -12.1, 0.3
    heights = sorted((note.y - low) / (high - low) * scale + note.yshift for note in notes)
    assert min(np.diff(heights)) >= 15.8
