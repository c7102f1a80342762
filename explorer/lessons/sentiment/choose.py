"""What this page lets people choose, ask, and train."""

from __future__ import annotations

from explorer.answers import Answer
from explorer.app.asked import Asking, Example
from explorer.app.controls import Form
from explorer.app.language import _
from explorer.app.numbers import share
from explorer.lessons.sentiment.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import bundle

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
        Example("There is nothing to like in this movie.", "0"),
        Example("There is everything to like in this movie.", "1"),
        Example("Not a bad film at all.", "1"),
        Example("The acting is good, but the story is a mess.", "0"),
        Example("The story is a mess, but the acting is good."),
        Example("A moving and funny film.", "1"),
    ),
    verdict=verdict,
    kind="end",
    shape=N_("Many-to-one"),
)
