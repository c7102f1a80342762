"""Files in which every token has a label, one a line: CoNLL, as corpora of names are published.

A line is a token and its label, with tabs or spaces between them and perhaps other columns; an empty line ends a
sentence, “-DOCSTART-” begins a document. Labels are “O” or a type with what it is of a name: IOB1, IOB2, IOBES, BILOU.
One pass, so that it takes time in proportion to the text.

Source: E. Tjong Kim Sang and J. Veenstra 1999, “Representing Text Chunks”, EACL, arXiv:cs/9907006, for IOB1 and IOB2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from explorer.problem import N_, Problem, Verbatim
from explorer.text.corpora import plain_newlines

MAX_TOKENS = 2_000_000
LONGEST_TOKEN = 200
"""Characters: a longer one is no token, and the file another."""
LONGEST_SENTENCE = 250
"""Tokens; a longer sentence is cut into such parts."""
PERSONS = frozenset({"per", "pers", "person", "persons", "people", "nr", "перс", "особа", "персона"})
"""Types, in small letters, that mean persons."""
_LABEL = re.compile(r"O|([BIESLUM])-(\S{1,60})")
_GUESSED_LINES = 500
_DOCUMENT = "-DOCSTART-"
_SHOWN = 60
_NAMING, _CELLS, _CELL = 20, 3, 12  # rows, cells and their characters by which a column is called
_STARTS, _ENDS = frozenset("BSU"), frozenset("ESLU")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens as they are written, and of each the type of what it is part of, "" for nothing."""

    tokens: tuple[str, ...]
    types: tuple[str, ...]
    begins: tuple[bool, ...]
    """Whether a token is the first of a name."""

    def written(self) -> str:
        """A token, a tab and its label in a line, in IOB2."""
        starts = zip(self.types, self.begins, strict=True)
        kinds = (f"{'B' if first else 'I'}-{kind}" if kind else "O" for kind, first in starts)
        pairs = zip(self.tokens, kinds, strict=True)
        return "".join(f"{token}\t{kind}\n" for token, kind in pairs if token != _DOCUMENT)

    def names(self) -> list[tuple[int, int, str]]:
        """(first token, token after the last, type) of each name."""
        found: list[tuple[int, int, str]] = []
        for place, (kind, first) in enumerate(zip(self.types, self.begins, strict=True)):
            if first:
                found.append((place, place + 1, kind))
            elif kind:
                found[-1] = (found[-1][0], place + 1, kind)
        return found


@dataclass(frozen=True)
class Annotated:
    """Documents of sentences whose every token has a label.

    `scheme` is "IOB1", "IOB2" or "IOBES" (BILOU is the same in other letters); `types` counts the tokens of each type;
    `cut`, how many sentences were too long and are several now.
    """

    documents: tuple[tuple[Sentence, ...], ...]
    titles: tuple[str, ...]
    scheme: str
    types: Mapping[str, int]
    cut: int

    @property
    def sentences(self) -> int:
        """How many there are."""
        return sum(map(len, self.documents))

    @property
    def tokens(self) -> int:
        """How many there are."""
        return sum(len(sentence.tokens) for document in self.documents for sentence in document)

    def written(self) -> str:
        """The sentences as a text that `annotated` reads, an empty line after each."""
        return "".join(f"{one.written()}\n" for document in self.documents for one in document)

    def person(self) -> str:
        """The type that means persons. Raises `Problem` where there is none: then somebody has to say which."""
        found = [kind for kind in self.types if kind.lower() in PERSONS]
        if not found:
            raise Problem(
                N_(
                    "No label of this file means persons, such as B-PER or B-PERSON; it has: {got}. Choose one of them."
                ),
                got=Verbatim(", ".join(islice(self.types, 10)) or "O"),
            )
        return max(found, key=self.types.__getitem__)


@dataclass(frozen=True)
class Columns:
    """The columns that all lines of a file have, each called by what is in its first lines, and which are meant.

    Where a line has more, `labels` counts from its end.
    """

    names: tuple[str, ...]
    tokens: int
    labels: int


def columns(text: str) -> Columns:
    """The columns of a CoNLL file, as its first lines have them.

    >>> columns("1\\tHarry\\tB-PER\\n2\\tslept\\tO\\n")
    Columns(names=('1: 1 · 2', '2: Harry · slept', '3: B-PER · O'), tokens=1, labels=2)
    """
    rows = []
    for line in islice(_lines(text), _GUESSED_LINES):
        cells = _cells(line[: LONGEST_TOKEN * 20])
        if cells and cells[0] != _DOCUMENT and not _is_comment(line, cells):
            rows.append(cells)
    width = min(map(len, rows), default=2)
    fitting = [back for back in range(1, width) if all(_LABEL.fullmatch(row[-back]) for row in rows)]
    named = [back for back in fitting if any(row[-back] != "O" for row in rows)]
    numbered = bool(fitting) and width > 2 and all(row[0].isdecimal() for row in rows)
    # Where none fits, the first line that does not says what was expected.
    label = (named or fitting or [1])[0]
    return Columns(tuple(_called(rows, place, width) for place in range(width)), int(numbered), width - label)


def _called(rows: Sequence[Sequence[str]], place: int, width: int) -> str:
    """A column by its number and its first cells; those behind the first from the end of the line."""
    seen = dict.fromkeys(row[place - width if place else 0][:_CELL] for row in rows[:_NAMING])
    return f"{place + 1}: {' · '.join(islice(seen, _CELLS))}"


def annotated(text: str, chosen: tuple[int, int] | None = None) -> Annotated:
    """What a CoNLL file says. Raises `Problem` for a line that is none, and for a file without labels.

    `chosen` are the columns of tokens and of labels, as places among those of `columns`, which tell them otherwise.

    >>> found = annotated("Harry\\tB-PER\\nPotter\\tI-PER\\nslept\\tO\\n\\nHe\\tO\\n")
    >>> found.documents[0][0].names(), found.sentences, found.person(), found.scheme
    ([(0, 2, 'PER')], 2, 'PER', 'IOB2')
    """
    text = plain_newlines(text).removeprefix("\ufeff")
    there = columns(text)
    of_tokens, of_labels = (there.tokens, there.labels) if chosen is None else chosen
    places = of_tokens, of_labels - len(there.names)
    reading = _Reading()
    for number, line in enumerate(_lines(text), 1):
        cells = _cells(line)
        if not cells:
            reading.end()
        elif cells[0] == _DOCUMENT:
            reading.begin(cells[-1] if len(cells) > 2 else "")
        elif not _is_comment(line, cells):
            reading.add(number, *_token(number, cells, places))
    return reading.done()


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.documents: list[list[Sentence]] = []
        self.titles: list[str] = []
        self.types: Counter[str] = Counter()
        self.count = self.cut = 0
        self.seen: set[str] = set()
        self.within = False  # whether a name began with I- where nothing was before it
        self._open: list[tuple[str, str, str]] = []

    def begin(self, title: str) -> None:
        self.end()
        self.documents.append([])
        self.titles.append(title[:_SHOWN])

    def add(self, number: int, token: str, prefix: str, kind: str) -> None:
        self.count += 1
        if self.count > MAX_TOKENS:
            raise Problem(
                N_("A file may have at most {limit:,} tokens; this one has more, from line {line:,} on. Bring a part."),
                limit=MAX_TOKENS,
                line=number,
            )
        self._open.append((token, prefix, kind))

    def end(self) -> None:
        """Where a sentence ends."""
        rows, self._open = self._open, []
        if not rows:
            return
        if not self.documents:
            self.begin("")
        begins, before = [], ("O", "")
        for _, prefix, kind in rows:
            apart = not before[1] or before[1] != kind or before[0] in _ENDS
            begins.append(bool(kind) and (apart or prefix in _STARTS))
            self.within |= bool(kind) and prefix == "I" and apart
            before = prefix, kind
            self.seen.add(prefix)
            self.types[kind] += bool(kind)
        parts = range(0, len(rows), LONGEST_SENTENCE)
        self.cut += len(parts) > 1
        for start in parts:
            some = slice(start, start + LONGEST_SENTENCE)
            types = tuple(kind for _, _, kind in rows[some])
            first = [bool(types[0]), *begins[some][1:]]  # a name that is cut in two begins anew
            self.documents[-1].append(Sentence(tuple(token for token, _, _ in rows[some]), types, tuple(first)))

    def done(self) -> Annotated:
        self.end()
        kept = [(title, document) for title, document in zip(self.titles, self.documents, strict=True) if document]
        if not kept:
            raise Problem(N_("This file has no tokens. Bring one with a token and its label in every line."))
        scheme = "IOBES" if self.seen & set("ESLU") else "IOB1" if self.within else "IOB2"
        types = {kind: count for kind, count in self.types.most_common() if count}
        titles, documents = zip(*kept, strict=True)
        return Annotated(tuple(map(tuple, documents)), tuple(titles), scheme, types, self.cut)


def _lines(text: str) -> Iterator[str]:
    """One after the other: a list of all would take as much memory again."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _cells(line: str) -> list[str]:
    """The columns of a line; an empty cell counts where tabs separate them."""
    if not line.strip():
        return []
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()


def _is_comment(line: str, cells: Sequence[str]) -> bool:
    return line.startswith("#") and len(line) > 1 and not _LABEL.fullmatch(cells[-1])


def _token(number: int, cells: Sequence[str], columns: tuple[int, int]) -> tuple[str, str, str]:
    """(token, what it is of a name, type) of a line."""
    token, label = columns
    found = _LABEL.fullmatch(cells[label]) if len(cells) > max(token + 1, -label - 1) else None
    if found is None or not cells[token]:
        raise Problem(
            N_(
                "Line {line:,} must be a token and its label, such as O, B-PER or I-LOC, with a tab or spaces between "
                "them; got “{got}”."
            ),
            line=number,
            got=Verbatim(" ".join(cells)[:_SHOWN]),
        )
    if len(cells[token]) > LONGEST_TOKEN:
        raise Problem(
            N_("A token may have at most {limit} characters; that in line {line:,} has {got:,}. Put one into a line."),
            limit=LONGEST_TOKEN,
            line=number,
            got=len(cells[token]),
        )
    return cells[token], found[1] or "O", found[2] or ""
