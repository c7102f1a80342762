"""Networks from elsewhere, in the lecture's notation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from explorer.network import Network
from explorer.problem import N_, Problem

CELLS: dict[int, tuple[str, str, dict[str, Any]]] = {
    1: ("rnn", "a", {}),
    3: ("gru", "ruc", {"reset_after": True}),
    4: ("lstm", "ufco", {"output_activation": "tanh", "forget_bias": 0.0}),
}
"""By how many gates torch stacks: our cell, the suffixes k of its matrices in torch's order, its options."""

FOREIGN = re.compile(r"(weight|bias)_([ih]h_l\d+_reverse|hr_l\d+)")
"""Parameters of what the lecture's networks do not have: a second direction, a projection."""


def from_torch(
    module: nn.Module | Mapping[str, Tensor], readout: nn.Linear | None = None, activation: str = "tanh"
) -> Network:
    """An nn.RNN, nn.GRU or nn.LSTM as a Network: the same outputs, and everything inside to look at.

    `module` may also be a model that holds just one of them, or the state dict of either, which does not say which
    `activation` an nn.RNN has. Nothing is read from files and nothing is unpickled.

    The logits of the network are the module's outputs a<t>, [time, batch, hidden], or those of `readout` on them.
    Inputs are time first, whatever `batch_first` says; ids stand for one-hot vectors. Dropout, which acts in training
    only, is left out. Torch has two biases a gate where the lecture has one: they are added, except in the GRU's
    candidate, where Γr stands between them. Its z is 1 − Γu, so that the weights of z change their sign. The network is
    a copy, in the precision of the weights.

    Raises `Problem` for anything else, for two directions and for a projection (`proj_size`).
    """
    if isinstance(module, nn.Module):
        found = [part for part in module.modules() if isinstance(part, nn.RNN)]
        activation = found[0].nonlinearity if found else activation
        module = module.state_dict()
    weights = _recurrent_part(module)
    name, order, options = _recognised(weights)
    rows, hidden_size = weights["weight_hh_l0"].shape
    layers = sum(name.startswith("weight_hh") for name in weights)
    _check_shapes(weights, layers, rows, hidden_size)
    linear = _readout(readout, weights["weight_hh_l0"])
    network = Network(
        name,
        weights["weight_ih_l0"].shape[1],
        hidden_size,
        len(linear["W_y"]),
        layers,
        dtype=weights["weight_hh_l0"].dtype,
        **options | ({"activation": activation} if name == "rnn" else {}),
    ).to(weights["weight_hh_l0"].device)
    with torch.no_grad():
        for layer, cell in enumerate(network.cells):
            for parameter, value in _translated(weights, layer, order).items():
                cell.get_parameter(parameter).copy_(value)
        for parameter, value in linear.items():
            network.get_parameter(parameter).copy_(value)
    return network


def _recurrent_part(state: Any) -> dict[str, Tensor]:
    """The parameters of the one recurrent module in a state dict, under torch's names alone."""
    names = [name for name in state if isinstance(name, str)] if isinstance(state, Mapping) else []
    before = [name.removesuffix("weight_hh_l0") for name in names if re.search(r"(^|\.)weight_hh_l0$", name)]
    if len(before) != 1:
        raise _unknown(state)
    own = {name.removeprefix(before[0]): state[name] for name in names if name.startswith(before[0])}
    if any(FOREIGN.fullmatch(name) for name in own):
        raise Problem(
            N_("Networks here read in one direction and have no projection: bidirectional and proj_size must be off.")
        )
    found = {name: value for name, value in own.items() if re.fullmatch(r"(weight|bias)_[ih]h_l\d+", name)}
    for name, value in found.items():
        dimensions = 2 if name.startswith("weight") else 1
        if not isinstance(value, Tensor) or not value.is_floating_point() or value.dim() != dimensions:
            raise _unknown(state)
    if "weight_ih_l0" not in found:
        raise _unknown(state)
    return {name: value.detach() for name, value in found.items()}


def _recognised(weights: Mapping[str, Tensor]) -> tuple[str, str, dict[str, Any]]:
    rows, hidden_size = weights["weight_hh_l0"].shape
    gates = rows / hidden_size if hidden_size else 0
    if gates not in CELLS:
        raise _unknown(weights)
    return CELLS[int(gates)]


def _unknown(got: Any) -> Problem:
    what = (
        f"{type(got).__name__} ({', '.join(map(str, list(got)[:4]))})" if isinstance(got, Mapping) else repr(got)[:80]
    )
    return Problem(
        N_("Expected an nn.RNN, nn.GRU or nn.LSTM, or the state dict of a model with just one of them; got {got}."),
        got=what,
    )


def _check_shapes(weights: Mapping[str, Tensor], layers: int, rows: int, hidden_size: int) -> None:
    """Every layer is there, with the shapes that the first one implies; biases in pairs or not at all."""
    has_biases = any(name.startswith("bias") for name in weights)
    expected: dict[str, list[int]] = {}
    for layer in range(layers):
        columns = hidden_size if layer else weights["weight_ih_l0"].shape[1]
        expected |= {f"weight_ih_l{layer}": [rows, columns], f"weight_hh_l{layer}": [rows, hidden_size]}
        if has_biases:
            expected |= {f"bias_ih_l{layer}": [rows], f"bias_hh_l{layer}": [rows]}
    for name in sorted(expected.keys() | weights.keys()):
        got = list(weights[name].shape) if name in weights else None
        if got != expected.get(name):
            raise Problem(
                N_("“{name}” of the state dict must be {expected}; got {got}."),
                name=name,
                expected=expected.get(name),
                got=got,
            )


def _readout(readout: nn.Linear | None, like: Tensor) -> dict[str, Tensor]:
    """W_y and b_y: those of the readout, or those that change nothing."""
    size = like.shape[1]
    if readout is None:
        return {"W_y": torch.eye(size, dtype=like.dtype), "b_y": torch.zeros(size, dtype=like.dtype)}
    if readout.in_features != size:
        raise Problem(
            N_("readout must take {expected} values, as many as there are hidden units; got {got}."),
            expected=size,
            got=readout.in_features,
        )
    bias = readout.weight.new_zeros(readout.out_features) if readout.bias is None else readout.bias
    return {"W_y": readout.weight.detach(), "b_y": bias.detach()}


def _translated(weights: Mapping[str, Tensor], layer: int, order: str) -> dict[str, Tensor]:
    """Torch's stacked matrices of one layer as the lecture's W_k and b_k."""
    from_input, from_hidden = weights[f"weight_ih_l{layer}"], weights[f"weight_hh_l{layer}"]
    nothing = from_hidden.new_zeros(len(from_hidden))
    bias_input, bias_hidden = (weights.get(f"bias_{part}_l{layer}", nothing).chunk(len(order)) for part in ("ih", "hh"))
    stacked = torch.cat([from_hidden, from_input], dim=1).chunk(len(order))
    found = {f"W_{k}": matrix for k, matrix in zip(order, stacked, strict=True)}
    found |= {f"b_{k}": a + b for k, a, b in zip(order, bias_input, bias_hidden, strict=True)}
    if order == "ruc":
        found |= {"b_c": bias_input[2], "b_ca": bias_hidden[2], "W_u": -found["W_u"], "b_u": -found["b_u"]}
    return found
