"""What this page lets people choose, ask, and train."""

from __future__ import annotations

from itertools import groupby

from explorer.answers import Answer
from explorer.app.asked import Asking, Example
from explorer.app.controls import Form
from explorer.app.language import _
from explorer.lessons.entities.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import bundle

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
        Example("Harry Potter and Hermione Granger invented a new spell.", "1101100000"),
        Example("Yesterday, Harry Potter met Hermione Granger.", "00110110"),
        Example("Teddy bears are on sale.", "000000"),
        Example("Teddy Roosevelt was a president.", "110000"),
        Example("May met April in June.", "101000"),
        Example("Washington lived in Washington.", "10000"),
    ),
    verdict=verdict,
    kind="every",
    shape=N_("Many-to-many, in both directions"),
    both=True,
    forward="entities-forward",
)
