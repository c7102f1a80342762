"""What of one's own this page takes, and how it was read: sentences whose tokens are labelled, as CoNLL."""

from __future__ import annotations

from explorer.app import own_data
from explorer.app.language import _, literal, whole
from explorer.lessons.entities.choose import FORM
from explorer.problem import N_
from explorer.text.conll import Annotated, annotated


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
