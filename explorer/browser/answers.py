"""What networks answer about one sequence that all of them read: each token in the colour of its answer, and why.

Above them the shape that they have, unrolled, with the step that is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import Bytes, pack, quantise
from explorer.browser._source import component
from explorer.browser.unrolled import KINDS, LENGTHS, Kind
from explorer.names import TITLES
from explorer.problem import N_
from explorer.records import Floats

STEPS = (1, 1000)
LABELS = (2, 40)

WORDS: Mapping[str, str] = {
    "answers": N_("What each network answers. Arrow keys move from step to step."),
    "hint_every": N_("Point at a step: its answer depends most on the underlined ones."),
    "hint_end": N_(
        "Point at a step: how the answer stood after it. The last answer depends most on the underlined ones."
    ),
    "at_every": N_("“{token}”: {label} {share}\u00a0%. It used: {used}."),
    "at_unmeasured": N_("“{token}”: {label} {share}\u00a0%."),
    "at_end": N_("up to “{token}”: {label} {share} %. It has {weight} % of the weight in the last answer."),
    "after": N_("up to “{token}”: {label} {share}\u00a0%."),
    "end": N_("The answer used: {used}."),
    "one_used": N_("“{token}” {share}\u00a0%"),
    "own_used": N_("itself {share}\u00a0%"),
    "right": N_("Right: {label}."),
    "none_wrong": N_("none wrong"),
    "some_wrong": N_("{wrong} of {count} wrong"),
    "is_right": N_("right"),
    "is_wrong": N_("wrong"),
    "all_wrong": N_("Wrong: {tokens}"),
    "next": N_("Next: {label} {share}\u00a0%."),
    "another": N_("another label"),
    "unsure": N_("unsure"),
    "sure": N_("sure"),
    **LENGTHS,
    "language": "en",
}
"""The texts that the panel shows itself; a page passes them translated."""


@dataclass(frozen=True, eq=False)
class Answered:
    """One network: its cell, its headline `verdict` and a quiet `caption`, `shares` [time] of the second label, 0 … 1.

    Of more than two labels `shares` are those of all, [time, labels].

    `used` [answers, time] is how much each answer depends on each token (`explorer.connectivity`), drawn relative to
    the row's largest; one row where there is one answer, a row of 0 where it was not measured. `wrong` [answers] marks
    those that are; empty where it is not known what is right.
    """

    cell: str
    verdict: str
    caption: str
    shares: Floats
    used: Floats
    wrong: Sequence[bool] = ()


def message(
    tokens: Sequence[str],
    columns: Sequence[Answered],
    labels: Sequence[str],
    *,
    kind: Kind,
    shape: str,
    both: bool = False,
    glue: str = " ",
    follow: bool = False,
    words: Mapping[str, str] = WORDS,
) -> bytes:
    """What `answers` sends to the browser; see there for the arguments and the errors."""
    steps = len(tokens)
    require(kind in KINDS, f"kind must be one of {KINDS}; got {kind!r}")
    require(STEPS[0] <= steps <= STEPS[1], f"tokens must be {STEPS[0]} to {STEPS[1]}; got {steps}")
    require(LABELS[0] <= len(labels) <= LABELS[1], f"labels must be {LABELS[0]} to {LABELS[1]}; got {len(labels)}")
    require(1 <= len(columns) <= 4, f"there are 1 to 4 networks; got {len(columns)}")
    missing = sorted(set(WORDS) - set(words))
    require(not missing, f"words lacks {missing}")
    arrays: list[Bytes] = []
    return pack(
        {
            "kind": kind,
            "shape": shape,
            "both": both,
            "follow": follow,
            "tokens": [str(token) for token in tokens],
            "labels": list(labels),
            "glue": glue,
            "words": {name: words[name] for name in WORDS},
            "columns": [_column(column, steps, len(labels), kind, arrays) for column in columns],
        },
        arrays,
    )


def answers(
    tokens: Sequence[str],
    columns: Sequence[Answered],
    labels: Sequence[str],
    *,
    kind: Kind,
    shape: str,
    key: str,
    both: bool = False,
    glue: str = " ",
    follow: bool = False,
    words: Mapping[str, str] = WORDS,
) -> None:
    """Show what each network made of `tokens`, side by side; under each other where it is narrow.

    `labels` name the two answers (shares near 0, near 1), or several, of which the first means that there is nothing
    where there is an answer at every token. `kind` says whether there is one at every token, or one at the "end", of
    which `shares` are those after each token. `shape` is what networks built so are called, `both` whether they read in
    both directions: they are drawn unrolled. `glue` stands between tokens: "" for letters. `follow` puts the page's
    cursor on them too: where tokens are steps of something else that it is on.

    Raises ValueError for lengths and shapes that do not fit each other and for names that are not known.
    """
    looks: dict[str, Any] = {"kind": kind, "shape": shape, "both": both, "glue": glue, "follow": follow}
    _ANSWERS(data=message(tokens, columns, labels, words=words, **looks), key=key)


def _column(column: Answered, steps: int, labels: int, kind: Kind, arrays: list[Bytes]) -> dict[str, Any]:
    require(column.cell in TITLES, f"cell must be one of {tuple(TITLES)}; got {column.cell!r}")
    shares, used = np.asarray(column.shares, np.float64), np.asarray(column.used, np.float64)
    expected = (steps,) if labels == 2 else (steps, labels)
    require(shares.shape == expected, f"shares must be {list(expected)}; got {shares.shape}")
    rows = steps if kind == "every" else 1
    require(used.shape == (rows, steps), f"used must be [{rows}, {steps}]; got {used.shape}")
    require(len(column.wrong) in (0, rows), f"wrong must be [{rows}], or nothing; got {len(column.wrong)}")
    # Of two labels the wrong one says which is right; of more nothing would say it of many.
    require(not column.wrong or labels == 2 or rows == 1, f"wrong must be nothing of {rows} answers of {labels} labels")
    used = np.nan_to_num(used, nan=0.0, posinf=0.0)
    largest = np.maximum(used.max(axis=1, keepdims=True), 1e-300)
    arrays += [_apart(shares), quantise(used / largest, 0.0, 1.0)]
    peaks = used.max(axis=1, keepdims=True) / np.maximum(used.sum(axis=1, keepdims=True), 1e-300)
    return {
        "cell": column.cell,
        "title": TITLES[column.cell],
        "verdict": column.verdict,
        "caption": column.caption,
        "shares": len(arrays) - 2,
        "used": len(arrays) - 1,
        "peaks": [round(float(peak), 4) for peak in peaks[:, 0]],
        "wrong": [row for row, is_wrong in enumerate(column.wrong) if is_wrong] if len(column.wrong) else None,
    }


def _apart(shares: Floats) -> Bytes:
    """Shares as bytes, of several labels with the likeliest alone at the top: so the browser finds the same one."""
    found = quantise(shares, 0.0, 1.0)
    if found.ndim == 1:
        return found
    best = shares.argmax(axis=1)[:, None]
    top = np.maximum(np.take_along_axis(found, best, axis=1), 1)
    rest = np.minimum(found, top - 1)
    np.put_along_axis(rest, best, top, axis=1)
    return np.asarray(rest)


_ANSWERS = component(__file__, height=300)
