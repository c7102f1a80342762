from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch

from explorer import sampling
from explorer.generation import Levels, Walk, Writer
from explorer.network import Network
from explorer.problem import Problem
from explorer.trace import record

SYMBOLS = 7
NETWORKS = [
    ("rnn", {"activation": "relu"}, 1),
    ("gru", {}, 2),
    ("gru", {"reset_after": True}, 1),
    ("lstm", {}, 1),
    ("lstm", {"output_activation": "tanh"}, 3),
    ("gru-simple", {}, 1),
    ("nested-lstm", {}, 2),
]


def make(cell="lstm", layers=1, **options):
    return Network(cell, SYMBOLS, 6, SYMBOLS, layers=layers, seed=4, **options)


@pytest.mark.parametrize(("cell", "options", "layers"), NETWORKS)
@pytest.mark.parametrize("engine", ["kernel", "cell"])
def test_step_by_step_it_sees_what_the_network_computes_on_the_whole_text(cell, options, layers, engine):
    network = make(cell, layers, engine=engine, **options)
    writer = Writer(network, [1, 2, 3], seed=5)
    tokens = [1, 2, 3]
    for _ in range(10):
        trace = record(network, np.array(tokens)[:, None])
        np.testing.assert_allclose(writer.logits, trace.logits[-1, 0], atol=1e-5)
        np.testing.assert_allclose(writer.hidden, trace.hidden[:, -1, 0], atol=1e-5)
        tokens.append(writer.advance().token)


def test_a_token_is_the_choice_of_its_number_from_its_share():
    writer = Writer(make(), [0], seed=9, temperature=0.8, top_k=4, top_p=0.9)
    levels = np.random.default_rng(9).random(20)
    for level in levels:
        expected = sampling.probabilities(writer.logits, 0.8, 4, 0.9)
        drawn = writer.advance()
        np.testing.assert_array_equal(drawn.share, expected)
        assert (drawn.level, drawn.token) == (level, int(sampling.choose(expected, level)))


def test_nothing_given_is_one_step_of_zeros_as_in_the_lecture():
    network = make("gru")
    trace = record(network, np.zeros((1, 1, SYMBOLS), np.float32))
    np.testing.assert_allclose(Writer(network).logits, trace.logits[0, 0], atol=1e-6)


def test_a_copy_goes_its_own_way_and_meets_the_same_numbers():
    writer = Writer(make(), [1], seed=2)
    for _ in range(3):
        writer.advance()
    before, logits = writer.copy(), writer.logits.copy()
    other = next(token for token in range(SYMBOLS) if token != before.copy().advance().token)
    went = [writer.advance() for _ in range(5)]
    branch = before.copy()
    assert branch.advance(other).level is None
    assert [branch.advance().level for _ in range(4)] == [drawn.level for drawn in went[1:]]
    np.testing.assert_array_equal(before.logits, logits)
    assert [before.advance().token for _ in range(5)] == [drawn.token for drawn in went]
    branch.settings["temperature"] = 0
    assert before.settings["temperature"] == 1.0


def test_number_i_depends_on_seed_and_i_alone():
    far_first = Levels(3)
    assert far_first[700] == Levels(3)[700] == np.random.default_rng(3).random(701)[700]
    assert far_first[0] == np.random.default_rng(3).random()


def test_a_token_late_in_a_text_takes_as_many_operations_as_an_early_one():
    calls = []
    writer = Writer(make(), [1])
    steps = list(writer._walk._steppers)
    writer._walk._steppers = [lambda x, parts, step=step: calls.append(parts.shape) or step(x, parts) for step in steps]
    for _ in range(300):
        writer.advance()
    assert calls == [(2, 1, 6)] * 300


def test_what_it_cannot_do_is_named():
    writer = Writer(make(), [1])
    for token in (-1, SYMBOLS):
        with pytest.raises(Problem, match=str(token)):
            writer.advance(token)
    assert writer.written == 0
    with pytest.raises(Problem, match="9"):
        Writer(make(), [9])
    with pytest.raises(Problem, match="3 symbols and writes 5"):
        Writer(Network("gru", 3, 4, 5))
    with pytest.raises(Problem, match="-1"):
        Writer(make(), temperature=-1)
    with torch.no_grad():
        broken = make("rnn")
        broken.W_y.fill_(torch.nan)
    with pytest.raises(Problem, match="diverged"):
        Writer(broken, [1]).advance()


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("name", ["rnn", "gru-simple", "gru", "lstm", "nested-lstm"])
def test_a_walk_gives_what_the_network_gives_and_copies_part(name, ids):
    network = Network(name, SYMBOLS, 6, 3, layers=2, seed=2)
    rng = np.random.default_rng(0)
    x = rng.integers(SYMBOLS, size=(5, 4)) if ids else rng.standard_normal((5, 4, SYMBOLS))
    expected = network(torch.from_numpy(x)).detach().numpy()
    walk = Walk(network, batch=4)
    for t in range(3):
        np.testing.assert_allclose(walk.read(x[t]), expected[t], atol=1e-6)
    other = walk.copy()
    np.testing.assert_allclose(other.read(x[3]), expected[3], atol=1e-6)
    other.read(x[4])
    np.testing.assert_allclose(walk.read(x[3]), expected[3], atol=1e-6)


@pytest.mark.parametrize(
    "prompt",
    [
        np.array([1, 2], np.uint16),
        torch.tensor([1, 2]),
        (1, 2),
        pd.Series([1, 2], index=[5, 6]),
        np.array([2, 1])[::-1],
    ],
)
def test_a_prompt_of_any_integers_is_read(prompt):
    network = Network("gru", 5, 4, 5)
    writer, expected = Writer(network, prompt, seed=np.int64(1)), Writer(network, [1, 2], seed=1)
    np.testing.assert_array_equal(writer.logits, expected.logits)
    assert writer.advance().token == expected.advance().token
    assert type(writer.advance(np.int32(3)).token) is int


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ([1.5], "Ids must be whole numbers from 0 to 4; got 1.5"),
        ("ab", "Ids must be whole numbers from 0 to 4; got 'a'"),
        ([[1]], r"Ids must be whole numbers from 0 to 4; got \[1\]"),
        ([np.int64(5)], "Ids must be 0 to 4; got 5"),
        (5, r"The prompt must be a list of ids, \[\] for none; got 5"),
        (None, "The prompt must be a list of ids"),
        (torch.tensor(3), "The prompt must be a list of ids"),
    ],
)
def test_a_prompt_that_is_none_is_told(prompt, expected):
    with pytest.raises(Problem, match=expected):
        Writer(Network("gru", 5, 4, 5), prompt)


@pytest.mark.parametrize("seed", [1.5, -1, None, "1", True])
def test_a_seed_that_is_none_is_told(seed):
    with pytest.raises(Problem, match="seed must be a whole number, 0 or more"):
        Levels(seed)


def test_a_choice_that_is_no_id_is_told_and_changes_nothing():
    writer = Writer(Network("gru", 5, 4, 5))
    before = writer.logits
    for wrong, expected in ((1.0, "whole numbers"), (5, "Ids must be 0 to 4; got 5")):
        with pytest.raises(Problem, match=expected):
            writer.advance(wrong)
    assert writer.logits is before
    assert writer.written == 0
