import numpy as np
import torch

from explorer.lessons.gates import measure
from explorer.lessons.gates.record import QUANTITIES, KeptUnit, from_bytes, to_bytes
from explorer.lessons.gates.texts import parse
from explorer.network import Network
from explorer.tasks.agreement import Agreement


def test_what_is_kept_comes_back():
    torch.manual_seed(0)
    task = Agreement(distance=2)
    networks = {cell: Network(cell, task.input_size, 5, task.output_size, seed=1) for cell in ("rnn", "lstm")}
    kept = KeptUnit(
        measure.read(networks, parse(task, "The cat zorped")),
        {cell: measure.habits(network, task) for cell, network in networks.items()},
        {"lstm": measure.number(networks["lstm"], task, 0)},
        {"rnn": 1, "lstm": 2},
    )
    again = from_bytes(to_bytes(kept))
    assert again.reading.text == kept.reading.text
    assert again.reading.known.tolist() == [True, True, False]
    assert again.weights == kept.weights
    for cell in networks:
        assert list(again.reading.values[cell]) == [name for name in QUANTITIES if name in kept.reading.values[cell]]
        for name, values in kept.reading.values[cell].items():
            np.testing.assert_allclose(again.reading.values[cell][name], values, atol=1e-3)
        for part in ("mean", "below", "above", "tells"):
            one, other = getattr(kept.habits[cell], part), getattr(again.habits[cell], part)
            assert set(one) == set(other)
            for name in one:
                np.testing.assert_allclose(other[name], one[name], rtol=1e-6)
        np.testing.assert_allclose(again.habits[cell].alike, kept.habits[cell].alike, atol=1e-3)
    for part in ("separation", "silenced", "swapped", "singular", "plural"):
        np.testing.assert_allclose(getattr(again.number["lstm"], part), getattr(kept.number["lstm"], part), rtol=1e-6)
    for part in ("accuracy", "teller", "decider", "noun", "verb", "words"):
        assert getattr(again.number["lstm"], part) == getattr(kept.number["lstm"], part)
