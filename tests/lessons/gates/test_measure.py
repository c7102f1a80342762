import numpy as np
import pytest
import torch

from explorer.analysis import half_life, saturation
from explorer.lessons.gates import measure
from explorer.lessons.gates.number import separation
from explorer.lessons.gates.texts import features, held_out, parse
from explorer.network import Network
from explorer.tasks.agreement import Agreement
from explorer.tasks.characters import Characters
from explorer.trace import record

CELLS = ("rnn", "gru", "lstm")


@pytest.fixture(scope="module")
def words():
    return Agreement(distance=4)


@pytest.fixture(scope="module")
def letters():
    return Characters(corpus="own", text="to be, or not to be: that is the question. " * 40, time_steps=8)


def network(cell, task, hidden=6, layers=1, **options):
    return Network(
        cell, task.input_size, hidden, task.output_size, layers=layers, seed=3, dtype=torch.float64, **options
    )


@pytest.mark.parametrize("cell", CELLS)
def test_a_reading_is_what_the_network_does(cell, words):
    one, text = network(cell, words, layers=2), parse(words, "The cat was full")
    reading = measure.read({cell: one}, text)
    trace = record(one, np.array([[words.symbols.index(word)] for word in text.symbols]))
    values = reading.values[cell]
    np.testing.assert_allclose(values["hidden"], trace.hidden[:, :, 0], atol=1e-14)
    assert set(values) == {"hidden", *one.gates} | ({"cell"} if one.has_memory else set())
    for gate in one.gates:
        np.testing.assert_allclose(values[gate], trace.gates[gate][:, :, 0], atol=1e-14)


def test_a_word_outside_the_vocabulary_leaves_the_network_to_itself(words):
    one = network("rnn", words)
    reading = measure.read({"rnn": one}, parse(words, "The blorb was"))
    weights = one.weights()
    before, after = reading.values["rnn"]["hidden"][0, :2]
    np.testing.assert_allclose(after, np.tanh(weights["W_a"][:, :6] @ before + weights["b_a"]), atol=1e-14)


@pytest.mark.parametrize("cell", CELLS)
def test_habits_are_averages_over_the_held_out_text(cell, letters):
    one = network(cell, letters)
    habits, trace = measure.habits(one, letters), record(one, held_out(letters))
    assert habits.positions == held_out(letters).size
    carried = trace.hidden if trace.cell is None else trace.cell
    np.testing.assert_allclose(habits.mean["hidden"][0], trace.hidden[0].mean(axis=(0, 1)))
    np.testing.assert_allclose(habits.alike[0], np.corrcoef(carried[0].reshape(-1, 6).T), atol=1e-9)
    space = features(letters, held_out(letters))["space"].ravel()
    np.testing.assert_allclose(habits.tells["space"][0], separation(carried[0].reshape(-1, 6), space))
    for gate in set(one.gates) - {"candidate"}:
        below, above = saturation(trace.gates[gate][0])
        np.testing.assert_array_equal(habits.below[gate][0], below)
        np.testing.assert_array_equal(habits.above[gate][0], above)
    if cell == "rnn":
        assert habits.half_life is None
        assert habits.below == {}
    else:
        kept = trace.gates["forget"] if cell == "lstm" else 1 - trace.gates["update"]
        np.testing.assert_allclose(habits.half_life[0], half_life(kept[0].mean(axis=(0, 1))), rtol=1e-6)


def test_a_network_whose_weights_are_no_numbers_has_no_half_life(letters):
    one = network("lstm", letters)
    with torch.no_grad():
        one.cells[0].b_f.fill_(float("nan"))
    assert np.isnan(measure.habits(one, letters).half_life).all()


@pytest.mark.parametrize("cell", CELLS)
def test_a_unit_held_at_its_own_values_changes_nothing(cell, words):
    one, inputs = network(cell, words, layers=2), words.validation().inputs[:5, :4]
    trace = record(one, inputs)
    units = np.array([0, 5, 2, 2])
    for layer in (0, 1):
        own = trace.hidden[layer][:, np.arange(4), units]
        np.testing.assert_allclose(measure.clamped(one, inputs, layer, units, 1, own), trace.logits, atol=1e-12)


@pytest.mark.parametrize("layer", [0, 1])
def test_a_unit_is_held_from_its_step_on_for_readout_layers_above_and_next_step(layer, words):
    one, inputs = network("rnn", words, layers=2), words.validation().inputs[:4, :2]
    put = np.array([[9.0, 9.0], [0.3, -0.4], [0.5, 0.6], [-0.7, 0.8]])
    found = measure.clamped(one, inputs, layer, [1, 4], 1, put)
    weights = [one.weights(k) for k in (0, 1)]
    for column, unit in enumerate((1, 4)):
        states = [np.zeros(6), np.zeros(6)]
        for t in range(4):
            below = np.eye(words.input_size)[inputs[t, column]]
            for k in (0, 1):
                states[k] = np.tanh(weights[k]["W_a"] @ np.concatenate([states[k], below]) + weights[k]["b_a"])
                if k == layer and t >= 1:
                    states[k][unit] = put[t, column]
                below = states[k]
            logits = weights[0]["W_y"] @ states[1] + weights[0]["b_y"]
            np.testing.assert_allclose(found[t, column], logits, atol=1e-12)


def test_what_the_memory_of_a_held_unit_does_is_seen_by_nobody(words):
    one, inputs = network("lstm", words), words.validation().inputs[:4, :3]
    before = measure.clamped(one, inputs, 0, [2, 2, 2], 0, np.zeros((4, 3)))
    with torch.no_grad():
        one.cells[0].b_f[2], one.cells[0].b_c[2], one.cells[0].b_o[2] = -3.0, 2.0, 1.0
    np.testing.assert_allclose(measure.clamped(one, inputs, 0, [2, 2, 2], 0, np.zeros((4, 3))), before, atol=1e-14)
    assert not np.allclose(measure.clamped(one, inputs, 0, [1, 1, 1], 0, np.zeros((4, 3))), before)


def by_hand(task):
    """An RNN in which unit 0 alone holds the number and decides the verb; unit 1 holds it too, but nothing reads it."""
    one = Network("rnn", task.input_size, 4, task.output_size, seed=0, dtype=torch.float64, activation="tanh")
    nouns = np.unique(task.validation().inputs[len(task.language.opening) - 1])
    half = task.validation().inputs.shape[1] // 2
    singular = set(task.validation().inputs[len(task.language.opening) - 1, :half].tolist())
    with torch.no_grad():
        cell = one.cells[0]
        for parameter in one.parameters():
            parameter.zero_()
        cell.W_a[0, 0], cell.W_a[1, 1], cell.W_a[2, 2] = 3.0, 3.0, 0.1
        for noun in nouns.tolist():
            sign = 1.0 if noun in singular else -1.0
            cell.W_a[0, 4 + noun] = cell.W_a[1, 4 + noun] = 5 * sign
        was, were = (task.symbols.index(verb) for verb in task.language.verbs)
        one.W_y[was, 0], one.W_y[were, 0] = 2.0, -2.0
    return one


def test_the_unit_that_decides_the_verb_is_found_by_changing_it_not_by_looking():
    task = Agreement(distance=0)
    found = measure.number(by_hand(task), task, 0)
    assert found.accuracy == 1
    np.testing.assert_allclose(found.separation, [1, 1, 0, 0])
    assert found.decider == 0
    np.testing.assert_allclose(found.swapped, [0, 1, 1, 1])
    np.testing.assert_allclose(found.silenced, [0.5, 1, 1, 1])
    assert (found.singular[0, found.noun :, 0] > 0.9).all()
    assert (found.plural[0, found.noun :, 0] < -0.9).all()
    assert (found.noun, found.verb) == (len(task.language.opening) - 1, task.verb_at)
    assert len(found.words) == task.verb_at + 1
    assert set(found.others) == {0, 1, 2, 3} - {found.teller, found.decider}


def test_of_a_large_layer_only_some_units_are_changed(words, monkeypatch):
    monkeypatch.setattr(measure, "UNITS", 4)
    found = measure.number(network("gru", words, hidden=12), words, 0)
    assert np.isfinite(found.swapped).sum() == np.isfinite(found.silenced).sum() == 4
    assert np.isfinite(found.swapped[[found.teller, found.decider]]).all()


def test_units_can_be_changed_in_several_rounds(words, monkeypatch):
    one = network("lstm", words)
    at_once = measure.number(one, words, 0)
    monkeypatch.setattr(measure, "AT_ONCE", 300)
    in_rounds = measure.number(one, words, 0)
    np.testing.assert_allclose(in_rounds.swapped, at_once.swapped)
    np.testing.assert_allclose(in_rounds.silenced, at_once.silenced)


def test_what_would_not_fit_is_measured_on_fewer_windows(letters, monkeypatch):
    one = network("gru", letters)
    whole = held_out(letters)
    monkeypatch.setattr(measure, "ROOM", len(whole) * 6 * 5 * 1.5)
    assert measure.habits(one, letters).positions == len(whole)
    assert measure.held(one, letters, 0, "hidden").states.shape == (len(whole), 1, 6)
