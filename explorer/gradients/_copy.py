"""A copy of a network to measure on, so that the network itself is left as it was."""

from __future__ import annotations

import copy

import torch
from torch import nn
from torch.nn.utils.prune import BasePruningMethod
from torch.nn.utils.spectral_norm import SpectralNorm
from torch.nn.utils.weight_norm import WeightNorm

from explorer.network import Network

COMPUTE_WEIGHTS = (BasePruningMethod, SpectralNorm, WeightNorm)
"""Hooks that do nothing but put a weight in its place before a forward."""


def measured_copy(network: Network) -> Network:
    """The network in float64, on the processor: MPS has no float64, and the compiled loops run there alone.

    Hooks stay. Weights that pruning, weight_norm or a parametrization computes are taken as they come out now.
    """
    if all(name in module._parameters for module, name in _weights(network)):
        return copy.deepcopy(network).to("cpu", torch.float64).requires_grad_(True)
    sizes = network.input_size, network.hidden_size, network.output_size, network.layers
    options = dict(network.cell_options)
    plain = Network(network.cell_name, *sizes, engine=network.engine, dtype=torch.float64, **options)
    with torch.no_grad():
        network(torch.zeros(1, 1, network.input_size))  # computes the weights anew: an optimizer may have moved them
        for (module, name), (own, _) in zip(_weights(network), _weights(plain), strict=True):
            own.get_parameter(name).copy_(getattr(module, name))
    for module, own in zip([network, *network.cells], [plain, *plain.cells], strict=True):
        own._forward_hooks.update(module._forward_hooks)
        before = {key: hook for key, hook in module._forward_pre_hooks.items() if not isinstance(hook, COMPUTE_WEIGHTS)}
        own._forward_pre_hooks.update(before)
    return plain


def _weights(network: Network) -> list[tuple[nn.Module, str]]:
    """Every weight of the lecture's notation, as a module and a name."""
    found: list[tuple[nn.Module, str]] = [(network, "W_y"), (network, "b_y")]
    for cell in network.every_cell():
        names = cell.shapes(cell.input_size, cell.hidden_size, **network.cell_options)
        found += [(cell, name) for name in names]
    return found
