"""What a fresh process has loaded: after a statement, and stage by stage on its way to training."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

NEXT = "# next"
TO_TRAINING = {
    "the library": "import explorer",
    "a finished run": """
from explorer import analysis, config, lab, records, tasks
from explorer.lab import worker
from explorer.shelf import bundle
bundle.find(explorer.Config()).snapshots()
""",
    "a network": "explorer.Network('lstm')",
    "a trainer": "explorer.Trainer",
    "training": """
for optimizer in ("adam", "sgd", "rmsprop"):
    trainer = explorer.Trainer(explorer.Config(task="adding", hidden_size=4, time_steps=5, optimizer=optimizer))
    trainer.advance(steps=2)
    explorer.Trainer.from_state(trainer.state()).advance(steps=1)
""",
}


def loaded_after(statement: str) -> set[str]:
    """Names of all modules that a fresh interpreter has loaded after a statement."""
    return _loaded_after([statement])[0]


@cache
def loaded_on_the_way_to_training() -> dict[str, set[str]]:
    """The same after each stage of one process: torch alone takes more than a second to load."""
    return dict(zip(TO_TRAINING, _loaded_after(TO_TRAINING.values()), strict=True))


def _loaded_after(statements: list[str]) -> list[set[str]]:
    told = f"print('\\n'.join(sys.modules)); print({NEXT!r})"
    code = "import sys\n" + "".join(f"{statement}\n{told}\n" for statement in statements)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stderr == ""
    return [set(part.split()) for part in done.stdout.split(NEXT)[:-1]]
