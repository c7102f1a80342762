"""Where a strand of DNA codes for a protein: an answer for every base, read from both ends."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.dna.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("Where does a gene speak?"),
    Section.APPLICATIONS,
    place=2,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("dna", "labelled-strands"),
)
