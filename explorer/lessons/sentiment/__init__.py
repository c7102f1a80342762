"""What a sentence feels: one answer after its last word, and how it stood on the way."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.sentiment.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("What does it feel?"),
    N_("The word at which an opinion turns; opinions that counting words does not tell apart"),
    Section.APPLICATIONS,
    place=3,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("sentiment", "labelled-texts"),
)
