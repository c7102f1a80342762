"""What of one's own this page takes, and how it was read: motions, as BVH or tables."""

from __future__ import annotations

from explorer.app import own_data
from explorer.app.language import _, literal, whole
from explorer.lessons.activity.choose import FORM
from explorer.problem import N_
from explorer.text import motions
from explorer.text.motions import Motions
from explorer.text.poses import FRAMES


def read(files: own_data.Files) -> tuple[Motions, str]:
    """The motions of several files, and as one text."""
    found = motions.read(files)
    return found, found.written()


def told(found: Motions) -> list[str]:
    """How motions were read, and what makes them hard to learn."""
    counts = found.counts
    once, short = [label for label in counts if counts[label] == 1], sum(len(one) < FRAMES for one in found.joints)
    noted = (
        (found.scaled, N_("Motions that were not in mm and were scaled by the length of the trunk: {count}.")),
        (found.turned, N_("Motions in which z pointed up and that were turned: {count}.")),
        (found.timed, N_("Motions with another number of frames a second than 40, read at 40: {count}.")),
        (short, N_("Motions shorter than 24 frames, which stand still at their end: {count}.")),
    )
    lines = [
        _("Motions: {count}, frames: {frames}; the networks read 24 at a time.").format(
            count=whole(len(found.joints)), frames=whole(found.frames)
        ),
        " · ".join(f"{literal(label)} {whole(count)}" for label, count in counts.items()),
        *(_(line).format(count=whole(count)) for count, line in noted if count),
    ]
    if once:
        names = ", ".join(map(literal, once))
        lines.append(_("With a single motion, tested on a part of it if it is long: {labels}.").format(labels=names))
    return lines


OWN = own_data.Kind(
    form=FORM,
    task="labelled-motions",
    hint=N_(
        "Several files at once, BVH or tables of 19 joints (CSV), whose names begin with what is done: walk_01.bvh, "
        "run_01.bvh; two to ten different things. One motion in ten of each is kept aside to test the networks."
    ),
    read=own_data.as_it_is(read),
    told=told,
    example=N_("An example: 90 motions of the built-in figure"),
    several=True,
)
