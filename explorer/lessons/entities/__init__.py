"""Who is named in a sentence: an answer for every word, read in both directions or in one."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.entities.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("Who is named?"),
    Section.APPLICATIONS,
    place=1,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("entities", "labelled-tokens"),
)
