"""What a figure does: pixels frame by frame, and one answer after the last."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.activity.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("What are they doing?"),
    N_("Frames of a figure, the verdict after each; sitting down is standing up in reverse"),
    Section.APPLICATIONS,
    place=4,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("activity", "labelled-motions"),
)
