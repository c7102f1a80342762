"""How a network learns scarce real data: until it stops improving, with noise, averaged over its last steps."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from explorer.losses import step_losses
from explorer.problem import N_, Problem
from explorer.records import Array, Batch
from explorer.shapes import Shape, shapes

SLOWER, CHANCES = 0.3, 3


@dataclass(frozen=True)
class Manner:
    """How to learn: `noise` is the share of an embedding, and of what the readout gets, that is left out at random.

    `average`: how much of the averaged weights stays at each step. After `patience` looks, one an epoch, that bring
    nothing, the network goes back to its best state and learns on more slowly; the third time it is done, or after
    `epochs`. Where data is scarce everything is `planned`, by cross-validation: it learns all `epochs`, from the part
    that would choose the moment as well, more and more slowly, and nobody looks.
    """

    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    noise: float = 0.3
    average: float = 0.995
    patience: int = 6
    epochs: int = 120
    planned: bool = False


class Material(ABC):
    """Real data for one application, cut into a part to learn, one to choose the moment by, and one kept for testing.

    Class attributes: `task`; `shape` of its networks; `metric`, what `score` is called; `manner`; `source` and
    `licence` of the data; `folds`, into how many it is cut for cross-validation where the tested part is small.
    `reading` is what whoever asks the network must know: it goes into the file as JSON.
    """

    task: ClassVar[str]
    shape: ClassVar[str]
    metric: ClassVar[str]
    source: ClassVar[str]
    licence: ClassVar[str]
    manner: ClassVar[Manner] = Manner()
    folds: ClassVar[int] = 0

    @abstractmethod
    def __init__(self, folder: Path) -> None:
        """Read the data, of a folder of that name in this one."""

    @property
    def reading(self) -> Mapping[str, Any]:
        """See the class."""
        return {}

    def how(self, cell: str) -> Manner:
        """How networks of a cell learn it: all alike, unless cross-validation says otherwise."""
        return self.manner

    @abstractmethod
    def sizes(self, cell: str) -> dict[str, Any]:
        """The arguments of the shape: about as many parameters for each cell."""

    @abstractmethod
    def epoch(self, rng: np.random.Generator) -> Iterator[Batch]:
        """The part to learn, once. Targets that are no ids may be shares [time, batch, output], how likely each is."""

    @abstractmethod
    def score(self, network: Shape, part: str) -> float:
        """What a network reaches on a part, "chosen" or "tested"; more is better."""

    @abstractmethod
    def baselines(self) -> dict[str, float]:
        """What simple rules reach on the part kept for testing, by name."""

    def join(self) -> None:  # noqa: B027 - of those whose learning is `planned`
        """Learn from now on from the part that would choose the moment, too."""

    def fold(self, number: int) -> Material:
        """The same material whose tested part is this fold; nothing that it learns, counts or chooses comes from there.

        Raises ValueError where there are no folds.
        """
        raise ValueError(f"{self.task} is not cut into folds; got {number}")

    def count(self, part: str) -> int:
        """Of how many answers `score` is the share of right ones; 0 where it is none, or they hang together."""
        return 0

    def begin(self, network: Shape) -> None:  # noqa: B027 - most know nothing
        """Change the weights that a fresh network begins with, where something is known of them."""

    def details(self, network: Shape) -> dict[str, Any]:
        """What else is told of a trained network."""
        return {}


def make(material: Material, cell: str, seed: int = 1) -> Shape:
    """A fresh network for it."""
    network = shapes[material.shape](cell, seed=seed, **material.sizes(cell))
    with torch.no_grad():
        material.begin(network)
    return network


def learn(material: Material, cell: str, seed: int = 1, say: Any = print) -> Shape:
    """A network that learnt the material as far as it goes, with weights averaged over the last steps."""
    torch.manual_seed(seed)
    return (_planned if material.how(cell).planned else _watched)(material, cell, seed, say)


def _watched(material: Material, cell: str, seed: int, say: Any) -> Shape:
    """With the weights that were best at a look."""
    rng, how = np.random.default_rng(seed), material.how(cell)
    network, averaged, optimizer = _fresh(material, cell, seed)
    best, kept, since, slowed = -np.inf, copy.deepcopy(averaged.state_dict()), 0, 0
    for epoch in range(1, how.epochs + 1):
        for batch in material.epoch(rng):
            _step(network, averaged, optimizer, batch, how)
        found = material.score(averaged, "chosen")
        say(f"{material.task} {cell} epoch {epoch}: {found:.4f}", flush=True)
        since = 0 if found > best else since + 1
        if found > best:
            best, kept = found, copy.deepcopy(averaged.state_dict())
        if since >= how.patience:
            since, slowed = 0, slowed + 1
            network.load_state_dict(kept)
            averaged.load_state_dict(kept)
            for group in optimizer.param_groups:
                group["lr"] *= SLOWER
        if slowed == CHANCES:
            break
    averaged.load_state_dict(kept)
    return averaged


def _planned(material: Material, cell: str, seed: int, say: Any) -> Shape:
    """With the last weights; the learning rate falls along half a cosine."""
    material.join()
    rng, how = np.random.default_rng(seed), material.how(cell)
    network, averaged, optimizer = _fresh(material, cell, seed)
    for epoch in range(how.epochs):
        for group in optimizer.param_groups:
            group["lr"] = how.learning_rate * (1 + np.cos(np.pi * epoch / how.epochs)) / 2
        for batch in material.epoch(rng):
            _step(network, averaged, optimizer, batch, how)
        say(f"{material.task} {cell} epoch {epoch + 1} of {how.epochs}", flush=True)
    return averaged


def _fresh(material: Material, cell: str, seed: int) -> tuple[Shape, Shape, torch.optim.Optimizer]:
    """A network, the one that its weights are averaged into, and what moves it."""
    network = make(material, cell, seed)
    averaged, how = copy.deepcopy(network), material.how(cell)
    network.noise = how.noise
    optimizer = torch.optim.AdamW(network.parameters(), how.learning_rate, weight_decay=how.weight_decay)
    return network, averaged, optimizer


def _step(network: Shape, averaged: Shape, optimizer: torch.optim.Optimizer, batch: Batch, how: Manner) -> None:
    optimizer.zero_grad()
    _loss(network, batch).backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), how.clip_norm)
    optimizer.step()
    with torch.no_grad():
        for mean, weight in zip(averaged.parameters(), network.parameters(), strict=True):
            mean.lerp_(weight, 1 - how.average)


def alike(lengths: Sequence[int], rng: np.random.Generator, size: int = 32) -> Iterator[Array]:
    """All of them once, in groups of about the same length, in any order."""
    order = np.argsort([length + rng.uniform(0, 4) for length in lengths])
    groups = np.array_split(order, max(1, len(order) // size))
    for place in rng.permutation(len(groups)):
        yield groups[place]


def answered(network: Shape, batch: Batch) -> Tensor:
    """Logits on a batch, without gradient."""
    with torch.no_grad():
        return network(torch.as_tensor(batch.inputs), lengths=batch.lengths)  # type: ignore[no-any-return]


def _loss(network: Shape, batch: Batch) -> Tensor:
    weights, targets = torch.as_tensor(batch.weights), torch.as_tensor(batch.targets)
    logits = network(torch.as_tensor(batch.inputs), lengths=batch.lengths)
    shared = targets.is_floating_point()
    losses = -(targets * logits.log_softmax(-1)).sum(-1) if shared else step_losses(logits, targets)
    loss: Tensor = (losses * weights).sum() / weights.sum()
    if not bool(torch.isfinite(loss)):
        raise Problem(N_("The loss is no longer a finite number. Lower the learning rate."))
    return loss


__all__ = ["Manner", "Material", "alike", "answered", "learn", "make"]
