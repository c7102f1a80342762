"""What a state dict holds: the parameters of one recurrent module, and what must not be overlooked beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from explorer.problem import N_, Problem

OWN = re.compile(r"(weight|bias)_[ih]h_l\d+(_reverse)?")

FOREIGN = re.compile(r"(weight|bias)_hr_l\d+")
"""Parameters of what the lecture's networks do not have: a projection."""

COMPUTED = {
    r"parametrizations\.\w+\.original\d*": "torch.nn.utils.parametrize.remove_parametrizations",
    r"(weight|bias)\w*_mask": "torch.nn.utils.prune.remove",
    r"(weight|bias)\w*_g": "torch.nn.utils.remove_weight_norm",
    r"(weight|bias)\w*_u": "torch.nn.utils.remove_spectral_norm",
}
"""Names under which the ingredients of a computed weight stand, and what makes it a plain one again."""


def recurrent_part(state: Any) -> dict[str, Tensor]:
    """The parameters of the one recurrent module in a state dict, under torch's names alone."""
    names = [name for name in state if isinstance(name, str)] if isinstance(state, Mapping) else []
    if isinstance(state, Mapping):
        _check_wrapped(state)
        check_computed(state)
    before = [name.removesuffix("weight_hh_l0") for name in names if re.search(r"(^|\.)weight_hh_l0$", name)]
    if len(before) != 1:
        raise unknown(state)
    own = {name.removeprefix(before[0]): state[name] for name in names if name.startswith(before[0])}
    if any(FOREIGN.fullmatch(name) for name in own):
        raise Problem(N_("Networks here have no projection: proj_size must be off."))
    found = {name: value for name, value in own.items() if OWN.fullmatch(name)}
    for name, value in found.items():
        dimensions = 2 if name.startswith("weight") else 1
        if not isinstance(value, Tensor) or not value.is_floating_point() or value.dim() != dimensions:
            raise unknown(state)
        if value.is_meta:
            raise Problem(
                N_("“{name}” has no values: it lies on the device “meta”. Load the weights first."), name=name
            )
    if "weight_ih_l0" not in found:
        raise unknown(state)
    return {name: value.detach() for name, value in found.items()}


def check_computed(state: Mapping[Any, Any]) -> None:
    """`Problem` where a weight is computed from others, as by weight_norm and pruning."""
    for name in state:
        for pattern, remedy in COMPUTED.items():
            if isinstance(name, str) and re.fullmatch(rf"(.*\.)?{pattern}", name):
                raise Problem(
                    N_("A weight of this model is computed from others: “{name}”. Call {remedy} first."),
                    name=name,
                    remedy=remedy,
                )


def check_rest(
    state: Mapping[str, Any], taken: Mapping[str, Tensor], readout: nn.Linear | None, embedding: nn.Embedding | None
) -> None:
    """`Problem` where a state dict holds more than the recurrent module, and than the parts that are given."""
    prefix = next(name for name in map(str, state) if name.endswith("weight_hh_l0")).removesuffix("weight_hh_l0")
    left: dict[str, dict[str, Any]] = {}
    for name in map(str, state):
        if name.removeprefix(prefix) not in taken or not name.startswith(prefix):
            module, _, parameter = name.rpartition(".")
            left.setdefault(module, {})[parameter] = state.get(name)
    for part in (embedding, readout):
        if part is not None:
            fitting = [module for module, tensors in left.items() if _could_be(tensors, part)]
            left.pop(fitting[0] if fitting else "", None)
    if left:
        module, tensors = next(iter(left.items()))
        raise Problem(
            N_(
                "The state dict also holds “{name}” and does not say what it does. Give the model itself; or the parts "
                "that belong to it, as from_torch(state, readout, embedding=…); or leave out what is not to be used."
            ),
            name=".".join(filter(None, [module, next(iter(tensors))])),
        )


def _could_be(tensors: Mapping[str, Any], part: nn.Linear | nn.Embedding) -> bool:
    names = {"weight"} if isinstance(part, nn.Embedding) else {"weight", "bias"}
    weight = tensors.get("weight")
    return names >= tensors.keys() and isinstance(weight, Tensor) and weight.shape == part.weight.shape


def _check_wrapped(state: Mapping[Any, Any]) -> None:
    for key, value in state.items():
        if isinstance(value, Mapping) and any(re.search(r"(^|\.)weight_hh_l0", str(name)) for name in value):
            raise Problem(
                N_("This is a checkpoint with more than a state dict. Give the part with the weights: [“{key}”]."),
                key=str(key)[:60],
            )


def unknown(got: Any) -> Problem:
    """A problem with what holds no recurrent module, or several."""
    what = (
        f"{type(got).__name__} ({', '.join(map(str, list(got)[:4]))})" if isinstance(got, Mapping) else repr(got)[:80]
    )
    return Problem(
        N_("Expected an nn.RNN, nn.GRU or nn.LSTM, or the state dict of a model with just one of them; got {got}."),
        got=what,
    )
