import numpy as np
import pytest

from explorer.config import Config
from explorer.gradients import gradient_norms
from explorer.lessons.forget import measure
from explorer.lessons.forget.kept import find
from explorer.lessons.forget.measure import trained, vanishing
from explorer.lessons.forget.record import Flow, table
from explorer.lessons.forget.tries import PRESETS, START
from explorer.making import make_network
from explorer.names import CELLS
from explorer.tasks import make_task
from explorer.training import Trainer

SMALL = Config(task="adding", time_steps=12, hidden_size=6, batch_size=2, layers=2)


def test_what_is_measured_is_what_a_run_of_these_settings_starts_from() -> None:
    flows = vanishing(SMALL)
    assert tuple(flows) == CELLS
    for cell, flow in flows.items():
        snapshot = Trainer(SMALL.changed(cell=cell)).snapshot()
        np.testing.assert_allclose(flow.gradient, snapshot.gradients["last"], rtol=1e-6)
        assert flow.jacobian is not None
        assert flow.gradient.shape == flow.jacobian.shape == (2, 12)
        np.testing.assert_allclose(flow.jacobian[:, -1], 1.0, rtol=1e-12)
        assert flow.step == 0
    assert flows["lstm"].memory_jacobian is not None
    assert flows["gru"].memory_jacobian is None


def test_a_scaled_rotation_shrinks_by_its_radius_and_its_eigenvalues_lie_on_that_circle() -> None:
    config = SMALL.changed(recurrent_init="orthogonal", spectral_radius=0.8, activation="relu", layers=1)
    flow = vanishing(config, ("rnn",))["rnn"]
    assert flow.eigenvalues is not None
    assert flow.spectral_radius is not None
    assert flow.growth is not None
    assert flow.bound is not None
    np.testing.assert_allclose(np.abs(flow.eigenvalues), 0.8, rtol=1e-6)
    np.testing.assert_allclose([flow.spectral_radius[0], flow.growth[0]], 0.8, rtol=1e-6)
    np.testing.assert_allclose(flow.bound[0], 0.8 ** np.arange(11, -1, -1.0), rtol=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("radius", [0.0, 0.5, 2.0])
def test_no_measurement_of_the_top_layer_is_above_the_bound(activation: str, radius: float) -> None:
    flow = vanishing(SMALL.changed(activation=activation, spectral_radius=radius), ("rnn",))["rnn"]
    assert flow.jacobian is not None
    assert flow.bound is not None
    assert (flow.jacobian <= flow.bound * (1 + 1e-9)).all()
    assert (flow.gradient[-1] / flow.gradient[-1, -1] <= flow.bound[-1] * (1 + 1e-9)).all()


def test_the_update_is_the_length_of_the_gradient_of_all_weights() -> None:
    config = SMALL.changed(cell="gru")
    task = make_task(config)
    network, probe, nudge = make_network(config, task).double(), task.probe(), 1e-6

    def loss() -> float:
        answer = network(probe.inputs).detach().numpy()[-1, 0, 0]
        return float((answer - probe.targets[-1, 0, 0]) ** 2)

    squares = 0.0
    for weights in network.parameters():
        flat = weights.data.view(-1)
        for place in range(len(flat)):
            flat[place] += nudge
            above = loss()
            flat[place] -= 2 * nudge
            squares += ((above - loss()) / (2 * nudge)) ** 2
            flat[place] += nudge
    assert vanishing(config, ("gru",))["gru"].update == pytest.approx(squares**0.5, rel=1e-5)


def test_clip_and_learning_rate_move_no_number() -> None:
    first, second = vanishing(SMALL), vanishing(SMALL.changed(clip_norm=0.0, learning_rate=1.0, batch_size=7))
    np.testing.assert_equal(table(first), table(second))
    assert [flow.update for flow in first.values()] == [flow.update for flow in second.values()]


def test_a_trained_network_is_measured_from_its_state() -> None:
    trainer = Trainer(SMALL.changed(cell="rnn"))
    trainer.train(steps=3)
    flow, probe = trained(trainer.state()), trainer.task.probe()
    norms = gradient_norms(trainer.network, probe.inputs, probe.targets, weights=probe.weights)["hidden"]
    np.testing.assert_array_equal(flow.gradient, norms)
    assert flow.step == 3
    assert flow.eigenvalues is not None
    weights = trainer.network.weights(1)["W_a"][:, :6].astype(np.float64)
    np.testing.assert_allclose(np.sort(flow.eigenvalues[1]), np.sort(np.linalg.eigvals(weights)), rtol=1e-9)


def test_what_would_take_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "JACOBIAN_LIMIT", 100)
    flows = vanishing(SMALL)
    assert all(flow.jacobian is None and flow.memory_jacobian is None for flow in flows.values())
    assert "rnn_jacobian" not in table(flows)


def test_numbers_beyond_float64_are_no_error() -> None:
    config = Config(task="adding", time_steps=500, hidden_size=4, activation="relu", spectral_radius=3.0)
    flow = vanishing(config.changed(recurrent_init="identity"), ("rnn",))["rnn"]
    assert not np.isfinite(flow.gradient).all()
    assert flow.jacobian is None


def test_the_table_has_a_row_for_each_layer_and_step() -> None:
    flows = vanishing(SMALL)
    columns = table(flows)
    assert {len(values) for values in columns.values()} == {24}
    assert [columns[name][12] for name in ("layer", "t", "steps_back")] == [2, 1, 11]
    assert columns["gru_gradient"][12] == flows["gru"].gradient[1, 0]
    assert columns["lstm_gradient_relative"][-1] == 1.0
    assert flows["rnn"].bound is not None
    assert columns["rnn_bound"][3] == flows["rnn"].bound[0, 3]
    doubled = {"gru": 2 * flows["gru"].gradient}
    assert table(flows, doubled)["gru_gradient"][5] == 2 * flows["gru"].gradient[0, 5]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_measured_and_the_kept_numbers_are_those_of_today(name: str) -> None:
    config = START.changed(**PRESETS[name].settings)
    found = find(config)
    assert found is not None
    for cell, flow in vanishing(config).items():
        same_measurement(found[cell], flow)


def same_measurement(kept_flow: Flow, flow: Flow) -> None:
    for part in ("gradient", "jacobian", "memory_jacobian", "bound", "update"):
        before, now = getattr(kept_flow, part), getattr(flow, part)
        assert (before is None) == (now is None)
        if now is not None:
            np.testing.assert_allclose(before, now, rtol=1e-4)
    assert (kept_flow.eigenvalues is None) == (flow.eigenvalues is None)
    if flow.eigenvalues is not None and kept_flow.eigenvalues is not None:
        np.testing.assert_allclose(np.sort(kept_flow.eigenvalues), np.sort(flow.eigenvalues), atol=1e-6)


def test_settings_that_nobody_kept_are_not_found() -> None:
    assert find(START.changed(seed=77)) is None
    assert find(START.changed(clip_norm=0.0, learning_rate=0.1)) is not None
