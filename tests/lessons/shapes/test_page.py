"""The page about shapes without a browser: what it shows first, what its link says, what is tried, where it leads."""

from __future__ import annotations

from functools import partial

import pytest

from explorer.app.lessons import lesson
from explorer.lessons.shapes import choose, kept
from explorer.lessons.shapes.examples import KINDS
from tests.lessons.opened import open_lesson, shown

open_page = partial(open_lesson, "pages/shapes.py")


def test_a_first_visit_shows_the_lectures_sequences_at_their_end() -> None:
    page = open_page()
    assert not page.warning
    assert page.title[0].value == "Which shapes can it take?"
    header = shown(page)
    assert (header["language"], header["cell"], header["moment"]) == ("english", "rnn", 12)
    assert header["chosen"] == [0] * 5
    names = header["kinds"][3]["examples"][0]
    assert (names["title"], names["right"]) == (
        "Harry Potter and Hermione Granger invented a new spell",
        list("110110000"),
    )
    assert header["kinds"][2]["rooms"] == [
        {"name": name, "title": lesson(name).title} for name in ("sentiment", "activity")
    ]
    assert any("by heart" in caption.value and "266 to 2,783 weights" in caption.value for caption in page.caption)
    assert not set(page.query_params) - {"lang"}


def test_the_link_brings_cell_moment_and_sequences() -> None:
    query = {"cell": "lstm", "t": "5", "many-to-one": "not-bad", "encoder-decoder": "come"}
    page = open_page(**query)
    header = shown(page)
    assert (header["cell"], header["moment"], header["chosen"]) == ("lstm", 4, [0, 0, 3, 0, 3])
    assert {name: page.query_params[name] for name in query} == query


def test_nonsense_in_the_link_gives_the_defaults_and_says_so() -> None:
    page = open_page(cell="nested", t="14", **{"many-to-many": "<b>"})
    assert (shown(page)["cell"], shown(page)["moment"], shown(page)["chosen"]) == ("rnn", 12, [0] * 5)
    assert [warning.value for warning in page.warning] == [
        told + " The default is used instead."
        for told in (
            "“cell” must be one of rnn, gru, lstm; got “nested”.",
            "“t” must be a whole number from 1 to 13; got “14”.",
            "“many-to-many” must be one of potter, yesterday, name, thing; got “\\<b>”.",
        )
    ]
    assert "t" not in page.query_params


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("future", {"cell": None, "moment": 0, "chosen": [None, None, None, 3, None]}),
        ("turn", {"cell": None, "moment": 7, "chosen": [None, None, 1, None, None]}),
        ("attention", {"cell": "gru", "moment": 7, "chosen": [None, None, None, None, 0]}),
        ("cell", {"cell": "lstm", "moment": 12, "chosen": [None] * 5}),
    ],
)
def test_everything_to_try_takes_the_picture_there_and_leaves_the_rest(name: str, shows: dict[str, object]) -> None:
    page = open_page(cell="gru")
    before = shown(page)["version"]
    page.button(key=f"shapes_try_{name}").click().run()
    assert not page.exception
    header = shown(page)
    assert header["take"] == shows
    assert header["version"] > before


def test_what_is_said_of_the_word_too_early_is_what_was_measured() -> None:
    chance = float(kept.find("rnn")["english"].runs["many-to-many"][3].chances[0])
    assert any(f"{chance:.2f}" in caption.value for caption in open_page().caption)


def test_a_link_in_the_picture_leads_only_to_the_lessons_that_are_named_there(monkeypatch: pytest.MonkeyPatch) -> None:
    went = []
    monkeypatch.setattr(choose.st, "switch_page", went.append)
    monkeypatch.setattr(choose.st, "session_state", {"shapes": {"version": 0, "room": ""}})
    for room in ("", "own_text", "../../etc/passwd", "sentiment"):
        choose.state()["room"] = room
        choose.leave()
        assert choose.state()["room"] == ""
    assert went == [lesson("sentiment").page]


def test_ukrainian_brings_its_own_sequences() -> None:
    page = open_page(lang="uk")
    assert shown(page)["language"] == "ukrainian"
    told = shown(page)["kinds"]
    assert [kind["examples"][0]["read"][0] for kind in told] == [
        "а",
        "Ода\u00a0до\u00a0радості",
        "У",
        "Гаррі",
        "Voulez-",
    ]
    assert shown(page)["moment"] == 11


def test_every_kind_can_be_linked() -> None:
    assert set(choose.PARAMETERS) == {"cell", "t", "shape", *(kind.name for kind in KINDS)}
