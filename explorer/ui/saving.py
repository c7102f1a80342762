"""The numbers behind a picture, as files: the same two buttons on every page."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import streamlit as st

from explorer.records import Array
from explorer.ui.language import _

Columns: TypeAlias = Mapping[str, Sequence[Any] | Array]
"""A table: by name, columns of equal length."""

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def numbers(table: Callable[[], Columns], name: str, help: str) -> None:
    """Buttons that save a table as `<name>.csv` or `<name>.parquet`; it is made when one of them is pressed."""
    titles = {"csv": _("Numbers as CSV"), "parquet": _("Numbers as Parquet")}
    with st.container(horizontal=True, key=f"{name}_saving"):
        for kind, media in MEDIA.items():
            st.download_button(
                titles[kind],
                partial(_made, table, kind),
                f"{name}.{kind}",
                media,
                key=f"{name}_{kind}",
                on_click="ignore",
                type="tertiary",
                help=help,
            )


def as_file(table: Columns, kind: str) -> bytes:
    """The table in full precision as "csv", with the mark by which spreadsheets know UTF-8, or as "parquet"."""
    import pandas as pd  # when it is asked for: a first picture must not wait for it

    frame = pd.DataFrame({name: _written(column) for name, column in table.items()})
    sink = io.BytesIO()
    if kind == "parquet":
        frame.to_parquet(sink, index=False)
    else:
        frame.to_csv(sink, index=False, encoding="utf-8-sig")
    return sink.getvalue()


def _made(table: Callable[[], Columns], kind: str) -> bytes:
    return as_file(table(), kind)


def _written(column: Sequence[Any] | Array) -> Sequence[Any] | Array:
    """Half of a surrogate pair, which a text may hold, has no bytes in a file: it becomes “?”."""
    if not any(isinstance(value, str) for value in column[:1]):
        return column
    return [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in column]
