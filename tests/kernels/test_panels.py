import numpy as np
import pytest
import torch

from explorer.kernels._panels import DEPTH, add_product, filled, padded, panels
from explorer.kernels._tile import ROWS, width


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    ("rows", "depth", "columns"), [(1, 1, 1), (ROWS - 1, 3, 40), (ROWS, 5, 64), (2 * ROWS + 3, DEPTH + 7, 65)]
)
def test_the_product_is_that_of_numpy(rows, depth, columns, dtype):
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows, depth, generator=generator, dtype=torch.float64)
    w = torch.randn(depth, columns, generator=generator, dtype=torch.float64)
    expected = 1 + x.numpy() @ w.numpy()
    tolerance = 1e-4 if dtype == torch.float32 else 1e-12
    x, w = x.to(dtype), w.to(dtype)
    wide = torch.zeros(rows, depth + 2, dtype=dtype)
    wide[:, 1:-1] = x
    for given in (x, x.t().contiguous().t(), wide[:, 1:-1]):
        for order in (panels(w), panels(w).contiguous()):
            out = filled(torch.ones(rows, columns, dtype=dtype))
            add_product(out.numpy(), given.numpy(), order.numpy())
            np.testing.assert_allclose(out[:, :columns], expected, rtol=0, atol=tolerance)
            assert (out[:, columns:] == 0).all()


def test_panels_are_columns_side_by_side_and_zeros_at_the_end():
    step = width(8)
    matrix = torch.arange(2.0 * (step + 1), dtype=torch.float64).view(2, step + 1)
    found = panels(matrix)
    assert found.shape == (2, 2, step)
    assert torch.equal(found[0], matrix[:, :step])
    assert torch.equal(found[1, :, 0], matrix[:, step])
    assert (found[1, :, 1:] == 0).all()
    assert padded(step + 1, matrix) == 2 * step
    assert filled(matrix[:, :step]).shape == (2, step)
