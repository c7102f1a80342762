"""Models in a wrapping of torch's: weights computed from others, scripts, compilers and parallel copies."""

import warnings

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune

from explorer.convert import from_torch
from explorer.problem import Problem
from tests.convert.test_models import HIDDEN, INPUT, Model, assert_same_logits, ids


def old_weight_norm(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nn.utils.weight_norm(model.rnn, "weight_hh_l0")


def old_spectral_norm(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nn.utils.spectral_norm(model.head)


class Negative(nn.Module):
    def forward(self, x):
        return -x


COMPUTED = {
    "remove_weight_norm": old_weight_norm,
    "remove_spectral_norm": old_spectral_norm,
    r"prune\.remove": lambda model: prune.l1_unstructured(model.rnn, "weight_hh_l0", 0.5),
    r"utils\.prune\.remove": lambda model: prune.l1_unstructured(model.head, "weight", 0.5),
    "remove_parametrizations": lambda model: parametrizations.weight_norm(model.rnn, "weight_ih_l0"),
    r"parametrize\.remove_parametrizations": lambda model: parametrize.register_parametrization(
        model.embedding, "weight", Negative()
    ),
}


@pytest.mark.parametrize("as_state", [True, False])
@pytest.mark.parametrize("remedy", COMPUTED)
def test_computed_weights_are_refused_with_the_remedy(remedy, as_state):
    model = Model()
    COMPUTED[remedy](model)
    with pytest.raises(Problem, match=rf"computed from others: .*Call torch.*{remedy} first"):
        from_torch(model.state_dict() if as_state else model)


def test_a_pruned_model_is_taken_over_once_the_remedy_is_applied():
    model = Model()
    prune.l1_unstructured(model.rnn, "weight_hh_l0", 0.5)
    prune.remove(model.rnn, "weight_hh_l0")
    assert_same_logits(from_torch(model), model(ids()))


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
def test_scripted_modules_are_refused():
    scripted = torch.jit.script(nn.RNN(INPUT, HIDDEN, nonlinearity="relu"))
    with pytest.raises(Problem, match="scripted module does not show"):
        from_torch(scripted)
    with pytest.raises(Problem, match="scripted module does not show"):
        from_torch(Model(rnn=scripted))


def test_compiled_and_parallel_wrappers_are_seen_through():
    model = Model()
    assert_same_logits(from_torch(nn.DataParallel(model)), model(ids()))
    assert_same_logits(from_torch(torch.compile(model, backend="eager")), model(ids()))
