"""Runs short enough for a test: a few units, a few steps, a text of one sentence."""

import numpy as np

from explorer.config import Config, settings_of
from explorer.tasks import tasks

OPTIMIZERS = ("adam", "sgd", "rmsprop")
TEXT = "to be or not to be, that is the question " * 20
SMALL = {"hidden_size": 6, "time_steps": 8, "batch_size": 3, "distance": 2, "seed": 5, "corpus": "own", "text": TEXT}


def small(**changes):
    task = changes.get("task", "characters")
    known = set(settings_of(task)) - ({"text"} if tasks[task].brought else set())  # a sentence is no table
    return Config(**({name: value for name, value in SMALL.items() if name in known} | changes))


def losses(trainer, steps):
    """Those since the last look, after so many more steps; without a look, which takes longer than they do."""
    trainer.train(steps=steps)
    taken, trainer._losses = trainer._losses, []
    return np.array([loss for _, loss in taken])
