"""Which words a network would complete a text with, and which letters each of them leans on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from explorer.lessons.memorization.record import SHOWN
from explorer.lessons.memorization.shares import row_shares
from explorer.modes import in_own_modes
from explorer.network import Network
from explorer.records import Floats
from explorer.sampling import probabilities
from explorer.tasks import ReadsCharacters

LIMIT = 200
"""Characters of a text that is completed."""


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A word with its probability, and the share of each letter of the text in what its logit depends on, [time]."""

    word: str
    chance: float
    shares: Floats


@in_own_modes
def suggestions(network: Network, text: str, task: ReadsCharacters, count: int = SHOWN) -> list[Suggestion]:
    """The `count` likeliest answers after the last letter of `text`, the likeliest first; none for an empty text.

    The shares are those of connectivity, ‖∂ logit_k / ∂ x(t)‖₂ with the one-hot input, for each answer k by itself: one
    backward pass over a batch of as many copies of the text. Only the last `LIMIT` characters are read.
    """
    ids = torch.as_tensor(task.vocabulary.encode(text[-LIMIT:]))
    if not len(ids):
        return []
    count = min(count, len(task.symbols))
    read = torch.nn.functional.one_hot(ids, network.input_size).to(network.dtype)
    read = read[:, None].repeat(1, count, 1).requires_grad_(True)
    last = network(read)[-1]
    scores = last[0].detach().double().numpy()
    best = np.argsort(-scores, kind="stable")[:count]
    (slopes,) = torch.autograd.grad(last[np.arange(count), best].sum(), read)
    shares = row_shares(torch.linalg.vector_norm(slopes.double(), dim=-1).numpy().T)
    chances = probabilities(scores)[best]
    return [
        Suggestion(task.symbols[k], float(chance), row) for k, chance, row in zip(best, chances, shares, strict=True)
    ]
