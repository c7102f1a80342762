import numpy as np
import pytest

from explorer.figures._style import CHARACTER, COLOURS
from explorer.lessons.gates.figures import half_life_histogram, saturation_scatter, unit_heat_map

VALUES = np.random.default_rng(0).uniform(-2, 2, size=(5, 7))
ORDER = [3, 0, 4, 1, 2]


def test_rows_are_units_in_order_on_a_fixed_scale():
    figure = unit_heat_map(VALUES, ORDER, name="c", low=-8, high=8)
    heat = figure.data[0]
    np.testing.assert_allclose(heat.z, VALUES[ORDER], rtol=1e-6)
    assert list(heat.y) == ["4", "1", "5", "2", "3"]
    assert list(heat.x) == list(range(1, 8))
    assert (heat.zmin, heat.zmax) == (-8, 8)
    assert figure.layout.yaxis.range == (4.5, -0.5)  # the first on top
    assert figure.layout.xaxis.range == (0.5, 7.5)
    assert list(heat.colorbar.tickvals) == [-8, 0, 8]


def test_a_gate_runs_to_the_colour_of_its_cell_and_a_state_diverges():
    gate = unit_heat_map(VALUES, ORDER, cell="gru", low=0.0).data[0]
    assert [colour for _, colour in gate.colorscale] == [COLOURS["zero"], COLOURS["gru"]]
    assert list(gate.colorbar.tickvals) == [0, 1]
    state = unit_heat_map(VALUES, ORDER).data[0]
    assert len(state.colorscale) == 7
    assert state.colorscale[3] == (0.5, COLOURS["zero"])


def test_few_symbols_stand_under_the_axis_as_text():
    symbols = ["<b>", "cat", ",", "was", "a", "b", "c"]
    ticks = unit_heat_map(VALUES, ORDER, symbols=symbols).layout.xaxis
    assert list(ticks.ticktext)[:2] == ["&lt;b&gt;", "cat"]
    many = unit_heat_map(np.zeros((2, 50)), [0, 1], symbols=["a"] * 50).layout.xaxis
    assert many.ticktext is None


def test_what_is_no_number_leaves_a_gap_and_the_input_stays():
    values = VALUES.copy()
    values[0, 0] = np.inf
    before = values.copy()
    figure = unit_heat_map(values, ORDER)
    assert np.isnan(figure.data[0].z[1][0])
    np.testing.assert_array_equal(values, before)
    assert figure.to_json() == unit_heat_map(values, ORDER).to_json()


def test_a_mark_for_every_unit_gate_and_layer():
    below = {"update": np.array([[0.1, 0.9], [0.2, 0.3]]), "forget": np.zeros((2, 2))}
    above = {"update": np.array([[0.5, 0.0], [0.1, 0.6]]), "forget": np.ones((2, 2))}
    figure = saturation_scatter(below, above, cell="lstm", names={"update": "Γu", "forget": "Γf"})
    bound, *marks = figure.data
    assert (bound.x, bound.y) == ((0, 1), (1, 0))
    assert [mark.name for mark in marks] == ["Γf · layer 1", "Γf · layer 2", "Γu · layer 1", "Γu · layer 2"]
    assert len({mark.marker.symbol for mark in marks}) == 4  # colour is never the only difference
    np.testing.assert_allclose(marks[2].x, below["update"][0], rtol=1e-6)
    np.testing.assert_allclose(marks[2].y, above["update"][0], rtol=1e-6)
    assert list(marks[2].customdata) == [1, 2]
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-0.03, 1.03)


def test_every_half_life_is_counted_once_however_long():
    lives = {"gru": np.array([[0.0, 0.2, np.nan]]), "lstm": np.array([[5.0, 5.1, 1e9, np.inf]])}
    figure = half_life_histogram(lives, names={"gru": "GRU", "lstm": "LSTM"})
    gru, lstm = figure.data
    assert (sum(gru.y), sum(lstm.y)) == (2, 4)
    assert gru.y[0] == 1
    assert lstm.y[-1] == 2
    assert max(lstm.y) == 2
    assert gru.marker.pattern.shape != lstm.marker.pattern.shape
    assert figure.layout.xaxis.ticktext[0] == "≤ 0.1"


def test_where_there_are_thousands_of_units_their_numbers_have_room_beside_the_title():
    few, many = (
        [
            unit_heat_map(np.zeros((units, 2)), range(units)).layout.margin.l,
            half_life_histogram({"gru": np.full(units, 5.0)}, names={"gru": "GRU"}).layout.margin.l,
        ]
        for units in (64, 1040)
    )
    assert [more - less for less, more in zip(few, many, strict=True)] == pytest.approx([2 * CHARACTER] * 2)


@pytest.mark.parametrize("made", [lambda: half_life_histogram({}, names={})])
def test_no_cell_with_a_gate_gives_an_empty_picture(made):
    assert len(made().data) == 0
