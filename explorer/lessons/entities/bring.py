"""What of one's own this page takes, and how it was read: sentences whose tokens are labelled, as CoNLL."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app import own_data
from explorer.app.language import _, literal, whole
from explorer.lessons.entities.choose import FORM
from explorer.problem import N_
from explorer.text.conll import Annotated, annotated, columns
from explorer.text.corpora import plain_newlines


def read(files: own_data.Files, chosen: Mapping[str, int]) -> own_data.Opened:
    """The sentences of a CoNLL file, in the columns that are chosen or seem to be meant."""
    text = plain_newlines(files[0][1]).removeprefix("\ufeff")
    there = columns(text)
    tokens, labels = chosen.get("tokens", there.tokens), chosen.get("labels", there.labels)

    def sentences() -> tuple[Annotated, str]:
        found = annotated(text, (tokens, labels))
        return found, found.written()

    choices = (
        own_data.Choice("tokens", N_("Column of tokens"), there.names, tokens),
        own_data.Choice("labels", N_("Column of labels"), there.names, labels),
    )
    return own_data.Opened(sentences, choices if len(there.names) > 2 else ())


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
