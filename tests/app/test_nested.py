"""Addresses with several parts lead to a page; what is Streamlit's own is let through."""

from __future__ import annotations

import pytest

from explorer.app.nested import last_part


@pytest.mark.parametrize(
    ("path", "base", "to"),
    [
        ("/a/gates", "", "/gates"),
        ("/a/b/c/", "", "/c"),
        ("/deep/below/a/gates", "deep/below", "/deep/below/gates"),
        ("/a/<b>?", "", "/%3Cb%3E%3F"),
        ("//evil.example/x", "", "/x"),
        ("/a//evil.example", "", "/evil.example"),
        ("/gates", "", None),
        ("/", "", None),
        ("/deep/below/gates/", "/deep/below/", None),
        ("/elsewhere/a/b", "deep/below", None),
        ("/media/0123.csv", "", None),
        ("/deep/below/_stcore/health", "deep/below", None),
    ],
)
def test_the_last_part_is_the_address(path: str, base: str, to: str | None) -> None:
    assert last_part(path, base) == to
