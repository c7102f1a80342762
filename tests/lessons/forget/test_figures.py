import numpy as np
import pytest

from explorer.lessons.forget.figures import eigenvalue_plane, plane_range

VALUES = np.array([0.5 + 0.5j, 0.5 - 0.5j, -0.9 + 0j])


def test_the_points_are_the_eigenvalues_and_earlier_ones_are_rings() -> None:
    figure = eigenvalue_plane(VALUES, 0.5 * VALUES, now_name="step 3", before_name="start")
    rings, dots = figure.data
    np.testing.assert_array_equal(dots.x, VALUES.real)
    np.testing.assert_array_equal(dots.y, VALUES.imag)
    np.testing.assert_allclose(dots.customdata, np.abs(VALUES))
    np.testing.assert_array_equal(rings.x, 0.5 * VALUES.real)
    assert (rings.marker.symbol, dots.marker.color) == ("circle-open", "var(--rnn)")
    assert [trace.name for trace in figure.data] == ["start", "step 3"]


def test_the_unit_circle_is_round_and_the_range_fixed() -> None:
    figure = eigenvalue_plane(VALUES, x_title="дійсна", y_title="уявна")
    (circle,) = [shape for shape in figure.layout.shapes if shape.type == "circle"]
    assert (circle.x0, circle.x1, circle.y0, circle.y1) == (-1, 1, -1, 1)
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-1.25, 1.25)
    assert (figure.layout.xaxis.scaleanchor, figure.layout.xaxis.scaleratio) == ("y", 1)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("дійсна", "уявна")


@pytest.mark.parametrize(
    ("most", "end"), [(0.0, 1.25), (1.1, 1.25), (1.2, 2.25), (2.5, 3.25), (3.2, 5.25), (9.0, 9.25)]
)
def test_the_range_grows_in_coarse_steps_and_holds_everything(most: float, end: float) -> None:
    assert plane_range(np.array([0.1 + most * 1j])) == pytest.approx(end)


def test_what_is_not_finite_is_left_out_and_nothing_is_drawn_as_nothing() -> None:
    assert len(eigenvalue_plane(np.array([np.nan + 0j, 0.5 + 0j])).data[0].x) == 1
    assert len(eigenvalue_plane(np.zeros(0)).data[0].x) == 0


def test_all_layers_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\[hidden\]; got \(2, 3\)"):
        eigenvalue_plane(np.zeros((2, 3)))


def test_inputs_stay_as_they_are_and_the_same_input_gives_the_same_json() -> None:
    copy = VALUES.copy()
    assert eigenvalue_plane(VALUES, VALUES).to_json() == eigenvalue_plane(VALUES, VALUES).to_json()
    np.testing.assert_array_equal(VALUES, copy)
