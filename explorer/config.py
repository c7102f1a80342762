"""Config: one training run, entirely described. Also the one list of settings, which URLs and pages read off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import FrozenInstanceError
from typing import Any, NoReturn

from explorer.names import LOOKS, options_of
from explorer.problem import N_, Problem, Verbatim
from explorer.settings import Setting, by_name
from explorer.tasks import tasks

MEMORY_LIMIT = 1 << 30
"""Bytes that one training run may need; more is refused before it starts."""

_FIRST = (Setting("task", "characters", N_("Task")), Setting("cell", "lstm", N_("Cell")))
_NETWORK = (
    Setting(
        "hidden_size",
        64,
        N_("Hidden units"),
        N_("Length of the hidden state a⟨t⟩."),
        low=2,
        high=512,
        step=1,
        log=True,
        group="network",
    ),
    Setting(
        "layers",
        1,
        N_("Layers"),
        N_("Recurrent layers stacked on each other (Deep RNNs in the lecture)."),
        low=1,
        high=4,
        step=1,
        group="network",
    ),
    Setting(
        "time_steps",
        64,
        N_("Time steps T"),
        N_("Length of the training sequences, and so how far back an error can travel."),
        low=2,
        high=500,
        step=1,
        log=True,
        group="network",
    ),
    Setting(
        "match_parameters",
        False,
        N_("Match parameters"),
        N_("Give the other cells as many parameters as the LSTM has with this many units, by giving them more units."),
        group="network",
    ),
)
_TRAINING = (
    Setting(
        "optimizer",
        "adam",
        N_("Optimiser"),
        choices={"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"},
        group="more",
    ),
    Setting(
        "learning_rate",
        3e-3,
        N_("Learning rate"),
        N_("Acts at once, also while training."),
        low=1e-5,
        high=10.0,
        log=True,
        live=True,
        group="training",
    ),
    Setting(
        "clip_norm",
        1.0,
        N_("Clip norm"),
        N_("Gradients longer than this are shortened to it; 0 leaves them alone. Acts at once."),
        low=0.0,
        high=10.0,
        step=0.1,
        live=True,
        group="training",
    ),
    Setting(
        "batch_size",
        16,
        N_("Batch"),
        N_("Sequences in one training step."),
        low=1,
        high=256,
        step=1,
        log=True,
        group="training",
    ),
    Setting("seed", 1, N_("Seed"), N_("The same seed gives the same run."), low=0, high=9999, step=1, group="training"),
    Setting(
        "device",
        "cpu",
        N_("Device"),
        N_("Small networks learn faster on the CPU; a graphics card pays off above about 256 units and a batch of 64."),
        choices={"cpu": "CPU", "cuda": "CUDA", "mps": "MPS"},
        group="more",
    ),
)
_OF_TASKS = ("time_steps", "batch_size")  # of those that every run has, what a task may leave alone
_SIZES = ("hidden_size", "layers", *_OF_TASKS)
_UNLINKED = ("text", "cell")  # a link cannot carry a person's own text, and a page compares several cells


def _in_order(own: Iterable[Setting]) -> dict[str, Setting]:
    """All settings beside those of certain tasks, in the order in which a page shows them."""
    return by_name(*_FIRST, *own, *_NETWORK, *options_of(*LOOKS).values(), *_TRAINING)


SETTINGS: Mapping[str, Setting] = _in_order(setting for kind in tasks.values() for setting in kind.settings)
"""Every setting by name, whatever task and cell it is of."""


def settings_of(task: str) -> dict[str, Setting]:
    """The settings of a run of this task, in the order in which a page shows them. `Problem` for an unknown task.

    The options of every cell are among them: cells are compared under the same settings.
    """
    return _in_order(tasks[task].settings)


def relevant(task: str, cells: Iterable[str] | None = None) -> dict[str, Setting]:
    """Of the settings of a task those that matter to it, and to one of some cells (None: any)."""
    idle = set(_OF_TASKS).difference(tasks[task].options)
    if cells is not None:
        idle |= set(options_of(*LOOKS)).difference(options_of(*cells))
    return {name: setting for name, setting in settings_of(task).items() if name not in idle}


class Config:
    """Everything that determines a training run. Equal configs give equal losses, bit for bit, on one machine.

    It has the settings that every run has (below), the options of every cell (`explorer.names`) and the settings that
    its task declares (`Task.settings`), each as an attribute, frozen. What another task declares reads as its default.

    Raises `Problem` when a value has the wrong type, lies outside its range or belongs to another task, when there is
    no such task, or when the run would need more than `MEMORY_LIMIT`; TypeError for a name that is no setting at all.
    The cell is looked up where a network is made.

    >>> config = Config(task="agreement", distance=12, hidden_size=32)
    >>> config.distance, config.to_query()
    (12, {'task': 'agreement', 'distance': '12', 'hidden_size': '32'})
    """

    task: str
    cell: str
    hidden_size: int
    layers: int
    time_steps: int
    match_parameters: bool
    optimizer: str
    learning_rate: float
    clip_norm: float
    batch_size: int
    seed: int
    device: str

    def __init__(self, task: str = "characters", **settings: Any) -> None:
        known = settings_of(SETTINGS["task"].check(task))
        for name in settings:
            if name not in known:
                raise _foreign(name, task)
        given = {"task": task, **settings}
        for name, setting in known.items():
            self.__dict__[name] = setting.check(given.get(name, setting.default))
        self._refuse_too_much()

    def __getattr__(self, name: str) -> Any:
        # Asked for what is not there: pages ask any config whether it is of an own text.
        if name not in SETTINGS:
            raise AttributeError(f"a config has no setting {name!r}")
        return SETTINGS[name].default

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise FrozenInstanceError(f"cannot set {name!r}: a config is frozen; `changed` gives another one")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete {name!r}: a config is frozen")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).items()))

    def __repr__(self) -> str:
        said = (f"{name}={getattr(self, name)!r}" for name in ("cell", *self.to_query()) if name != "task")
        return f"Config(task={self.task!r}, {', '.join(said)})"

    def __reduce__(self) -> tuple[Any, ...]:
        # The usual way is made of functions, by which a cache of Streamlit can't tell two configs apart.
        return Config, (self.task,), dict(vars(self))

    def _refuse_too_much(self) -> None:
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
        steps, symbols = tasks[self.task].extent(vars(self))
        kept_arrays = 20  # pre-activations, gates, states and their gradients, for the cell that has most (LSTM)
        activations = kept_arrays * steps * self.batch_size * units * self.layers * width
        weights = 4 * 4 * units * (2 * units + 256) * self.layers * width
        # Where there are many symbols: logits, softmax, gradient; the weights of each.
        return activations + weights + symbols * width * (3 * steps * self.batch_size + 4 * 5 * units)

    def as_dict(self) -> dict[str, Any]:
        """Every setting by name: what `restored` makes the config from again."""
        return dict(vars(self))

    def task_options(self) -> dict[str, Any]:
        """What its task is made from."""
        return {name: getattr(self, name) for name in tasks[self.task].options}

    def changed(self, **values: Any) -> Config:
        """The same config with some values replaced (checked again). Under another task it keeps what both have."""
        task = values.get("task", self.task)
        kept = vars(self) if task == self.task else _fitting(task, vars(self))
        return Config(**{**kept, **values})

    @property
    def own(self) -> bool:
        """Whether it learns what a person brought: a text, or data that is written as one."""
        return bool(self.text) and ("corpus" not in vars(self) or self.corpus == "own")

    def without_text(self) -> Config:
        """The same config without the person's own text, which may be long."""
        return self.changed(text="") if self.text else self

    def differs_only_live(self, other: Config) -> bool:
        """Whether a run of `other` can go on under this config: only settings that act at once differ."""
        live = {name: getattr(other, name) for name, setting in SETTINGS.items() if setting.live and name in vars(self)}
        return self.changed(**live) == other

    def to_query(self, default: Config | None = None) -> dict[str, str]:
        """What a URL must say to give this config: the values that differ from `default`, without the own text."""
        usual = default or Config()
        return {
            name: setting.write(getattr(self, name))
            for name, setting in settings_of(self.task).items()
            if name not in _UNLINKED and getattr(self, name) != getattr(usual, name)
        }


def _fitting(task: str, values: Mapping[str, Any]) -> dict[str, Any]:
    known = settings_of(SETTINGS["task"].check(task))
    return {name: value for name, value in values.items() if name in known}


def _foreign(name: str, task: str) -> Exception:
    owners = [other for other, kind in tasks.items() if name in by_name(*kind.settings)]
    if not owners:
        return TypeError(f"a config has no setting {name!r}")
    return Problem(
        N_("“{name}” is a setting of another task ({owners}); “{task}” has none. Leave it out, or choose that task."),
        name=Verbatim(name),
        owners=", ".join(owners),
        task=Verbatim(task),
    )


def restored(values: Mapping[str, Any]) -> Config:
    """The config that was written down as `as_dict`, perhaps by a version that wrote the settings of all tasks.

    Those of other tasks are checked, and left out. Raises as `Config` does.
    """
    config = Config(**_fitting(values.get("task", SETTINGS["task"].default), values))
    for name in values.keys() - vars(config).keys():
        if name not in SETTINGS:
            raise TypeError(f"a config has no setting {name!r}")
        SETTINGS[name].check(values[name])
    return config


def read_query(query: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Every setting that a URL's query names, of whatever task, and one `Problem` for each value that makes no sense.

    Anyone may have written the query. Unknown names are left alone: a page may have its own.
    """
    said: dict[str, Any] = {}
    problems = []
    for name in (name for name in SETTINGS if name in query and name not in _UNLINKED):
        try:
            said[name] = SETTINGS[name].read(query[name])
            if name == "task":
                tasks[said[name]]
        except Problem as problem:
            said.pop(name, None)
            problems.append(problem)
    return said, problems


def from_query(query: Mapping[str, str], default: Config | None = None) -> tuple[Config, list[Problem]]:
    """The config of a URL's query, and one `Problem` for each value that made no sense and keeps its default.

    Where the query is silent, `default` (that of `Config`) holds. Settings of other tasks are left out: links keep
    those of the task before. Where the sizes together need too much memory, that is one more problem, and all sizes
    keep their defaults.
    """
    usual = default or Config()
    said, problems = read_query(query)
    task = said.get("task", usual.task)
    chosen = _fitting(task, said)
    try:
        return usual.changed(**chosen), problems
    except Problem as problem:  # each value is in its range, so it is the memory
        sizes = {*_SIZES, *(setting.name for setting in tasks[task].settings if setting.low is not None)}
        rest = {name: value for name, value in chosen.items() if name not in sizes}
        return usual.changed(**rest), [*problems, problem]


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.0f} MB"
