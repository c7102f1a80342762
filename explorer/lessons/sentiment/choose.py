"""What this page lets people choose, ask, and train."""

from __future__ import annotations

from explorer.answers import Answer
from explorer.app import own_data
from explorer.app.asked import Asking
from explorer.app.controls import Form
from explorer.app.language import _, literal, whole
from explorer.app.numbers import share
from explorer.lessons.sentiment.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import bundle
from explorer.text.labelled import Labelled, labelled

FORM = Form(
    "sentiment",
    cells=CELLS,
    default=bundle.APPLICATIONS["sentiment"],
    tasks=("sentiment", "labelled-texts"),
    groups={"network": ("hidden_size", "layers", "time_steps", "match_parameters")},
    folded=True,
    parameters=PARAMETERS,
)


def verdict(answer: Answer) -> str:
    """The answer in two words."""
    positive = float(answer.output)
    name = _("positive") if positive >= 0.5 else _("negative")
    return f"{name} {share(max(positive, 1 - positive))}"


ASKING = Asking(
    task="sentiment",
    label=N_("An opinion in English: the networks learnt from film reviews"),
    examples=(
        "There is nothing to like in this movie.",
        "There is everything to like in this movie.",
        "It is not a bad film.",
        "The actors are good, but the story is dull.",
        "The story is dull, but the actors are good.",
    ),
    verdict=verdict,
    kind="end",
)


def read(files: own_data.Files) -> tuple[Labelled, str]:
    """The texts and labels of a table, and as one text."""
    found = labelled(files[0][1])
    return found, found.written()


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
