"""Parts of pages that run again alone stand where nothing can take their place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import local_script_runner

from explorer.app.lessons import lessons
from tests.lessons.opened import open_lesson

Path = tuple[int, ...]
WITHOUT = ("backpropagation", "own_text", "probability", "shapes")  # at a first visit


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_every_fragment_is_alone_in_a_container_of_the_page(lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what stands below it moves up where Streamlit has lost it, and is drawn over."""
    sent: list[Sequence] = []
    parse = local_script_runner.parse_tree_from_messages
    monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", lambda all: sent.append(all) or parse(all))
    query = {"net": "slova", "lang": "uk"} if lesson.name == "memorization" else {}
    open_lesson(f"pages/{lesson.name}.py", **query)
    drawn: dict[Path, str] = {
        tuple(message.metadata.delta_path): message.delta.fragment_id
        for message in sent[-1]
        if message.WhichOneof("type") == "delta"
    }
    outermost = [path for path, part in drawn.items() if part and not drawn.get(path[:-1])]
    beside = [path for path in drawn for one in outermost if path[:-1] == one[:-1] and path != one]
    assert beside == []
    assert outermost or lesson.name in WITHOUT
