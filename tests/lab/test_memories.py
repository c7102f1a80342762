import numpy as np
import pytest

from explorer.lab import Run, memories, trained
from explorer.memory.shares import row_shares


@pytest.mark.parametrize("name", memories.NAMES)
def test_what_comes_with_the_app_was_measured_on_the_weights_that_come_with_it(name):
    from explorer.memory.measure import memorization
    from explorer.training import Trainer

    kept = memories.find(name)
    assert kept is not None, "make results"
    assert tuple(kept.reading.networks) == tuple(kept.habits) == trained.cells(name)
    trainer = Trainer.from_state(trained.read(name).lanes["gru"].state)
    again = memorization({"gru": trainer.network}, "".join(kept.reading.text), trainer.task)
    np.testing.assert_allclose(
        row_shares(kept.reading.networks["gru"].connectivity), row_shares(again.networks["gru"].connectivity), atol=1e-3
    )
    assert kept.habits["gru"].positions > 1000
    assert (kept.habits["gru"].accuracy is None) == name.startswith("characters")


def test_other_weights_are_not_passed_off_as_these(monkeypatch):
    memories.find.cache_clear()
    monkeypatch.setattr(Run, "fingerprints", lambda run: {"rnn": 1})
    assert memories.find(memories.NAMES[0]) is None
    memories.find.cache_clear()


def test_another_run_has_no_memories():
    assert memories.find("signals") is None
