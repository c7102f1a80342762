"""Teach a small network a handful of sequences by heart, and see what it does on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from explorer.border import as_array
from explorer.lessons.shapes.examples import EOS, KINDS, Kind
from explorer.lessons.shapes.record import Learnt, Run
from explorer.modes import in_own_modes
from explorer.shapes import Shape, shapes
from explorer.shapes.encoder_decoder import EncoderDecoder
from explorer.shapes.one_input import OneInput
from explorer.trace import record

UNITS, RATE, STEPS, SEED = 12, 1e-2, 250, 0


class Sequences:
    """The sequences of one kind and language as a network reads them.

    `inputs` are ids [T_x, sequence] of the symbols `known`, `targets` ids [T_y, sequence] of those it may `answer`; in
    both what comes after the end of a sequence is padding.
    """

    def __init__(self, kind: Kind, language: str) -> None:
        self.examples = kind.examples[language]
        self.known = sorted({token for example in self.examples for token in example.read})
        self.answer = sorted({token for example in self.examples for token in example.right})
        self.inputs, self.lengths = _ids([example.read for example in self.examples], self.known)
        self.targets, self.target_lengths = _ids([example.right for example in self.examples], self.answer)


def _ids(sequences: Sequence[Sequence[str]], symbols: Sequence[str]) -> tuple[Tensor, Tensor]:
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    ids = torch.zeros(int(lengths.max()), len(sequences), dtype=torch.long)
    for b, sequence in enumerate(sequences):
        ids[: len(sequence), b] = torch.tensor([symbols.index(token) for token in sequence])
    return ids, lengths


@in_own_modes
def learn(kind: Kind, given: Sequences, cell: str, steps: int = STEPS) -> tuple[Shape, float]:
    """A network of that shape and cell after so many steps over all sequences at once; and its loss, nats an answer."""
    options: dict[str, Any] = {"attention": True} if kind.starts == "after" else {}
    network = shapes[kind.shape](cell, len(given.known), UNITS, len(given.answer), seed=SEED, engine="cell", **options)
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    for _ in range(steps):
        optimizer.zero_grad()
        _loss(network, given).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return network, float(_loss(network, given).detach())


def _loss(network: Shape, given: Sequences) -> Tensor:
    of = given.targets, given.lengths, given.target_lengths
    losses = network.losses(network(given.inputs, *of), *of)
    return losses.sum() / given.target_lengths.sum()


@in_own_modes
def run(network: Shape, kind: Kind, given: Sequences) -> list[Run]:
    """What the network does on each sequence, one after the other, left to itself: it reads what it has answered."""
    return [_run(network, kind, given, b) for b in range(len(given.examples))]


def _run(network: Shape, kind: Kind, given: Sequences, b: int) -> Run:
    example = given.examples[b]
    x = given.inputs[: len(example.read), b : b + 1]
    y = _written(network, x, given, b) if kind.writes else None
    seen = record(network, x, targets=y)
    states = np.concatenate([part.hidden[-1, :, 0] for part in seen.parts.values()])
    logits = torch.as_tensor(seen.logits[-len(example.right) :, 0] if y is None else seen.logits[:, 0])
    chances, ids = logits.softmax(-1).max(-1)
    return Run(
        states,
        tuple(given.answer[i] for i in ids.tolist()),
        as_array(chances),
        None if seen.attention is None else seen.attention[:, 0],
    )


def _written(network: Shape, x: Tensor, given: Sequences, b: int) -> Tensor:
    """The answers that the network gives one after the other, ids [T_y, 1]; with ⟨EOS⟩ it says that it is done."""
    if EOS not in given.answer:
        return cast(OneInput, network).write(x, int(given.target_lengths[b]))
    y = cast(EncoderDecoder, network).write(x, len(given.targets))
    ends = (y[:, 0] == given.answer.index(EOS)).nonzero()
    return y[: int(ends[0]) + 1] if len(ends) else y


def learnt(language: str, cell: str) -> Learnt:
    """All five of one cell and language, from nothing."""
    runs, losses, parameters = {}, {}, {}
    for kind in KINDS:
        given = Sequences(kind, language)
        network, losses[kind.name] = learn(kind, given, cell)
        runs[kind.name], parameters[kind.name] = run(network, kind, given), network.parameter_count
    return Learnt(runs, losses, parameters)
