"""Small word-level networks that come with the app: `python -m explorer.shelf.words` trains them, in a few minutes.

One file a network, `assets/networks/<name>/<cell>.safetensors`: the state of a trainer in half precision, without what
its optimizer keeps, and what the network reached on held-out text (the step to keep was chosen on that text, so it is
the best that the network did there).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from explorer.config import Config
from explorer.lab.run import Run
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import ASSETS

HERE = ASSETS / "networks"
EVERY = 50  # steps between two looks at the held-out text
PATIENCE = 6  # looks that may bring nothing; then it goes on from the best state, more slowly
SLOWER = 0.3
CHANCES = 3

_WORDS = Config(task="words", hidden_size=16, time_steps=32, batch_size=16, match_parameters=True)

RECIPES: Mapping[str, tuple[str, Config]] = {
    "words-english": (N_("Words · English"), _WORDS),
    "words-ukrainian": (N_("Words · Ukrainian"), _WORDS.changed(corpus="ukrainian")),
    "words-python": (N_("Words · Python reference"), _WORDS.changed(corpus="python")),
}
"""Name → title and settings."""


def path(name: str, cell: str) -> Path:
    """Where the weights of a network are kept."""
    return HERE / name / f"{cell}.safetensors"


def there(name: str) -> bool:
    """Whether the networks of a recipe came with the app."""
    return all(path(name, cell).is_file() for cell in CELLS)


@lru_cache(maxsize=len(RECIPES))
def read(name: str) -> Run:
    """The networks of a recipe as a finished run without history; everyone shares it."""
    _, config = RECIPES[name]
    run = Run({cell: config.changed(cell=cell) for cell in CELLS}, run_id="")
    run.id = ""
    for cell, lane in run.lanes.items():
        lane.state = path(name, cell).read_bytes()
        lane.step = int(_header(lane.state)["trainer"]["step"])
    return run


def reached(name: str, cell: str) -> dict[str, float]:
    """Bits per token, perplexity and bits per character of one network on held-out text, by name."""
    found: dict[str, float] = _header(path(name, cell).read_bytes())["reached"]
    return found


def _header(packed: bytes) -> dict[str, Any]:
    length = int.from_bytes(packed[:8], "little")
    return {part: json.loads(text) for part, text in json.loads(packed[8 : 8 + length])["__metadata__"].items()}


def make(name: str) -> None:
    """Train the networks of a recipe, each until the held-out text is read no better, and write the best of them."""
    from explorer.training import Trainer

    for cell in CELLS:
        trainer = Trainer(RECIPES[name][1].changed(cell=cell))
        best, lowest, since, slowed = trainer.state(), float("inf"), 0, 0
        while slowed < CHANCES:
            trainer.train(steps=EVERY)
            score = _score(trainer)
            if score < lowest:
                best, lowest, since = trainer.state(), score, 0
            elif (since := since + 1) >= PATIENCE:
                since, slowed = 0, slowed + 1
                rate = trainer.config.learning_rate * SLOWER
                trainer = Trainer.from_state(best)
                trainer.adjust(learning_rate=rate, clip_norm=trainer.config.clip_norm)
        _keep(name, cell, best)


def _score(trainer: Any) -> float:
    import torch

    held_out = trainer.task.validation()
    with torch.no_grad():
        return float(trainer.task.metric(trainer.network(held_out.inputs).numpy(), held_out))


def _keep(name: str, cell: str, state: bytes) -> None:
    """Write the weights in half precision, and what they reach as they are written."""
    from safetensors.torch import load, save

    from explorer.training import Trainer

    tensors = {key: value.half() for key, value in load(state).items() if key.startswith("network.")}
    length = int.from_bytes(state[:8], "little")
    head = json.loads(state[8 : 8 + length])["__metadata__"]
    trainer = Trainer.from_state(save(tensors, metadata=head))
    score = _score(trainer)
    told = {trainer.task.metric_name: score, **trainer.task.also(score)}
    path(name, cell).parent.mkdir(parents=True, exist_ok=True)
    path(name, cell).write_bytes(save(tensors, metadata=head | {"reached": json.dumps(told)}))
    print(f"{name} {cell}: {told} at step {trainer.step}, guessers {trainer.task.baselines()}", flush=True)


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    for recipe in sys.argv[1:] or RECIPES:
        make(recipe)
