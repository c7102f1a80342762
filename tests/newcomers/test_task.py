"""A new task is one file: settings of its own, and a kind of sample that nobody knows; all the house finds them."""

from __future__ import annotations

from pathlib import Path

TASK = '''"""A sign comes back after a pause."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.problem import N_
from explorer.records import Batch, Sample
from explorer.settings import Setting
from explorer.tasks._base import Task, held_out_generator, tasks

PAUSE = Setting("pause", 3, N_("Silent steps"), N_("Steps of silence."), low=1, high=90, step=1, group="task")
SIGNS = Setting("signs", "two", N_("Signs"), choices={"two": N_("two"), "many": N_("many")}, group="task")


@tasks.register("recall")
class Recall(Task):
    """The sign that was read first, after a pause."""

    title = N_("Recall a sign")
    loss = "cross_entropy"
    metric_name = N_("recalled")
    metric_unit = ""
    better = "higher"
    settings = (PAUSE, SIGNS)
    heading = N_("{name} recalls")
    caption = N_("sign and answer")

    def __init__(self, pause: int = 3, signs: str = "two", batch_size: int = 16) -> None:
        self.symbols = ("_", *"abcdefgh"[: {"two": 2, "many": 8}[SIGNS.check(signs)]])
        self.input_size = self.output_size = len(self.symbols)
        self.time_steps, self.batch_size = PAUSE.check(pause) + 1, batch_size

    @classmethod
    def extent(cls, settings: Mapping[str, Any]) -> tuple[int, int]:
        return settings["pause"] + 1, 0

    def batch(self, rng: np.random.Generator, count: int | None = None) -> Batch:
        signs = rng.integers(1, len(self.symbols), count or self.batch_size)
        inputs = np.zeros((self.time_steps, len(signs)), np.int64)
        inputs[0] = signs
        weights = np.zeros(inputs.shape, np.float32)
        weights[-1] = 1
        return Batch(inputs, np.broadcast_to(signs, inputs.shape).copy(), weights)

    def validation(self) -> Batch:
        return self.batch(held_out_generator(77), 64)

    def probe(self) -> Batch:
        return self.batch(held_out_generator(78), 1)

    def probe_labels(self) -> list[str]:
        return [self.symbols[i] for i in self.probe().inputs[:, 0]]

    def metric(self, logits: Any, batch: Batch) -> float:
        return float((logits[-1].argmax(-1) == batch.targets[-1]).mean())

    def baselines(self) -> dict[str, float]:
        return {N_("guess"): 1 / (len(self.symbols) - 1)}

    def sample(self, step: Any, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        batch = self.batch(rng, 3)
        for t, x in enumerate(batch.inputs):
            answers = step(x, reset=t == 0)
        return Sample("ledger", true=batch.targets[-1].astype(np.float32), predicted=answers.argmax(-1).astype("f"))
'''

SCRIPT = """
import explorer
from explorer.config import MEMORY_LIMIT, SETTINGS, from_query, relevant
from explorer.problem import Problem
from explorer.records import from_bytes, to_bytes
from explorer.training import Trainer

def refused(**settings):
    try:
        explorer.Config(**settings)
    except Problem as problem:
        return str(problem)

small = {"hidden_size": 8, "batch_size": 8, "learning_rate": 0.05}
config = explorer.Config(task="recall", cell="gru", pause=2, **small)
assert (config.pause, config.signs) == (2, "two")
assert refused(task="recall", pause=91) == "“pause” must be a number from 1 to 90; got “91”."
assert refused(task="recall", signs="few") == "“signs” must be one of two, many; got “few”."
assert refused(task="adding", pause=2) == (
    "“pause” is a setting of another task (recall); “adding” has none. Leave it out, or choose that task."
)
assert "“distance” is a setting of another task (agreement)" in refused(task="recall", distance=2)
assert from_query(config.to_query()) == (config.changed(cell="lstm"), [])
assert config.to_query()["pause"] == "2"
assert {"pause", "signs", "batch_size"} <= relevant("recall").keys() and "time_steps" not in relevant("recall")
assert list(SETTINGS).index("pause") < list(SETTINGS).index("hidden_size")
long = config.changed(pause=90, hidden_size=512, batch_size=64)
assert config.memory() < long.memory() <= MEMORY_LIMIT
assert "memory" in refused(**{**long.as_dict(), "batch_size": 256, "layers": 4})

trainer = Trainer(config)
snapshot = trainer.advance(steps=150)
assert snapshot.metrics["recalled"] > 0.9
again = Trainer.from_state(trainer.state())
assert again.config == config and (again.advance(steps=3).losses == trainer.advance(steps=3).losses).all()
kept = from_bytes(to_bytes(snapshot)).sample
assert kept.kind == "ledger" and len(kept.in_words.splitlines()) == 3, kept
from explorer import saved
file = saved.from_file(saved.to_file({"gru": config}, {"gru": trainer.state()}, "signs"))
assert file.configs["gru"] == config
"""


def move_in(house: Path) -> None:
    (house / "explorer/tasks/recall.py").write_text(TASK, encoding="utf-8")


def test_it_is_trained_checked_written_down_and_its_memory_estimated(wrong: dict[str, str]) -> None:
    assert wrong.get("task", "") == ""
