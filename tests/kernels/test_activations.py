import numpy as np
import pytest

from explorer.kernels import _activations
from explorer.kernels._emit import Function
from explorer.kernels._machine import Program, arguments


def applied(activation, z):
    """What the compiled `activation` makes of z."""

    def write(module):
        f = Function(module, "apply", z.itemsize, ("x", "y"), ("n",), packed=True)
        with f.loop(0, f["n"], f.lanes) as (i, _):
            f.store(activation(f.load(f.at(f["x"], i))), f.at(f["y"], i))
        f.end()

    x = np.concatenate([z, np.zeros(-len(z) % 64, z.dtype)])
    y = np.empty_like(x)
    program = Program(f"test-{activation.__name__}-{z.dtype}", write)
    program["apply"](arguments(x.ctypes.data, y.ctypes.data, len(x)))
    return y[: len(z)]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-7), (np.float64, 1e-15)])
def test_as_numpy_to_the_rounding_of_the_type(dtype, tolerance):
    z = np.concatenate([np.linspace(-30, 30, 20_001), [-1e-5, 0, 1e-5]]).astype(dtype)
    exact = z.astype(np.longdouble)
    np.testing.assert_allclose(applied(_activations.sigmoid, z), 1 / (1 + np.exp(-exact)), rtol=0, atol=tolerance)
    np.testing.assert_allclose(applied(_activations.tanh, z), np.tanh(exact), rtol=0, atol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_they_stay_within_their_limits(dtype):
    z = np.linspace(-800, 800, 200_001).astype(dtype)
    for activation, low in ((_activations.sigmoid, 0), (_activations.tanh, -1)):
        found = applied(activation, z)
        assert found.min() >= low
        assert found.max() <= 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_away_they_reach_their_limits_and_what_is_no_number_stays_none(dtype):
    z = np.array([-np.inf, -300, 300, np.inf, np.nan], dtype)
    np.testing.assert_allclose(applied(_activations.sigmoid, z), [0, 0, 1, 1, np.nan], atol=1e-37)
    np.testing.assert_allclose(applied(_activations.tanh, z), [-1, -1, 1, 1, np.nan])
