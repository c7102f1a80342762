"""Every text of the app is there in every language, and keeps its fields."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from explorer.app import language
from explorer.problem import Problem, Verbatim

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All texts that the source marks."""
    target = tmp_path_factory.mktemp("locale") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    command += ["-k", "N_", "-k", "_", "-k", "plural:1,2", "-o", str(target), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with target.open("rb") as source:
        return read_po(source)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_string_is_missing_in_ukrainian(texts: Catalog) -> None:
    with (language.CATALOGUES / "uk" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        translated = read_po(source, locale="uk")
    known = {message.id for message in translated if all(forms(message)) and not message.fuzzy}
    wanted = {message.id for message in texts if message.id}
    assert len(wanted) > 150
    assert wanted - known == set()
    assert {message.id for message in translated if message.id} - wanted == set(), "translations that nothing uses"


def test_translations_keep_their_fields(texts: Catalog) -> None:
    with (language.CATALOGUES / "uk" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        for message in read_po(source, locale="uk"):
            if message.id:
                source_text = message.id[1] if isinstance(message.id, tuple) else message.id
                for form in forms(message):
                    assert fields(form) == fields(source_text), form


@pytest.mark.parametrize(("count", "said"), [(1, "1 крок"), (3, "3 кроки"), (5, "5 кроків"), (21, "21 крок")])
def test_ukrainian_numbers_take_the_right_form(count: int, said: str) -> None:
    words = language.translator("uk")
    assert words.ngettext("{count} step", "{count} steps", count).format(count=count) == said


def test_a_problem_is_explained_in_the_pages_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "current", lambda: "uk")
    problem = Problem("“{name}” must be at least {low} here; got {got}.", name="seed", low=3, got=1)
    assert language.explain(problem) == "«seed» тут має бути не менше ніж 3; отримано 1."


def test_what_a_person_wrote_is_not_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "current", lambda: "uk")
    assert language.explain(Problem("{name}", name="Play")) == "Навчати"
    assert language.explain(Problem("{name}", name=Verbatim("Play"))) == "Play"


@pytest.mark.parametrize(("code", "written"), [("en", "32,000,000"), ("uk", "32\u00a0000\u00a0000")])
def test_large_numbers_have_the_groups_of_the_language(
    code: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "current", lambda: code)
    assert language.whole(32_000_000) == written
    assert written in language.explain(Problem("at most {limit:,} bytes", limit=32_000_000))
    assert "32000000" in language.explain(Problem("seed {seed}", seed=32_000_000))


def test_no_number_on_a_page_has_the_groups_of_another_language() -> None:
    grouped = re.compile(r'f"[^"]*\{[^{}"]*:,\}')
    screen = [source for place in ("app", "lessons") for source in (ROOT / "explorer" / place).rglob("*.py")]
    sources = {source.name: source.read_text(encoding="utf-8") for source in screen}
    assert [name for name, text in sources.items() if grouped.search(text)] == []


def test_a_text_without_a_translation_stays_english() -> None:
    assert language.translator("uk").gettext("no such text") == "no such text"
    assert language.translator("en").gettext("Play") == "Play"


def test_a_value_that_came_from_a_link_is_shown_as_it_is() -> None:
    assert language.literal("![a](b) *c* _d_ `e` $f$ <g> ~h~") == r"!\[a\](b) \*c\* \_d\_ \`e\` \$f\$ \<g> \~h\~"
    assert language.literal("hidden_size") == "hidden_size"
