"""A copy of the project, to which a test adds what somebody would: a lesson, a task, a cell."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.server import ROOT


def copied(folder: Path) -> Path:
    """All that the app needs, in that folder; what is compiled too, but not what another test is compiling."""
    for name in ("explorer", "pages", "assets", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("static", "*.pyc.*"))
    for name in ("streamlit_app.py", "README.md"):
        shutil.copy(ROOT / name, folder)
    return folder
