"""README's list of lessons is the table of lessons, and whatever else stands there stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.app import tour


def test_the_readme_lists_every_lesson_as_it_declares_itself() -> None:
    assert tour.table() in tour.README.read_text(encoding="utf-8"), "run `make tour`"


def test_only_the_table_is_written_anew(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before.\n\n{tour.HEAD}\n| --- | --- |\n| old | rows |\n\nAfter.\n", encoding="utf-8")
    tour.tell(readme)
    assert readme.read_text(encoding="utf-8") == f"Before.\n\n{tour.table()}\nAfter.\n"


def test_a_readme_without_a_table_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("Nothing here.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no table"):
        tour.tell(readme)
    assert readme.read_text(encoding="utf-8") == "Nothing here.\n"
