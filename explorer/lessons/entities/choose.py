"""What this page lets people choose, ask, and train."""

from __future__ import annotations

from itertools import groupby

from explorer.answers import Answer
from explorer.app import own_data
from explorer.app.asked import Asking
from explorer.app.controls import Form
from explorer.app.language import _, literal, whole
from explorer.lessons.entities.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import bundle
from explorer.text.conll import Annotated, annotated

FORM = Form(
    "entities",
    cells=CELLS,
    default=bundle.APPLICATIONS["entities"],
    tasks=("entities", "labelled-tokens"),
    groups={"network": ("hidden_size", "layers", "time_steps", "match_parameters")},
    folded=True,
    parameters=PARAMETERS,
)


def verdict(answer: Answer) -> str:
    """The persons that are named, as they are written."""
    named = groupby(zip(answer.output, answer.tokens, strict=True), key=lambda pair: pair[0])
    found = [" ".join(token for _mark, token in pairs) for person, pairs in named if person]
    return " · ".join(found) or _("nobody")


ASKING = Asking(
    task="entities",
    label=N_("A sentence in English: the networks learnt from novels"),
    examples=(
        "Harry Potter and Hermione Granger invented a new spell.",
        "Yesterday, Harry Potter met Hermione Granger.",
        "Teddy bears are on sale.",
        "Teddy Roosevelt was a president.",
    ),
    verdict=verdict,
)


def read(files: own_data.Files) -> tuple[Annotated, str]:
    """The sentences of a CoNLL file, and as one text."""
    found = annotated(files[0][1])
    return found, found.written()


def told(found: Annotated) -> list[str]:
    """How a file of labelled tokens was read."""
    lines = [
        _("Sentences: {sentences}, tokens: {tokens}; labels as in {scheme}.").format(
            sentences=whole(found.sentences), tokens=whole(found.tokens), scheme=found.scheme
        ),
        " · ".join(f"{literal(kind)} {whole(count)}" for kind, count in found.types.items()),
    ]
    if found.cut:
        lines.append(_("Sentences that were too long and are several now: {count}.").format(count=whole(found.cut)))
    return lines


OWN = own_data.Kind(
    form=FORM,
    task="labelled-tokens",
    hint=N_(
        "CoNLL: a token and its label in a line, such as B-PER, I-LOC or O, an empty line between sentences. All types "
        "of the file are told apart; where a name begins is not asked. One sentence in ten is kept aside to test."
    ),
    read=read,
    told=told,
    example=N_("An example: 512 sentences of the built-in kind"),
    pasted=N_("Paste sentences, a token and its label in a line"),
)
