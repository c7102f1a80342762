"""The applications: how soon the built-in ones are learnt, what networks of real data reach, how soon they answer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

from benchmarks import applications_seen
from explorer.answers import applications, ask, reached, there, used
from explorer.names import CELLS
from explorer.shapes import shapes
from explorer.shelf import ASSETS, bundle
from explorer.training import Trainer

Row = tuple[str, float, float, str]

NAN = float("nan")
GOAL, PATIENCE = 0.95, 120.0  # a score, and seconds of the processor for it
REAL = {"entities": 0.80, "dna": 0.89, "sentiment": 0.78, "activity": 0.92}
QUESTIONS = {
    "entities": "Yesterday, Harry Potter met Hermione Granger.",
    "dna": "AGCCCCCTGTGAGGAACTAG" * 6,
    "sentiment": "There is nothing to like in this movie.",
}
STEPS, BATCH, HIDDEN, INPUT = 64, 16, 64, 32


def measure() -> Iterator[Row]:
    """All rows: name, value, target, comparison."""
    torch.set_num_threads(1)
    yield from _both_directions()
    for task in bundle.APPLICATIONS:
        yield from _learnt(task)
    for task in filter(there, applications):
        yield from _reached(task)
    for task, question in QUESTIONS.items():
        yield f"{task}: three networks answer and say why, ms", _asked(task, question), 150, "<="
    yield from applications_seen.measure()
    total = sum(file.stat().st_size for file in Path(ASSETS).rglob("*") if file.is_file())
    yield "all that comes with the app, MB", total / 1e6, 40, "<="


def _reached(task: str) -> Iterator[Row]:
    """What each network reaches on what nobody trained with: the kept part tells little where there are folds."""
    for cell in CELLS:
        found = reached(task, cell)
        name = f"{task}, {cell}: {found.metric} on unseen data"
        if found.crossed:
            name += f", {len(found.folds)}-fold"
            yield f"{task}, {cell}: {found.metric} on the kept part, ± {found.error:.3f}", found.score, NAN, ""
        least = REAL.get(task) if cell == "lstm" else None
        yield (name, found.unseen.score, NAN, "") if least is None else (name, found.unseen.score, least, ">=")
    lstm = reached(task, "lstm")
    for name, score in lstm.unseen.baselines.items():
        yield f"{task}: {name} there", score, NAN, ""
        if lstm.crossed:
            yield f"{task}: the LSTM's lead on it", lstm.unseen.score - score, 0.0, ">="


def _learnt(task: str) -> Iterator[Row]:
    """Seconds of the processor until the LSTM reaches the goal, and how many steps a second it does."""
    trainer = Trainer(bundle.APPLICATIONS[task].changed(cell="lstm"))
    start, taken, score = time.process_time(), 0.0, 0.0
    while score < GOAL and taken < PATIENCE:
        trainer.train(steps=50)
        taken = time.process_time() - start
        score = trainer.score()
    yield f"{task}: the LSTM has {GOAL} after so many seconds", taken, PATIENCE, "<="
    yield f"{task}: its steps a second", trainer.step / taken, NAN, ""


def _asked(task: str, question: str) -> float:
    def once() -> float:
        start = time.perf_counter()
        for cell in CELLS:
            ask(task, question, cell)
            used(task, question, cell)
        return 1000 * (time.perf_counter() - start)

    once()
    return statistics.median(once() for _ in range(7))


def _both_directions() -> Iterator[Row]:
    """A training step of all three cells in both directions, everything kept, beside torch's that keep nothing."""
    x = torch.randn(STEPS, BATCH, INPUT)
    theirs = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
    own = {cell: shapes["every-step"](cell, INPUT, HIDDEN, 8, directions=2) for cell in CELLS}
    torchs = {cell: theirs[cell](INPUT, HIDDEN, bidirectional=True) for cell in CELLS}
    heads = {cell: nn.Linear(2 * HIDDEN, 8) for cell in CELLS}

    def ours() -> None:
        for cell in CELLS:
            own[cell](x, tapes=[]).sum().backward()

    def torch_s() -> None:
        for cell in CELLS:
            heads[cell](torchs[cell](x)[0]).sum().backward()

    yield "both directions: three cells / torch", _ratio(ours, torch_s), 0.8, "<="


def _ratio(one: object, other: object, rounds: int = 15) -> float:
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for times, run in zip(found, (one, other), strict=True):
            start = time.perf_counter()
            run()  # type: ignore[operator]
            times.append(time.perf_counter() - start)
    return statistics.median(found[0]) / statistics.median(found[1])
