"""What was measured of one direction and of both: it can be measured again, and is of the runs that the page shows."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.names import CELLS
from explorer.shelf import bundle, directions
from explorer.training import Trainer

KEPT = [name for name in bundle.RECIPES if directions.find(name) is not None]


def test_the_tasks_that_read_in_both_directions_have_been_measured() -> None:
    assert {bundle.RECIPES[name][0].task for name in KEPT} == {"entities", "dna"}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_was_trained_as_long_as_the_run_beside_it(name: str) -> None:
    found = directions.find(name)
    assert found is not None
    assert found.steps == bundle.RECIPES[name][1]
    for side in (found.one, found.both):
        assert list(side) == list(CELLS)
        assert {len(scores) for scores in side.values()} == {len(directions.SEEDS)}


def test_one_direction_has_the_parameters_of_both() -> None:
    config = bundle.RECIPES["dna"][0].changed(cell="lstm")
    found = directions.find("dna")
    assert found is not None
    counts = [
        Trainer(config.changed(directions=way, hidden_size=units)).snapshot().parameters
        for way, units in zip(directions.DIRECTIONS, found.units, strict=True)
    ]
    assert found.units[0] > found.units[1] == config.hidden_size
    assert abs(counts[0] / counts[1] - 1) < 0.02


def test_the_same_seed_reaches_the_same_and_both_directions_are_another_network() -> None:
    again = [directions.measure("entities-english", steps=10, seeds=(2,)) for _ in range(2)]
    assert again[0] == again[1]
    assert again[0].metric == "F1 of persons"
    one, both = (np.array(list(side.values())) for side in (again[0].one, again[0].both))
    assert one.shape == both.shape == (3, 1)
    assert (one != both).all()


def test_of_what_nobody_measured_there_is_nothing() -> None:
    assert directions.find("signals") is None
    assert directions.find("dna-english") is None
