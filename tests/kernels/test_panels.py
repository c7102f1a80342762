import numpy as np
import pytest

from explorer.kernels._panels import DEPTH, add_product, filled, padded, panels
from explorer.kernels._tile import ROWS, width


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("rows", "depth", "columns"), [(1, 1, 1), (ROWS - 1, 3, 40), (ROWS, 5, 64), (2 * ROWS + 3, DEPTH + 7, 65)]
)
def test_the_product_is_that_of_numpy(rows, depth, columns, dtype):
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((rows, depth)), rng.standard_normal((depth, columns))
    expected = 1 + x @ w
    tolerance = 1e-4 if dtype == np.float32 else 1e-12
    x, w = x.astype(dtype), w.astype(dtype)
    wide = np.zeros((rows, depth + 2), dtype)
    wide[:, 1:-1] = x
    for given in (x, np.asfortranarray(x), wide[:, 1:-1]):
        for order in (panels(w), np.ascontiguousarray(panels(w))):
            out = filled(np.ones((rows, columns), dtype))
            add_product(out, given, order)
            np.testing.assert_allclose(out[:, :columns], expected, rtol=0, atol=tolerance)
            assert (out[:, columns:] == 0).all()


def test_panels_are_columns_side_by_side_and_zeros_at_the_end():
    step = width(8)
    matrix = np.arange(2.0 * (step + 1)).reshape(2, step + 1)
    found = panels(matrix)
    assert found.shape == (2, 2, step)
    np.testing.assert_array_equal(found[0], matrix[:, :step])
    np.testing.assert_array_equal(found[1, :, 0], matrix[:, step])
    assert (found[1, :, 1:] == 0).all()
    assert padded(step + 1, 8) == 2 * step
    assert filled(matrix[:, :step]).shape == (2, step)
