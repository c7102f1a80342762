import numpy as np
import pytest

from explorer.lessons.memorization.figures import by_letters, used_by_lag

LAGS = np.geomspace(0.3, 1e-7, 64)
SPANS = {"rnn": (LAGS, LAGS / 2, LAGS * 2), "lstm": (LAGS**0.5, LAGS**0.5 / 2, LAGS**0.5)}


def lines(figure):
    return [trace for trace in figure.data if trace.fill is None]


def bands(figure):
    return [trace for trace in figure.data if trace.fill == "toself"]


def test_lines_hold_the_means_down_to_the_floor_and_their_own_values_on_hover():
    first, second = lines(used_by_lag(SPANS))
    np.testing.assert_allclose(first.y, np.maximum(LAGS[:41], 1e-4), rtol=1e-6)
    np.testing.assert_allclose(first.customdata, 100 * LAGS[:41], rtol=1e-6)
    np.testing.assert_array_equal(first.x, np.arange(41))
    assert (first.line.color, second.line.color) == ("var(--rnn)", "var(--lstm)")


def test_bands_hold_the_middle_half():
    band, _ = bands(used_by_lag(SPANS))
    np.testing.assert_allclose(band.y[:41], np.maximum(2 * LAGS[:41], 1e-4), rtol=1e-6)
    np.testing.assert_allclose(band.y[41:], np.maximum(LAGS[:41] / 2, 1e-4)[::-1], rtol=1e-6)
    assert band.opacity < 0.3


def test_axes_are_fixed_and_titled():
    figure = used_by_lag(SPANS, x_title="літер назад")
    assert figure.layout.xaxis.title.text == "літер назад"
    assert (figure.layout.xaxis.range, figure.layout.yaxis.type) == ((0, 40), "log")
    assert figure.layout.yaxis.range == pytest.approx((-4, 0))
    assert figure.layout.yaxis.ticktext == ("100 %", "10 %", "1 %", "0.1 %", "≤ 0.01 %")
    other = by_letters(SPANS)
    assert other.layout.yaxis.range == (0, 1)
    assert other.layout.yaxis.ticktext[-1] == "100 %"


def test_gaps_stay_gaps_and_names_stand_at_the_ends():
    values = np.array([0.5, np.nan, 0.25])
    figure = by_letters({"gru": (values, values, values)})
    np.testing.assert_array_equal(lines(figure)[0].y, values.astype(np.float32))
    assert [note.text for note in figure.layout.annotations] == ["<b>GRU</b>"]
    np.testing.assert_array_equal(bands(figure)[0].x, [0, 2, 2, 0])


def test_the_same_input_gives_the_same_json_and_stays_as_it_is():
    before = LAGS.copy()
    assert used_by_lag(SPANS).to_json() == used_by_lag(SPANS).to_json()
    np.testing.assert_array_equal(LAGS, before)


def test_names_cannot_carry_tags():
    figure = used_by_lag(SPANS, names={"rnn": "<i>mine"})
    assert all("<i>" not in trace.hovertemplate for trace in lines(figure))
