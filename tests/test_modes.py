"""What a caller has switched on or off in torch changes no number."""

import contextlib
import warnings

import numpy as np
import pytest
import torch

from explorer import (
    Config,
    Network,
    Trainer,
    Writer,
    connectivity,
    gradient_norms,
    jacobian_norms,
    jacobian_spectrum,
    loss_contributions,
    record,
)
from explorer.modes import own_modes

IDS = np.random.default_rng(0).integers(6, size=(4, 2))


@contextlib.contextmanager
def switched(switch, on, off):
    switch(on)
    try:
        yield
    finally:
        switch(off)


@contextlib.contextmanager
def anomaly():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Anomaly Detection has been enabled")
        with torch.autograd.set_detect_anomaly(True):
            yield


MODES = {
    "no_grad": torch.no_grad,
    "inference_mode": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu", dtype=torch.bfloat16),
    "default dtype": lambda: switched(torch.set_default_dtype, torch.float64, torch.float32),
    "default device": lambda: switched(torch.set_default_device, "meta", None),
    "device context": lambda: torch.device("meta"),
    "deterministic": lambda: switched(torch.set_deterministic_debug_mode, "error", "default"),
    "anomaly": anomaly,
}


def everything(network):
    """All that is measured, by name."""
    found = {
        "contributions": loss_contributions(network, IDS, IDS),
        "jacobian": jacobian_norms(network, IDS),
        "spectrum": jacobian_spectrum(network, IDS),
        "connectivity": connectivity(network, IDS),
        "embedding": connectivity(network, IDS, wrt="embedding"),
        "logits": record(network, IDS).logits,
        "weights": network.weights()["W_u"],
        "written": Writer(network, IDS[:, 0], seed=1).share(),
    }
    return found | {f"gradient {name}": norms for name, norms in gradient_norms(network, IDS, IDS).items()}


def trained():
    trainer = Trainer(Config(task="adding", cell="gru", hidden_size=8, time_steps=6, batch_size=4))
    trainer.advance(steps=2)
    trainer = Trainer.from_state(trainer.state())
    snapshot = trainer.advance(steps=3)
    found = {"losses": snapshot.losses, "hidden": snapshot.trace.hidden, "metric": [*snapshot.metrics.values()]}
    return found | dict(snapshot.gradients) | {"state": np.frombuffer(trainer.state(), np.uint8)}


@pytest.fixture(scope="module", params=["lstm", "nested-lstm"])
def measured(request):
    """A network, and all that is measured of it outside of any mode."""
    network = Network(request.param, 6, 5, 6, 2, seed=1)
    return network, everything(network)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_measured_is_the_same_in_every_mode(measured, mode):
    network, expected = measured
    with MODES[mode]():
        found = everything(network)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, name)


@pytest.fixture(scope="module")
def learnt():
    """What a trainer reaches outside of any mode."""
    return trained()


@pytest.mark.parametrize("mode", MODES)
def test_a_trainer_learns_the_same_in_every_mode(learnt, mode):
    expected = learnt
    with MODES[mode]():
        found = trained()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, name)


def test_what_inference_mode_has_made_can_be_measured_and_differentiated():
    with torch.inference_mode():
        made, inputs = Network("gru", 6, 5, 6, seed=1), torch.as_tensor(IDS).clone()
    network = Network("gru", 6, 5, 6, seed=1)
    np.testing.assert_array_equal(
        gradient_norms(made, inputs, inputs)["hidden"], gradient_norms(network, IDS, IDS)["hidden"]
    )
    network(inputs).sum().backward()
    assert network.cells[0].W_c.grad.any()


def test_modes_are_those_of_the_caller_again_afterwards():
    with torch.inference_mode(), torch.autocast("cpu"), torch.device("meta"):
        with own_modes():
            inside = torch.zeros(1)
            assert not torch.is_inference_mode_enabled()
            assert torch.is_grad_enabled()
            assert not torch.is_autocast_enabled("cpu")
            assert inside.device.type == "cpu"
        assert torch.is_inference_mode_enabled()
        assert torch.is_autocast_enabled("cpu")
        assert torch.zeros(1).device.type == "meta"


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm", "nested-lstm"])
def test_a_network_made_on_a_default_device_is_there(name):
    with torch.device("meta"):
        network = Network(name, 6, 5, 4, recurrent_init="orthogonal")
    assert {parameter.device.type for parameter in network.parameters()} == {"meta"}


HALVES = {torch.bfloat16: np.float32, torch.float16: np.float16}


@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("cell", ["rnn", "gru", "gru-simple", "lstm", "nested-lstm"])
def test_half_precision_is_measured_as_the_same_weights_in_double(cell, dtype):
    network = Network(cell, 6, 5, 6, 2, seed=1).to(dtype)
    double = Network(cell, 6, 5, 6, 2, seed=1).to(dtype).double()
    assert record(network, IDS).hidden.dtype == record(network, IDS).logits.dtype == HALVES[dtype]
    np.testing.assert_allclose(record(network, IDS).logits, record(double, IDS).logits, atol=0.02)
    np.testing.assert_array_equal(network.weights(1)["W_y"], double.weights(1)["W_y"])
    np.testing.assert_allclose(Writer(network, IDS[:, 0]).logits, Writer(double, IDS[:, 0]).logits, atol=0.02)
    np.testing.assert_allclose(Writer(network).logits, Writer(double).logits, atol=0.02)
    for measure in (loss_contributions, connectivity):
        np.testing.assert_allclose(measure(network, IDS, IDS), measure(double, IDS, IDS), rtol=1e-4)
    np.testing.assert_array_equal(jacobian_norms(network, IDS), jacobian_norms(double, IDS))


@pytest.mark.parametrize("engine", ["kernel", "cell"])
def test_a_network_trains_under_autocast(engine):
    network = Network("lstm", 6, 5, 6, engine=engine)
    exact = network(IDS).detach()
    tapes = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(IDS, tapes=tapes)
        logits.float().square().sum().backward()
    torch.testing.assert_close(logits.float(), exact, rtol=0, atol=0.02)
    assert network.W_y.grad.any()
    assert tapes[0].grad_hidden.dtype == torch.float32
