"""State dicts, which do not say what their tensors do."""

import pytest
import torch
from torch import nn

from explorer.convert import from_torch
from explorer.problem import Problem
from tests.convert.test_models import HIDDEN, INPUT, Model, assert_same_logits, ids


def test_what_is_beside_the_recurrent_part_must_be_named():
    model = Model()
    state = model.state_dict()
    for given in ({}, {"readout": model.head}, {"embedding": model.embedding}):
        with pytest.raises(Problem, match=r"also holds “.*” and does not say what it does. Give the model itself"):
            from_torch(state, **given)
    assert_same_logits(from_torch(state, model.head, embedding=model.embedding), model(ids()))
    alone = {name: value for name, value in state.items() if name.startswith("rnn.")}
    assert_same_logits(from_torch(alone, model.head, embedding=model.embedding), model(ids()))


@pytest.mark.parametrize(
    "changed",
    [
        {"between": nn.LayerNorm(HIDDEN)},
        {"before": nn.Linear(INPUT, INPUT)},
        {"before": nn.Embedding(3, INPUT)},
        {"head": nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, 3))},
        {"head": nn.ModuleList([nn.Linear(HIDDEN, 3), nn.Linear(HIDDEN, 3)])},
        {"between": nn.BatchNorm1d(HIDDEN)},
    ],
)
def test_whatever_else_a_model_holds_is_not_overlooked(changed):
    model = Model(**changed)
    head = model.head if isinstance(model.head, nn.Linear) else model.head[-1]
    with pytest.raises(Problem, match="also holds"):
        from_torch(model.state_dict(), head, embedding=model.embedding)


def test_a_model_that_is_itself_recurrent_and_holds_more():
    class Recurrent(nn.GRU):
        def __init__(self):
            super().__init__(INPUT, HIDDEN)
            self.scale = nn.Parameter(torch.ones(1))

    with pytest.raises(Problem, match=r"also holds “scale”"):
        from_torch(Recurrent().state_dict())


def test_tied_weights_need_both_parts():
    model = Model(nn.Embedding(6, HIDDEN), nn.GRU(HIDDEN, HIDDEN), nn.Linear(HIDDEN, 6, bias=False))
    model.head.weight = model.embedding.weight
    with pytest.raises(Problem, match="also holds"):
        from_torch(model.state_dict(), model.head)
    assert_same_logits(from_torch(model.state_dict(), model.head, embedding=model.embedding), model(ids()))


@pytest.mark.parametrize("key", ["state_dict", "model_state_dict", "ema"])
def test_a_checkpoint_is_refused_with_the_remedy(key):
    with pytest.raises(Problem, match=rf"more than a state dict. Give the part with the weights: \[“{key}”\]"):
        from_torch({"epoch": 3, key: Model().state_dict()})


def test_an_rnns_activation_must_be_said():
    state = nn.RNN(INPUT, HIDDEN, nonlinearity="relu").state_dict()
    with pytest.raises(Problem, match="does not say which activation"):
        from_torch(state)
    assert from_torch(state, activation="relu").cell_options["activation"] == "relu"


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "a.b.c."])
def test_prefixes_of_wrappers_do_not_matter(prefix):
    model = nn.GRU(INPUT, HIDDEN)
    found = from_torch({f"{prefix}{name}": value for name, value in model.state_dict().items()})
    x = torch.ones(3, 2, INPUT)
    torch.testing.assert_close(found(x), model(x)[0])
