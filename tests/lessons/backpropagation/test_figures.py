import numpy as np

from explorer.lessons.backpropagation.figures import contributions

NORMS = np.tril([[2.0, 9, 9], [1e-9, 0.5, 9], [1e-3, 20.0, 1.0]])


def test_cells_hold_the_logarithm_between_floor_and_top_and_their_own_value_on_hover():
    (heat,) = contributions(NORMS, cell="rnn").data
    expected = [[np.log10(2), np.nan, np.nan], [-4, np.log10(0.5), np.nan], [-3, 1, 0]]
    np.testing.assert_allclose(np.asarray(heat.z, float), expected, atol=1e-6)
    np.testing.assert_array_equal(heat.customdata, NORMS)
    assert (heat.zmin, heat.zmax) == (-4, 1)
    assert heat.colorbar.ticktext[0] == "≤ 10⁻⁴"
    assert heat.colorbar.ticktext[-1] == "≥ 10"


def test_the_future_has_no_colour_and_nothing_is_written_where_frames_go():
    figure = contributions(NORMS, cell="lstm")
    assert np.isnan(np.asarray(figure.data[0].z)[np.triu_indices(3, 1)]).all()
    assert figure.layout.annotations == ()


def test_axes_count_steps_from_one_with_the_first_loss_on_top():
    layout = contributions(NORMS, cell="gru", x_title="крок", y_title="втрата").layout
    assert (layout.xaxis.range, layout.yaxis.range) == ((0.5, 3.5), (3.5, 0.5))
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("крок", "втрата")
    assert list(contributions(np.ones((16, 16)), cell="gru").layout.xaxis.ticktext)[:2] == ["⟨1⟩", "⟨3⟩"]


def test_the_same_numbers_give_the_same_figure_and_stay_unmodified():
    before = NORMS.copy()
    one, two = (contributions(NORMS, cell="rnn").to_json() for _ in range(2))
    assert one == two
    np.testing.assert_array_equal(NORMS, before)


def test_what_is_no_number_is_a_gap():
    (heat,) = contributions(np.array([[np.nan, 0], [np.inf, 1.0]]), cell="rnn").data
    assert np.isnan(np.asarray(heat.z, float)).tolist() == [[True, True], [True, False]]
