"""The rule of the house, import by import: each contract holds, and each fails when somebody breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

BROKEN = [
    ("Imports run one way", "explorer/app/tries.py", "import explorer.lessons.gates.spans"),
    ("Imports run one way", "explorer/browser/plot.py", "import explorer.app.numbers"),
    ("Imports run one way", "explorer/lab/history.py", "import explorer.browser.plot"),
    ("Imports run one way", "explorer/tasks/adding.py", "import explorer.training"),
    ("No lesson knows another", "explorer/lessons/sampling/table.py", "import explorer.lessons.gates.texts"),
    ("Imports run one way", "explorer/app/tries.py", "import explorer.lessons"),
    ("Imports run one way", "explorer/newcomer.py", ""),
    ("What a lesson measures knows no screen", "explorer/lessons/gates/measure.py", "import streamlit"),
    ("What a lesson measures knows no screen", "explorer/lessons/forget/record.py", "import streamlit"),
    ("What a lesson writes down and draws does without torch", "explorer/lessons/gates/figures.py", "import torch"),
    ("Pictures, data and analysis never import torch", "explorer/figures/curves.py", "import torch"),
    ("Only the screen knows Streamlit", "explorer/lab/run.py", "import streamlit"),
]


def linted(root: Path) -> str:
    done = subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is told of a house in which nothing is broken, and then everything at once."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "explorer", copy / "explorer", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    assert "0 broken" in linted(copy)
    for _, file, line in BROKEN:
        with (copy / file).open("a", encoding="utf-8") as source:
            source.write(f"\n{line}\n")
    return linted(copy).partition("Broken contracts")[2]


@pytest.mark.parametrize(("contract", "file", "line"), BROKEN)
def test_a_contract_that_is_broken_fails(told: str, contract: str, file: str, line: str) -> None:
    module = file.removesuffix(".py").replace("/", ".")
    imported = line.removeprefix("import ")
    of_contract = told.partition(f"\n{contract}\n---")[2].partition("\n---")[0]
    assert (f"{module} -> {imported} (l." if line else f"- {module}\n") in of_contract


def test_every_contract_is_broken_once_here() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["name"] for contract in settings["contracts"]} == {contract for contract, *_ in BROKEN}
