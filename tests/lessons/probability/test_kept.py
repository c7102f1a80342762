from __future__ import annotations

import json

import numpy as np
import pytest

from explorer.lessons.probability import kept
from explorer.lessons.probability.kept import HERE
from explorer.lessons.probability.measure import EXAMPLES, Reader
from explorer.shelf import trained
from explorer.training import Trainer

pytestmark = pytest.mark.parametrize("name", trained.WORDS)


def test_what_they_say_of_the_first_sentences_is_what_they_say(name):
    config = trained.RECIPES[name].config
    first, reader = kept.first(name), Reader(config)
    for cell, lane in trained.read(name).lanes.items():
        network = Trainer.from_state(lane.state).network
        for text, before in zip(EXAMPLES[config.corpus], first[cell], strict=True):
            now = reader.by_network(network, reader.cut(text))
            np.testing.assert_allclose(before.factors, now.factors, atol=1e-3)
            np.testing.assert_array_equal(before.rank[now.factors > -3], now.rank[now.factors > -3])
            np.testing.assert_allclose(before.chances, now.chances, rtol=1e-3, atol=1e-5)


def test_what_was_asked_of_other_weights_is_not_shown(name, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "HERE", tmp_path)
    assert kept.first(name) is None
    told = json.loads((HERE / f"{name}.json").read_bytes())
    for weights, found in ((told["weights"], True), (told["weights"] | {"gru": 7}, False)):
        (tmp_path / f"{name}.json").write_text(json.dumps(told | {"weights": weights}), encoding="utf-8")
        assert (kept.first(name) is not None) == found
