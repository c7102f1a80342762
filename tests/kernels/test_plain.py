"""Where someone would see that a compiled loop is not the cell, the cell itself runs."""

import copy
import warnings

import numpy as np
import pytest
import torch
from torch import nn
from torch.autograd import forward_ad
from torch.func import functional_call, grad, jvp, vmap
from torch.nn.utils import parametrizations, parametrize, prune
from torch.testing import assert_close
from torch.utils.checkpoint import checkpoint

from explorer.generation import Writer
from explorer.gradients import connectivity, gradient_norms, jacobian_norms, loss_contributions
from explorer.kernels._plain import can_stand_for
from explorer.network import Network
from explorer.problem import Problem
from explorer.trace import record
from tests.cells.reference import VARIANTS

IDS = torch.randint(6, (7, 3), generator=torch.Generator().manual_seed(0))
VECTORS = torch.randn(7, 3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def made(name="lstm", engine="kernel", **options):
    return Network(name, 6, 5, 6, 2, seed=1, engine=engine, dtype=torch.float64, **options)


def twice(module, inputs, output):
    state, gates = output
    return state.map(lambda part: 2 * part), gates


def with_forward_hook(network):
    network.cells[0].register_forward_hook(twice)


def with_pre_hook(network):
    network.cells[1].register_forward_pre_hook(lambda module, inputs: (inputs[0], inputs[1].map(torch.neg)))


def with_another_forward(network):
    cell = network.cells[0]
    forward = cell.forward
    cell.forward = lambda x, state: twice(cell, None, forward(x, state))


def with_a_subclass(network):
    class Doubled(type(network.cells[0])):
        def forward(self, x, state):
            return twice(self, None, super().forward(x, state))

    network.cells[0].__class__ = Doubled


def pruned(network):
    prune.l1_unstructured(network.cells[0], "W_c", 0.5)


def pruned_readout(network):
    prune.l1_unstructured(network, "W_y", 0.5)


def old_weight_norm(network):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        nn.utils.weight_norm(network.cells[1], "W_u")


def new_weight_norm(network):
    parametrizations.weight_norm(network.cells[0], "W_u")


class Tripled(nn.Module):
    def forward(self, x):
        return 3 * x


def parametrized(network):
    parametrize.register_parametrization(network.cells[0], "b_c", Tripled())


COMPUTED = [pruned, pruned_readout, old_weight_norm, new_weight_norm, parametrized]
HOOKED = [with_forward_hook, with_pre_hook, with_another_forward, with_a_subclass]


@pytest.mark.parametrize("change", COMPUTED + HOOKED)
@pytest.mark.parametrize("name", ["gru-simple", "gru", "lstm"])
def test_both_engines_show_what_somebody_changed(name, change):
    fast, slow = made(name), made(name, "cell")
    change(fast)
    change(slow)
    assert_close(fast(IDS), slow(IDS), rtol=0, atol=1e-12)
    fast(IDS).square().sum().backward()
    slow(IDS).square().sum().backward()
    for (key, own), expected in zip(fast.named_parameters(), slow.parameters(), strict=True):
        assert_close(own.grad, expected.grad, rtol=0, atol=1e-12, msg=key)
    assert_close(fast.step(IDS[0])[0], slow.step(IDS[0])[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(Writer(fast, [1, 2]).logits, Writer(slow, [1, 2]).logits, atol=1e-12)
    if change not in (old_weight_norm, new_weight_norm):  # which change nothing before training does
        assert not torch.allclose(fast(IDS), made(name)(IDS))


def measured(network):
    return {
        "logits": record(network, IDS).logits,
        "contributions": loss_contributions(network, IDS, IDS),
        "jacobian": jacobian_norms(network, IDS),
        "input": connectivity(network, IDS),
        "embedding": connectivity(network, IDS, wrt="embedding"),
    } | gradient_norms(network, IDS, IDS)


@pytest.mark.parametrize("change", COMPUTED)
def test_what_is_measured_with_computed_weights_is_what_plain_ones_give(change):
    network = made()
    change(network)
    network(IDS).square().sum().backward()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(1.2)  # computed weights follow at the next forward, which measuring must not wait for
    found, plain = measured(network), made()
    with torch.no_grad():
        for layer, cell in enumerate(plain.cells):
            for name, value in network.weights(layer).items():
                (plain if name.endswith("_y") else cell).get_parameter(name).copy_(torch.as_tensor(value))
    for name, values in measured(plain).items():
        np.testing.assert_allclose(found[name], values, rtol=1e-10, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("change", [with_forward_hook, with_a_subclass])
def test_what_is_measured_counts_what_a_hook_does(change):
    network = made()
    change(network)
    expected = np.zeros((7, 7))
    for b in range(3):
        x = nn.functional.one_hot(IDS[:, b : b + 1], 6).double().requires_grad_()
        for s, symbol in enumerate(network(IDS)[:, b].argmax(-1)):
            (slope,) = torch.autograd.grad(network(x)[s, 0, symbol], x)
            expected[s] += slope[:, 0].norm(dim=1).numpy() / 3
    np.testing.assert_allclose(connectivity(network, IDS), expected, rtol=1e-9, atol=1e-13)


def test_a_hook_and_pruning_together():
    network, hooked = made(), made()
    pruned(network)
    with_forward_hook(network)
    network(IDS).sum().backward()
    with torch.no_grad():
        hooked.cells[0].W_c.copy_(network.cells[0].W_c)
    with_forward_hook(hooked)
    found = measured(network)
    for name, values in measured(hooked).items():
        np.testing.assert_allclose(found[name], values, rtol=1e-10, atol=1e-13, err_msg=name)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_functional_transforms_go_through_the_cell(name, options):
    network = made(name, **options)
    weights = {key: value.detach() for key, value in network.named_parameters()}
    found = grad(lambda own: functional_call(network, own, (IDS,)).square().sum())(weights)
    network(IDS).square().sum().backward()
    for key, parameter in network.named_parameters():
        assert_close(found[key], parameter.grad, rtol=1e-9, atol=1e-12)
    several = torch.stack([VECTORS, -VECTORS])
    assert_close(vmap(network)(several), torch.stack([network(x) for x in several]), rtol=0, atol=1e-12)


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_forward_mode_goes_through_the_cell(name, options):
    network, direction = made(name, **options), torch.ones_like(VECTORS)
    step = 1e-6
    expected = (network(VECTORS + step) - network(VECTORS - step)).detach() / (2 * step)
    assert_close(jvp(network, (VECTORS,), (direction,))[1].detach(), expected, rtol=1e-6, atol=1e-6)
    with forward_ad.dual_level():
        found = forward_ad.unpack_dual(network(forward_ad.make_dual(VECTORS, direction))).tangent
        assert_close(found.detach(), expected, rtol=1e-6, atol=1e-6)


def test_a_compiled_network_gives_the_same():
    network, vectors = made("gru"), VECTORS[:3]  # what is compiled is written out, step by step
    network(vectors).square().sum().backward()
    expected = {key: parameter.grad for key, parameter in network.named_parameters()}
    network.zero_grad()
    compiled = torch.compile(network, backend="aot_eager")
    logits = compiled(vectors)
    assert_close(logits, network(vectors), rtol=0, atol=1e-12)
    logits.square().sum().backward()
    for key, parameter in network.named_parameters():
        assert_close(parameter.grad, expected[key], rtol=1e-9, atol=1e-12)


def test_checkpointing_and_other_parameters_keep_the_fast_engine():
    network, other = made(), made()
    network(IDS).square().sum().backward()
    checkpoint(other, IDS, use_reentrant=False).square().sum().backward()
    for own, expected in zip(other.parameters(), network.parameters(), strict=True):
        assert_close(own.grad, expected.grad, rtol=0, atol=0)
    halved = {key: value.detach() / 2 for key, value in network.named_parameters()}
    moved = copy.deepcopy(network)
    moved.load_state_dict(halved)
    assert_close(functional_call(network, halved, (IDS,)), moved(IDS), rtol=0, atol=0)


def test_the_fast_engine_serves_a_network_that_nobody_touched():
    network = made()
    assert all(
        can_stand_for(cell, IDS, *state.parts)
        for cell, state in zip(network.cells, network.initial_state(3), strict=True)
    )
    assert not can_stand_for(network.cells[0].to(torch.bfloat16), IDS)
    assert not can_stand_for(network.cells[1], VECTORS.float())
    handle = nn.modules.module.register_module_forward_hook(lambda *_: None)
    assert not can_stand_for(network.cells[1], IDS)
    handle.remove()
    assert can_stand_for(network.cells[1], IDS)


def in_place(network, what):
    """Run, change one thing that the way back may need, and go back."""
    x, tapes = VECTORS.clone(), []
    logits, states = network.unroll(x, tapes=tapes)
    changed = {
        "input": x,
        "parameter": next(network.cells[0].parameters()),
        "hidden on the tape": tapes[0].hidden,
        "gate on the tape": tapes[0].gates.get("update"),
        "last state": states[0].hidden,
    }
    with torch.no_grad():
        changed[what].add_(1)
    logits.sum().backward()


@pytest.mark.parametrize("what", ["input", "parameter", "hidden on the tape", "gate on the tape"])
@pytest.mark.parametrize("name", ["gru-simple", "gru", "lstm"])
def test_what_changed_before_the_way_back_is_an_error_and_no_wrong_gradient(name, what):
    with pytest.raises(RuntimeError, match=r"modified (by an )?inplace"):
        in_place(made(name), what)


@pytest.mark.parametrize("name", ["rnn", "gru-simple", "gru", "lstm"])
def test_the_last_state_may_be_reset_in_place(name):
    network, untouched = made(name), made(name)
    in_place(network, "last state")
    untouched(VECTORS).sum().backward()
    for own, expected in zip(network.parameters(), untouched.parameters(), strict=True):
        assert_close(own.grad, expected.grad, rtol=0, atol=0)


def test_only_the_cells_own_equations_can_be_differentiated_twice():
    x = VECTORS[:3, :1].clone().requires_grad_()
    fast, slow = made("gru"), made("gru", "cell")
    with pytest.raises(Problem, match=r"can be differentiated once. For a second derivative choose engine=“cell”"):
        torch.autograd.functional.hessian(lambda x: fast(x).square().sum(), x)
    found = torch.autograd.functional.hessian(lambda x: slow(x).square().sum(), x).reshape(18, 18)
    torch.testing.assert_close(found, found.t(), rtol=0, atol=1e-12)
    assert found.any()
