from explorer.lessons.own_text.figures import bars


def test_bars_hold_the_values_from_the_top_down_with_their_names_and_numbers():
    figure = bars(["e", "t"], [0.12, 0.09], ["12 %", "9 %"], strong=[False, True], rows=4)
    (bar,) = figure.data
    assert bar.orientation == "h"
    assert bar.x == (0.12, 0.09)
    assert figure.layout.yaxis.range == (3.5, -0.5)
    assert figure.layout.yaxis.ticktext == ("e", "t")
    assert [note.text for note in figure.layout.annotations] == ["12 %", "9 %"]
    assert bar.marker.color[0] != bar.marker.color[1]
    assert figure == bars(["e", "t"], [0.12, 0.09], ["12 %", "9 %"], strong=[False, True], rows=4)


def test_names_out_of_a_text_are_text_and_long_ones_are_cut():
    figure = bars(["<b>x</b>", "w" * 1000], [2.0, 1.0], ["2", "1"])
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt;"
    assert len(figure.layout.yaxis.ticktext[1]) == 14
    assert figure.data[0].customdata[1].startswith("w" * 1000)


def test_no_bars_are_an_empty_picture():
    assert len(bars([], [], []).layout.annotations) == 0
