"""What of one's own this page takes, and how it was read: strands, as FASTA or GenBank."""

from __future__ import annotations

from explorer.app import own_data
from explorer.app.language import _, literal, whole
from explorer.app.numbers import share
from explorer.lessons.dna.choose import FORM
from explorer.problem import N_
from explorer.text import strands
from explorer.text.bases import UNKNOWN
from explorer.text.strands import Strand


def read(files: own_data.Files) -> tuple[list[Strand], str]:
    """The strands of FASTA or GenBank, and as one text."""
    found = strands.read(files[0][1])
    return found, strands.written(found)


def told(found: list[Strand]) -> list[str]:
    """How a file of strands was read."""
    bases = sum(map(len, found))
    codes = sum(int(one.coding.sum()) for one in found if one.coding is not None)
    unknown = sum(int((one.bases == UNKNOWN).sum()) for one in found)
    names = ", ".join(literal(one.name) for one in found[:3] if one.name) + (" …" if len(found) > 3 else "")
    lines = [
        _("Strands: {count}, bases: {bases}, of which {share} code.").format(
            count=whole(len(found)), bases=whole(bases), share=share(codes / bases)
        ),
        *([names] if names else []),
    ]
    if unknown:
        lines.append(_("Bases that are not known (N and the like): {count}.").format(count=whole(unknown)))
    if any(one.against is not None for one in found):
        lines.append(_("Genes of the other strand are told, too: both strands are read, each in its own direction."))
    return lines


OWN = own_data.Kind(
    form=FORM,
    task="labelled-strands",
    hint=N_(
        "FASTA in which coding bases are capitals and all others small letters, or GenBank with features of the kind "
        "CDS. Strands are read in windows; one window in ten is kept aside to test the networks."
    ),
    read=own_data.as_it_is(read),
    told=told,
    example=N_("An example: 40 strands of the built-in kind"),
    pasted=N_("Paste FASTA or GenBank"),
)
