"""What the page says of a probe that ends in a choice, against what the networks were measured to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis import left_of
from explorer.app.numbers import share
from explorer.config import Config
from explorer.lessons.compare import choice
from explorer.records import Snapshot
from explorer.sampling import log_softmax
from explorer.shelf import bundle
from explorer.shelf.bundle import EVENLY, RECIPES
from explorer.tasks import Contrast, Task, make_task


@pytest.fixture(params=EVENLY)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def opening(name: str) -> tuple[Task, Contrast, dict[str, Snapshot]]:
    task = make_task(RECIPES[name][0])
    contrast = task.contrast()
    assert contrast is not None
    return task, contrast, bundle.read(name).snapshots()


def test_the_chances_are_those_of_both_verbs_after_both_nouns(name: str) -> None:
    task, contrast, shown = opening(name)
    symbols = task.symbols or ()
    for snapshot in shown.values():
        found = choice.chances(snapshot, contrast)
        assert found.shape == (2, 2)
        for row, trace in zip(found, (snapshot.trace, snapshot.counterpart), strict=True):
            assert trace is not None
            every = np.exp(log_softmax(trace.logits[-1, 0]))
            np.testing.assert_allclose(row, [every[i] for i in contrast.answers], rtol=1e-6)
        # The task's own sample, drawn apart from this, says the same to two decimals.
        one, many = (symbols[i] for i in contrast.answers)
        for (was, were), line in zip(found, snapshot.sample.text.split("\n"), strict=True):
            said = dict(part.split(" = ") for part in line[line.index("P(") :].split(", "))
            assert float(said[f"P({one})"]) == pytest.approx(was, abs=0.006)
            assert float(said[f"P({many})"]) == pytest.approx(were, abs=0.006)


def test_what_is_left_is_of_the_memory_cell_where_there_is_one(name: str) -> None:
    _task, contrast, shown = opening(name)
    lstm, gru = shown["lstm"], shown["gru"]
    assert lstm.counterpart is not None
    assert gru.counterpart is not None
    assert lstm.trace.cell is not None
    assert lstm.counterpart.cell is not None
    cells = left_of(lstm.trace.cell[0, :, 0], lstm.counterpart.cell[0, :, 0], contrast.at)
    states = left_of(gru.trace.hidden[0, :, 0], gru.counterpart.hidden[0, :, 0], contrast.at)
    np.testing.assert_array_equal(choice.left(lstm, contrast, 0), cells)
    np.testing.assert_array_equal(choice.left(gru, contrast, 0), states)
    assert cells[contrast.at] == states[contrast.at] == 1


def test_a_snapshot_from_before_both_sides_were_seen_shows_no_choice(name: str) -> None:
    task, contrast, shown = opening(name)
    assert choice.contrast_of(task, shown) is not None
    old = {cell: replace(snapshot, counterpart=None) for cell, snapshot in shown.items()}
    assert choice.contrast_of(task, old) is None
    with pytest.raises(ValueError, match="without a counterpart"):
        choice.chances(old["rnn"], contrast)


@pytest.mark.parametrize(
    ("lasting", "told"),
    [
        ({"RNN": 0.07, "GRU": 4.6, "LSTM": 16}, "more than half in the GRU and LSTM, less than a tenth in the RNN"),
        ({"RNN": 0.0, "GRU": 0.0, "LSTM": 0.09}, "less than a tenth in the RNN, GRU and LSTM"),
        ({"RNN": 0.2, "GRU": 0.5, "LSTM": 0.51}, "more than half in the LSTM, a part in the RNN and GRU"),
        ({"LSTM": 1.0}, "more than half in the LSTM"),
        ({"RNN": float("nan"), "LSTM": 1.0}, "more than half in the LSTM"),
    ],
)
def test_the_sentence_says_what_the_numbers_say(lasting: dict[str, float], told: str) -> None:
    task = make_task(Config(task="agreement"))
    contrast = task.contrast()
    assert contrast is not None
    made = choice.choice(task, contrast, lasting)
    assert made.look == f"Of its difference to “cats”, left at the verb: {told}."
    assert (made.openings, made.answers) == (("The cat", "The cats"), ("was", "were"))


def test_where_nothing_can_be_compared_nothing_is_said() -> None:
    task = make_task(Config(task="agreement"))
    contrast = task.contrast()
    assert contrast is not None
    assert choice.choice(task, contrast, {"RNN": float("nan")}).look == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0 %"), (0.004, "0.4 %"), (0.07, "7 %"), (1.0, "100 %"), (1.994, "199 %"), (4.64, "× 4.6"),
        (15.6, "× 16"), (float("nan"), "–"), (float("inf"), "–"),
    ],
)  # fmt: skip
def test_shares_are_written_as_people_write_them(value: float, said: str) -> None:
    assert share(value) == said
