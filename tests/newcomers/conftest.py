"""A house into which a cell, a task and a lesson have moved, and the app that is served from it.

They share it, and one process that tries them out, because each would load all of it anew. What each is made of, and
all that is done for it, stands with its tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import copied
from tests.newcomers import test_cell, test_lesson, test_task
from tests.server import App, running

TRY = """
import json, runpy, sys, traceback

wrong = {}
for script in sys.argv[1:]:
    try:
        runpy.run_path(script)
    except Exception:
        wrong[script] = traceback.format_exc()
print(json.dumps(wrong))
"""


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project with all three, whose other files are at the end what they were."""
    copy = copied(tmp_path_factory.mktemp("house"))
    test_cell.move_in(copy)
    before = {path: path.read_bytes() for path in copy.rglob("*.py")}
    test_task.move_in(copy)
    test_lesson.move_in(copy)
    yield copy
    assert {path: path.read_bytes() for path in before} == before


@pytest.fixture(scope="package")
def app(house: Path) -> Iterator[App]:
    with running(house / "streamlit_app.py", cwd=house) as started:
        yield started


@pytest.fixture(scope="package")
def wrong(house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What went wrong in the scripts of those that are used without a screen: for each that failed, where."""
    folder = tmp_path_factory.mktemp("scripts")
    scripts = {"cell": test_cell.SCRIPT, "task": test_task.SCRIPT}
    for name, script in scripts.items():
        (folder / name).write_text(script, encoding="utf-8")
    command = [sys.executable, "-c", TRY, *(str(folder / name) for name in scripts)]
    done = subprocess.run(command, cwd=house, check=True, timeout=240, stdout=subprocess.PIPE)
    return {Path(script).name: error for script, error in json.loads(done.stdout).items()}
