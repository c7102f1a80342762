"""The lecture's loss at every time step."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from explorer.border import Numbers, as_tensor
from explorer.problem import N_, Problem


def step_losses(logits: Tensor, targets: Numbers) -> Tensor:
    r"""L<t> of every step and sequence, [time, batch], from logits [time, batch, output].

    Targets that are ids [time, batch] give the softmax cross-entropy in nats, $-\sum_i y_i \log \hat y_i$ (lecture 8,
    "RNN модель"); booleans [time, batch, output] the binary cross-entropy in nats of $\hat y = \sigma(z)$, summed over
    outputs, $-y \log \hat y - (1 - y) \log(1 - \hat y)$ (lecture 8, "Зворотне поширення у часі"); values [time, batch,
    output] the squared error, averaged over outputs. Raises `Problem` for other shapes and for ids out of range.
    """
    y = as_tensor(targets, logits.device)
    if y.dtype == torch.bool:
        _expect("booleans [time, batch, output]", logits.shape, y)
        return functional.binary_cross_entropy_with_logits(logits, y.to(logits.dtype), reduction="none").sum(-1)
    if y.is_floating_point():
        _expect("values [time, batch, output]", logits.shape, y)
        return (logits - y.to(logits.dtype)).square().mean(-1)
    _expect("ids [time, batch]", logits.shape[:-1], y)
    low, high = (int(value) for value in torch.aminmax(y))
    if low < 0 or high >= logits.shape[-1]:
        raise Problem(
            N_("Target ids must be 0 to {high}; got {got}."), high=logits.shape[-1] - 1, got=low if low < 0 else high
        )
    return functional.cross_entropy(logits.flatten(0, -2), y.long().flatten(), reduction="none").view(y.shape)


def _expect(what: str, shape: torch.Size, targets: Tensor) -> None:
    if targets.shape != shape or targets.numel() == 0:
        raise Problem(
            N_("Targets must be {what} = {expected}; got {got}."),
            what=what,
            expected=list(shape),
            got=list(targets.shape),
        )
