"""Torch's stacked matrices as the lecture's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from explorer.convert._state import unknown
from explorer.problem import N_, Problem

CELLS: dict[int, tuple[str, str, dict[str, Any]]] = {
    1: ("rnn", "a", {}),
    3: ("gru", "ruc", {"reset_after": True}),
    4: ("lstm", "ufco", {"output_activation": "tanh", "forget_bias": 0.0}),
}
"""By how many gates torch stacks: our cell, the suffixes k of its matrices in torch's order, its options."""


def recognised(weights: Mapping[str, Tensor]) -> tuple[str, str, dict[str, Any]]:
    """Our cell, the suffixes k of its matrices in torch's order, its options; see `CELLS`."""
    rows, hidden_size = weights["weight_hh_l0"].shape
    gates = rows / hidden_size if hidden_size else 0
    if gates not in CELLS:
        raise unknown(weights)
    return CELLS[int(gates)]


def suffixes(weights: Mapping[str, Tensor]) -> list[str]:
    """How torch's names end, by direction: the one that reads backwards has an ending of its own."""
    return ["", "_reverse"] if any(name.endswith("_reverse") for name in weights) else [""]


def check_shapes(weights: Mapping[str, Tensor], layers: int, rows: int, hidden_size: int) -> None:
    """Every layer is there, with the shapes that the first one implies; biases in pairs or not at all."""
    ends = suffixes(weights)
    has_biases = any(name.startswith("bias") for name in weights)
    expected: dict[str, list[int]] = {}
    for layer in range(layers):
        columns = len(ends) * hidden_size if layer else weights["weight_ih_l0"].shape[1]
        for name in (f"l{layer}{end}" for end in ends):
            expected |= {f"weight_ih_{name}": [rows, columns], f"weight_hh_{name}": [rows, hidden_size]}
            if has_biases:
                expected |= {f"bias_ih_{name}": [rows], f"bias_hh_{name}": [rows]}
    for name in sorted(expected.keys() | weights.keys()):
        got = list(weights[name].shape) if name in weights else None
        if got != expected.get(name):
            raise Problem(
                N_("“{name}” of the state dict must be {expected}; got {got}."),
                name=name,
                expected=expected.get(name),
                got=got,
            )


def translated(weights: Mapping[str, Tensor], name: str, order: str) -> dict[str, Tensor]:
    """Torch's stacked matrices of one layer and direction (`name`, as "l0") as the lecture's W_k and b_k."""
    from_input, from_hidden = weights[f"weight_ih_{name}"], weights[f"weight_hh_{name}"]
    nothing = from_hidden.new_zeros(len(from_hidden))
    bias_input, bias_hidden = (weights.get(f"bias_{part}_{name}", nothing).chunk(len(order)) for part in ("ih", "hh"))
    stacked = torch.cat([from_hidden, from_input], dim=1).chunk(len(order))
    found = {f"W_{k}": matrix for k, matrix in zip(order, stacked, strict=True)}
    found |= {f"b_{k}": a + b for k, a, b in zip(order, bias_input, bias_hidden, strict=True)}
    if order == "ruc":
        found |= {"b_c": bias_input[2], "b_ca": bias_hidden[2], "W_u": -found["W_u"], "b_u": -found["b_u"]}
    return found
