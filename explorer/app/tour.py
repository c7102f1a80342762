"""The tour in README, written from the table of lessons: `make tour`."""

from __future__ import annotations

from pathlib import Path

from explorer.app.lessons import ROOT, lessons

README = ROOT / "README.md"
HEAD = "| Lesson | What you see |"


def table() -> str:
    """A row for every lesson, in the order of the navigation, as Markdown."""
    rows = [f"| **{one.title}** | {one.shows} |" for one in lessons()]
    return "\n".join([HEAD, "| --- | --- |", *rows, ""])


def tell(readme: Path = README) -> None:
    """Put the table in place of the one that is there. ValueError where there is none."""
    before, _head, rest = readme.read_text(encoding="utf-8").partition(HEAD)
    after = rest.partition("\n\n")[2]
    if not after:
        raise ValueError(f"{readme} has no table that begins with {HEAD!r} and ends at an empty line")
    readme.write_text(f"{before}{table()}\n{after}", encoding="utf-8")


if __name__ == "__main__":
    tell()
