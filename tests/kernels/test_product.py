import numpy as np
import pytest
from llvmlite import ir

from explorer.kernels._emit import Function
from explorer.kernels._machine import ROWS, Program, arguments, padded, width
from explorer.kernels._product import ARGUMENTS, DEPTH, declared, products

SIZES = [(1, 1, 1), (ROWS - 1, 3, 40), (ROWS, 5, 64), (2 * ROWS + 3, DEPTH + 7, 65)]
TOLERANCES = {np.float32: 1e-4, np.float64: 1e-12}


def call(name, itemsize, *given):
    """Call one of the products."""

    def write(module: ir.Module):
        f = Function(module, "called", itemsize, *ARGUMENTS[name], packed=True)
        pointers, integers = ARGUMENTS[name]
        f.call(declared(module, name), *(f[argument] for argument in (*pointers, *integers)))
        f.end()

    values = [value.ctypes.data if isinstance(value, np.ndarray) else value for value in given]
    Program(f"test-{name}-{itemsize}", write, products(itemsize))["called"](arguments(*values))


def random(*shape, dtype):
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(dtype)


def packed(matrix):
    """[panel, row, width] of a matrix as NumPy makes it."""
    columns = padded(matrix.shape[1], matrix.itemsize)
    whole = np.zeros((len(matrix), columns), matrix.dtype)
    whole[:, : matrix.shape[1]] = matrix
    return np.ascontiguousarray(whole.reshape(len(matrix), -1, width(matrix.itemsize)).swapaxes(0, 1))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("rows", "depth", "columns"), SIZES)
def test_the_product_is_that_of_numpy(rows, depth, columns, dtype):
    x, w = random(rows, depth, dtype=dtype), random(depth, columns, dtype=dtype)
    panels = packed(w)
    for name, given in (("product", x), ("product_turned", np.ascontiguousarray(x.T))):
        out = np.zeros((rows, padded(columns, x.itemsize)), dtype)
        out[:, :columns] = 1
        sizes = (out.shape[1], given.shape[1], panels[0].size, rows, len(panels), depth)
        call(name, x.itemsize, out, given, panels, *sizes)
        np.testing.assert_allclose(out[:, :columns], 1 + x @ w, rtol=0, atol=TOLERANCES[dtype])
        assert (out[:, columns:] == 0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("rows", "depth", "columns"), SIZES)
def test_a_part_of_a_matrix_as_it_lies(rows, depth, columns, dtype):
    x, w = random(rows, depth, dtype=dtype), random(columns, depth + 3, dtype=dtype)
    out = np.ones((rows, columns + 2), dtype)
    call("product_as_it_lies", x.itemsize, out, x, w, columns + 2, depth, depth + 3, rows, columns, depth)
    np.testing.assert_allclose(out[:, :columns], 1 + x @ w[:, :depth].T, rtol=0, atol=TOLERANCES[dtype])
    assert (out[:, columns:] == 1).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 40), (7, 64)])
def test_packing_puts_columns_side_by_side_and_zeros_at_the_end(rows, columns, dtype):
    w = random(rows, columns, dtype=dtype)
    expected = packed(w)
    out = np.full_like(expected, np.nan)
    call("pack", w.itemsize, out, w, 1, columns, columns, rows)
    np.testing.assert_array_equal(out, expected)
    out = np.full_like(expected, np.nan)
    call("pack", w.itemsize, out, np.ascontiguousarray(w.T), rows, 1, columns, rows)
    np.testing.assert_array_equal(out, expected)
    whole = np.ascontiguousarray(expected.swapaxes(0, 1))
    out = np.full_like(expected, np.nan)
    call("regroup", w.itemsize, out, whole, rows, len(expected))
    np.testing.assert_array_equal(out, expected)


def test_a_size_is_filled_up_to_whole_tiles():
    assert padded(1, 8) == width(8)
    assert padded(width(8), 8) == width(8)
    assert padded(width(8) + 1, 8) == 2 * width(8)
    assert width(4) == 2 * width(8)
