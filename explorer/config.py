"""All that a person can choose: one frozen dataclass, its limits, its help texts, and its form in a URL."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from typing import Any

import numpy as np

from explorer.problem import N_, Problem, Verbatim

MEMORY_LIMIT = 1 << 30
"""Bytes that one training run may need; more is refused before it starts."""


@dataclass(frozen=True)
class Setting:
    """How one field of `Config` is chosen: its label, its help, its range, and where it matters.

    `choices` maps language-neutral values to labels. A field with `cells` or `tasks` matters only there (None:
    everywhere). A `live` one acts on a run that is training; any other change starts a fresh run. A number drawn on a
    logarithmic slider has `log`. `group` is the heading under which a page shows it; no group, no control.
    """

    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    log: bool = False
    choices: Mapping[str, str] | None = None
    live: bool = False
    cells: tuple[str, ...] | None = None
    tasks: tuple[str, ...] | None = None
    group: str = ""


def _setting(default: Any, label: str, help: str = "", **how: Any) -> Any:
    return field(default=default, metadata={"setting": Setting(label, help, **how)})


_SIZES = (
    "hidden_size",
    "layers",
    "time_steps",
    "batch_size",
    "vocabulary_size",
)  # what the memory that a run needs depends on
_RECURRENT_INITS = {"uniform": N_("uniform"), "orthogonal": N_("orthogonal"), "identity": N_("identity")}
_TEXT_TASKS = ("characters", "autocomplete", "words")


@dataclass(frozen=True)
class Config:
    """Everything that determines a training run. Equal configs give equal losses, bit for bit, on one machine.

    Raises `Problem` when a value has the wrong type, lies outside its range, or when the run would need more than
    `MEMORY_LIMIT`. Names of tasks and cells are checked where they are looked up.

    >>> Config(task="adding", hidden_size=32).to_query()
    {'task': 'adding', 'hidden_size': '32'}
    """

    task: str = _setting("characters", N_("Task"))
    cell: str = _setting("lstm", N_("Cell"))

    corpus: str = _setting(
        "english",
        N_("Text"),
        N_("What the networks read. One tenth of it is kept aside to test them."),
        choices={
            "english": N_("English prose"),
            "ukrainian": N_("Ukrainian prose"),
            "python": N_("Python reference"),
            "own": N_("Your own text"),
        },
        tasks=_TEXT_TASKS,
        group="task",
    )
    text: str = _setting("", N_("Your own text"), tasks=_TEXT_TASKS)
    tokens: str = _setting(
        "words",
        N_("Tokens"),
        N_("What the text is cut into. Subwords are learnt from it by byte-pair encoding, and spell what is rare."),
        choices={"words": N_("words"), "subwords": N_("subwords")},
        tasks=("words",),
        group="task",
    )
    vocabulary_size: int = _setting(
        1000,
        N_("Vocabulary"),
        N_("So many of the most frequent tokens have an id of their own. Every other word is ⟨UNK⟩."),
        low=300,
        high=20_000,
        step=1,
        log=True,
        tasks=("words",),
        group="task",
    )
    lower_case: bool = _setting(
        True, N_("Lower case"), N_("“The” and “the” are one word."), tasks=("words",), group="task"
    )
    language: str = _setting(
        "english",
        N_("Language"),
        choices={"english": N_("English"), "ukrainian": N_("Ukrainian")},
        tasks=("agreement",),
        group="task",
    )
    distance: int = _setting(
        8,
        N_("Words between noun and verb"),
        N_("Commas count too. So long the number of the noun must be remembered, unless clues on the way repeat it."),
        low=0,
        high=40,
        step=1,
        tasks=("agreement",),
        group="task",
    )
    clues: bool = _setting(
        False,
        N_("Clues on the way"),
        N_(
            "On: words on the way repeat the number of the noun (“its” or “their”, in Ukrainian «який» or «які» and "
            "verbs), the last of them at most 4 words before the verb. It must be remembered no longer than that."
        ),
        tasks=("agreement",),
        group="task",
    )
    wave: str = _setting(
        "sine",
        N_("Signal"),
        choices={
            "sine": N_("sine"),
            "sawtooth": N_("sawtooth"),
            "square": N_("square wave"),
            "sum": N_("sum of them"),
        },
        tasks=("signals",),
        group="task",
    )
    noise: float = _setting(
        0.05,
        N_("Noise"),
        N_("Standard deviation of the noise added to what the networks read."),
        low=0.0,
        high=0.5,
        step=0.01,
        tasks=("signals",),
        group="task",
    )

    hidden_size: int = _setting(
        64,
        N_("Hidden units"),
        N_("Length of the hidden state a⟨t⟩."),
        low=2,
        high=512,
        step=1,
        log=True,
        group="network",
    )
    layers: int = _setting(
        1,
        N_("Layers"),
        N_("Recurrent layers stacked on each other (Deep RNNs in the lecture)."),
        low=1,
        high=4,
        step=1,
        group="network",
    )
    time_steps: int = _setting(
        64,
        N_("Time steps T"),
        N_("Length of the training sequences, and so how far back an error can travel."),
        low=2,
        high=500,
        step=1,
        log=True,
        tasks=(*_TEXT_TASKS, "signals", "adding"),
        group="network",
    )
    match_parameters: bool = _setting(
        False,
        N_("Match parameters"),
        N_("Give the other cells as many parameters as the LSTM has with this many units, by giving them more units."),
        group="network",
    )
    forget_bias: float = _setting(
        1.0,
        N_("Forget bias"),
        N_("Start value of b_f in the LSTM. Above 0 the gate Γf starts open, and the memory cell keeps what it holds."),
        low=-2.0,
        high=6.0,
        step=0.5,
        cells=("lstm",),
        group="network",
    )
    activation: str = _setting(
        "tanh",
        N_("RNN activation"),
        N_("The function g₁ of the plain RNN."),
        choices={"tanh": "tanh", "relu": "ReLU", "sigmoid": "σ"},
        cells=("rnn",),
        group="more",
    )
    reset_after: bool = _setting(
        False,
        N_("GRU: reset after the product"),
        N_("Off: as in the lecture. On: as in PyTorch."),
        cells=("gru",),
        group="more",
    )
    output_activation: str = _setting(
        "identity",
        N_("LSTM output"),
        N_("a⟨t⟩ = Γo ∗ c⟨t⟩ as in the lecture, or Γo ∗ tanh(c⟨t⟩) as in PyTorch."),
        choices={"identity": "Γo ∗ c", "tanh": "Γo ∗ tanh(c)"},
        cells=("lstm",),
        group="more",
    )
    recurrent_init: str = _setting(
        "uniform",
        N_("Recurrent weights start as"),
        N_("How the part of the weights that acts on the previous state is drawn."),
        choices=_RECURRENT_INITS,
        group="more",
    )
    spectral_radius: float = _setting(
        0.0,
        N_("Spectral radius"),
        N_("Rescales the recurrent weights so that their largest eigenvalue has this size; 0 leaves them as drawn."),
        low=0.0,
        high=3.0,
        step=0.05,
        group="more",
    )

    optimizer: str = _setting(
        "adam",
        N_("Optimiser"),
        choices={"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"},
        group="more",
    )
    learning_rate: float = _setting(
        3e-3,
        N_("Learning rate"),
        N_("Acts at once, also while training."),
        low=1e-5,
        high=10.0,
        log=True,
        live=True,
        group="training",
    )
    clip_norm: float = _setting(
        1.0,
        N_("Clip norm"),
        N_("Gradients longer than this are shortened to it; 0 leaves them alone. Acts at once."),
        low=0.0,
        high=10.0,
        step=0.1,
        live=True,
        group="training",
    )
    batch_size: int = _setting(
        16, N_("Batch"), N_("Sequences in one training step."), low=1, high=256, step=1, log=True, group="training"
    )
    seed: int = _setting(
        1, N_("Seed"), N_("The same seed gives the same run."), low=0, high=9999, step=1, group="training"
    )
    device: str = _setting(
        "cpu",
        N_("Device"),
        N_("Small networks learn faster on the CPU; a graphics card pays off above about 256 units and a batch of 64."),
        choices={"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"},
        group="more",
    )

    def __post_init__(self) -> None:
        for option in fields(self):
            object.__setattr__(self, option.name, _checked(option, getattr(self, option.name)))
        needed = self.memory()
        if needed > MEMORY_LIMIT:
            raise Problem(
                N_(
                    "These settings would need about {needed} of memory; the limit is {limit}. "
                    "Choose fewer hidden units, time steps, layers or a smaller batch."
                ),
                needed=_size(needed),
                limit=_size(MEMORY_LIMIT),
            )

    def memory(self) -> int:
        """Estimate of the bytes that training needs: activations kept for the way back, weights and their moments."""
        units, width = self.hidden_size, 4
        kept_arrays = 20  # pre-activations, gates, states and their gradients, for the cell that has most (LSTM)
        activations = kept_arrays * self.time_steps * self.batch_size * units * self.layers * width
        weights = 4 * 4 * units * (2 * units + 256) * self.layers * width
        words = {"words": self.vocabulary_size, "autocomplete": 1000}.get(self.task, 0)
        if words:  # so many that they count: logits, softmax, gradient; weights
            weights += words * width * (3 * self.time_steps * self.batch_size + 4 * 5 * units)
        return activations + weights

    def changed(self, **values: Any) -> Config:
        """The same config with some values replaced (checked again)."""
        return replace(self, **values)

    def differs_only_live(self, other: Config) -> bool:
        """Whether a run of `other` can go on under this config: only settings that act at once differ."""
        live = {option.name: getattr(other, option.name) for option in fields(self) if setting(option.name).live}
        return replace(self, **live) == other

    def to_query(self, default: Config | None = None) -> dict[str, str]:
        """What a URL must say to give this config: the values that differ from `default`, without the own text."""
        usual = default or Config()
        return {
            option.name: _written(getattr(self, option.name))
            for option in fields(self)
            if option.name not in ("text", "cell") and getattr(self, option.name) != getattr(usual, option.name)
        }


SETTINGS: Mapping[str, Setting] = {option.name: option.metadata["setting"] for option in fields(Config)}
"""Every setting by name, in the order in which a page shows them."""


def setting(name: str) -> Setting:
    """The label, limits and help of one field of `Config`."""
    return SETTINGS[name]


def from_query(query: Mapping[str, str], default: Config | None = None) -> tuple[Config, list[Problem]]:
    """Read a URL's query, which anyone may have written; where it is silent, `default` (that of `Config`) holds.

    Returns the config and one `Problem` for each value that made no sense; such a value keeps its default. Where the
    sizes together need too much memory, that is one more problem, and all sizes keep their defaults. Unknown names are
    left alone: a page may have its own.
    """
    usual = default or Config()
    chosen: dict[str, Any] = {}
    problems = []
    for option in fields(Config):
        if option.name in query and option.name not in ("text", "cell"):
            try:
                chosen[option.name] = _checked(option, _read(option, query[option.name]))
            except Problem as problem:
                problems.append(problem)
    try:
        return usual.changed(**chosen), problems
    except Problem as problem:  # each value is in its range, so it is the memory
        rest = {name: value for name, value in chosen.items() if name not in _SIZES}
        return usual.changed(**rest), [*problems, problem]


def _read(option: Field[Any], text: str) -> Any:
    kind: type[Any] = type(option.default)
    try:
        if kind is bool:
            return {"true": True, "false": False}[text]
        return kind(text)
    except (KeyError, ValueError):
        raise _refusal(option, text) from None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)  # what is read back must be the same number
    return str(value)


def _checked(option: Field[Any], value: Any) -> Any:
    """The value in the field's own type, or a `Problem` that says what was expected."""
    how: Setting = option.metadata["setting"]
    kind: type[Any] = type(option.default)
    value = value.item() if isinstance(value, np.generic) else value
    if kind is float and type(value) is int:
        try:
            value = float(value)
        except OverflowError:
            raise _refusal(option, value) from None
    if type(value) is not kind or (kind is float and not math.isfinite(value)):
        raise _refusal(option, value)
    if how.choices is not None and value not in how.choices:
        raise _refusal(option, value)
    if how.low is not None and how.high is not None and not how.low <= value <= how.high:
        raise _refusal(option, value)
    return value


def _refusal(option: Field[Any], got: Any) -> Problem:
    how: Setting = option.metadata["setting"]
    if isinstance(got, int) and abs(got) >= 1 << 64:
        got = "∞"  # nobody can read that many digits, and Python refuses to write more than 4300
    elif isinstance(got, str):
        got = got[:40]
    if how.choices is not None:
        return Problem(
            N_("“{name}” must be one of {choices}; got “{got}”."),
            name=Verbatim(option.name),
            choices=", ".join(how.choices),
            got=Verbatim(got),
        )
    if how.low is not None:
        return Problem(
            N_("“{name}” must be a number from {low} to {high}; got “{got}”."),
            name=Verbatim(option.name),
            low=f"{how.low:g}",
            high=f"{how.high:g}",
            got=Verbatim(got),
        )
    return Problem(
        N_("“{name}” must be {kind}; got “{got}”."),
        name=Verbatim(option.name),
        kind=type(option.default).__name__,
        got=Verbatim(got),
    )


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.0f} MB"
