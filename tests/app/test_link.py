"""Whatever an address says, on every lesson: it is read or told, never an error, and what is written is read again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.app import arrival, link
from explorer.app.lessons import lessons

TABLES = {lesson.name: {**arrival.EVERYWHERE, **lesson.parameters} for lesson in lessons()}
SHARED = {(name, id(one)): (lesson, name) for lesson, known in TABLES.items() for name, one in known.items()}
EVERY = sorted(SHARED.values())  # a parameter that lessons share is asked about in one of them
NONSENSE = st.one_of(  # what people and their tools put into addresses
    st.text(max_size=60),
    st.from_regex(r"-?\d{0,25}(\.\d*)?(e\d+)?", fullmatch=True),
    st.sampled_from(["٣", "²", "1e999", "nan", "inf", "-0", "1_000", " 1", "<b>", "1~2", "a.1.2", "1-400", "0-0"]),
)


@settings(max_examples=300)
@given(text=NONSENSE)
@example(text="1" * 5000)
def test_any_text_is_read_or_told_by_its_name_whichever_parameter_it_is_given_to(text: str) -> None:
    for lesson, name in EVERY:
        one = TABLES[lesson][name]
        values, problems = link.read({name: one}, {name: text})
        if problems:
            assert values == {name: one.usual}, (lesson, name)
            assert len(problems) == 1, (lesson, name)
            assert f"“{name}”" in str(problems[0]), lesson
            assert len(str(problems[0])) < 400, (lesson, name)
        elif not one.browser:
            said = link.written({name: one}, values, {})
            assert link.read({name: one}, said) == (values, []), (lesson, name)


@given(st.dictionaries(st.sampled_from(sorted({name for _lesson, name in EVERY} | {"utm_source"})), NONSENSE))
def test_what_is_written_says_no_nonsense(query: dict[str, str]) -> None:
    for lesson in lessons():
        values, _problems = link.read(lesson.parameters, query)
        said = link.written(lesson.parameters, values, query)
        assert link.read(lesson.parameters, said) == (values, [])
        assert "utm_source" not in said


KINDS: list[tuple[link.Parameter[Any], str, Any]] = [
    (link.whole(1, 9), "9", 9),
    (link.number(0, 2), "0.25", 0.25),
    (link.one_of(("a", "b"), "a"), "b", "b"),
    (link.some_of(("a", "b", "c")), "c,a", ("a", "c")),
    (link.flag(), "1", True),
    (link.text(3), "a\r\nb", "a\nb"),
    (link.like("[ab]+"), "abba", "abba"),
]


@pytest.mark.parametrize(("parameter", "text", "value"), KINDS)
def test_every_kind_is_read_and_written(parameter: link.Parameter[Any], text: str, value: Any) -> None:
    assert link.read({"x": parameter}, {"x": text}) == ({"x": value}, [])
    assert link.read({"x": parameter}, link.written({"x": parameter}, {"x": value}, {})) == ({"x": value}, [])


@pytest.mark.parametrize(("parameter", "_text", "_value"), KINDS)
def test_the_usual_is_not_written(parameter: link.Parameter[Any], _text: str, _value: Any) -> None:
    assert link.written({"x": parameter}, {"x": parameter.usual}, {}) == {}
