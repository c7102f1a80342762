import math
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figures import _style

GAPS = st.lists(st.tuples(st.floats(-50, 350), st.floats(1, 40)), min_size=1, max_size=6)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["text", "muted", "ink-rnn", "ink-gru", "ink-lstm"])
def test_everything_that_is_text_can_be_read(name: str, dark: bool) -> None:
    colours = _style.DARK if dark else _style.LIGHT
    low, high = sorted((luminance(colours[name]), luminance(colours["background"])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_every_name_of_a_colour_is_one_in_both_themes() -> None:
    assert set(_style.LIGHT) == set(_style.DARK) == set(_style.COLOURS)


def test_a_variant_has_the_colour_of_its_family() -> None:
    assert _style.colour_of("gru-simple") == "var(--gru)"
    assert _style.name_of("gru-simple") == "GRU simple"
    assert _style.colour_of("hopfield") == "var(--muted)"


def test_the_tests_check_every_part_of_a_figure_against_the_schema() -> None:
    data = [{"type": "scatter", "y": np.arange(3.0), "marker": {"size": np.ones(3)}}]
    layout = _style.base_layout(_style.COLOURS, height=260, right=60.0)
    layout["annotations"] = [{"text": "a"}, {"text": "b"}]
    for wrong in (
        ([{**data[0], "colour": "red"}], layout),
        ([*data, {**data[0], "marker": {"size": np.array([1.0, -1.0, 1.0])}}], layout),
        (data, layout | {"colour": "#FFFFFF"}),
        (data, layout | {"xaxis": {"nticks": -1}}),
        (data, layout | {"annotations": [{"text": "a"}, {"texts": "b"}]}),
    ):
        for _ in range(2):
            _style.built(data, layout)
            with pytest.raises(ValueError, match=r"Invalid (property|value|element)"):
                _style.built(*wrong)


def test_a_figure_is_what_plotly_would_make_of_it_with_its_own_checks() -> None:
    data = [{"type": "scatter", "y": np.arange(3.0)}]
    layout = _style.base_layout(_style.COLOURS, height=260, right=60.0)
    checked, drawn = go.Figure(data=data, layout=layout).to_dict(), _style.built(data, layout).to_dict()
    assert drawn["data"] == checked["data"]
    assert drawn["layout"] == checked["layout"] | {"template": {}}  # checking adds an empty template of a scatter plot


@pytest.mark.parametrize(
    "values",
    [
        *(np.arange(6).astype(kind) for kind in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8")),
        *(np.array([low, high]) for low, high in ((-129, 0), (0, 128), (-32769, 0), (0, 2**31), (-(2**40), 5))),
        np.array([2**16, 2**33], np.uint64),
        np.array([np.nan, np.inf, 1.0]),
        np.arange(12.0).reshape(3, 4),
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.array(["a", "b"], object),
        np.array([True, False]),
        [1, 2.5],
        [],
    ],
    ids=lambda values: f"{getattr(values, 'dtype', 'list')}-{len(values)}",
)
def test_a_figure_as_a_dictionary_is_what_plotly_makes_of_it(values: object) -> None:
    data = [
        {"type": "heatmap", "z": values, "name": "a"},
        {"type": "scatter", "y": values, "marker": {"size": values, "line": {"width": 2}}},
    ]
    layout = _style.base_layout(_style.COLOURS, height=260, right=60.0)
    layout["xaxis"] |= {"range": np.array([0.0, 1.0]), "tickvals": np.arange(3)}
    layout["annotations"] = [{"text": "a", "x": 1}]
    with _style.PANDAS:
        figure = go.Figure(data=data, layout=layout, _validate=False)
    np.testing.assert_equal(_style.as_dict(figure), figure.to_dict())


@given(GAPS)
def test_labels_never_overlap_and_keep_their_order(labels: list[tuple[float, float]]) -> None:
    wanted, heights = zip(*labels, strict=True)
    centres = _style.apart(wanted, heights, 0.0, 300.0)
    order = sorted(range(len(labels)), key=lambda i: wanted[i])
    for lower, upper in pairwise(order):
        assert centres[upper] - centres[lower] >= (heights[upper] + heights[lower]) / 2 - 1e-6
    assert all(h / 2 - 1e-6 <= c <= 300.0 - h / 2 + 1e-6 for c, h in zip(centres, heights, strict=True))


def test_labels_with_room_stay_where_they_are() -> None:
    assert _style.apart([200.0, 20.0, 100.0], [16.0] * 3, 0.0, 300.0) == [200.0, 20.0, 100.0]


def test_labels_at_one_place_become_a_stack_around_it() -> None:
    assert _style.apart([100.0, 100.0, 100.0], [16.0] * 3, 0.0, 300.0) == [84.0, 100.0, 116.0]


@given(st.integers(0, 3000), st.integers(1, 300))
def test_thinning_keeps_the_ends_and_the_order(length: int, points: int) -> None:
    kept = _style.thin_out(length, points)
    assert len(kept) == min(length, len(kept)) <= points + 1
    assert (np.diff(kept) > 0).all()
    if length:
        assert (kept[0], kept[-1]) == (0, length - 1)


@given(st.floats(1e-9, 1e9), st.integers(1, 12))
def test_a_nice_step_is_round_and_the_smallest_that_fits(span: float, parts: int) -> None:
    step = _style.nice_step(span, parts)
    digit = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(digit - nice) for nice in (1, 2, 5)) < 1e-6
    assert span / step <= parts * (1 + 1e-6)
    assert span / step > parts / 2.6


def test_text_is_shown_as_it_is() -> None:
    assert _style.plain("<a href='x'>&") == "&lt;a href='x'&gt;&amp;"
    assert _style.wrapped("передбачити середнє входу") == "передбачити<br>середнє входу"
