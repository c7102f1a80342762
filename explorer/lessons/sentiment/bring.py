"""What of one's own this page takes, and how it was read: texts with labels, as a table."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app import own_data
from explorer.app.language import _, literal, whole
from explorer.app.numbers import share
from explorer.lessons.sentiment.choose import FORM
from explorer.problem import N_
from explorer.text.labelled import Labelled, columns

NAMES, DATA = 0, 1
FIRST_LINE = (N_("names the columns"), N_("is data like all others"))
_BEGINNING = 24  # characters of a cell beside the number of its column


def read(files: own_data.Files, chosen: Mapping[str, int]) -> own_data.Opened:
    """The texts and labels of a table, in the columns that are chosen or seem to be meant."""
    header = chosen["header"] == NAMES if "header" in chosen else None
    found = columns(files[0][1], chosen.get("texts"), chosen.get("labels"), header)
    header, names = found.table.layout.header, found.table.columns
    if not header:  # a number says little
        first = next(iter(found.table.beginning(1)), names)
        names = tuple(f"{name}: {cell[:_BEGINNING]}" for name, cell in zip(names, first, strict=True))

    def texts() -> tuple[Labelled, str]:
        told = found.read()
        return told, told.written()

    choices = (
        own_data.Choice("texts", N_("Column of texts"), names, found.texts),
        own_data.Choice("labels", N_("Column of labels"), names, found.labels),
        own_data.Choice("header", N_("The first line"), FIRST_LINE, NAMES if header else DATA, ours=True),
    )
    return own_data.Opened(texts, choices)


def told(found: Labelled) -> list[str]:
    """How a table was read, and what makes it hard to learn."""
    texts, labels = map(literal, found.columns)
    counts = " · ".join(f"{literal(label)} {whole(count)}" for label, count in found.counts.items())
    lines = [
        _("Texts: {count}, from the column “{texts}”; labels from “{labels}”.").format(
            count=whole(len(found.texts)), texts=texts, labels=labels
        ),
        counts,
    ]
    if found.skipped:
        lines.append(_("Rows without a text or a label, left out: {count}.").format(count=whole(found.skipped)))
    if found.uneven:
        lines.append(
            _("The labels are uneven: who always says the commonest is right in {share} of all texts.").format(
                share=share(found.commonest)
            )
        )
    if found.once:
        names = ", ".join(map(literal, found.once))
        lines.append(_("Seen once, so learnt but never tested: {labels}.").format(labels=names))
    return lines


OWN = own_data.Kind(
    form=FORM,
    task="labelled-texts",
    hint=N_(
        "A table (CSV, TSV) with a column of texts and one of labels, two to ten different ones: what texts feel, what "
        "they are about, whose they are. One in ten is kept aside to test the networks."
    ),
    read=read,
    told=told,
    example=N_("An example: 300 opinions, praise and blame"),
    pasted=N_("Paste a table; its first line names the columns"),
)
