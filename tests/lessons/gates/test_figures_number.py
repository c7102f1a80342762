import numpy as np

from explorer.lessons.gates.figures_number import number_traces, told_and_decided

WORDS = ["The", "cat", ",", "<i>"]
ONE = np.array([[0.0, 1.0, 2.0, 3.0], [-0.1, 0.9, 1.9, 2.9], [0.1, 1.1, 2.1, 3.1]])


def test_means_bands_and_words():
    figure = number_traces(ONE, -ONE, WORDS, cell="lstm", names=("one", "several"), noun=1)
    bands, lines = figure.data[:2], figure.data[2:]
    np.testing.assert_allclose(lines[0].y, ONE[0])
    np.testing.assert_allclose(lines[1].y, -ONE[0])
    assert [line.line.dash for line in lines] == ["solid", "dash"]
    np.testing.assert_allclose(bands[0].y, [*ONE[2], *ONE[1][::-1]], rtol=1e-6)
    assert list(figure.layout.xaxis.ticktext) == ["The", "cat", ",", "&lt;i&gt;"]
    low, high = figure.layout.yaxis.range
    assert low <= -3.1
    assert high >= 3.1
    assert figure.layout.shapes[0].x0 == 2  # the noun is the second word
    assert [note.text for note in figure.layout.annotations] == ["<b>one</b>", "<b>several</b>"]


def test_a_unit_that_stands_still_can_be_drawn():
    figure = number_traces(np.zeros((3, 4)), np.zeros((3, 4)), WORDS, cell="gru")
    low, high = figure.layout.yaxis.range
    assert low <= 0 < high


def test_one_mark_a_unit_and_names_for_some():
    told = {"gru": np.array([0.0, 0.5, 0.9]), "lstm": np.array([1.0, 0.2, 0.3])}
    swapped = {"gru": np.array([0.02, 1.0, np.nan]), "lstm": np.array([0.99, 0.6, 1.0])}
    figure = told_and_decided(
        told, swapped, named={"gru": (2, 0), "lstm": (0, 0)}, names={"gru": "GRU", "lstm": "LSTM"}
    )
    gru, lstm = figure.data
    np.testing.assert_allclose(gru.y, swapped["gru"], rtol=1e-6)
    assert gru.marker.symbol != lstm.marker.symbol
    # What was not measured has no name either, and nothing is named twice.
    assert [note.text for note in figure.layout.annotations] == ["guess", "<b>GRU 1</b>", "<b>LSTM 1</b>"]
    assert figure.layout.shapes[0].y0 == 0.5
