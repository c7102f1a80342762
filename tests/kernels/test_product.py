import pytest
import torch

from explorer.kernels import _product
from explorer.kernels._product import StepProduct, weight_gradient
from explorer.network import Network


@pytest.fixture(params=["onednn", "mm"])
def library(request, monkeypatch):
    monkeypatch.setattr(_product, "ONEDNN", request.param == "onednn" and _product.ONEDNN)
    for name in ("SMALLEST_ONCE", "SMALLEST_STEP"):
        monkeypatch.setattr(_product, name, 0)
    return request.param


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_both_libraries_give_the_same_products(library, dtype):
    generator = torch.Generator().manual_seed(0)
    # Slices of wider tensors, as kernels have them.
    grad_pre = torch.randn(6, 3, 10, generator=generator, dtype=torch.float64)[:, :, 2:]
    state = torch.randn(7, 3, 5, generator=generator, dtype=torch.float64)[:-1]
    expected = torch.einsum("tbi,tbj->ij", grad_pre, state)
    found = weight_gradient(grad_pre.to(dtype), state.to(dtype))
    assert found.dtype == dtype
    tolerance = {"rtol": 0, "atol": 1e-5 if dtype == torch.float32 else 1e-13}
    torch.testing.assert_close(found.double(), expected, **tolerance)
    weights = torch.randn(8, 9, generator=generator, dtype=torch.float64)[:, 4:]
    wide = torch.ones(3, 12, dtype=dtype)
    StepProduct(weights.to(dtype), 3).add(wide[:, :8], state[0].to(dtype))
    torch.testing.assert_close(wide[:, :8].double(), 1 + state[0] @ weights.t(), **tolerance)
    assert (wide[:, 8:] == 1).all()


def test_large_kernels_agree_with_small_ones(monkeypatch):
    """At a size where oneDNN serves both products, float32 gradients equal those of mm to float32."""
    ids = torch.randint(9, (40, 32), generator=torch.Generator().manual_seed(0))
    found = []
    for smallest in (0, 1 << 60):
        monkeypatch.setattr(_product, "SMALLEST_ONCE", smallest)
        monkeypatch.setattr(_product, "SMALLEST_STEP", smallest)
        for cell in ("rnn", "gru", "lstm"):
            network = Network(cell, 9, 64, 9)
            network(ids).square().mean().backward()
            found.append([parameter.grad for parameter in network.parameters()])
    for ours, expected in zip(found[:3], found[3:], strict=True):
        for a, b in zip(ours, expected, strict=True):
            torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-6)
