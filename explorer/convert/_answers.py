"""Whether a converted network answers as the model does that it was made from: both are run on a few inputs."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explorer.convert._parts import Parts
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.shapes import Shape
from explorer.trace import record

TIME, BATCH = 7, 3
"""Different, so that a model that takes one for the other shows it."""

TOLERANCE = {torch.float64: 1e-9, torch.float32: 1e-4}
"""Of the largest answer; half precision differs by what two orders of adding up make of it."""

FAILURES = (
    *(RuntimeError, TypeError, ValueError, LookupError, AttributeError, AssertionError),
    *(ArithmeticError, NotImplementedError),
)
"""What a stranger's forward may raise for inputs that it was not made for."""


def check_answers(module: nn.Module, parts: Parts, network: Network | Shape, *, time_first: bool) -> None:
    """`Problem` unless the model gives the network's logits; or a<t>, where the readout is none of its own.

    Also for one that reads the batch first, unless `time_first` says that this is known.
    """
    reason: str = ""
    for x in _inputs(parts, network):
        for batch_first in (False, True):
            try:
                answers = _answers(module, parts, x.transpose(0, 1).contiguous() if batch_first else x)
            except FAILURES as error:
                reason = reason or f"{type(error).__name__}: {error}"[:200]
                continue
            if not _has_expected(answers, parts, module, network, x):
                reason = _DIFFERENT
            elif batch_first and not time_first:
                raise Problem(
                    N_(
                        "This model reads the batch first, [batch, time, …]; networks here read [time, batch, …]. Say "
                        "time_first=True, and give the network transposed inputs: x.transpose(0, 1)."
                    )
                )
            else:
                return
    if reason == _DIFFERENT:
        raise Problem(
            N_(
                "The model computes something else than a readout on its recurrent layers on an embedding: its answers "
                "are not those of the network made of them. Convert the recurrent part alone, and name what belongs to "
                "it: from_torch(model.rnn, readout, embedding=…)."
            )
        )
    raise Problem(
        N_(
            "The model could not be run on ids or vectors [time, batch, …] to compare its answers ({reason}). Convert "
            "the recurrent part alone, and name what belongs to it: from_torch(model.rnn, readout, embedding=…)."
        ),
        reason=reason,
    )


_DIFFERENT = "different"


def _inputs(parts: Parts, network: Network | Shape) -> Iterator[Tensor]:
    """Ids [time, batch], vectors [time, batch, input] or, since a model may make vectors of ids itself, both."""
    generator = torch.Generator().manual_seed(0)
    device = network.W_y.device
    ids = torch.randint(network.input_size, (TIME, BATCH), generator=generator)
    ids[1, 0], ids[3, 2] = 0, network.input_size - 1  # the usual places of symbols that a model treats apart
    if parts.embedding is None:
        vectors = torch.randn(TIME, BATCH, network.input_size, generator=generator, dtype=torch.float64)
        yield vectors.to(device, network.dtype)
    elif parts.embedding.padding_idx is not None:
        ids[2, 1] = parts.embedding.padding_idx  # which a model may treat in its own way
    yield ids.to(device)


def _answers(module: nn.Module, parts: Parts, x: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    """All tensors that a copy of the model gives, and all that its recurrent module gives inside of it."""
    copied = copy.deepcopy(module)
    where = list(module.modules())
    inner: list[Tensor] = []
    (recurrent,) = (part for part in copied.modules() if isinstance(part, nn.RNNBase))
    recurrent.register_forward_hook(lambda module, inputs, output: inner.extend(_tensors(output)))
    if parts.embedding is not None and not any(part is parts.embedding for part in where):
        x = copy.deepcopy(parts.embedding)(x)
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        try:
            found = copied(x)
        except TypeError:
            found = copied(x, None)  # many ask for the state to start from
    return list(_tensors(found)), inner


def _tensors(found: Any) -> Iterator[Tensor]:
    if isinstance(found, Tensor):
        yield found
    elif isinstance(found, Mapping | list | tuple):
        for part in found.values() if isinstance(found, Mapping) else found:
            yield from _tensors(part)


def _has_expected(
    answers: tuple[list[Tensor], list[Tensor]], parts: Parts, module: nn.Module, network: Network | Shape, x: Tensor
) -> bool:
    own = parts.readout is None or any(part is parts.readout for part in module.modules())
    plain = copy.deepcopy(network)
    plain.engine = "cell"  # so few steps are done before a kernel would be compiled
    trace = record(plain, x)
    sides = [part.hidden[-1] for part in trace.parts.values()] or [trace.hidden[-1]]
    expected = torch.as_tensor(trace.logits if own else np.concatenate(sides, axis=-1)).double()
    given = [answer for answer in answers[0 if own else 1] if not answer.is_complex()]
    # A last state beside outputs of all steps proves nothing about these.
    every = any(answer.numel() == expected.numel() for answer in given)
    if trace.parts and not every:
        return False  # what both directions hold at the last step is not what each holds at its end
    return any(_equal(answer, expected if every else expected[-1]) for answer in given)


def _equal(answer: Tensor, expected: Tensor) -> bool:
    """Whether these are the same numbers; the axes may be in any order, and joined."""
    if answer.numel() != expected.numel():
        return False
    got, limit = (
        answer.cpu().double().flatten(),
        TOLERANCE.get(answer.dtype, 5e-2) * max(1.0, float(expected.abs().max())),
    )
    orders = permutations(range(expected.dim()))
    return any(float((got - expected.permute(order).flatten()).abs().max()) <= limit for order in orders)
