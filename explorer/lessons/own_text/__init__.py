"""What networks can learn from a text that a person brings."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.own_text.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("Your own text"),
    N_("Bring it, train on it, take the networks to every lesson, save them as a file"),
    Section.OWN,
    place=1,
    parameters=PARAMETERS,
    addresses=("own",),
)
