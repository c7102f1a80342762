"""The picture of one direction against both: every number of it is one that was measured."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.figures.directions import direction_scores

ONE = {"rnn": [0.90, 0.94], "lstm": [0.95, 0.97]}
BOTH = {"rnn": [0.98, 1.00], "lstm": [0.93, 0.95]}


def test_means_seeds_and_the_way_between_them_stand_in_a_row_a_cell() -> None:
    figure = direction_scores(ONE, BOTH, names={"rnn": "<b>RNN</b>"})
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert np.allclose([trace.x for trace in lines], [[0.92, 0.99], [0.96, 0.94]])
    strokes = [list(trace.x) for trace in figure.data if trace.mode == "markers"]
    assert strokes == [ONE["rnn"], BOTH["rnn"], ONE["lstm"], BOTH["lstm"]]
    assert [annotation.y for annotation in figure.layout.annotations] == [0, 1]
    assert figure.layout.annotations[0].text == "<b>&lt;b&gt;RNN&lt;/b&gt;</b>"
    assert figure.layout.xaxis.range == (0.78, 1.02)  # the tenth below the least


def test_the_numbers_stand_outside_whichever_is_better() -> None:
    means = [trace for trace in direction_scores(ONE, BOTH).data if trace.mode == "markers+text"]
    assert [trace.text[0] for trace in means] == ["92.0%", "99.0%", "96.0%", "94.0%"]
    assert [trace.textposition for trace in means] == ["top left", "top right", "top right", "top left"]


@pytest.mark.parametrize("both", [{"rnn": [1.0]}, {"rnn": [1.0], "lstm": []}])
def test_scores_of_other_cells_or_none_are_refused(both: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match="scores of the same cells"):
        direction_scores(ONE, both)
