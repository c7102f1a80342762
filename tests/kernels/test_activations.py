import numba
import numpy as np
import pytest

from explorer.kernels import _activations


@numba.njit
def sigmoids(z):
    return np.array([_activations.sigmoid(x) for x in z])


@numba.njit
def tanhs(z):
    return np.array([_activations.tanh(x) for x in z])


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-7), (np.float64, 1e-15)])
def test_as_numpy_to_the_rounding_of_the_type(dtype, tolerance):
    z = np.concatenate([np.linspace(-30, 30, 20_001), [-1e-5, 0, 1e-5]]).astype(dtype)
    exact = z.astype(np.longdouble)
    assert sigmoids(z).dtype == tanhs(z).dtype == dtype
    np.testing.assert_allclose(sigmoids(z), 1 / (1 + np.exp(-exact)), rtol=0, atol=tolerance)
    np.testing.assert_allclose(tanhs(z), np.tanh(exact), rtol=0, atol=tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_away_they_reach_their_limits_and_what_is_no_number_stays_none(dtype):
    z = np.array([-np.inf, -300, 300, np.inf, np.nan], dtype)
    np.testing.assert_allclose(sigmoids(z), [0, 0, 1, 1, np.nan], atol=1e-37)
    np.testing.assert_allclose(tanhs(z), [-1, -1, 1, 1, np.nan])
