"""The language of the page: one translator a session, from gettext `.po` files, never process-wide."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from explorer.problem import Problem, Verbatim


@dataclass(frozen=True)
class Language:
    """A language of the pages: its code, its name on the switch, and the corpus and grammar that go with it."""

    code: str
    short: str
    corpus: str


LANGUAGES: Mapping[str, Language] = {
    language.code: language for language in (Language("en", "EN", "english"), Language("uk", "УКР", "ukrainian"))
}
"""One row a language, by code; its texts are in assets/locale. The first is what the sources say."""
SOURCE = next(iter(LANGUAGES))
CATALOGUES = Path(__file__).parent.parent.parent / "assets" / "locale"
PARAMETER = "lang"
_MARKS = re.compile(r"[\\`*\[\]$~<]|(?<!\w)_|_(?!\w)")


def current() -> str:
    """The session's language: what the person chose, else what the URL asks for, else the browser's."""
    chosen = st.session_state.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    asked = st.query_params.get(PARAMETER, "")
    if asked in LANGUAGES:
        return asked
    browser = (st.context.locale or SOURCE).split("-")[0]
    return browser if browser in LANGUAGES else SOURCE


def spoken() -> Language:
    """The session's language, and what goes with it."""
    return LANGUAGES[current()]


def _(message: str) -> str:
    """A text in the session's language."""
    return translator(current()).gettext(message)


def plural(one: str, many: str, count: int) -> str:
    """The form of a text that goes with a number, with the number filled in as {count}."""
    return translator(current()).ngettext(one, many, count).format(count=whole(count))


def separator() -> str:
    """What stands between groups of three digits."""
    return str(get_group_symbol(current()))


def decimal() -> str:
    """What stands before the decimals."""
    return str(get_decimal_symbol(current()))


def whole(count: int) -> str:
    """A whole number as the page's language writes it: 1,500 or 1 500."""
    return str(format_decimal(count, locale=current()))


class _Count(int):
    """A whole number of a problem, whose template may ask for groups of digits: {limit:,}."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace(",", separator())


def translated(words: Mapping[str, str]) -> dict[str, str]:
    """A component's own texts in the session's language; as "language" it is told which one that is."""
    language = current()
    catalogue = translator(language)
    told = {"language": language} if "language" in words else {}
    return {name: catalogue.gettext(text) if text else text for name, text in words.items()} | told


def literal(text: str) -> str:
    """Text that Markdown shows as it is: an address in a link must not become a picture that is fetched.

    >>> literal("![a](b)") == r"!\\[a\\](b)"
    True
    """
    return _MARKS.sub(r"\\\g<0>", text)


def explain(problem: Problem) -> str:
    """A problem in the session's language, as Markdown."""
    values = {name: _readable(value) for name, value in problem.values.items()}
    return _(problem.template).format(**values) if problem.values else _(problem.template)


def _readable(value: Any) -> Any:
    if isinstance(value, Problem):
        return explain(value)
    if isinstance(value, str) and value:
        return literal(value if isinstance(value, Verbatim) else _(value))
    return _Count(value) if type(value) is int else value


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the source says."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if language == SOURCE or not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def switch() -> None:
    """The language switch. The choice goes into the URL, so that a link opens in the language it was sent in."""
    if "language" not in st.session_state:
        st.session_state["language"] = current()
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code].short,
        key="language_switch",
        default=st.session_state["language"],
        label_visibility="collapsed",
        on_change=_choose,
        required=True,
    )


def _choose() -> None:
    if st.session_state["language_switch"] == current():
        return  # the browser confirms what it was told
    st.session_state["language"] = st.session_state["language_switch"]
    st.query_params[PARAMETER] = st.session_state["language"]
