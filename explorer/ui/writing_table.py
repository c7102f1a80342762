"""What the browser says that it shows, checked; and the same as a table in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from explorer.components.writing import LONGEST, Start
from explorer.ui.columns import TITLES

FIELDS = {
    "network": pa.string(),
    "t": pa.int32(),
    "token": pa.string(),
    "u": pa.float64(),
    "share": pa.float64(),
    "share_at_temperature_1": pa.float64(),
    "rank": pa.int32(),
    "by_hand": pa.bool_(),
    "temperature": pa.float64(),
    "top_k": pa.int32(),
    "top_p": pa.float64(),
}
KINDS: Mapping[str, type | tuple[type, ...]] = {
    "token": int,
    "level": (int, float, type(None)),
    "share": (int, float),
    "plain": (int, float),
    "rank": int,
}


def understood(rest: Any, symbols: Sequence[str]) -> tuple[Start, Mapping[str, Any]] | None:
    """Where the writing stands, and its columns; None where the browser does not say what our script says."""
    try:
        plan = [(int(t), float(temperature), int(k), float(p)) for t, temperature, k, p in rest["plan"]]
        picks = {str(cell): {int(t): int(i) for t, i in those.items()} for cell, those in rest["picks"].items()}
        start, columns = Start(plan, picks, int(rest["cursor"])), dict(rest["columns"])
        lengths = {len(column[name]) for column in columns.values() for name in KINDS}
        kinds = all(isinstance(v, KINDS[n]) for column in columns.values() for n in KINDS for v in column[n])
        known = all(0 <= token < len(symbols) for column in columns.values() for token in column["token"])
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    fits = kinds and known and all(length <= LONGEST for length in lengths) and plan[:1] and plan[0][0] == 0
    return (start, {"plan": rest["plan"], "columns": columns}) if fits else None


def table(rest: Mapping[str, Any], symbols: Sequence[str], given: int) -> Iterator[tuple[Any, ...]]:
    """What is on screen, a row a token, with the columns of `FIELDS`; t counts from 1, the `given` tokens included."""
    for cell, columns in rest["columns"].items():
        for i, token in enumerate(columns["token"]):
            _from, temperature, k, p = [entry for entry in rest["plan"] if entry[0] <= i][-1]
            level, share, plain, rank = (columns[name][i] for name in ("level", "share", "plain", "rank"))
            yield (
                TITLES.get(cell, cell),
                max(1, given) + i,
                symbols[token],
                level,
                share,
                plain,
                rank + 1,
                level is None,
                float(temperature),
                k or None,
                None if p == 1 else p,
            )


def file(kind: str, rest: Mapping[str, Any] | None, symbols: Sequence[str], given: int) -> bytes:
    """The table as "csv" or "parquet"; without rows where nothing is known yet."""
    rows = list(table(rest, symbols, given)) if rest else []
    if kind == "parquet":
        columns = [pa.array([row[i] for row in rows], type_) for i, type_ in enumerate(FIELDS.values())]
        sink = io.BytesIO()
        pyarrow.parquet.write_table(pa.table(columns, names=list(FIELDS)), sink)
        return sink.getvalue()
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    lines.writerows(["" if value is None else value for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")
