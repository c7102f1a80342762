import numpy as np
import pytest

from explorer.lab import Run
from explorer.lessons.gates import kept
from explorer.shelf import bundle
from explorer.tasks import make_task


@pytest.mark.parametrize("name", kept.NAMES)
def test_what_comes_with_the_app_was_measured_on_the_weights_that_come_with_it(name):
    from explorer.lessons.gates import measure
    from explorer.lessons.gates.texts import parse, passages
    from explorer.training import Trainer

    one = kept.find(name)
    assert one is not None, "make results"
    run, task = bundle.read(name), make_task(bundle.RECIPES[name][0])
    assert set(one.reading.values) == set(one.habits) == set(run.lanes)
    text = parse(task, passages(task)[0])
    assert one.reading.text == text.symbols
    again = measure.read({"gru": Trainer.from_state(run.lanes["gru"].state).network}, text)
    for quantity, values in again.values["gru"].items():
        np.testing.assert_allclose(one.reading.values["gru"][quantity], values, atol=2e-3)
    assert all(habits.positions > 2000 for habits in one.habits.values())
    assert set(one.number) == (set(run.lanes) if name.startswith("agreement") else set())


def test_the_lecture_has_its_units_of_number():
    """Found by changing them: a unit of the English GRU that the verb follows, one of the LSTM that only tells."""
    number = kept.find("agreement-english").number
    gru, lstm = number["gru"], number["lstm"]
    assert gru.accuracy == lstm.accuracy == 1
    assert gru.swapped[gru.decider] < 0.1
    assert gru.silenced[gru.decider] < 0.7
    assert np.median(gru.swapped[gru.others]) > 0.95
    assert lstm.separation[lstm.teller] > 0.95
    assert lstm.swapped[lstm.teller] > 0.9
    assert number["rnn"].accuracy < 0.6


def test_other_weights_are_not_passed_off_as_these(monkeypatch):
    kept.find.cache_clear()
    monkeypatch.setattr(Run, "fingerprints", lambda run: {"rnn": 1})
    assert kept.find(kept.NAMES[0]) is None
    kept.find.cache_clear()


def test_another_run_has_none():
    assert kept.find("signals") is None
