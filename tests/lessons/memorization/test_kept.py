import numpy as np
import pytest

from explorer.lab import Run
from explorer.lessons.memorization import kept
from explorer.lessons.memorization.shares import row_shares
from explorer.shelf import trained


@pytest.mark.parametrize("name", kept.NAMES)
def test_what_comes_with_the_app_was_measured_on_the_weights_that_come_with_it(name):
    from explorer.lessons.memorization.measure import memorization
    from explorer.training import Trainer

    one = kept.find(name)
    assert one is not None, "make results"
    assert tuple(one.reading.networks) == tuple(one.habits) == trained.cells(name)
    trainer = Trainer.from_state(trained.read(name).lanes["gru"].state)
    again = memorization({"gru": trainer.network}, "".join(one.reading.text), trainer.task)
    np.testing.assert_allclose(
        row_shares(one.reading.networks["gru"].connectivity), row_shares(again.networks["gru"].connectivity), atol=1e-3
    )
    assert one.habits["gru"].positions > 1000
    assert (one.habits["gru"].accuracy is None) == name.startswith("characters")


def test_other_weights_are_not_passed_off_as_these(monkeypatch):
    kept.find.cache_clear()
    monkeypatch.setattr(Run, "fingerprints", lambda run: {"rnn": 1})
    assert kept.find(kept.NAMES[0]) is None
    kept.find.cache_clear()


def test_another_run_has_no_memories():
    assert kept.find("signals") is None
