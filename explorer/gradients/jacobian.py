"""Products of Jacobians along time: how a small change of one state arrives at the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.gradients._copy import measured_copy
from explorer.gradients._layers import NOTHING, Layer
from explorer.gradients._shapes import Given, ShapeRun
from explorer.gradients._sweep import Run, sweep
from explorer.gradients.matrices import check_state_part
from explorer.modes import in_own_modes
from explorer.network import Inputs, Network
from explorer.problem import N_, Problem
from explorer.records import Floats
from explorer.shapes import BACKWARD, Shape

STEEPEST = {"tanh": 1.0, "relu": 1.0, "sigmoid": 0.25}
"""γ, the largest slope of each activation."""


@in_own_modes
def jacobian_norms(network: Network | Shape, inputs: Inputs, of: str = "hidden", **given: Any) -> Floats:
    """‖∂a<T>/∂a<t>‖₂ of every layer, [layer, time]; `of="cell"`: ‖∂c<T>/∂c<t>‖₂. The largest singular value.

    By how much a small change of a<t> can have grown, or must have shrunk, when it arrives at the last step, 1 at T
    itself; whatever the loss. Of an LSTM's a<t>, c<t> is held: it is another input of step t + 1. Computed for each
    sequence in float64, then averaged over the batch. Raises `Problem` for another `of`, or a cell without c<t>.

    Of a network of another shape, `given` says what `gradient_norms` says of it; T is where the part ends: at the first
    step, where it reads backwards. After the end of a sequence: 0.
    """
    check_state_part(network, of)
    products, batch, time = _products(network, inputs, of, given)
    found = np.zeros((network.layers, time))
    for layer, t, product, exponent in products:
        # The Gram matrix gives the largest singular value as precisely as a decomposition, in a fraction of the time.
        largest = torch.linalg.eigvalsh(product @ product.t())[-1].clamp_min(0).sqrt()
        found[layer, t] += np.ldexp(float(largest), exponent) / batch
    return found


@in_own_modes
def jacobian_spectrum(network: Network | Shape, inputs: Inputs, of: str = "hidden", **given: Any) -> Floats:
    """All singular values of ∂a<T>/∂a<t>, the largest first, [layer, time, hidden]; see `jacobian_norms`.

    Those that rounding cannot tell from 0, below hidden · 2.2e-16 of the largest, are given as 0.
    """
    check_state_part(network, of)
    products, batch, time = _products(network, inputs, of, given)
    found = np.zeros((network.layers, time, network.hidden_size))
    for layer, t, product, exponent in products:
        values = torch.linalg.svdvals(product)
        values[values <= values[0] * network.hidden_size * torch.finfo(values.dtype).eps] = 0
        found[layer, t] += np.ldexp(values.cpu().numpy(), exponent) / batch
    return found


_Products = Iterator[tuple[int, int, Tensor, int]]


def _products(
    network: Network | Shape, inputs: Inputs, of: str, given: Mapping[str, Any]
) -> tuple[_Products, int, int]:
    """The products of all sequences, how many there are of these, and how many steps."""
    if isinstance(network, Shape):
        run = ShapeRun(network, Given(inputs, **given))
        return _of_shape(run, of), len(run.logits[0]), run.time
    plain = Run.of(measured_copy(network), inputs)
    layers = (
        (number, layer, range(len(plain.inputs)))
        for b in range(plain.batch)
        for number, layer in enumerate(plain.layers(b, NOTHING, torch.float64))
    )
    return _walked(layers, network.hidden_size, of), plain.batch, len(plain.inputs)


def _of_shape(run: ShapeRun, of: str) -> _Products:
    layers = (
        (number, layer, range(len(layer.hidden))[:: -1 if run.given.direction == BACKWARD else 1])
        for b in range(run.logits.shape[1])
        for number, layer in ((number, run.way(number, b)) for number in range(len(run.layers)))
    )
    return _walked(layers, run.shape.hidden_size, of)


def _walked(layers: Iterable[tuple[int, Layer, Sequence[int]]], size: int, of: str) -> _Products:
    """Layer, position, and ∂a<T>/∂a<t> [hidden, hidden] of each sequence, as a matrix near 1 times a power of two.

    A layer comes with its number, and with the positions that its steps have.
    """
    seeds = torch.eye(size, dtype=torch.float64)
    for number, layer, positions in layers:
        for reached in sweep([layer], seeds, np.full(size, len(positions) - 1), into=of):
            if reached.layer == 0:
                exponent = int(reached.exponents.max())
                scale = torch.as_tensor(np.ldexp(1.0, reached.exponents - exponent))
                product: Tensor = getattr(reached.state, of) * scale.unsqueeze(1)
                yield number, positions[reached.t], product, exponent


def jacobian_bound(network: Network, time_steps: int) -> Floats:
    """(γ · σ_max(W_aa))^(T−t), above which ‖∂a<T>/∂a<t>‖₂ of a plain RNN never is, [layer, time].

    γ is the largest slope of the activation, 1 for tanh and ReLU, ¼ for the sigmoid; σ_max the largest singular value.
    Below 1 the gradient must vanish; above 1 it may explode, and need not. Source: R. Pascanu, T. Mikolov and
    Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013. Raises `Problem` for other cells,
    whose gates it does not know.
    """
    if network.cell_name != "rnn":
        raise Problem(
            N_("The bound is that of a plain RNN; this network has another cell: {cell}."), cell=network.cell_name
        )
    if not isinstance(time_steps, int | np.integer) or time_steps < 1:
        raise Problem(N_("time_steps must be a whole number, at least 1; got {got}."), got=time_steps)
    gamma = STEEPEST[network.cell_options["activation"]]
    back = np.arange(time_steps - 1, -1, -1.0)
    bounds = []
    for layer in range(network.layers):
        w_aa = network.weights(layer)["W_a"][:, : network.hidden_size].astype(np.float64)
        with np.errstate(over="ignore", under="ignore"):
            bounds.append((gamma * np.linalg.norm(w_aa, 2)) ** back)
    return np.stack(bounds)
