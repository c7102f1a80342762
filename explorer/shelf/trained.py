"""Networks that come with the app, trained as far as their texts allow: weights alone, to look at and to write with.

One file a network, `assets/networks/<name>/<cell>.safetensors`: the state of a trainer in half precision, without what
its optimizer keeps, and beside it what the network reached. `python -m explorer.shelf.teach` makes them. (The finished
runs of `bundle` are something else: short, small, and whole, with every snapshot to scrub through.) No torch here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal

from explorer import tensors
from explorer.config import Config
from explorer.lab.run import Run
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import ASSETS, files

HERE = ASSETS / "networks"
NESTED = "nested-lstm"


@dataclass(frozen=True)
class Recipe:
    """What to train: a title for people, the settings, which cells, and the longest that it may take.

    `judge` says which state is kept: that of the lowest held-out "loss", or of the best "score". `patience` counts the
    looks at the held-out data, one `every` so many steps, that may bring nothing before it learns more slowly.
    `tells` says what stands beside the weights: "all" that they `Reached`, or their "scores" alone.
    """

    title: str
    config: Config
    cells: tuple[str, ...] = CELLS
    steps: int = 6000
    judge: Literal["loss", "score"] = "loss"
    patience: int = 5
    every: int = 100
    tells: Literal["all", "scores"] = "all"


_TEXT = Config(hidden_size=96, batch_size=32, match_parameters=True)
# With a = Γo ∗ c, as in the lecture, this task's LSTM gets 29 % of the Ukrainian words instead of 38 %.
_WORD = _TEXT.changed(task="autocomplete", hidden_size=64, output_activation="tanh")
_VERB = _TEXT.changed(task="agreement", hidden_size=64)
_SHORT = Config(task="words", hidden_size=16, time_steps=32, batch_size=16, match_parameters=True)

_words = partial(Recipe, patience=6, every=50, tells="scores")

RECIPES: Mapping[str, Recipe] = {
    "characters-english": Recipe(N_("Characters · English"), _TEXT, (*CELLS, NESTED)),
    "characters-ukrainian": Recipe(N_("Characters · Ukrainian"), _TEXT.changed(corpus="ukrainian"), (*CELLS, NESTED)),
    "characters-python": Recipe(N_("Characters · Python reference"), _TEXT.changed(corpus="python", hidden_size=160)),
    "autocomplete-english": Recipe(N_("Whole words · English"), _WORD),
    "autocomplete-ukrainian": Recipe(N_("Whole words · Ukrainian"), _WORD.changed(corpus="ukrainian")),
    "agreement-english": Recipe(N_("Subject and verb · English"), _VERB, judge="score", patience=20),
    "agreement-ukrainian": Recipe(
        N_("Subject and verb · Ukrainian"), _VERB.changed(language="ukrainian"), judge="score", patience=20
    ),
    "words-english": _words(N_("Words · English"), _SHORT),
    "words-ukrainian": _words(N_("Words · Ukrainian"), _SHORT.changed(corpus="ukrainian")),
    "words-python": _words(N_("Words · Python reference"), _SHORT.changed(corpus="python")),
}
"""Name → what to train. A further set of networks is one line more."""

WORDS = tuple(name for name, recipe in RECIPES.items() if recipe.config.task == "words")
"""Those that read whole words, and are small."""


@dataclass(frozen=True)
class Reached:
    """What a trained network reached on held-out data, with the weights as they are kept.

    `score` is the task's metric, called `metric`; `baselines` what its guessers reach on the same data. `step` is the
    training step that was kept of `steps`, which took `seconds`; `held_out` counts the losses behind the score.
    `details` are `Task.accuracies`, empty where a task has none.
    """

    metric: str
    better: str
    score: float
    baselines: Mapping[str, float]
    hidden_size: int
    parameters: int
    step: int
    steps: int
    seconds: float
    held_out: int
    details: Sequence[Sequence[float | None]] = ()

    @property
    def rival(self) -> tuple[str, float]:
        """The baseline that is best, and what it reaches."""
        best = min if self.better == "lower" else max
        return best(self.baselines.items(), key=lambda item: item[1])

    @property
    def wins(self) -> bool:
        """Whether the network is better than every baseline."""
        return self.score < self.rival[1] if self.better == "lower" else self.score > self.rival[1]


def path(name: str, cell: str) -> Path:
    """Where the weights of a network are kept."""
    return files.path(HERE / name, cell)


def there(name: str) -> bool:
    """Whether the networks of a recipe came with the app: at least one of each of the three usual cells."""
    return files.there(HERE / name, CELLS)


def cells(name: str) -> tuple[str, ...]:
    """The cells of a recipe whose networks came with the app."""
    return tuple(cell for cell in RECIPES[name].cells if path(name, cell).is_file())


def read(name: str, wanted: tuple[str, ...] = CELLS) -> Run:
    """The trained networks of a recipe as a finished run without history; everyone shares it."""
    return files.read(HERE / name, wanted)


@lru_cache(maxsize=64)
def reached(name: str, cell: str) -> Reached:
    """What one network reached, of a recipe that tells it in full. Reads the head of its file only."""
    return Reached(**_told(name, cell))


@lru_cache(maxsize=64)
def scores(name: str, cell: str) -> Mapping[str, float]:
    """By name, what one network reached on held-out data, of a recipe that tells its scores alone."""
    return _told(name, cell)


def _told(name: str, cell: str) -> dict[str, Any]:
    found: dict[str, Any] = tensors.metadata(tensors.header(path(name, cell)))["reached"]
    return found
