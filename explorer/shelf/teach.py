"""Train the networks that come with the app: `python -m explorer.shelf.teach`, or `make networks`.

Every network that is not there is trained; one that was interrupted goes on where it stopped, with the same numbers.
Training ends by itself: whenever the held-out text is not read better for a while, the network goes back to its best
state and learns on more slowly; the third time it is done. Then `assets/README.md` says what each reached.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from explorer import tensors
from explorer.losses import step_losses
from explorer.names import CELLS
from explorer.shelf import files, trained
from explorer.shelf.real import kept as real
from explorer.shelf.trained import HERE, RECIPES, Reached, Recipe
from explorer.training import Diverged, Trainer

SLOWER = 0.3  # the learning rate is multiplied with this
CHANCES = 3  # so often
LONGEST = {trained.NESTED: 3000}  # steps; its loop over time is not compiled, and a step takes five times as long
UNFINISHED = HERE.parent.parent / ".cache" / "networks"


@dataclass
class Progress:
    """How far the training of one network is: looks taken, the best of them, and those since without progress."""

    looks: int = 0
    best: tuple[float, float] = (-math.inf, -math.inf)
    since: int = 0
    slowed: int = 0
    seconds: float = 0.0


def teach(name: str, cell: str) -> None:
    """Train one network to the end and keep its best state, unless it is there already."""
    recipe, target = RECIPES[name], trained.path(name, cell)
    if target.is_file():
        return
    trainer, best, progress = _resumed(name, cell)
    longest = min(recipe.steps, LONGEST.get(cell, recipe.steps))
    while progress.slowed < CHANCES and progress.looks * recipe.every < longest:
        start = time.perf_counter()
        better = _advance(trainer, recipe, progress)
        if better:
            best = trainer.state()
        elif progress.since >= recipe.patience:
            progress.since, progress.slowed = 0, progress.slowed + 1
            slower = trainer.config.learning_rate * SLOWER
            trainer = Trainer.from_state(best, recipe.config.text)
            trainer.adjust(learning_rate=slower, clip_norm=trainer.config.clip_norm)
        progress.seconds += time.perf_counter() - start
        kept = {"state": np.frombuffer(trainer.state(), np.uint8), "best": np.frombuffer(best, np.uint8)}
        files.write(UNFINISHED / target.relative_to(HERE), tensors.to_bytes(kept, {"progress": asdict(progress)}))
    _keep(target, best, recipe, progress)
    (UNFINISHED / target.relative_to(HERE)).unlink()


def _resumed(name: str, cell: str) -> tuple[Trainer, bytes, Progress]:
    place = UNFINISHED / name / f"{cell}.safetensors"
    if not place.is_file():
        trainer = Trainer(RECIPES[name].config.changed(cell=cell))
        return trainer, trainer.state(), Progress()
    arrays, told = tensors.from_bytes(place.read_bytes())
    progress = Progress(**told["progress"] | {"best": tuple(told["progress"]["best"])})
    trainer = Trainer.from_state(arrays["state"].tobytes(), RECIPES[name].config.text)
    return trainer, arrays["best"].tobytes(), progress


def _advance(trainer: Trainer, recipe: Recipe, progress: Progress) -> bool:
    """Train until the next look; whether the held-out data is read better than ever."""
    progress.looks += 1
    try:
        trainer.train(steps=recipe.every)
    except Diverged:
        progress.since = recipe.patience
        return False
    loss, score = _measured(trainer)
    sign = 1 if trainer.task.better == "higher" else -1
    found = (sign * score if recipe.judge == "score" else 0.0, -loss)
    better = found > progress.best
    if better:
        progress.best, progress.since = found, 0
    else:
        progress.since += 1
    return better


def _measured(trainer: Trainer) -> tuple[float, float]:
    """Held-out loss in nats, and the task's score."""
    held_out = trainer.task.validation()
    weights = torch.as_tensor(held_out.weights)
    with torch.no_grad():
        logits = trainer.network(held_out.inputs)
        loss = (step_losses(logits, held_out.targets) * weights).sum() / weights.sum()
    return float(loss), trainer.task.metric(logits.numpy(), held_out)


def _keep(target: Path, best: bytes, recipe: Recipe, progress: Progress) -> None:
    """Write the best state in half precision, with what it reaches as it is written."""
    arrays, told = tensors.from_bytes(best)
    half = {name: array.astype(np.float16) for name, array in arrays.items() if name.startswith("network.")}
    trainer = Trainer.from_state(tensors.to_bytes(half, told), recipe.config.text)
    score = _measured(trainer)[1]
    if recipe.tells == "all":
        told["reached"] = asdict(_reached(trainer, score, progress.looks * recipe.every, progress.seconds))
    else:
        told["reached"] = {trainer.task.metric_name: score, **trainer.task.also(score)}
    files.write(target, tensors.to_bytes(half, told))
    print(f"{target.parent.name} {target.stem}: {score:.4f} after {trainer.step} steps", flush=True)


def _reached(trainer: Trainer, score: float, steps: int, seconds: float) -> Reached:
    return Reached(
        metric=trainer.task.metric_name,
        better=trainer.task.better,
        score=score,
        baselines=trainer.task.baselines(),
        hidden_size=trainer.network.hidden_size,
        parameters=trainer.network.parameter_count,
        step=trainer.step,
        steps=steps,
        seconds=round(seconds, 1),
        held_out=int(trainer.task.validation().weights.sum()),
        details=_details(trainer),
    )


def _details(trainer: Trainer) -> list[list[float | None]]:
    held_out = trainer.task.validation()
    with torch.no_grad():
        shares = trainer.task.accuracies(trainer.network(held_out.inputs).numpy(), held_out)
    return (
        []
        if shares is None
        else [[None if math.isnan(share) else round(share, 4) for share in row] for row in shares.tolist()]
    )


# ---- What each reached ----------------------------------------------------------------------------------------------

_INTRO = """# Assets

`texts`: what is read. `runs`: short finished runs with every snapshot, for the first picture (`make results`).
`networks`: weights alone, in half precision, trained as far as their text allows (`make networks`); this table says
what each reached, measured with the weights as they are kept; the small networks of words say it in their lesson.
`measured`: what lessons measured, a folder a lesson.
`texts/python.txt` is the language reference of Python 3.11, © 2001–2023 Python Software Foundation, under the PSF
License Version 2 (https://docs.python.org/3/license.html); the other two were written for this app.

Every network of a group has about as many parameters as its LSTM. Training ends when the held-out tenth of the text is
no longer read better, and the best state is kept: so the held-out text has chosen the moment, and new text would be
read a little worse. “Beats” compares with the best baseline, which is asked at the same held-out places. Seconds are
those of one busy core.
"""


def table() -> str:
    """What every trained network reached, as Markdown: one table for each task."""
    groups: dict[str, list[str]] = {}
    told = {name: recipe for name, recipe in RECIPES.items() if recipe.tells == "all"}
    for name, recipe in told.items():
        for cell in trained.cells(name):
            reached = trained.reached(name, cell)
            lines = groups.setdefault(recipe.config.task, _heading(reached))
            lines.append(_row([name, cell, *_figures(reached)]))
    tables = "".join(f"\n## {task}\n\n" + "\n".join(lines) + "\n" for task, lines in groups.items())
    return _INTRO + tables + "".join(map(_learnt_from_people, real.every()))


def _learnt_from_people(task: str) -> str:
    """What the networks that learnt real data reached on what nobody trained with."""
    found = {cell: real.reached(task, cell) for cell in CELLS}
    first = found["lstm"]
    parts = {cell: [part for part in (one.crossed, one) if part] for cell, one in found.items()}
    where = [f", {one.count:,} answers" if one.count else "" for one in parts["lstm"]]
    names = [name + there for there in where for name in (first.metric, *first.baselines)]
    head = [_row(["cell", *names]), _row(["---", *["--:"] * len(names)])]
    rows = [_row([cell, *(text for one in some for text in _judged(one))]) for cell, some in parts.items()]
    source = f"Learnt from: {first.source}; {first.licence}. None of it is here."
    crossed = _CROSSED.format(folds=len(first.folds), count=first.count) if first.crossed else ""
    return f"\n## {task}, real data\n\n{source}\n{crossed}\n" + "\n".join([*head, *rows]) + "\n"


_CROSSED = """
First {folds}-fold cross-validation: every answer is that of a network which was taught like the one that is kept, with
the other folds alone. Then what the kept network reaches on the {count:,} answers of the part kept for testing: these
alone had no say in how networks learn, but they are few. After ± stands the standard error.
"""


def _judged(found: real.Judged) -> list[str]:
    """A score in bold letters, and what the baselines reach; with the standard errors of shares."""
    others = [replace(found, score=score) for score in found.baselines.values()]
    shown = [f"{one.score:.3f}" + (f" ± {one.error:.3f}" if one.count else "") for one in (found, *others)]
    return [f"**{shown[0]}**", *shown[1:]]


def _heading(reached: Reached) -> list[str]:
    names = ["networks", "cell", "units", "parameters", reached.metric, *reached.baselines, "beats", "kept at step"]
    names += ["of", "seconds", "held-out predictions"]
    return [_row(names), _row(["---", "---", *["--:"] * (len(names) - 2)])]


def _figures(reached: Reached) -> list[str]:
    show = "{:.1%}".format if reached.better == "higher" else "{:.3f}".format
    scores = [f"**{show(reached.score)}**", *map(show, reached.baselines.values())]
    beats = "yes" if reached.wins else f"**no** ({reached.rival[0]})"
    counts = [f"{reached.step:,}", f"{reached.steps:,}", f"{reached.seconds:.0f}", f"{reached.held_out:,}"]
    return [str(reached.hidden_size), f"{reached.parameters:,}", *scores, beats, *counts]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(wanted: list[str]) -> None:
    """Train what is missing of the named recipes, or of all, those that take longest last; then write the table."""
    torch.set_num_threads(1)  # small products: a second thread costs more than it brings
    for cell in (*CELLS, trained.NESTED):
        for name in wanted or RECIPES:
            if cell in RECIPES[name].cells:
                teach(name, cell)
    tell()


def tell() -> None:
    """Write what each reached beside them."""
    files.write(HERE.parent / "README.md", table().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
