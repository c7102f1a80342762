import pytest
import torch

from explorer.config import Config
from explorer.optimizers import KEPT, make_optimizer
from tests.loaded import loaded_on_the_way_to_training

KINDS = {
    "adam": lambda weights, rate: torch.optim.Adam([weights], lr=rate, fused=True),
    "sgd": lambda weights, rate: torch.optim.SGD([weights], lr=rate, fused=True),
    "rmsprop": lambda weights, rate: torch.optim.RMSprop([weights], lr=rate),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_goes_the_way_of_torchs_own_bit_for_bit(name):
    start, gradients = torch.linspace(-1, 1, 50), torch.randn(20, 50, generator=torch.Generator().manual_seed(1))
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    optimizers = make_optimizer(Config(optimizer=name, learning_rate=0.05), ours), KINDS[name](theirs, 0.05)
    for gradient in gradients:
        for weights, optimizer in zip((ours, theirs), optimizers, strict=True):
            weights.grad = gradient.clone()
            optimizer.step()
            optimizer.zero_grad()
    assert torch.equal(ours, theirs)
    assert not torch.equal(ours, start)
    kept, torchs = (optimizer.state_dict()["state"] for optimizer in optimizers)
    assert {key for entry in kept.values() for key, value in entry.items() if value is not None} == KEPT[name]
    assert kept.keys() == torchs.keys()
    assert optimizers[0].param_groups[0]["lr"] == 0.05


def test_training_never_loads_torchs_compiler():
    loaded = loaded_on_the_way_to_training()["training"]
    assert "torch" in loaded
    assert "torch._dynamo" not in loaded
