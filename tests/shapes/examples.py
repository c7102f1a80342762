"""Networks of every shape, cell and direction, with sequences of different length for them."""

from __future__ import annotations

import torch

from explorer.shapes import shapes
from tests.gradients.by_hand import ALL

WAYS = [
    ("every-step", {"directions": 1}),
    ("every-step", {"directions": 2, "embedding_size": 3}),
    ("last-step", {"directions": 1, "embedding_size": 3}),
    ("last-step", {"directions": 2}),
    ("one-input", {}),
    ("encoder-decoder", {"directions": 1}),
    ("encoder-decoder", {"directions": 2, "attention": True, "embedding_size": 3}),
    ("frames-to-text", {"directions": 2}),
]
THREE = [("rnn", {}), ("gru", {}), ("lstm", {})]
EVERY_CELL = ALL
LENGTHS, ANSWERS = [7, 4, 1], [2, 5, 3]


def example(name, cell="lstm", cell_options=None, seed=0, layers=2, dtype=torch.float64, **options):
    """A network of a shape with 5 symbols in and 4 out."""
    return shapes[name](cell, 5, 6, 4, layers, seed, dtype=dtype, **options, **(cell_options or {}))


def given(name, seed=0):
    """Inputs [time, 3] and targets, with their lengths, as that shape takes them."""
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.randint(5, (1 if name == "one-input" else max(LENGTHS), 3), generator=generator)
    lengths = None if name == "one-input" else torch.tensor(LENGTHS)
    if name == "every-step":
        return inputs, torch.randint(4, inputs.shape, generator=generator), lengths, lengths
    if name == "last-step":
        return inputs, torch.randint(4, (1, 3), generator=generator), lengths, None
    answers = torch.tensor([2, 2, 1] if name == "frames-to-text" else ANSWERS)
    targets = torch.tensor([[0, 1, 2], [3, 2, 0]]) if name == "frames-to-text" else None
    if targets is None:
        targets = torch.randint(4, (max(ANSWERS), 3), generator=generator)
    return inputs, targets, lengths, answers
