"""Networks to unroll, and what one sentence does in them: made by `make results`, read back here without torch.

One file a loss and language, `assets/measured/backpropagation/<loss>-<language>.safetensors`: weights at some moments
of the training, and the example sentence as each of the networks reads it. Letters are read by the networks of
`bundle`, to which a GRU without reset gate is added here; words by small networks that learn which of them are names.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np
from safetensors.numpy import load, save

from explorer import names
from explorer.config import Config
from explorer.lessons.backpropagation.names import NAMES
from explorer.lessons.backpropagation.reading import SequenceReading, letters, words
from explorer.lessons.backpropagation.record import BINARY, LONGEST, SOFTMAX, Unrolled, from_arrays, to_arrays
from explorer.problem import N_, Problem
from explorer.records import Array
from explorer.shelf import MEASURED, bundle, files
from explorer.tasks import make_task
from explorer.tasks.characters import Characters
from explorer.text import Vocabulary

if TYPE_CHECKING:
    from explorer.network import Network

HERE = MEASURED / "backpropagation"
CELLS = ("rnn", "gru-simple", "gru", "lstm")
LANGUAGES = ("english", "ukrainian")
MOMENTS: Mapping[str, tuple[int, ...]] = {BINARY: (0, 15, 100), SOFTMAX: (0, 3000)}
"""Training steps at which there are weights; 0: as training begins."""
FIRST: Mapping[str, int] = {BINARY: 15, SOFTMAX: 3000}
"""The moment to look at first. After 15 steps the networks know that most words are no names, and not yet which are."""
EXAMPLES: Mapping[tuple[str, str], tuple[str, int]] = {
    (BINARY, "english"): ("Harry Potter and Hermione Granger invented a new spell", 9),
    (BINARY, "ukrainian"): ("Гаррі Поттер і Герміона Ґрейнджер винайшли нове закляття", 8),
    (SOFTMAX, "english"): ("The cats ate all", 12),
    (SOFTMAX, "ukrainian"): ("Коти поснули вже", 12),
}
"""The text to show first, and how many steps of it."""
UNITS, RATE, BATCH, CLIP, SEED = 16, 1e-2, 32, 1.0, 1
"""Of the networks that read words."""


def read(loss: str, language: str, text: str, steps: int = LONGEST) -> SequenceReading:
    """A text as the networks of this loss and language read it. Raises `Problem` for one that is too long or empty."""
    return words(text, NAMES[language], steps) if loss == BINARY else letters(text, vocabulary(language), steps)


@lru_cache
def vocabulary(language: str) -> Vocabulary:
    """The characters that the networks of this language know."""
    return cast(Characters, make_task(_config(language))).vocabulary


def symbols(loss: str, language: str) -> tuple[str, ...]:
    """What ids of inputs mean."""
    return NAMES[language].symbols if loss == BINARY else vocabulary(language).symbols


def find(loss: str, language: str, cell: str, step: int) -> Unrolled | None:
    """What the example sentence does in a network, measured before; None at a moment that was not kept."""
    try:
        return from_arrays(_file(loss, language), f"{cell}.{step}", cell)
    except KeyError:
        return None


@lru_cache(maxsize=32)
def network(loss: str, language: str, cell: str, step: int) -> Network:
    """The network after so many training steps, one of `MOMENTS`. Needs torch; nobody may change it."""
    import torch

    fresh = _fresh(loss, language, cell)
    if step == 0:
        return fresh
    if loss == SOFTMAX and cell in names.CELLS:
        run = bundle.find(_config(language), (cell,))
        state = None if run is None else run.lanes[cell].state
        if state is None:
            raise Problem(N_("The trained network is missing from assets. Run make results."))
        arrays: dict[str, Array] = load(state)
        prefix = "network."
    else:
        arrays, prefix = _file(loss, language), f"{cell}.{step}.weights."
    weights = {name.removeprefix(prefix): torch.tensor(a) for name, a in arrays.items() if name.startswith(prefix)}
    fresh.load_state_dict(weights)
    return fresh


def _fresh(loss: str, language: str, cell: str) -> Network:
    from explorer.making import make_network, plain
    from explorer.network import Network

    if loss == BINARY:
        return Network(cell, len(NAMES[language].symbols), UNITS, 1, seed=SEED)
    config = _config(language).changed(cell=cell)
    return plain(make_network(config, make_task(config)))


def _config(language: str) -> Config:
    return bundle.RECIPES[f"characters-{language}"][0]


@lru_cache(maxsize=4)
def _file(loss: str, language: str) -> dict[str, Array]:
    return dict(load((HERE / f"{loss}-{language}.safetensors").read_bytes()))


# -- making ----------------------------------------------------------------------------------------------------------


def make() -> None:
    """Measure everything that a first visit sees, and write it."""
    for loss, language in EXAMPLES:
        _make(loss, language)


def _make(loss: str, language: str) -> None:
    """Train what is not trained elsewhere, measure the example in every network, and write both."""
    from explorer.lessons.backpropagation.measure import unroll

    start = time.perf_counter()
    arrays: dict[str, Array] = {}
    text, steps = EXAMPLES[loss, language]
    given = read(loss, language, text, steps)
    for cell in CELLS:
        for step, trained in _moments(loss, language, cell).items():
            arrays |= to_arrays(unroll(trained, given.inputs, given.targets), f"{cell}.{step}")
            if step and not (loss == SOFTMAX and cell in names.CELLS):
                weights = {name: value.numpy() for name, value in trained.state_dict().items()}
                arrays |= {f"{cell}.{step}.weights.{name}": np.ascontiguousarray(a) for name, a in weights.items()}
    files.write(HERE / f"{loss}-{language}.safetensors", save(arrays))
    print(f"{loss} {language}: {len(given.read)} steps, {time.perf_counter() - start:.0f} s", flush=True)


def _moments(loss: str, language: str, cell: str) -> dict[int, Network]:
    if loss == BINARY:
        return _learn_names(language, cell)
    from explorer.making import plain
    from explorer.training import Trainer

    trained = MOMENTS[SOFTMAX][-1]
    if cell in names.CELLS:
        return {step: network(loss, language, cell, step) for step in MOMENTS[SOFTMAX]}
    trainer = Trainer(_config(language).changed(cell=cell))
    trainer.train(steps=trained)
    return {0: _fresh(loss, language, cell), trained: plain(trainer.network)}


def _learn_names(language: str, cell: str) -> dict[int, Network]:
    """The network at each moment of its training."""
    import torch

    from explorer.losses import step_losses

    names, found = NAMES[language], {0: _fresh(BINARY, language, cell)}
    learning, rng = _fresh(BINARY, language, cell), np.random.default_rng(SEED)
    optimizer = torch.optim.Adam(learning.parameters(), lr=RATE)
    for step in range(1, MOMENTS[BINARY][-1] + 1):
        batch = names.batch(rng, BATCH)
        weights = torch.as_tensor(batch.weights)
        losses = step_losses(learning(torch.as_tensor(batch.inputs)), torch.as_tensor(batch.targets))
        optimizer.zero_grad()
        ((losses * weights).sum() / weights.sum()).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learning.parameters(), CLIP)
        optimizer.step()
        if step in MOMENTS[BINARY]:
            found[step] = _fresh(BINARY, language, cell)
            found[step].load_state_dict(learning.state_dict())
    return found
