"""Nonsense in an address: told the same way on every page, in both languages; no address breaks one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from explorer.app import link
from explorer.app.lessons import Lesson, lessons
from explorer.config import SETTINGS
from tests.app.test_link import NONSENSE
from tests.lessons.opened import come_to, open_lesson


@pytest.mark.parametrize("lesson", lessons()[1:], ids=lambda lesson: lesson.name)
def test_a_page_is_the_same_by_a_link_and_after_a_look_at_the_first_lesson(lesson: Lesson) -> None:
    query = {"lang": "uk"} | ({"t": "3"} if "t" in lesson.parameters else {})
    straight, after = open_lesson(lesson.page, **query), come_to(lesson.page, **query)
    assert shown(straight) == shown(after)
    assert dict(straight.query_params) == dict(after.query_params)


def shown(page: AppTest) -> list[str]:
    """Every text of a page, and which pictures stand there."""
    texts = [str(element.proto) for kind in ("title", "html", "markdown", "caption") for element in page.get(kind)]
    return texts + [element.proto.component_name for element in page.get("bidi_component")]


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_nonsense_in_every_parameter_is_told_on_the_page_in_the_same_way(lesson: Lesson, language: str) -> None:
    bad = {name: "<b>*" for name in lesson.parameters if name not in (link.RUN, "net", "text", "prompt", "typed")}
    bad = {name: text for name, text in bad.items() if link.read(lesson.parameters, {name: text})[1]}
    page = open_lesson(lesson.page, lang=language, **bad)
    told = [warning.value for warning in page.warning]
    end = "The default is used instead." if language == "en" else "Натомість узято типове значення."
    for name in bad:
        (one,) = [text for text in told if f"“{name}”" in text or f"«{name}»" in text]
        assert "<b>" not in one.replace("\\<", "")
        assert one.endswith(end)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_no_address_breaks_a_page(lesson: Lesson, data: st.DataObject) -> None:
    names = sorted({**lesson.parameters, **(SETTINGS if link.LIVE.items() <= lesson.parameters.items() else {})})
    query = data.draw(st.dictionaries(st.sampled_from(names), NONSENSE, min_size=1, max_size=6))
    page = open_lesson(lesson.page, **query)
    assert not page.exception
    assert page.title[0].value
