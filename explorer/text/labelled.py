"""Tables in which every text has a label: what they feel, what they are about, whose they are.

Two to ten labels. What makes learning hard is said, not hidden: a label that occurs once, one that is nearly all there
is, rows without a text or a label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.problem import N_, Problem, Verbatim
from explorer.text._base import PART, parts
from explorer.text.tables import Table, table

LEAST_LABELS, MOST_LABELS = 2, 10
LEAST_ROWS = 20
LONGEST_LABEL = 60
"""Characters: what is longer is rather a text."""
UNEVEN = 10
"""The commonest label is said to be too common where it is so many times as frequent as the rarest."""
_SHOWN = 40
_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


HEADER = "⟨label⟩\t⟨text⟩\n"
"""How `Labelled.written` begins; no table of anybody's does."""


@dataclass(frozen=True)
class Labelled:
    """Texts with a label each.

    `labels` are the different ones, those that a number or the alphabet puts first; `verdicts`, of every text its place
    among them; `counts`, how often each occurs. `columns` are those of texts and of labels; `skipped` counts rows that
    lack one or the other.
    """

    texts: tuple[str, ...]
    verdicts: tuple[int, ...]
    labels: tuple[str, ...]
    counts: Mapping[str, int]
    columns: tuple[str, str]
    skipped: int

    @property
    def once(self) -> tuple[str, ...]:
        """Labels that occur once: such a text can be learned or tested, not both."""
        return tuple(label for label in self.labels if self.counts[label] == 1)

    @property
    def commonest(self) -> float:
        """How often the commonest label is right, if one always says it; 0 to 1."""
        return max(self.counts.values()) / len(self.texts)

    @property
    def uneven(self) -> bool:
        """Whether labels differ so much in number that a score says little beside `commonest`."""
        return max(self.counts.values()) >= UNEVEN * min(self.counts.values())

    def written(self) -> str:
        """The same as a text that `labelled` reads exactly so, whatever is in it: a label, a tab, a text in a line."""
        rows = zip(self.verdicts, self.texts, strict=True)
        return HEADER + "".join(f"{self.labels[verdict]}\t{said}\n" for verdict, said in rows)


@dataclass(frozen=True)
class Columns:
    """A table of which one column holds texts and another one labels, by their places among its columns."""

    table: Table
    texts: int
    labels: int

    def read(self) -> Labelled:
        """The texts and their labels. `Problem` for fewer than two labels or more than ten, and for too few rows."""
        names = self.table.columns[self.texts], self.table.columns[self.labels]
        return _of_rows(list(zip(*map(self.table.cells, names), strict=True)), names)


def columns(text: str, texts: int | None = None, labels: int | None = None, header: bool | None = None) -> Columns:
    """A table, and which of its columns hold texts and labels; what is not told is guessed.

    `header` says whether its first line names the columns. Raises `Problem` where there are no two different columns.

    >>> found = columns("label,text\\n" + "good,I liked it\\nbad,I did not\\n" * 10)
    >>> found.texts, found.labels, found.table.columns
    (1, 0, ('label', 'text'))
    """
    found = table(text)
    if header is not None and header != found.layout.header:
        found = found.changed(header=header)
    if len(found.columns) < 2:
        raise Problem(
            N_("A table must have a column of texts and one of labels; this one has a single column, “{got}”."),
            got=Verbatim(found.columns[0][:_SHOWN]),
        )
    guessed = _guessed(found)
    chosen = Columns(found, guessed[0] if texts is None else texts, guessed[1] if labels is None else labels)
    if chosen.texts == chosen.labels or not {chosen.texts, chosen.labels} <= set(range(len(found.columns))):
        raise Problem(
            N_("Texts and labels must be two different columns of the {count} that there are; got {texts} and {got}."),
            count=len(found.columns),
            texts=chosen.texts + 1,
            got=chosen.labels + 1,
        )
    return chosen


def labelled(text: str) -> Labelled:
    """The texts and labels of a table, in the columns where they seem to be; see `columns` for the errors.

    >>> found = labelled("label,text\\n" + "good,I liked it\\nbad,I did not\\n" * 10)
    >>> found.columns, found.labels, found.verdicts[:2], found.texts[1]
    (('text', 'label'), ('bad', 'good'), (1, 0), 'I did not')
    """
    if text.startswith(HEADER):
        lines = (line.group().partition("\t") for line in _LINE.finditer(text, len(HEADER)))
        return _of_rows([(said, label) for label, _, said in lines], ("text", "label"))
    return columns(text).read()


def _spaced(text: str) -> str:
    """With one space wherever there is white space; of a long text, a part at a time."""
    if len(text) <= PART:
        return " ".join(text.split())
    words, begun = list[str](), ""
    for part in parts(text):
        words += (begun + part).split()
        begun = "" if part[-1].isspace() else words.pop()  # it may go on in the next part
    return " ".join((*words, begun) if begun else words)


def _of_rows(rows: list[tuple[str, str]], columns: tuple[str, str]) -> Labelled:
    """Checked (text, label) pairs, of these columns."""
    spaced = [(_spaced(said), _spaced(label)) for said, label in rows]
    kept = [(said, label) for said, label in spaced if said and label]
    counts = Counter(label for _, label in kept)
    _check(counts, len(kept), columns[1])
    labels = tuple(sorted(counts, key=_order))
    places = {label: place for place, label in enumerate(labels)}
    return Labelled(
        tuple(said for said, _ in kept),
        tuple(places[label] for _, label in kept),
        labels,
        {label: counts[label] for label in labels},
        columns,
        len(rows) - len(kept),
    )


def _check(counts: Counter[str], rows: int, column: str) -> None:
    if len(counts) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in counts):
        raise Problem(
            N_(
                "A column of labels may hold at most {limit} different ones, of at most {length} characters; “{name}” "
                "holds {got:,}, such as “{example}”. Choose another column, or join labels."
            ),
            limit=MOST_LABELS,
            length=LONGEST_LABEL,
            name=Verbatim(column),
            got=len(counts),
            example=Verbatim(max(counts, key=len)[:_SHOWN]),
        )
    if len(counts) < LEAST_LABELS:
        raise Problem(
            N_("There must be at least {limit} different labels to be told apart; “{name}” holds {got}."),
            limit=LEAST_LABELS,
            name=Verbatim(column),
            got=len(counts),
        )
    if rows < LEAST_ROWS:
        raise Problem(
            N_("A table must have at least {limit} rows with a text and a label; this one has {got}."),
            limit=LEAST_ROWS,
            got=rows,
        )


def _guessed(found: Table) -> tuple[int, int]:
    """The column of the longest cells, and of the others the one of the fewest different ones, two at least."""
    cells = list(zip(*found.beginning(500), strict=True)) or [()] * len(found.columns)
    of_texts = max(range(len(cells)), key=lambda place: sum(map(len, cells[place])))
    others = {place: len({cell.strip() for cell in some} - {""}) for place, some in enumerate(cells)}
    del others[of_texts]
    return of_texts, min(others, key=lambda place: (not LEAST_LABELS <= others[place] <= MOST_LABELS, others[place]))


def _order(label: str) -> tuple[bool, float, str]:
    """Numbers by their size, and then words by the alphabet."""
    number = _NUMBER.fullmatch(label)
    return not number, float(label) if number else 0.0, label
