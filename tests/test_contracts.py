"""The rule of the house, import by import: each contract holds, and each fails where somebody breaks it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

WAY = "Imports run one way"
BROKEN = [
    (WAY, "explorer.app.tries", "explorer.lessons.gates.spans"),
    (WAY, "explorer.browser.plot", "explorer.app.numbers"),
    (WAY, "explorer.lab.history", "explorer.browser.plot"),
    (WAY, "explorer.tasks.adding", "explorer.training"),
    ("No lesson knows another", "explorer.lessons.sampling.table", "explorer.lessons.gates.texts"),
    (WAY, "explorer.app.tries", "explorer.lessons"),
    ("What a lesson measures knows no screen", "explorer.lessons.gates.measure", "streamlit"),
    ("What a lesson measures knows no screen", "explorer.lessons.forget.record", "streamlit"),
    ("What a lesson writes down and draws does without torch", "explorer.lessons.gates.figures", "torch"),
    ("Pictures, data and analysis never import torch", "explorer.figures.curves", "torch"),
    ("Only the screen knows Streamlit", "explorer.lab.run", "streamlit"),
]


def linted(root: Path) -> str:
    done = subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each contract when all these imports are there at once, and a module that nobody has placed."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "explorer", copy / "explorer", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    assert "0 broken" in linted(copy)
    (copy / "explorer/newcomer.py").touch()
    for _, module, imported in BROKEN:
        with (copy / f"{module.replace('.', '/')}.py").open("a", encoding="utf-8") as source:
            source.write(f"\nimport {imported}\n")
    overview, _, details = linted(copy).partition("Broken contracts\n")
    parts = re.split(r"^(.+)\n-{5,}$", details, flags=re.MULTILINE)[1:]
    assert all(f"{contract} BROKEN" in overview for contract in parts[::2])
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize(("contract", "module", "imported"), BROKEN)
def test_a_contract_that_is_broken_fails(said: dict[str, str], contract: str, module: str, imported: str) -> None:
    assert re.search(rf"^- +{module} -> {imported} \(l\.", said[contract], re.MULTILINE)


def test_whoever_adds_a_module_says_where_it_belongs(said: dict[str, str]) -> None:
    assert re.search(r"not listed as layers:\n\n- explorer\.newcomer$", said[WAY], re.MULTILINE)


def test_every_contract_is_broken_once_here() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["name"] for contract in settings["contracts"]} == {contract for contract, *_ in BROKEN}
