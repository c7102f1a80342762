"""Tables that people bring as text: what separates their columns, and one column as a text of its own.

Nothing of a row is dropped, and a quotation mark that does not fit is a character like any other. Each step takes time
in proportion to the text and goes through it a row at a time, so that a server does other things meanwhile.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from explorer.problem import N_, Problem
from explorer.text.corpora import plain_newlines

SAMPLE = 60_000
"""Characters from which the separator is guessed."""
MAX_COLUMNS = 500
MAX_ROW = 500_000
"""Characters of one row: a file that is one endless line is no table."""
SEPARATORS = {
    ",": N_("comma"),
    ";": N_("semicolon"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
    "": N_("none: a line is a cell"),
}
_GUESSED_ROWS = 200
_PART = 1 << 16  # characters that are cut into lines at once
_NOWHERE = "\x1f"  # separates nothing: no text that is learnt holds it
_NAMED = re.compile(r"sep=([^\w\s\"]|\t)\n")  # Excel's own first line
_NUMBER = re.compile(r"\s*[-+]?\d[\d.,:/ -]{0,40}%?\s*")
_SENTENCE = re.compile(r"[.!?…]\s*\Z")
_NAME = 60  # characters of a column's name that are shown; a longer one is rather a row


@dataclass(frozen=True)
class Layout:
    """How a table is written: what separates cells ("": nothing), whether its first row names the columns, and whether
    quotation marks hold a cell together."""

    separator: str
    header: bool = True
    quotes: bool = True


@dataclass(frozen=True)
class Table:
    """A text as rows and columns.

    `rows` are those below the header; `longer` and `shorter`, how many have more or fewer cells than there are columns.
    `named`: its first line named the separator, and is no row.
    """

    text: str
    layout: Layout
    columns: tuple[str, ...]
    rows: int
    longer: int
    shorter: int
    named: bool

    def column(self, name: str) -> str:
        """All rows of a column as lines; the last column holds what is left of a row that is too long."""
        return "".join("\n".join(some) + "\n" for some in _some(self.cells(name)))

    def cells(self, name: str) -> Iterator[str]:
        """The cells of a column, one after the other."""
        place = self.columns.index(name)
        if place == len(self.columns) - 1:
            return (row[place] if len(row) == place + 1 else self._cell(row, place) for row in self._rows())
        return (row[place] if len(row) > place else "" for row in self._rows())

    def beginning(self, count: int) -> list[list[str]]:
        """The first rows below the header, each with a cell for every column."""
        rows = list(islice(self._rows(), count))
        return [[self._cell(row, place) for place in range(len(self.columns))] for row in rows]

    def changed(self, **layout: object) -> Table:
        """The same text in another layout. Raises `Problem` where it cannot be read so."""
        return _read(self.text, replace(self.layout, **layout), self.named)  # type: ignore[arg-type]

    def _rows(self) -> Iterator[list[str]]:
        return islice(_rows(self.text, self.layout), int(self.layout.header), None)

    def _cell(self, row: Sequence[str], place: int) -> str:
        if place == len(self.columns) - 1:
            return self.layout.separator.join(row[place:])
        return row[place] if place < len(row) else ""


def table(text: str) -> Table:
    """A text as a table, in the layout that it most likely has. Raises `Problem` where it has none to choose from.

    >>> found = table("id;word\\n1;cat, or dog\\n2;mouse\\n")
    >>> found.layout.separator, found.columns, found.column("word")
    (';', ('id', 'word'), 'cat, or dog\\nmouse\\n')
    """
    text = plain_newlines(text).removeprefix("\ufeff")
    named = _NAMED.match(text)
    if named is not None:
        text = text[named.end() :]
    separator = named[1] if named is not None else _separator(_head(text))
    layout = Layout(separator, _has_header(text, separator))
    try:
        return _read(text, layout, named is not None)
    except _Quotes:
        return _read(text, replace(layout, quotes=False), named is not None)


def regular(text: str) -> bool:
    """Whether a text looks like a table: columns, and each of its first rows has them all."""
    head = _head(plain_newlines(text[:SAMPLE]))
    separator = _separator(head)
    counts = {len(row) for row in _beginning(head, separator)}
    return bool(separator) and len(counts) == 1 and head.count("\n") >= 3


class _Quotes(Problem):
    """Quotation marks do not hold cells together."""


def _read(text: str, layout: Layout, named: bool) -> Table:
    rows = _rows(text, layout)
    first = next(rows, [])
    lengths = Counter(map(len, rows)) + Counter([len(first)])
    if not 1 <= len(first) <= MAX_COLUMNS:
        raise Problem(
            N_("A table must have 1 to {limit} columns; this one has {got}."), limit=MAX_COLUMNS, got=len(first)
        )
    columns = _names(first if layout.header else [""] * len(first))
    longer = sum(count for length, count in lengths.items() if length > len(first))
    shorter = sum(count for length, count in lengths.items() if length < len(first))
    return Table(text, layout, columns, lengths.total() - layout.header, longer, shorter, named)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """What the columns are called, each differently; by their number where there is no name."""
    names = [" ".join(cell.split())[:_NAME] or str(number + 1) for number, cell in enumerate(cells)]
    seen = Counter(names)
    told = [name if seen[name] == 1 else f"{name} ({number + 1})" for number, name in enumerate(names)]
    return tuple(told) if len(set(told)) == len(told) else tuple(str(number + 1) for number in range(len(told)))


# ---- What it looks like ----------------------------------------------------------------------------------------------


def _head(text: str) -> str:
    """The first lines, whole."""
    head = text[:SAMPLE]
    return head if len(head) == len(text) or "\n" not in head else head[: head.rindex("\n") + 1]


def _separator(head: str) -> str:
    """The separator with which most rows have as many cells as the first; none where fewer than half do."""
    best, most = "", (0.5, 0)
    for separator in filter(None, SEPARATORS):
        counts = [len(row) for row in _beginning(head, separator)]
        if counts and counts[0] > 1:
            agreeing = counts.count(counts[0]) / len(counts)
            if (agreeing, counts[0]) >= most:
                best, most = separator, (agreeing, counts[0])
    return best


def _beginning(head: str, separator: str) -> list[list[str]]:
    """Its first rows, as far as they can be read."""
    rows: list[list[str]] = []
    try:
        rows.extend(islice(_rows(head, Layout(separator)), _GUESSED_ROWS))
    except _Quotes:  # perhaps of a cell that the head cuts in two
        rows = rows or list(islice(_rows(head, Layout(separator, quotes=False)), _GUESSED_ROWS))
    return rows


def _has_header(text: str, separator: str) -> bool:
    """Whether the first row reads like names: no numbers, nothing long, and no sentence."""
    rows = _beginning(_head(text), separator)
    return bool(rows) and not any(
        len(cell) > _NAME or _NUMBER.fullmatch(cell) or _SENTENCE.search(cell[-20:]) for cell in rows[0]
    )


# ---- Row by row ------------------------------------------------------------------------------------------------------


def _rows(text: str, layout: Layout) -> Iterator[list[str]]:
    """The rows that are not empty. Raises `Problem` where the layout cannot be right."""
    room = MAX_ROW  # characters that the row may still have

    def lines() -> Iterator[str]:
        nonlocal room
        for part in _parts(text):
            for line in io.StringIO(part, newline="\n"):
                room -= len(line)
                if room < 0:
                    raise csv.Error("the row is too long")
                yield line

    reader = csv.reader(
        lines(),
        delimiter=layout.separator or _NOWHERE,
        quoting=csv.QUOTE_MINIMAL if layout.quotes else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        for row in reader:
            room = MAX_ROW
            if row:
                yield row
    except csv.Error as error:
        where = max(1, reader.line_num)
        if layout.quotes:
            raise _Quotes(
                N_(
                    "The quotation marks of this table do not hold its cells together: the row that ends in line "
                    "{line:,} opens one that is not closed, or goes on after it. Read them as characters."
                ),
                line=where,
            ) from error
        raise Problem(
            N_("This is no table with this separator: a cell in line {line:,} is too long."), line=where
        ) from error


def _parts(text: str) -> Iterator[str]:
    """The text cut between lines."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + _PART) + 1 or text.find("\n", start + _PART) + 1 or len(text)
        if end - start > max(_PART, MAX_ROW):
            raise csv.Error("the row is too long")
        yield text[start:end]
        start = end


def _some(cells: Iterator[str], count: int = 1 << 16) -> Iterator[list[str]]:
    """Cells in lists of that many."""
    while some := list(islice(cells, count)):
        yield some
